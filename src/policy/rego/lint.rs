//! What the engine would silently misjudge, or not survive: refused before a policy may judge anything.

use regorus::unstable::{Expr, Literal, Query, Rule, RuleHead, Span};

use super::names::{Callee, Program, literal};
use super::place;
use super::reads::Reads;
use crate::policy::error::Problem;

/// What is wrong with the policy of `program`, or with a helper it is loaded with.
pub(crate) fn check(program: &Program, reads: &Reads) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (module, names) in program.modules.iter().enumerate() {
        let mut linter = Linter { program, module, problems: &mut problems };
        for rule in &names.module.policy {
            linter.rule(rule);
        }
    }
    problems.extend(recursion(program, reads));
    problems
}

/// A rule or function that comes to call itself, if there is one.
pub(super) fn recursion(program: &Program, reads: &Reads) -> Option<Problem> {
    let cycle = reads.find_recursion()?;
    let package = &program.modules[0].module.package;
    Some(at(&package.span, format!("rules may not call themselves: {}", cycle.join(" calls "))))
}

struct Linter<'a> {
    program: &'a Program,
    module: usize,
    problems: &'a mut Vec<Problem>,
}

impl Linter<'_> {
    fn report(&mut self, span: &Span, message: impl Into<String>) {
        self.problems.push(at(span, message.into()));
    }

    fn rule(&mut self, rule: &Rule) {
        let (head, bodies) = match rule {
            Rule::Default { value, .. } => return self.expr(value),
            Rule::Spec { head, bodies, .. } => (head, bodies),
        };
        match head {
            RuleHead::Set { key, .. } => key.iter().for_each(|key| self.set_head(key)),
            RuleHead::Compr { refr, assign, .. } => {
                if let Expr::RefBrack { index, .. } = refr.as_ref() {
                    self.set_head(index);
                }
                assign.iter().for_each(|assign| self.expr(&assign.value));
            }
            RuleHead::Func { assign, .. } => {
                assign.iter().for_each(|assign| self.expr(&assign.value));
            }
        }
        for body in bodies {
            body.assign.iter().for_each(|assign| self.expr(&assign.value));
            self.query(&body.query);
        }
    }

    /// A reference in the head of a set that is undefined for one element makes the whole set empty.
    fn set_head(&mut self, key: &Expr) {
        if holds_reference(key) {
            let message = "bind this to a variable in the body and put that in the head: where a reference in the \
                           head is undefined for one element, the engine drops all others";
            self.report(key.span(), message);
        }
        self.expr(key);
    }

    fn query(&mut self, query: &Query) {
        for statement in &query.stmts {
            match &statement.literal {
                Literal::SomeVars { .. } => {}
                Literal::SomeIn { value, collection, .. } => {
                    self.expr(value);
                    self.expr(collection);
                }
                Literal::Expr { expr, .. } | Literal::NotExpr { expr, .. } => self.expr(expr),
                Literal::Every { domain, query, .. } => {
                    self.expr(domain);
                    self.query(query);
                }
            }
            for with in &statement.with_mods {
                self.expr(&with.r#as);
            }
        }
    }

    fn expr(&mut self, expr: &Expr) {
        if let Expr::Call { fcn, params, .. } = expr {
            let params: Vec<&Expr> = params.iter().map(AsRef::as_ref).collect();
            self.call(fcn, &params);
        }
        match expr {
            Expr::ArrayCompr { query, .. }
            | Expr::SetCompr { query, .. }
            | Expr::ObjectCompr { query, .. } => self.query(query),
            _ => {}
        }
        for child in children(expr) {
            self.expr(child);
        }
    }

    fn call(&mut self, function: &Expr, params: &[&Expr]) {
        let name = function.span().text();
        match self.program.callee(self.module, name) {
            Callee::Rule(_) => return,
            Callee::Nothing => {
                self.report(function.span(), format!("no function is called `{name}`"));
                return;
            }
            Callee::BuiltIn => {}
        }
        match (name, params) {
            ("walk", [_]) => {
                let message =
                    "the engine's `walk` yields nothing this way: write `walk(x, [path, value])`";
                self.report(function.span(), message);
            }
            ("glob.match", _) => {
                let message = "`glob.match` lets `*` cross delimiters here: use `regex.match`";
                self.report(function.span(), message);
            }
            ("sprintf", [format, ..]) => {
                if let Some(verb) = literal(format).and_then(unsupported_verb) {
                    let message = format!("`sprintf` knows %v, %s and %d, not `{verb}`");
                    self.report(format.span(), message);
                }
            }
            _ => {}
        }
    }
}

/// The first verb of a format that the engine garbles.
fn unsupported_verb(format: &str) -> Option<String> {
    let mut rest = format;
    while let Some((_, after)) = rest.split_once('%') {
        match after.chars().next() {
            Some(known @ ('v' | 's' | 'd' | '%')) => rest = &after[known.len_utf8()..],
            Some(_) => {
                let end =
                    after.find(|c: char| c.is_ascii_alphabetic()).map_or(after.len(), |i| i + 1);
                return Some(format!("%{}", &after[..end]));
            }
            None => return Some("%".to_owned()),
        }
    }
    None
}

/// Whether evaluating `expr` goes through a reference, which may be undefined. A bare variable is bound.
fn holds_reference(expr: &Expr) -> bool {
    match expr {
        Expr::RefDot { .. } | Expr::RefBrack { .. } | Expr::Call { .. } => true,
        Expr::ArrayCompr { .. } | Expr::SetCompr { .. } | Expr::ObjectCompr { .. } => false,
        _ => children(expr).into_iter().any(holds_reference),
    }
}

/// The expressions directly within `expr`, those of queries left out.
fn children(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::String { .. }
        | Expr::RawString { .. }
        | Expr::Number { .. }
        | Expr::Bool { .. }
        | Expr::Null { .. }
        | Expr::Var { .. } => Vec::new(),
        Expr::Array { items, .. } | Expr::Set { items, .. } => {
            items.iter().map(AsRef::as_ref).collect()
        }
        Expr::Object { fields, .. } => {
            fields.iter().flat_map(|(_, key, value)| [key.as_ref(), value.as_ref()]).collect()
        }
        Expr::ArrayCompr { term, .. } | Expr::SetCompr { term, .. } => vec![term],
        Expr::ObjectCompr { key, value, .. } => vec![key, value],
        Expr::Call { params, .. } => params.iter().map(AsRef::as_ref).collect(),
        Expr::UnaryExpr { expr, .. } => vec![expr],
        Expr::RefDot { refr, .. } => vec![refr],
        Expr::RefBrack { refr, index, .. } => vec![refr, index],
        Expr::BinExpr { lhs, rhs, .. }
        | Expr::BoolExpr { lhs, rhs, .. }
        | Expr::ArithExpr { lhs, rhs, .. }
        | Expr::AssignExpr { lhs, rhs, .. } => vec![lhs, rhs],
        Expr::Membership { key, value, collection, .. } => {
            key.iter().chain([value, collection]).map(AsRef::as_ref).collect()
        }
    }
}

fn at(span: &Span, message: String) -> Problem {
    let (line, column) = place(span);
    Problem::at(span.source.get_path(), line, column, message)
}
