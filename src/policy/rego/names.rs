//! Who is meant by a name: packages, imports and rules of a policy and the helpers it is loaded with.

use std::collections::{BTreeMap, BTreeSet};

use regorus::unstable::{BUILTINS, Expr, Module, Ref, Rule, RuleHead};

/// A policy and all helpers, parsed.
pub(crate) struct Program {
    pub(super) modules: Vec<Names>,
}

/// One module and what its names mean.
pub(super) struct Names {
    pub(super) module: Ref<Module>,
    /// `data.cache_audit.lib.known` as its parts.
    pub(super) package: Vec<String>,
    /// What an imported name stands for.
    pub(super) imports: BTreeMap<String, Vec<String>>,
    /// The rules and functions that the module defines.
    pub(super) rules: BTreeSet<String>,
}

/// A rule or function: all definitions of one name in one module.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RuleKey {
    pub(super) module: usize,
    pub(super) name: String,
}

impl Program {
    /// The policy, which comes first, with its helpers.
    pub(crate) fn new(policy: Ref<Module>, library: impl IntoIterator<Item = Ref<Module>>) -> Self {
        let modules = std::iter::once(policy).chain(library).map(Names::new).collect();
        Self { modules }
    }

    /// Whether the policy itself has a rule called `name`.
    pub(crate) fn has_rule(&self, name: &str) -> bool {
        self.modules[0].rules.contains(name)
    }

    /// The rule that a path from `data` leads to, and how many parts of the path it takes.
    pub(super) fn rule_at(&self, path: &[String]) -> Option<(RuleKey, usize)> {
        self.modules.iter().enumerate().find_map(|(module, names)| {
            let name = path.strip_prefix(names.package.as_slice())?.first()?;
            let key = RuleKey { module, name: name.clone() };
            names.rules.contains(name).then_some((key, names.package.len() + 1))
        })
    }

    /// Whether a path from `data` leads into the package of a module, or towards one.
    pub(super) fn is_package(&self, path: &[String]) -> bool {
        self.modules.iter().any(|names| names.package.starts_with(path))
    }

    /// What a dotted name that is called in `module` means.
    pub(super) fn callee(&self, module: usize, name: &str) -> Callee {
        let names = &self.modules[module];
        if names.rules.contains(name) {
            return Callee::Rule(RuleKey { module, name: name.to_owned() });
        }
        let mut parts = name.split('.').map(str::to_owned);
        let first = parts.next().unwrap_or_default();
        let mut path = names.imports.get(&first).cloned().unwrap_or_else(|| vec![first]);
        path.extend(parts);
        match self.rule_at(&path) {
            Some((key, taken)) if taken == path.len() => Callee::Rule(key),
            _ if BUILTINS.contains_key(name) || name == "print" => Callee::BuiltIn,
            _ => Callee::Nothing,
        }
    }
}

/// What a call leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Callee {
    /// A function of the policy or a helper.
    Rule(RuleKey),
    /// A function of the engine.
    BuiltIn,
    /// No function of that name exists.
    Nothing,
}

impl Names {
    fn new(module: Ref<Module>) -> Self {
        let mut package = vec!["data".to_owned()];
        package.extend(path_of(&module.package.refr).unwrap_or_default());
        let mut imports = BTreeMap::new();
        for import in &module.imports {
            let Some(path) = path_of(&import.refr) else { continue };
            let Some(last) = path.last() else { continue };
            let name = import.r#as.as_ref().map_or(last.as_str(), |span| span.text());
            imports.insert(name.to_owned(), path);
        }
        let rules = module.policy.iter().filter_map(|rule| rule_name(rule)).collect();
        Self { module, package, imports, rules }
    }
}

/// The name that a rule defines.
pub(super) fn rule_name(rule: &Rule) -> Option<String> {
    let refr = match rule {
        Rule::Default { refr, .. } => refr,
        Rule::Spec { head, .. } => match head {
            RuleHead::Compr { refr, .. }
            | RuleHead::Set { refr, .. }
            | RuleHead::Func { refr, .. } => refr,
        },
    };
    root_name(refr)
}

/// The first name of a reference.
fn root_name(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Var { span, .. } => Some(span.text().to_owned()),
        Expr::RefDot { refr, .. } | Expr::RefBrack { refr, .. } => root_name(refr),
        _ => None,
    }
}

/// A reference of fixed parts: `data.cache_audit.lib.known`, `input["cache"]`.
pub(super) fn path_of(expr: &Expr) -> Option<Vec<String>> {
    match expr {
        Expr::Var { span, .. } => Some(vec![span.text().to_owned()]),
        Expr::RefDot { refr, field, .. } => {
            let mut path = path_of(refr)?;
            path.push(field.0.text().to_owned());
            Some(path)
        }
        Expr::RefBrack { refr, index, .. } => {
            let mut path = path_of(refr)?;
            path.push(literal(index)?.to_owned());
            Some(path)
        }
        _ => None,
    }
}

/// The text of a string literal.
pub(super) fn literal(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::String { value, .. } | Expr::RawString { value, .. } => {
            value.as_string().ok().map(|text| text.as_ref())
        }
        _ => None,
    }
}
