//! Declared beside live: which declaration is that of which running resource.
//!
//! Enters: an inventory of declarations and one of what runs. Leaves: a [`Matching`], by identity and never by a guess: what
//! no declaration fits has none, and what several fit has none either, which is told apart.

mod identity;
mod matching;
mod rules;
#[cfg(test)]
mod tests;

pub(crate) use matching::{Counterpart, Matching};
