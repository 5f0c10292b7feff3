//! Puts each subject before the policies that apply to it and comes to an audit.
