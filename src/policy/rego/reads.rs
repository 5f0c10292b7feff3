//! Which parts of `input` and `data` a policy reads, found by following values from where they are read through
//! variables, comprehensions, helper rules and function arguments to where they are used.
//!
//! Every value is traced to the paths that it may come from. Paths through values that a policy puts together itself
//! (an object literal, the result of most built-in functions) are lost; what such a value was made of still counts as
//! read. Functions are taken once for all their calls, so a path may be found that no run takes; none is missed that
//! goes through references alone.

use std::collections::{BTreeMap, BTreeSet};

use regorus::unstable::{Expr, Literal, Query, Rule, RuleAssign, RuleHead, Span};

use super::names::{Callee, Program, RuleKey, literal, rule_name};
use super::place;
use crate::policy::attributes::Step;

/// One path that is read, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Read {
    /// The file.
    pub(crate) file: String,
    /// The line, counted from 1.
    pub(crate) line: u32,
    /// The column, counted from 1.
    pub(crate) column: u32,
    /// The path from `input` or `data` on.
    pub(crate) path: Vec<Step>,
    /// Whether the value goes into a built-in function, which may read anything below.
    pub(crate) is_passed_on: bool,
}

/// What each rule reads and calls.
pub(crate) struct Reads {
    rules: BTreeMap<RuleKey, Facts>,
}

/// Where a value may come from: a path, `wraps` collections around it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Origin {
    wraps: usize,
    path: Vec<Step>,
}

type Origins = BTreeSet<Origin>;
type Scope = BTreeMap<String, Origins>;

/// What is known of a rule or function so far.
#[derive(Debug, Clone, Default, PartialEq)]
struct Facts {
    parameters: Vec<Origins>,
    result: Origins,
    reads: BTreeSet<Read>,
    calls: BTreeSet<RuleKey>,
}

/// How often the rules are gone through: values travel one call further each time.
const MAX_ROUNDS: usize = 12;

/// The longest path followed; recursion over a path would make it grow for ever.
const MAX_STEPS: usize = 16;

impl Reads {
    /// Follows every value of `program`.
    pub(crate) fn of(program: &Program) -> Self {
        let mut rules: BTreeMap<RuleKey, Facts> = BTreeMap::new();
        for _ in 0..MAX_ROUNDS {
            let before = rules.clone();
            for (module, names) in program.modules.iter().enumerate() {
                for rule in &names.module.policy {
                    let Some(name) = rule_name(rule) else { continue };
                    let key = RuleKey { module, name };
                    Tracer { program, rules: &mut rules, rule: key }.trace_rule(rule);
                }
            }
            if rules == before {
                break;
            }
        }
        Self { rules }
    }

    /// What the policy's rule `name` reads, and every rule and function that it calls.
    pub(crate) fn of_rule(&self, name: &str) -> BTreeSet<&Read> {
        self.closure([RuleKey { module: 0, name: name.to_owned() }])
    }

    /// What the policy reads: its own rules and what they call.
    pub(crate) fn of_policy(&self) -> BTreeSet<&Read> {
        self.closure(self.rules.keys().filter(|key| key.module == 0).cloned())
    }

    /// A rule or function that comes to call itself, as the names on the way.
    pub(crate) fn find_recursion(&self) -> Option<Vec<String>> {
        let mut done = BTreeSet::new();
        self.rules.keys().find_map(|key| self.find_cycle(key, &mut Vec::new(), &mut done))
    }

    fn find_cycle<'a>(
        &'a self,
        key: &'a RuleKey,
        way: &mut Vec<&'a RuleKey>,
        done: &mut BTreeSet<&'a RuleKey>,
    ) -> Option<Vec<String>> {
        if let Some(start) = way.iter().position(|step| *step == key) {
            let names = way[start..].iter().chain([&key]);
            return Some(names.map(|step| step.name.clone()).collect());
        }
        if done.contains(key) {
            return None;
        }
        way.push(key);
        let calls = self.rules.get(key).into_iter().flat_map(|facts| &facts.calls);
        for call in calls {
            if let Some(cycle) = self.find_cycle(call, way, done) {
                return Some(cycle);
            }
        }
        way.pop();
        done.insert(key);
        None
    }

    fn closure(&self, roots: impl IntoIterator<Item = RuleKey>) -> BTreeSet<&Read> {
        let mut open: Vec<RuleKey> = roots.into_iter().collect();
        let mut seen = BTreeSet::new();
        let mut reads = BTreeSet::new();
        while let Some(key) = open.pop() {
            let Some(facts) = self.rules.get(&key) else { continue };
            if seen.insert(key) {
                reads.extend(&facts.reads);
                open.extend(facts.calls.iter().cloned());
            }
        }
        reads
    }
}

