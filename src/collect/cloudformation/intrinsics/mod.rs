//! Functions of text, lists and mappings.

mod cidr;
mod json;
mod list;
mod mapping;
mod sub;
mod text;

pub(super) use sub::{Piece, pieces};
