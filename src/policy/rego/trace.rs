//! Follows the values of one rule: where each may come from, and what is read on the way.

use std::collections::{BTreeMap, BTreeSet};

use regorus::unstable::{Expr, Literal, Query, Rule, RuleAssign, RuleHead, Span};

use super::names::{Callee, Program, RuleKey, literal};
use super::origin::{Origin, Origins, name_of, step_all, wrap};
use super::place;
use super::reads::Read;
use crate::policy::attributes::Step;

/// Adds to `rules` what one definition of the rule `key` reads and calls, and what it gives to those it calls.
pub(super) fn rule(
    program: &Program,
    rules: &mut BTreeMap<RuleKey, Facts>,
    key: RuleKey,
    definition: &Rule,
) {
    Tracer { program, rules, rule: key }.trace_rule(definition);
}

/// How many steps lead to a subject: `input.cache`.
const SUBJECT_STEPS: usize = 2;

type Scope = BTreeMap<String, Origins>;

/// What is known of a rule or function so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Facts {
    parameters: Vec<Origins>,
    result: Origins,
    pub(super) reads: BTreeSet<Read>,
    pub(super) calls: BTreeSet<RuleKey>,
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
                    let origins = self.value(value, scope);
                    // Where it goes from here is lost, so the whole subject counts as passed on.
                    let is_whole = |origin: &Origin| origin.path.len() <= SUBJECT_STEPS;
                    let whole = origins.into_iter().filter(is_whole).collect();
                    self.note_inner(&whole, start(value));
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
            // These see no more than what kind of value it is, and how long.
            "count" | "is_array" | "is_boolean" | "is_null" | "is_number" | "is_object"
            | "is_set" | "is_string" | "type_name" => Origins::new(),
            _ => {
                for (param, origins) in params.iter().zip(values) {
                    self.note_inner(origins, start(param));
                }
                Origins::new()
            }
        }
    }

    /// Notes that all of a value from these origins, also in a collection, is used at `span`.
    fn note_inner(&mut self, origins: &Origins, span: &Span) {
        let inner = origins.iter().map(|origin| Origin { wraps: 0, path: origin.path.clone() });
        self.note(&inner.collect(), span, true);
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
