//! From files to a [`Bundle`], gathering every problem on the way instead of stopping at the first.

use std::collections::BTreeSet;
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use super::bundle::Bundle;
use super::error::{PolicyError, Problem};
use super::files::{self, FileKind, PolicyFile};
use super::framework::Framework;
use super::metadata::{self, Header};
use super::set::PolicySet;
use super::yaml::{self, Offset};
use super::{Parameter, Policy, PolicyId, check, framework, set};
use crate::suggest;

/// A bundle under construction.
#[derive(Default)]
pub(super) struct Loader {
    bundle: Bundle,
    problems: Vec<Problem>,
    /// Packages taken, so that no two files share one.
    packages: BTreeSet<String>,
    /// Policies to check in full.
    unchecked: Vec<(PolicyId, Header)>,
    is_checking_built_in: bool,
}

/// Whether a file is part of the program or the user's.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    Program,
    User,
}

/// What the text of a file says.
enum Parsed {
    Policy(Box<Header>),
    Test,
    Library,
    Set(PolicySet),
    Framework(Framework),
    Reference(serde_json::Value),
}

impl Parsed {
    fn of(file: &PolicyFile) -> Result<Self, Box<Problem>> {
        let PolicyFile { path, stem, text, .. } = file;
        Ok(match file.kind {
            FileKind::Policy => Self::Policy(Box::new(metadata::parse(path, text)?)),
            FileKind::Test => Self::Test,
            FileKind::Library => Self::Library,
            FileKind::Set => Self::Set(set::parse(path, stem, text)?),
            FileKind::Framework => Self::Framework(framework::parse(path, stem, text)?),
            FileKind::Reference => Self::Reference(yaml::parse(path, text, Offset::default())?),
        })
    }
}

impl Loader {
    /// A loader that checks the built-in files as it does the user's.
    pub(super) fn checking_built_in() -> Self {
        Self { is_checking_built_in: true, ..Self::default() }
    }

    /// Takes in files that are part of the program. Half of them are parsed beside the others: at every start.
    pub(super) fn add_built_in(&mut self, mut files: Vec<PolicyFile>) {
        let others = files.split_off(files.len() / 2);
        let parse = |files: Vec<PolicyFile>| -> Vec<_> {
            let parsed = files.into_iter().map(|file| (Parsed::of(&file), file));
            parsed.collect()
        };
        let (own, others) = thread::scope(|scope| {
            let others = scope.spawn(|| parse(others));
            (parse(files), others.join().unwrap_or_else(|panic| resume_unwind(panic)))
        });
        for (parsed, file) in own.into_iter().chain(others) {
            self.take(file, parsed, Owner::Program);
        }
    }

    /// Takes in everything below a policy directory.
    pub(super) fn add_directory(&mut self, dir: &Path) -> Result<(), PolicyError> {
        let files = files::read_directory(dir)?;
        let has_sets = files.iter().any(|file| file.kind == FileKind::Set);
        let fallback = dir.file_name().and_then(|name| name.to_str()).unwrap_or("custom");
        for mut file in files {
            if file.kind == FileKind::Policy && file.folders.is_empty() {
                file.folders.push(fallback.to_owned());
            }
            let joining = (file.kind == FileKind::Policy && !has_sets).then(|| id_of(&file.stem));
            self.add(file, Owner::User);
            self.bundle.joining.extend(joining);
        }
        Ok(())
    }

    /// The bundle, if nothing is wrong with it.
    pub(super) fn finish(mut self) -> Result<Bundle, PolicyError> {
        self.check_sets();
        for (id, header) in std::mem::take(&mut self.unchecked) {
            if let Some(policy) = self.bundle.policies.get(&id) {
                self.problems.extend(check::policy(&self.bundle, policy, &header));
            }
        }
        if self.problems.is_empty() {
            return Ok(self.bundle);
        }
        self.problems.sort();
        self.problems.dedup();
        Err(PolicyError::Invalid(self.problems))
    }

    fn add(&mut self, file: PolicyFile, owner: Owner) {
        let parsed = Parsed::of(&file);
        self.take(file, parsed, owner);
    }

