//! Values that AWS or the Terraform provider documents for settings left out.
//!
//! One row for each fact. A source asks for the row where a resource leaves a setting out; what has no row stays unknown.
