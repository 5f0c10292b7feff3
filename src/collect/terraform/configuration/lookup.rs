//! Finds a path of Terraform names in what a block declares: `ingress[1].cidr_blocks`, `parameter[name=timeout].value`.

use std::collections::BTreeSet;

use super::file::SourceFile;
use super::module::Declaration;
use super::node::{Member, Symbol, Value};
use crate::model::Origin;

/// What was found, as far down the path as something is written.
pub(super) struct Hit<'m> {
    file: &'m SourceFile,
    offset: usize,
    value: &'m Value,
    /// What the `dynamic` blocks on the way are repeated over.
    repeated_over: BTreeSet<Symbol>,
    /// How many names of the path were found.
    pub(super) depth: usize,
}

/// One of the blocks or arguments that have the same name.
struct Candidate<'m> {
    member: &'m Member,
    offset: usize,
    value: &'m Value,
}

/// Which of several blocks is meant.
enum Selector<'p> {
    /// No single one.
    Any,
    /// The one in which the argument has the value.
    Keyed(&'p str, &'p str),
}

impl Hit<'_> {
    /// Where it is written.
    pub(super) fn place(&self) -> Origin {
        self.file.place(self.offset)
    }

    /// What the value is made of.
    pub(super) fn symbols(&self) -> BTreeSet<Symbol> {
        let mut symbols = self.value.symbols();
        symbols.extend(self.repeated_over.iter().cloned());
        symbols
    }

    /// How well what is written fits `values`.
    pub(super) fn fit(&self, values: &BTreeSet<String>) -> i64 {
        fit(self.value, values)
    }
}

/// Finds `path` in `block`, which is declared once and overridden any number of times. `values` tell blocks of one name
/// apart.
pub(super) fn find<'m>(
    block: &[Declaration<'m>],
    path: &str,
    values: &BTreeSet<String>,
) -> Option<Hit<'m>> {
    let steps = steps(path);
    let (first, _) = steps.first()?;
    // An override replaces the argument, or all blocks of the name.
    let declaration =
        block.iter().rev().find(|one| one.member.value.members(first).next().is_some())?;
    let mut hit = Hit {
        file: declaration.file,
        offset: declaration.member.offset,
        value: &declaration.member.value,
        repeated_over: BTreeSet::new(),
        depth: 0,
    };
    for (name, selector) in &steps {
        let candidates: Vec<Candidate<'m>> = candidates(hit.value, name);
        let Some(chosen) = choose(&candidates, selector, values) else { break };
        hit.offset = chosen.offset;
        hit.value = chosen.value;
        hit.repeated_over.extend(chosen.member.repeated_over.iter().flatten().cloned());
        hit.depth += 1;
        if candidates.len() > 1 && is_list(&candidates, selector, values) {
            break;
        }
    }
    (hit.depth > 0).then_some(hit)
}

/// How many names a path has.
pub(super) fn depth(path: &str) -> usize {
    steps(path).len()
}

/// The names of a path, each with what chooses among several of that name. An index does not choose: the order of blocks
/// in a plan is not that of the file.
fn steps(path: &str) -> Vec<(&str, Selector<'_>)> {
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let bracket = after.strip_prefix('[').and_then(|after| after.split_once(']'));
        let selector = match bracket.and_then(|(inside, _)| inside.split_once('=')) {
            Some((key, value)) => Selector::Keyed(key, value),
            None => Selector::Any,
        };
        let after = bracket.map_or(after, |(_, after)| after);
        rest = after.strip_prefix('.').unwrap_or(after);
        if !name.is_empty() {
            steps.push((name, selector));
        }
    }
    steps
}

fn candidates<'m>(value: &'m Value, name: &str) -> Vec<Candidate<'m>> {
    let parts = value.members(name).flat_map(|member| {
        let parts = member.parts().into_iter();
        parts.map(move |(offset, value)| Candidate { member, offset, value })
    });
    parts.collect()
}

fn choose<'c, 'm>(
    candidates: &'c [Candidate<'m>],
    selector: &Selector<'_>,
    values: &BTreeSet<String>,
) -> Option<&'c Candidate<'m>> {
    let Selector::Keyed(key, wanted) = selector else { return best(candidates, values) };
    let is_keyed = |candidate: &&Candidate<'_>| {
        let mut keys = candidate.value.members(key).filter_map(|member| member.value.literal());
        keys.any(|found| found.eq_ignore_ascii_case(wanted))
    };
    let is_repeated = |candidate: &&Candidate<'_>| candidate.member.repeated_over.is_some();
    candidates.iter().find(is_keyed).or_else(|| candidates.iter().find(is_repeated))
}

/// The candidate that fits best, the first of equals.
fn best<'c, 'm>(
    candidates: &'c [Candidate<'m>],
    values: &BTreeSet<String>,
) -> Option<&'c Candidate<'m>> {
    candidates.iter().rev().max_by_key(|candidate| fit(candidate.value, values))
}

/// Whether the candidates stand for a list, since none of them alone is meant.
fn is_list(
    candidates: &[Candidate<'_>],
    selector: &Selector<'_>,
    values: &BTreeSet<String>,
) -> bool {
    let fits = candidates.iter().map(|candidate| fit(candidate.value, values));
    let highest = fits.clone().max();
    matches!(selector, Selector::Any) && fits.filter(|fit| Some(*fit) == highest).count() > 1
}

/// Literals that are among `values`, less those that are not.
fn fit(value: &Value, values: &BTreeSet<String>) -> i64 {
    if values.is_empty() {
        return 0;
    }
    let mut fit = 0;
    value.each_literal(&mut |literal| fit += if values.contains(literal) { 2 } else { -1 });
    fit
}
