//! Bounds on the work that a template can ask for: how deep, and how much.

use std::cell::Cell;

use crate::collect::CollectError;
use crate::collect::cloudformation::node::Place;

/// How deep expressions may nest, through references to conditions and other stacks as well. The stack has room for it.
const MOST_LEVELS: u32 = 160;

/// How much each stack may ask for. CloudFormation takes templates of 1 MB, which need a tenth of it.
const MOST_STEPS: u64 = 2_000_000;

/// How many bytes of text are as much work as one step.
const BYTES_PER_STEP: usize = 16;

/// What is left.
#[derive(Debug)]
pub(in super::super) struct Budget {
    steps: Cell<u64>,
    levels: Cell<u32>,
}

/// One level of nesting; leaving it gives it back.
#[derive(Debug)]
pub(in super::super) struct Level<'b>(&'b Budget);

impl Budget {
    /// The budget of this many stacks, and of all that are nested in them.
    pub(super) fn new(stacks: usize) -> Self {
        let stacks = u64::try_from(stacks).unwrap_or(u64::MAX);
        let steps = MOST_STEPS.saturating_mul(stacks);
        Self { steps: Cell::new(steps), levels: Cell::new(MOST_LEVELS) }
    }

    /// Goes one level down, to what is written at `place`.
    pub(super) fn enter(&self, place: &Place) -> Result<Level<'_>, CollectError> {
        self.spend(1, place)?;
        let Some(left) = self.levels.get().checked_sub(1) else {
            let message = format!("expressions are nested more than {MOST_LEVELS} deep");
            return Err(place.malformed(message));
        };
        self.levels.set(left);
        Ok(Level(self))
    }

    /// Takes account of the text that is put together at `place`.
    pub(in super::super) fn spend_text(
        &self,
        bytes: usize,
        place: &Place,
    ) -> Result<(), CollectError> {
        self.spend(bytes / BYTES_PER_STEP, place)
    }

    /// Takes account of work at `place`.
    pub(in super::super) fn spend(&self, steps: usize, place: &Place) -> Result<(), CollectError> {
        let steps = u64::try_from(steps).unwrap_or(u64::MAX);
        let Some(left) = self.steps.get().checked_sub(steps) else {
            let message = "the template asks for more work than any real one: its expressions multiply each other";
            return Err(place.malformed(message));
        };
        self.steps.set(left);
        Ok(())
    }
}

impl Drop for Level<'_> {
    fn drop(&mut self) {
        self.0.levels.set(self.0.levels.get() + 1);
    }
}