    fn take(&mut self, file: PolicyFile, parsed: Result<Parsed, Box<Problem>>, owner: Owner) {
        let added = parsed.and_then(|parsed| match parsed {
            Parsed::Policy(header) => self.add_policy(&file, *header, owner),
            Parsed::Test => {
                self.bundle.tests.push(file);
                Ok(())
            }
            Parsed::Library => self.add_library(file, owner),
            Parsed::Set(set) => self.add_set(&file, set),
            Parsed::Framework(framework) => {
                self.bundle.frameworks.insert(framework.id.clone(), framework);
                Ok(())
            }
            Parsed::Reference(table) => {
                self.bundle.reference.insert(file.stem.clone(), table);
                Ok(())
            }
        });
        if let Err(problem) = added {
            self.problems.push(*problem);
        }
    }

    fn add_policy(
        &mut self,
        file: &PolicyFile,
        header: Header,
        owner: Owner,
    ) -> Result<(), Box<Problem>> {
        self.check_package(file, &header.package, header.package_line, owner)?;
        let policy = new_policy(file, &header);
        self.claim_ids(&policy, &header)?;
        let id = policy.id.clone();
        self.bundle.policies.insert(id.clone(), Arc::new(policy));
        if owner == Owner::User || self.is_checking_built_in {
            self.unchecked.push((id, header));
        }
        Ok(())
    }

    /// Refuses an id or alias that another policy has.
    fn claim_ids(&mut self, policy: &Policy, header: &Header) -> Result<(), Box<Problem>> {
        let taken = |bundle: &Bundle, id: &PolicyId, line, column| match bundle.policy(id.as_str())
        {
            None => Ok(()),
            Some(other) => {
                let message = format!("the id `{id}` is taken by {}", other.path);
                Err(Box::new(Problem::at(&policy.path, line, column, message)))
            }
        };
        taken(&self.bundle, &policy.id, 0, 0)?;
        for (alias, place) in policy.aliases.iter().zip(&header.metadata.custom.aliases) {
            let (line, column) = header.offset.apply(place.referenced);
            taken(&self.bundle, alias, line, column)?;
            self.bundle.aliases.insert(alias.clone(), policy.id.clone());
        }
        Ok(())
    }

    /// A built-in package mirrors its path, so that one can be told from the other; a user's ends in the stem.
    fn check_package(
        &mut self,
        file: &PolicyFile,
        package: &str,
        line: u32,
        owner: Owner,
    ) -> Result<(), Box<Problem>> {
        let at = |message: String| Err(Box::new(Problem::at(&file.path, line, 1, message)));
        let mirrored = format!("cache_audit.{}.{}", file.folders.join("."), file.stem);
        if owner == Owner::Program && package != mirrored {
            return at(format!("the package is `{package}`, the path says `{mirrored}`"));
        }
        if package.rsplit('.').next() != Some(file.stem.as_str()) {
            return at(format!(
                "the package `{package}` must end in `{}`, the file's name",
                file.stem
            ));
        }
        if matches!(
            package.split('.').next(),
            Some("parameters" | "reference" | "cache_audit_judge")
        ) {
            return at(format!("the package `{package}` would hide `data.{package}`"));
        }
        if !self.packages.insert(package.to_owned()) {
            return at(format!("the package `{package}` exists already"));
        }
        Ok(())
    }

    fn add_library(&mut self, file: PolicyFile, owner: Owner) -> Result<(), Box<Problem>> {
        let Some((package, line)) = metadata::find_package(&file.text) else {
            return Err(Box::new(Problem::at(&file.path, 1, 1, "no `package` is declared")));
        };
        let package = package.to_owned();
        self.check_package(&file, &package, line, owner)?;
        self.bundle.library.push((package, file));
        Ok(())
    }

    fn add_set(&mut self, file: &PolicyFile, set: PolicySet) -> Result<(), Box<Problem>> {
        if let Some(other) = self.bundle.sets.get(&set.name) {
            let message = format!("a policy set called `{}` exists: {}", set.name, other.path);
            return Err(Box::new(Problem::with_file(&file.path, message)));
        }
        self.bundle.sets.insert(set.name.clone(), set);
        Ok(())
    }