/// Goes through one definition of a rule.
struct Tracer<'a> {
    program: &'a Program,
    rules: &'a mut BTreeMap<RuleKey, Facts>,
    rule: RuleKey,
}

impl Tracer<'_> {
    fn facts(&mut self) -> &mut Facts {
        self.rules.entry(self.rule.clone()).or_default()
    }

    fn trace_rule(&mut self, rule: &Rule) {
        let mut scope = Scope::new();
        let (head, bodies) = match rule {
            Rule::Default { value, .. } => {
                let result = self.value(value, &mut scope);
                self.facts().result.extend(result);
                return;
            }
            Rule::Spec { head, bodies, .. } => (head, bodies),
        };
        if let RuleHead::Func { args, .. } = head {
            for (index, arg) in args.iter().enumerate() {
                let origins = self.facts().parameters.get(index).cloned().unwrap_or_default();
                self.bind(arg, &origins, &mut scope);
            }
        }
        if bodies.is_empty() {
            self.trace_head(head, None, &mut scope);
        }
        for body in bodies {
            let mut scope = scope.clone();
            self.trace_query(&body.query, &mut scope);
            self.trace_head(head, body.assign.as_ref(), &mut scope);
        }
    }

    fn trace_head(&mut self, head: &RuleHead, own: Option<&RuleAssign>, scope: &mut Scope) {
        let result = match head {
            RuleHead::Set { key, .. } => {
                let key = key.as_ref().map(|key| self.value(key, scope)).unwrap_or_default();
                wrap(key)
            }
            RuleHead::Compr { refr, assign, .. } => {
                let value = own.or(assign.as_ref()).map(|assign| self.value(&assign.value, scope));
                let value = value.unwrap_or_default();
                if matches!(refr.as_ref(), Expr::Var { .. }) { value } else { wrap(value) }
            }
            RuleHead::Func { assign, .. } => {
                let value = own.or(assign.as_ref()).map(|assign| self.value(&assign.value, scope));
                value.unwrap_or_default()
            }
        };
        self.facts().result.extend(result);
    }

    /// Goes through the statements twice, since Rego does not care in which order they are written.
    fn trace_query(&mut self, query: &Query, scope: &mut Scope) {
        for _ in 0..2 {
            for statement in &query.stmts {
                self.trace_literal(&statement.literal, scope);
                for with in &statement.with_mods {
                    self.value(&with.r#as, scope);
                }
            }
        }
    }

    fn trace_literal(&mut self, literal: &Literal, scope: &mut Scope) {
        match literal {
            Literal::SomeVars { .. } => {}
            Literal::SomeIn { key, value, collection, .. } => {
                let elements = step_all(&self.value(collection, scope), &Step::Any);
                let elements = self.follow(elements);
                self.bind(value, &elements, scope);
                if let Some(key) = key {
                    self.bind(key, &Origins::new(), scope);
                }
            }
            Literal::Expr { expr, .. } => {
                self.value(expr, scope);
            }
            Literal::NotExpr { expr, .. } => {
                self.value(expr, &mut scope.clone());
            }
            Literal::Every { value, domain, query, .. } => {
                let elements = step_all(&self.value(domain, scope), &Step::Any);
                let elements = self.follow(elements);
                let mut scope = scope.clone();
                scope.insert(value.text().to_owned(), elements);
                self.trace_query(query, &mut scope);
            }
        }
    }

    /// Gives the variables of `pattern` the origins that they take from a value.
    fn bind(&mut self, pattern: &Expr, origins: &Origins, scope: &mut Scope) {
        match pattern {
            Expr::Var { span, .. } => {
                scope.entry(span.text().to_owned()).or_default().extend(origins.iter().cloned());
            }
            Expr::Array { items, .. } => {
                let elements = self.follow(step_all(origins, &Step::Any));
                for item in items {
                    self.bind(item, &elements, scope);
                }
            }
            Expr::Object { fields, .. } => {
                for (_, key, value) in fields {
                    let step = literal(key).map_or(Step::Any, |key| Step::Name(key.to_owned()));
                    let field = self.follow(step_all(origins, &step));
                    self.note(&field, value.span(), false);
                    self.bind(value, &field, scope);
                }
            }
            _ => {
                self.value(pattern, scope);
            }
        }
    }

    /// Where the value of `expr` may come from. What it reads on the way is noted.
    fn value(&mut self, expr: &Expr, scope: &mut Scope) -> Origins {
        match expr {
            Expr::Var { .. } | Expr::RefDot { .. } | Expr::RefBrack { .. } => {
                let origins = self.reference(expr, scope);
                self.note(&origins, start(expr), false);
                origins
            }
            Expr::Array { items, .. } | Expr::Set { items, .. } => {
                wrap(items.iter().flat_map(|item| self.value(item, scope)).collect())
            }
            Expr::Object { fields, .. } => {
                for (_, key, value) in fields {
                    self.value(key, scope);
                    self.value(value, scope);
                }
                Origins::new()
            }
            Expr::ArrayCompr { term, query, .. } | Expr::SetCompr { term, query, .. } => {
                let mut scope = scope.clone();
                self.trace_query(query, &mut scope);
                wrap(self.value(term, &mut scope))
            }
            Expr::ObjectCompr { key, value, query, .. } => {
                let mut scope = scope.clone();
                self.trace_query(query, &mut scope);
                self.value(key, &mut scope);
                wrap(self.value(value, &mut scope))
            }
            Expr::Call { fcn, params, .. } => {
                let params: Vec<&Expr> = params.iter().map(AsRef::as_ref).collect();
                self.call(fcn, &params, scope)
            }
            Expr::UnaryExpr { expr, .. } => {
                self.value(expr, scope);
                Origins::new()
            }
            Expr::BinExpr { lhs, rhs, .. } => {
                let mut origins = self.value(lhs, scope);
                origins.extend(self.value(rhs, scope));
                origins
            }
            Expr::BoolExpr { lhs, rhs, .. } | Expr::ArithExpr { lhs, rhs, .. } => {
                self.value(lhs, scope);
                self.value(rhs, scope);
                Origins::new()
            }
            Expr::AssignExpr { lhs, rhs, .. } => {
                let origins = self.value(rhs, scope);
                self.bind(lhs, &origins, scope);
                Origins::new()
            }
            Expr::Membership { key, value, collection, .. } => {
                for expr in key.iter().chain([value, collection]) {
                    self.value(expr, scope);
                }
                Origins::new()
            }
            Expr::String { .. }
            | Expr::RawString { .. }
            | Expr::Number { .. }
            | Expr::Bool { .. }
            | Expr::Null { .. } => Origins::new(),
        }
    }

    /// Where a reference leads, without noting that it is read.
    fn reference(&mut self, expr: &Expr, scope: &mut Scope) -> Origins {
        match expr {
            Expr::Var { span, .. } => self.variable(span.text(), scope),
            Expr::RefDot { refr, field, .. } => {
                let base = self.reference(refr, scope);
                self.follow(step_all(&base, &Step::Name(field.0.text().to_owned())))
            }
            Expr::RefBrack { refr, index, .. } => {
                let base = self.reference(refr, scope);
                let step = match literal(index) {
                    Some(key) => Step::Name(key.to_owned()),
                    None => {
                        if !matches!(index.as_ref(), Expr::Var { .. }) {
                            self.value(index, scope);
                        }
                        Step::Any
                    }
                };
                self.follow(step_all(&base, &step))
            }
            _ => self.value(expr, scope),
        }
    }

    fn variable(&mut self, name: &str, scope: &Scope) -> Origins {
        if let Some(origins) = scope.get(name) {
            return origins.clone();
        }
        let names = &self.program.modules[self.rule.module];
        if names.rules.contains(name) {
            let key = RuleKey { module: self.rule.module, name: name.to_owned() };
            return self.use_rule(key);
        }
        let path = match names.imports.get(name) {
            Some(path) => path.clone(),
            None if matches!(name, "input" | "data") => vec![name.to_owned()],
            None => return Origins::new(),
        };
        let path = path.into_iter().map(Step::Name).collect();
        self.follow(Origins::from([Origin { wraps: 0, path }]))
    }

    /// Puts the values of rules in the place of paths that lead to them.
    fn follow(&mut self, origins: Origins) -> Origins {
        let mut followed = Origins::new();
        for origin in origins {
            match self.rule_behind(&origin) {
                Some(key) => followed.extend(self.use_rule(key)),
                None => {
                    followed.insert(origin);
                }
            }
        }
        followed
    }

    fn rule_behind(&self, origin: &Origin) -> Option<RuleKey> {
        let names: Option<Vec<String>> = origin.path.iter().map(name_of).collect();
        let names = names.filter(|_| origin.wraps == 0)?;
        let (key, taken) = self.program.rule_at(&names)?;
        (taken == names.len()).then_some(key)
    }

    fn use_rule(&mut self, key: RuleKey) -> Origins {
        self.facts().calls.insert(key.clone());
        self.rules.get(&key).map(|facts| facts.result.clone()).unwrap_or_default()
    }

    fn call(&mut self, function: &Expr, params: &[&Expr], scope: &mut Scope) -> Origins {
        let name = function.span().text();
        let values: Vec<Origins> = params.iter().map(|param| self.value(param, scope)).collect();
        match self.program.callee(self.rule.module, name) {
            Callee::Rule(key) => {
                let callee = self.rules.entry(key.clone()).or_default();
                callee.parameters.resize(values.len().max(callee.parameters.len()), Origins::new());
                for (parameter, value) in callee.parameters.iter_mut().zip(values) {
                    parameter.extend(value);
                }
                self.use_rule(key)
            }
            Callee::BuiltIn => self.call_built_in(name, params, &values),
            Callee::Nothing => Origins::new(),
        }
    }

    fn call_built_in(&mut self, name: &str, params: &[&Expr], values: &[Origins]) -> Origins {
        match name {
            // `object.get(x, "key", default)` reads `x.key`.
            "object.get" => {
                let key = params.get(1).and_then(|key| literal(key));
                let step = key.map_or(Step::Any, |key| Step::Name(key.to_owned()));
                let base = values.first().cloned().unwrap_or_default();
                let field = self.follow(step_all(&base, &step));
                if let Some(param) = params.first() {
                    self.note(&field, start(param), false);
                }
                field
            }
            "sort" | "array.concat" | "array.reverse" | "array.slice" | "union"
            | "intersection" => values.iter().flatten().cloned().collect(),
            _ => {
                for (param, origins) in params.iter().zip(values) {
                    self.note(origins, start(param), true);
                }
                Origins::new()
            }
        }
    }

    /// Notes that a value from these origins is used at `span`.
    fn note(&mut self, origins: &Origins, span: &Span, is_passed_on: bool) {
        for origin in origins.iter().filter(|origin| origin.wraps == 0) {
            let names: Option<Vec<String>> = origin.path.iter().map(name_of).collect();
            if names.is_some_and(|names| self.program.is_package(&names)) {
                continue;
            }
            let (line, column) = place(span);
            let read = Read {
                file: span.source.get_path().clone(),
                line,
                column,
                path: origin.path.clone(),
                is_passed_on,
            };
            self.facts().reads.insert(read);
        }
    }
}

/// Where an expression begins; a reference's own span is that of its last dot.
fn start(expr: &Expr) -> &Span {
    match expr {
        Expr::RefDot { refr, .. } | Expr::RefBrack { refr, .. } => start(refr),
        _ => expr.span(),
    }
}

fn name_of(step: &Step) -> Option<String> {
    match step {
        Step::Name(name) => Some(name.clone()),
        Step::Any => None,
    }
}

/// One collection around each origin.
fn wrap(origins: Origins) -> Origins {
    origins
        .into_iter()
        .filter(|origin| origin.wraps < MAX_STEPS)
        .map(|origin| Origin { wraps: origin.wraps + 1, ..origin })
        .collect()
}

/// What lies one step below each origin.
fn step_all(origins: &Origins, step: &Step) -> Origins {
    let below = origins.iter().filter_map(|origin| {
        let mut origin = origin.clone();
        if origin.wraps > 0 {
            origin.wraps -= 1;
        } else if origin.path.len() < MAX_STEPS {
            origin.path.push(step.clone());
        } else {
            return None;
        }
        Some(origin)
    });
    below.collect()
}
