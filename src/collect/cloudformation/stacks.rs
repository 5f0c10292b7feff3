//! From documents to an inventory: which stacks there are, what they are given, and what a change does to them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::assembly::Assembly;
use super::assembly::templates::AssemblyTemplates;
use super::change_set::ChangeSet;
use super::evaluate::{Addresses, Environment, EvaluatedStack, StackInput, alternatives, evaluate};
use super::mapping::{Fate, Mapper, StackContext};
use super::nested::LocalTemplates;
use super::node::{Entry, Node, Place};
use super::parameters::{Parameters, Receiver};
use super::plan::{self, Plan};
use super::symbols::Symbols;
use super::{Document, template_at};
use crate::collect::CollectError;
use crate::model::{Alternative, Attribute, Gap, Inventory, SourceKind, SourceSummary};

/// Every stack of the inputs, not evaluated yet.
pub(super) struct Stacks {
    stacks: Vec<Stack>,
    assemblies: Vec<Assembly>,
    change_sets: Vec<ChangeSet>,
    sources: Vec<SourceSummary>,
    gaps: Vec<Gap>,
}

/// One stack with its template.
struct Stack {
    root: Node,
    path: Option<PathBuf>,
    /// Which stack of which assembly it is.
    in_assembly: Option<(usize, usize)>,
    /// Which change set is about it.
    change_set: Option<usize>,
}

impl Stacks {
    /// Reads what documents name, and puts together what belongs together.
    pub(super) fn of(documents: Vec<Document>) -> Result<Self, CollectError> {
        let mut all = Self {
            stacks: Vec::new(),
            assemblies: Vec::new(),
            change_sets: Vec::new(),
            sources: Vec::new(),
            gaps: Vec::new(),
        };
        let mut pages = Vec::new();
        for document in documents {
            match document {
                Document::Template { root, file, path } => {
                    all.note_source(&file, SourceKind::CloudFormationTemplate, None, true);
                    all.stacks.push(Stack { root, path, in_assembly: None, change_set: None });
                }
                Document::ChangeSet { root, file } => pages.push((root, file)),
                Document::Assembly { path } => all.add_assembly(&path)?,
            }
        }
        all.change_sets = ChangeSet::read(&pages)?;
        all.assign_change_sets();
        for (_, file) in &pages {
            // What a change set does not change is in its template.
            let has_template = all.stacks.iter().any(|stack| stack.change_set.is_some());
            all.note_source(file, SourceKind::CloudFormationChangeSet, None, has_template);
        }
        Ok(all)
    }

    fn note_source(
        &mut self,
        file: &str,
        kind: SourceKind,
        written_by: Option<String>,
        is_complete: bool,
    ) {
        self.sources.push(SourceSummary { file: file.to_owned(), kind, written_by, is_complete });
    }

    fn add_assembly(&mut self, path: &Path) -> Result<(), CollectError> {
        let mut assembly = Assembly::read(path)?;
        let written_by = format!("the CDK, format {}", assembly.version);
        let file = path.display().to_string();
        self.note_source(&file, SourceKind::CdkAssembly, Some(written_by), true);
        self.gaps.append(&mut assembly.gaps);
        for (index, stack) in assembly.stacks.iter().enumerate() {
            self.stacks.push(Stack {
                root: template_at(&stack.template)?,
                path: Some(stack.template.clone()),
                in_assembly: Some((self.assemblies.len(), index)),
                change_set: None,
            });
        }
        self.assemblies.push(assembly);
        Ok(())
    }

    /// A change set is about the stack of that name; of a template, which has none, it shows in the logical ids.
    fn assign_change_sets(&mut self) {
        for (index, change_set) in self.change_sets.iter().enumerate() {
            let is_meant = |stack: &Stack| match stack.in_assembly {
                Some((assembly, at)) => {
                    let name = &self.assemblies[assembly].stacks[at].stack_name;
                    change_set.stack_name.as_ref() == Some(name)
                }
                None => plan::fits(change_set, &stack.root),
            };
            let meant =
                self.stacks.iter().position(|stack| stack.change_set.is_none() && is_meant(stack));
            if let Some(stack) = meant.and_then(|at| self.stacks.get_mut(at)) {
                stack.change_set = Some(index);
            }
        }
    }

    /// What a stack may be called when parameters are given.
    fn names(&self, stack: &Stack) -> Vec<&str> {
        match stack.in_assembly {
            Some((assembly, at)) => {
                let stack = &self.assemblies[assembly].stacks[at];
                vec![stack.stack_name.as_str(), stack.artifact_id.as_str()]
            }
            None => Vec::new(),
        }
    }