    /// Sets name existing sets and policies, give parameters that exist, and extend no circle.
    fn check_sets(&mut self) {
        let names: Vec<String> = self.bundle.sets.keys().cloned().collect();
        let before = self.problems.len();
        for name in &names {
            self.check_set_names(name);
        }
        if self.problems.len() > before {
            return;
        }
        for name in &names {
            if let Err(error) = self.bundle.resolve(name, &Default::default()) {
                let path = &self.bundle.sets[name].path;
                self.problems.push(Problem::with_file(path, error.to_string()));
            }
        }
    }

    fn check_set_names(&mut self, name: &str) {
        let set = &self.bundle.sets[name];
        let place = |word: &str| set.places.get(word).copied().unwrap_or_default();
        for extended in &set.extends {
            let (line, column) = place(extended);
            if !self.bundle.sets.contains_key(extended) {
                let known = self.bundle.sets.keys().map(String::as_str);
                let hint = suggest::hint(suggest::nearest(extended, known));
                let message = format!("no policy set is called `{extended}`{hint}");
                self.problems.push(Problem::at(&set.path, line, column, message));
            } else if extends(&self.bundle, extended, name, self.bundle.sets.len()) {
                let message = format!("`{name}` extends itself by way of `{extended}`");
                self.problems.push(Problem::at(&set.path, line, column, message));
            }
        }
        for id in set.policies.keys().chain(&set.without).chain(&set.unwaivable) {
            if let Err(error) = self.bundle.require_policy(id) {
                let (line, column) = place(id);
                self.problems.push(Problem::at(&set.path, line, column, error.to_string()));
            }
        }
    }
}

/// Whether `set` is `target` or extends it within `steps` steps.
fn extends(bundle: &Bundle, set: &str, target: &str, steps: usize) -> bool {
    if set == target {
        return true;
    }
    let Some(set) = bundle.sets.get(set).filter(|_| steps > 0) else { return false };
    set.extends.iter().any(|next| extends(bundle, next, target, steps - 1))
}

/// The id that a file name gives: `a_b` is `a-b`.
fn id_of(stem: &str) -> PolicyId {
    PolicyId::new(stem.replace('_', "-"))
}

