//! The configuration that a plan or state was made from: where its blocks and arguments are written.
//!
//! Enters: the address of a resource and attributes of the model. Leaves: the line of the argument or of the block, and
//! the places that the value comes from. Only the directories of modules that somebody asks for are read; what cannot be
//! read or parsed leaves a [`Gap`], never an error.

mod calls;
mod file;
pub(in crate::collect) mod hcl;
mod json;
mod lookup;
mod module;
mod node;
#[cfg(test)]
mod tests;
mod trace;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::address::{Step, steps};
use super::mapping::arguments;
use crate::model::{Gap, Lead, Origin, RelatedPlace};
use calls::Manifest;
use lookup::Hit;
use module::{Declaration, Module};
use trace::Traced;

/// A root module and those that it calls.
pub struct Configuration {
    root: PathBuf,
    /// The repository that the root module lies in.
    repository: Option<PathBuf>,
    manifest: Manifest,
    modules: RefCell<BTreeMap<PathBuf, Rc<Module>>>,
}

/// Where something is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The argument, or the block where nothing is written.
    pub place: Origin,
    /// Where the resource begins, or the call of the module that it is in.
    pub block: Origin,
    /// Where the value comes from.
    pub related: Vec<RelatedPlace>,
}

/// A module on the way from the root to the one that a resource is in.
struct Level {
    /// The name of the call that leads to it; nothing for the root.
    call: String,
    directory: PathBuf,
    module: Rc<Module>,
    is_inside: bool,
}

/// What an address names: `module.a["k"].aws_subnet.b[0]`.
struct Named<'a> {
    calls: Vec<String>,
    /// `["resource", "aws_subnet", "b"]`.
    block: [&'a str; 3],
}

impl Configuration {
    /// The configuration in a directory, unless there is none.
    pub fn open(root: &Path) -> Option<Self> {
        module::has_files(root).then(|| Self {
            root: root.to_owned(),
            repository: repository(root),
            manifest: Manifest::read(root),
            modules: RefCell::default(),
        })
    }

    /// Where what `lead` is about is written. None if the configuration does not declare the resource.
    pub fn find(&self, lead: &Lead) -> Option<Written> {
        let named = Named::new(&lead.address)?;
        let levels = self.levels(&named.calls)?;
        let last = levels.last()?;
        let is_reached = levels.len() > named.calls.len();
        let block = if is_reached { last.module.find(&named.block) } else { Vec::new() };
        let Some(first) = block.first().filter(|_| is_reached) else {
            // A module that was not fetched leaves its call.
            let is_absent = !is_reached || last.module.is_empty();
            return if is_absent { outside(&levels, &named.calls, None, Vec::new()) } else { None };
        };
        let hit = best_hit(&block, named.block[1], lead);
        let traced = hit.as_ref().map(|hit| trace::trace(&levels, &block, hit)).unwrap_or_default();
        let header = first.place();
        let own = hit.as_ref().map_or_else(|| header.clone(), Hit::place);
        if !last.is_inside {
            return outside(&levels, &named.calls, Some(own), traced);
        }
        let related = traced.into_iter().map(|traced| traced.related).collect();
        Some(Written { place: own, block: header, related })
    }

    /// What could not be read, of all that was asked for.
    pub fn gaps(&self) -> Vec<Gap> {
        self.modules.borrow().values().flat_map(|module| module.gaps()).collect()
    }

    /// The modules on the way down `calls`, as far as their directories are known. None where a call is not declared.
    fn levels(&self, calls: &[String]) -> Option<Vec<Level>> {
        let mut levels = vec![self.level(String::new(), self.root.clone())];
        for depth in 1..=calls.len() {
            let call = &calls[depth - 1];
            let caller = levels.last()?;
            let declared = caller.module.find(&["module", call]);
            if declared.is_empty() {
                return None;
            }
            let directory = self.manifest.directory(&calls[..depth], &declared, &caller.directory);
            let Some(directory) = directory else { break };
            let level = self.level(call.clone(), directory);
            let is_absent = level.module.is_empty();
            levels.push(level);
            if is_absent {
                break;
            }
        }
        Some(levels)
    }

    fn level(&self, call: String, directory: PathBuf) -> Level {
        let mut modules = self.modules.borrow_mut();
        let module = modules
            .entry(directory.clone())
            .or_insert_with(|| Rc::new(Module::read(&directory)))
            .clone();
        let is_inside = !module.is_empty() && self.is_inside(&directory);
        Level { call, directory, module, is_inside }
    }

    /// Whether a directory belongs to the repository, so that somebody can change it there.
    fn is_inside(&self, directory: &Path) -> bool {
        let is_fetched = directory.components().any(|part| part.as_os_str() == ".terraform");
        let is_elsewhere = self.repository.as_ref().is_some_and(|repository| {
            absolute(directory).is_none_or(|directory| !directory.starts_with(repository))
        });
        !is_fetched && !is_elsewhere
    }
}

impl<'a> Named<'a> {
    /// None for what is no resource.
    fn new(address: &'a str) -> Option<Self> {
        let names: Vec<&str> = steps(address)
            .into_iter()
            .filter_map(|step| match step {
                Step::Name(name) => Some(name),
                Step::Key(_) => None,
            })
            .collect();
        let mut names = names.as_slice();
        let mut calls = Vec::new();
        while let ["module", call, rest @ ..] = names {
            calls.push((*call).to_owned());
            names = rest;
        }
        let block = match names {
            ["data", kind, name] => ["data", kind, name],
            [kind, name] => ["resource", kind, name],
            _ => return None,
        };
        Some(Self { calls, block })
    }
}

/// The nearest call, inside the repository, of a module outside it; what the call gives to the value counts more.
fn outside(
    levels: &[Level],
    calls: &[String],
    own: Option<Origin>,
    traced: Vec<Traced>,
) -> Option<Written> {
    let nearest = levels.iter().take(calls.len()).rposition(|level| level.is_inside)?;
    let call = &calls[nearest];
    let block = levels[nearest].module.find(&["module", call]).first()?.place();
    let argument = traced.iter().position(|traced| traced.is_call_inside);
    let place = argument.map_or_else(|| block.clone(), |at| traced[at].related.place.clone());
    let own = own.map(|place| RelatedPlace { place, message: format!("in module.{call}") });
    let traced = traced.into_iter().map(|traced| traced.related);
    let related = own.into_iter().chain(traced.filter(|related| related.place != place)).collect();
    Some(Written { place, block, related })
}

/// The best place of the attributes that `lead` names: one that is written as a whole before one of which only the
/// beginning is, then what fits the values better, then what comes first.
fn best_hit<'m>(block: &[Declaration<'m>], kind: &str, lead: &Lead) -> Option<Hit<'m>> {
    let paths = lead.attributes.iter().flat_map(|attribute| arguments::of(kind, attribute));
    let hits = paths.filter_map(|path| {
        let hit = lookup::find(block, &path, &lead.values)?;
        let is_whole = hit.depth == lookup::depth(&path);
        Some((is_whole, hit.fit(&lead.values), hit))
    });
    let hits: Vec<_> = hits.collect();
    let best = hits.into_iter().rev().max_by_key(|(is_whole, fit, _)| (*is_whole, *fit));
    best.map(|(_, _, hit)| hit)
}

/// The nearest directory above, or the directory itself, that is a Git repository.
fn repository(directory: &Path) -> Option<PathBuf> {
    let directory = absolute(directory)?;
    directory.ancestors().find(|above| above.join(".git").exists()).map(Path::to_owned)
}

fn absolute(directory: &Path) -> Option<PathBuf> {
    let here = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
    here.canonicalize().ok()
}