    /// What may be given parameters.
    pub(super) fn receivers(&self) -> impl Iterator<Item = Receiver<'_>> {
        self.stacks.iter().map(|stack| {
            let declared = stack.root.get("Parameters").map(Node::entries).unwrap_or_default();
            let declared = declared.iter().map(|Entry { key, .. }| key.as_str()).collect();
            Receiver { names: self.names(stack), declared }
        })
    }

    /// What the stacks come to, given these parameters, and what else they may come to.
    pub(super) fn inventory(&self, parameters: &Parameters) -> Result<Inventory, CollectError> {
        let evaluated = self.evaluate(parameters)?;
        let assignments = alternatives(evaluated.iter().map(|(stack, _)| stack));
        let mut inventory = self.map(evaluated);
        for given in assignments {
            let evaluated = self.evaluate(&parameters.with(&given))?;
            inventory.alternatives.push(Alternative { given, inventory: self.map(evaluated) });
        }
        Ok(inventory)
    }

    fn evaluate(
        &self,
        parameters: &Parameters,
    ) -> Result<Vec<(EvaluatedStack, Addresses)>, CollectError> {
        let inputs: Vec<StackInput> =
            self.stacks.iter().map(|stack| self.input(stack, parameters)).collect();
        let addresses: Vec<Addresses> =
            inputs.iter().map(|input| input.environment.addresses.clone()).collect();
        let templates = AssemblyTemplates {
            stacks: self.assemblies.iter().flat_map(|assembly| &assembly.stacks).collect(),
            read: &template_at,
            others: &LocalTemplates { read: &template_at },
        };
        Ok(evaluate(inputs, &templates)?.into_iter().zip(addresses).collect())
    }

    fn input(&self, stack: &Stack, parameters: &Parameters) -> StackInput {
        let mut environment = Environment::new(parameters, &self.names(stack));
        if let Some(change_set) = stack.change_set.and_then(|at| self.change_sets.get(at)) {
            change_set.complete(&mut environment);
        }
        let root = stack.root.clone();
        match stack.in_assembly {
            Some((assembly, at)) => self.assemblies[assembly].stacks[at].input(root, environment),
            None => StackInput { root, path: stack.path.clone(), environment },
        }
    }

    /// The inventory of evaluated stacks, in the order of `self.stacks`.
    fn map(&self, evaluated: Vec<(EvaluatedStack, Addresses)>) -> Inventory {
        let mut parts = Vec::with_capacity(evaluated.len());
        for (stack, (mut evaluated, addresses)) in self.stacks.iter().zip(evaluated) {
            let mut context = StackContext::of(&evaluated);
            let mut plan = Plan::default();
            if let Some((assembly, at)) = stack.in_assembly {
                let declared = &self.assemblies[assembly].stacks[at];
                context.stack_tags.extend(known(&declared.tags));
                for resource in &mut evaluated.resources {
                    if let Some(source) = declared.source(&resource.address) {
                        resource.place = Place {
                            file: source.file.as_str().into(),
                            line: source.line,
                            // Without a column the whole line is meant.
                            column: source.column.unwrap_or(1),
                        };
                    }
                }
            }
            if let Some(change_set) = stack.change_set.and_then(|at| self.change_sets.get(at)) {
                context.stack_tags.extend(known(&change_set.tags));
                plan = Plan::of(change_set, &addresses);
            }
            parts.push((evaluated, context, plan));
        }
        parts.extend(self.lone_change_sets());
        self.put_together(parts)
    }

    /// Change sets without their template: all there is of them is what they change.
    fn lone_change_sets(&self) -> impl Iterator<Item = (EvaluatedStack, StackContext, Plan)> {
        let is_lone = |at: &usize| self.stacks.iter().all(|stack| stack.change_set != Some(*at));
        let lone = (0..self.change_sets.len()).filter(is_lone);
        lone.map(|at| {
            let change_set = &self.change_sets[at];
            let stack = plan::stack(change_set);
            let mut context = StackContext::of(&stack);
            context.stack_tags.extend(known(&change_set.tags));
            (stack, context, Plan::of(change_set, &Addresses::default()))
        })
    }

    fn put_together(&self, parts: Vec<(EvaluatedStack, StackContext, Plan)>) -> Inventory {
        let symbols = Symbols::of_stacks(
            parts.iter().map(|(stack, _, plan)| stack.resources.iter().chain(&plan.removed)),
        );
        // Resources of different stacks may relate to each other; where they share addresses, nobody could tell which.
        let is_shared = !have_addresses_of_their_own(&parts);
        let mut inventory = Inventory::new();
        let mut mapper = Mapper::new();
        let mut open = BTreeMap::new();
        let mut gaps = self.gaps.clone();
        for ((stack, mut context, plan), symbols) in parts.into_iter().zip(symbols) {
            if is_shared {
                inventory.append(std::mem::replace(&mut mapper, Mapper::new()).finish());
            }
            context.symbols = symbols;
            gaps.extend(stack.gaps);
            context.planned = plan.planned;
            for resource in &stack.resources {
                mapper.add(resource, &context, Fate::Desired);
            }
            for resource in &plan.removed {
                mapper.add(resource, &context, Fate::Removed);
            }
            gaps.extend(plan.gaps);
            open.extend(plan.open);
        }
        inventory.append(mapper.finish());
        for removed in &mut inventory.removed_caches {
            let snapshot = &mut removed.attributes.final_snapshot_identifier;
            if let Some(reason) = open.get(&removed.address).filter(|_| !snapshot.is_known()) {
                *snapshot = Attribute::Unknown(reason.clone());
            }
        }
        inventory.sources.clone_from(&self.sources);
        inventory.gaps.append(&mut gaps);
        inventory.gaps.sort();
        inventory.gaps.dedup();
        inventory
    }
}

/// Whether no two stacks have a resource of the same address.
fn have_addresses_of_their_own(parts: &[(EvaluatedStack, StackContext, Plan)]) -> bool {
    let mut seen = BTreeSet::new();
    let mut stacks = parts.iter().map(|(stack, ..)| &stack.resources);
    stacks.all(|resources| resources.iter().all(|resource| seen.insert(resource.address.as_str())))
}

fn known(tags: &BTreeMap<String, String>) -> impl Iterator<Item = (String, Attribute<String>)> {
    tags.iter().map(|(key, value)| (key.clone(), Attribute::Known(value.clone())))
}