/// Puts a policy together.
fn new_policy(file: &PolicyFile, header: &Header) -> Policy {
    let metadata = &header.metadata;
    let custom = &metadata.custom;
    Policy {
        id: id_of(&file.stem),
        aliases: custom.aliases.iter().map(|alias| PolicyId::new(alias.value.clone())).collect(),
        category: file.folders.last().cloned().unwrap_or_default(),
        title: metadata.title.clone(),
        description: metadata.description.trim_end().to_owned(),
        related_resources: metadata.related_resources.clone(),
        subject: custom.subject,
        severity: custom.severity,
        attributes: custom.attributes.iter().map(|path| path.value.clone()).collect(),
        labels: custom.labels.iter().map(|path| path.value.clone()).collect(),
        parameters: custom
            .parameters
            .iter()
            .map(|(name, parameter)| (name.clone(), Parameter::from(&parameter.value)))
            .collect(),
        remediation: custom.remediation.trim_end().to_owned(),
        frameworks: custom
            .frameworks
            .iter()
            .map(|(id, controls)| {
                (id.clone(), controls.value.iter().map(|control| control.value.clone()).collect())
            })
            .collect(),
        package: header.package.clone(),
        path: file.path.clone(),
        rego: file.text.clone().into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::fixture::{load, policy, problems};

    const DENY: &str = "deny contains denial if {\n\tinput.cache.engine == \"redis\"\n\tdenial := finding.at(\"engine\", \"m\")\n}";

    fn sound(stem: &str) -> String {
        policy(stem, "engine", DENY)
    }

    #[test]
    fn a_policy_gets_its_id_from_its_file_and_its_category_from_its_folder() {
        let bundle = load(&[
            ("network/slow_path.rego", &sound("slow_path")),
            ("fast_path.rego", &sound("fast_path")),
        ])
        .expect("loads");
        let slow = bundle.policy("slow-path").expect("exists");
        assert_eq!(
            (slow.category.as_str(), slow.package.as_str()),
            ("network", "custom.slow_path")
        );
        let fast = bundle.policy("fast-path").expect("exists");
        assert_eq!(fast.category, "rules");
    }

    #[test]
    fn ids_aliases_and_packages_are_taken_once() {
        let aliased = sound("one").replace("# custom:", "# custom:\n#   aliases: [two]");
        let found = problems(&[("one.rego", &aliased), ("two.rego", &sound("two"))]);
        assert_eq!(found, ["two.rego: the id `two` is taken by one.rego"]);

        let moved = sound("x").replace("custom.x", "custom.a.x");
        let found = problems(&[("a/x.rego", &moved), ("b/x.rego", &moved)]);
        assert_eq!(found, ["b/x.rego:12:1: the package `custom.a.x` exists already"]);

        let found = problems(&[("other.rego", &sound("x"))]);
        assert_eq!(
            found,
            ["other.rego:12:1: the package `custom.x` must end in `other`, the file's name"]
        );
    }

    #[test]
    fn a_former_id_finds_the_policy() {
        let aliased = sound("one").replace("# custom:", "# custom:\n#   aliases: [uno]");
        let bundle = load(&[("one.rego", &aliased)]).expect("loads");
        assert_eq!(bundle.policy("uno").map(|policy| policy.id.as_str()), Some("one"));
    }

    #[test]
    fn a_table_of_a_directory_replaces_the_built_in_one() {
        let bundle = load(&[("data/colours.yaml", "red: 1\n")]).expect("loads");
        assert_eq!(bundle.reference()["colours"]["red"], 1);
        let found = problems(&[("data/colours.yaml", "red: [1\n")]);
        assert!(found[0].starts_with("data/colours.yaml:"), "{found:?}");
    }

    #[test]
    fn what_a_set_names_must_exist() {
        let set = "name: s\ntitle: T\ndescription: D\nextends: [nothing]\npolicies:\n  one: {}\n  onee: {}\nwithout: [three]\n";
        let found = problems(&[("one.rego", &sound("one")), ("sets/s.yaml", set)]);
        assert_eq!(
            found,
            [
                "sets/s.yaml:4:11: no policy set is called `nothing`",
                "sets/s.yaml:7:9: no policy is called `onee`; did you mean `one`?",
                "sets/s.yaml:8:11: no policy is called `three`",
            ]
        );
    }

    #[test]
    fn a_set_is_read_strictly() {
        let set = "name: s\ntitle: T\ndescription: D\ncolour: red\n";
        let found = problems(&[("sets/s.yaml", set)]);
        assert!(
            found[0].starts_with("sets/s.yaml:4:1: ") && found[0].contains("colour"),
            "{found:?}"
        );
        let found = problems(&[("sets/t.yaml", "name: s\ntitle: T\ndescription: D\n")]);
        assert_eq!(found, ["sets/t.yaml:1:7: the set is called `s`, the file `t`"]);
    }

    #[test]
    fn sets_that_extend_each_other_in_a_circle_are_refused() {
        let set = |name: &str, extends: &str| {
            format!("name: {name}\ntitle: T\ndescription: D\nextends: [{extends}]\n")
        };
        let found = problems(&[("sets/a.yaml", &set("a", "b")), ("sets/b.yaml", &set("b", "a"))]);
        assert_eq!(
            found,
            [
                "sets/a.yaml:4:11: `a` extends itself by way of `b`",
                "sets/b.yaml:4:11: `b` extends itself by way of `a`",
            ]
        );
    }

    #[test]
    fn parameters_of_a_set_are_declared_and_of_the_declared_type() {
        for (parameters, expected) in [
            ("{limits: 1}", "`one` has no parameter `limits`; did you mean `limit`?"),
            ("{limit: many}", "parameter `limit` of `one` must be of type integer: \"many\""),
        ] {
            let set = format!(
                "name: s\ntitle: T\ndescription: D\npolicies:\n  one: {{parameters: {parameters}}}\n"
            );
            let found = problems(&[("one.rego", &sound("one")), ("sets/s.yaml", &set)]);
            assert_eq!(found, [format!("sets/s.yaml: {expected}")]);
        }
    }
}
