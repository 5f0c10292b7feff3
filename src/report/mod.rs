//! Renders an audit in one of the formats.
