//! Where a value comes from: through locals, variables, module calls and files of values.

use std::collections::BTreeSet;

use super::Level;
use super::lookup::Hit;
use super::module::Declaration;
use super::node::Symbol;
use crate::model::{Origin, RelatedPlace};

/// How many places one value is followed to.
const MAX_PLACES: usize = 8;

/// A place on the way of a value.
pub(super) struct Traced {
    pub(super) related: RelatedPlace,
    /// Whether it is the argument of a module call that lies in the repository.
    pub(super) is_call_inside: bool,
}

/// Follows what the value of `hit` is made of. The last of `levels` is the module that it stands in.
pub(super) fn trace(levels: &[Level], block: &[Declaration<'_>], hit: &Hit<'_>) -> Vec<Traced> {
    let mut tracer = Tracer { levels, places: Vec::new(), seen: BTreeSet::new() };
    let Some(last) = levels.len().checked_sub(1) else { return Vec::new() };
    for symbol in hit.symbols() {
        match symbol {
            Symbol::Repetition => tracer.repetition(last, block),
            symbol => tracer.follow(last, symbol),
        }
    }
    tracer.places
}

struct Tracer<'l> {
    levels: &'l [Level],
    places: Vec<Traced>,
    seen: BTreeSet<(usize, Symbol)>,
}

impl Tracer<'_> {
    /// Goes to where `symbol` gets its value in the module at `at`.
    fn follow(&mut self, at: usize, symbol: Symbol) {
        if self.places.len() >= MAX_PLACES || !self.seen.insert((at, symbol.clone())) {
            return;
        }
        match symbol {
            Symbol::Local(name) => {
                let found = self.levels[at].module.find(&["locals", &name]).pop();
                self.note(at, found, format!("local.{name}"));
            }
            Symbol::Variable(name) if at == 0 => {
                let module = &self.levels[0].module;
                match module.value_of(&name) {
                    Some(value) => self.add(value.place(), format!("value of var.{name}"), false),
                    None => self.default(0, &name),
                }
            }
            Symbol::Variable(name) => self.argument(at, &name),
            Symbol::Repetition => {}
        }
    }

    /// The argument of the call that gives the variable `name` of the module at `at` its value, else its default.
    fn argument(&mut self, at: usize, name: &str) {
        let levels = self.levels;
        let (caller, call) = (&levels[at - 1], &levels[at].call);
        let calls = caller.module.find(&["module", call]);
        let given = calls.iter().rev().find_map(|declaration| {
            let member = declaration.member.value.members(name).next()?;
            Some(Declaration { member, ..*declaration })
        });
        let Some(given) = given else { return self.default(at, name) };
        let message = format!("var.{name} of module.{call}");
        self.add(given.place(), message, caller.is_inside);
        for symbol in given.member.value.symbols() {
            match symbol {
                Symbol::Repetition => self.repetition(at - 1, &calls),
                symbol => self.follow(at - 1, symbol),
            }
        }
    }

    fn default(&mut self, at: usize, name: &str) {
        let found = self.levels[at].module.find(&["variable", name, "default"]).pop();
        self.note(at, found, format!("default of var.{name}"));
    }

    /// What `block` is repeated over.
    fn repetition(&mut self, at: usize, block: &[Declaration<'_>]) {
        let found = block.iter().rev().find_map(|declaration| {
            let value = &declaration.member.value;
            let member = value.members("for_each").chain(value.members("count")).next()?;
            Some(Declaration { member, ..*declaration })
        });
        let name = found.map_or("for_each", |found| &found.member.name).to_owned();
        self.note(at, found, name);
    }

    /// Adds a place and follows what its value is made of.
    fn note(&mut self, at: usize, found: Option<Declaration<'_>>, message: String) {
        let Some(found) = found else { return };
        self.add(found.place(), message, false);
        found.member.value.symbols().into_iter().for_each(|symbol| self.follow(at, symbol));
    }

    fn add(&mut self, place: Origin, message: String, is_call_inside: bool) {
        if self.places.len() < MAX_PLACES && !self.places.iter().any(|it| it.related.place == place)
        {
            self.places.push(Traced { related: RelatedPlace { place, message }, is_call_inside });
        }
    }
}
