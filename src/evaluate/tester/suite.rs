//! The tests of one policy, or of one helper.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use regorus::{Engine, Value};

use super::case::{Case, expected_verdict};
use super::{PolicyTests, TestFailure, TestOptions};
use crate::evaluate::engine::{EngineFactory, PolicyEngine};
use crate::evaluate::input::Converter;
use crate::policy::files::PolicyFile;
use crate::policy::{Bundle, Policy, ResolvedPolicy, rego};

/// A policy or a helper, and its tests.
pub(super) struct Suite<'a> {
    /// None for a helper.
    policy: Option<&'a Arc<Policy>>,
    /// The file whose tests these are.
    path: String,
    tests: Option<&'a PolicyFile>,
}

/// Every policy, and every test file that belongs to none.
pub(super) fn find(bundle: &Bundle) -> Vec<Suite<'_>> {
    let test_file = |path: &str| {
        let wanted = path.strip_suffix(".rego").map(|stem| format!("{stem}_test.rego"))?;
        bundle.tests().iter().find(|file| file.path == wanted)
    };
    let mut suites: Vec<Suite<'_>> = bundle
        .policies()
        .map(|policy| Suite {
            policy: Some(policy),
            path: policy.path.clone(),
            tests: test_file(&policy.path),
        })
        .collect();
    for helper in bundle.library() {
        if let Some(tests) = test_file(helper.path) {
            suites.push(Suite { policy: None, path: helper.path.to_owned(), tests: Some(tests) });
        }
    }
    let taken: BTreeSet<&str> =
        suites.iter().filter_map(|suite| suite.tests.map(|file| file.path.as_str())).collect();
    let stray: Vec<&PolicyFile> =
        bundle.tests().iter().filter(|file| !taken.contains(file.path.as_str())).collect();
    suites.extend(stray.into_iter().map(|file| Suite {
        policy: None,
        path: file.path.clone(),
        tests: Some(file),
    }));
    suites
}

impl Suite<'_> {
    /// Whether the tested file lies in `dir`, however either is written. Built-in files lie in no directory, though their
    /// names begin with `policies/`.
    pub(super) fn lies_in(&self, dir: &Path) -> bool {
        match (Path::new(&self.path).canonicalize(), dir.canonicalize()) {
            (Ok(file), Ok(dir)) => file.starts_with(dir),
            _ => false,
        }
    }

    /// Runs the tests that `options` select; none where it selects nothing here.
    pub(super) fn run(
        &self,
        factory: &mut EngineFactory<'_>,
        options: &TestOptions,
    ) -> Option<PolicyTests> {
        let is_whole = options.filter.as_ref().is_none_or(|filter| self.name().contains(filter));
        let Some(file) = self.tests else {
            return is_whole.then(|| self.untested(options));
        };
        let mut run = match Run::new(self, file, factory) {
            Ok(run) => run,
            Err(message) => return Some(self.broken(&message)),
        };
        for (name, line) in run.tests.clone() {
            let is_selected =
                is_whole || options.filter.as_ref().is_some_and(|filter| name.contains(filter));
            if is_selected {
                run.test(&name, line);
            }
        }
        if run.result.tests == 0 && !is_whole {
            return None;
        }
        Some(run.finish(is_whole && options.requires_coverage))
    }

    /// The result where the tests cannot even be loaded.
    pub(super) fn broken(&self, message: &str) -> PolicyTests {
        let path = self.tests.map_or(&self.path, |file| &file.path);
        let mut result = self.result();
        result.failures.push(TestFailure {
            path: path.clone(),
            line: 0,
            test: String::new(),
            message: message.to_owned(),
        });
        result
    }

    fn untested(&self, options: &TestOptions) -> PolicyTests {
        if options.requires_coverage { self.broken("there are no tests") } else { self.result() }
    }

    fn result(&self) -> PolicyTests {
        let policy = self.policy.map(|policy| policy.id.clone());
        PolicyTests { policy, path: self.path.clone(), ..PolicyTests::default() }
    }

    /// What a filter is held against.
    fn name(&self) -> &str {
        self.policy.map_or(self.path.as_str(), |policy| policy.id.as_str())
    }
}

/// A suite while it runs.
struct Run<'a, 'b> {
    policy: Option<&'a Arc<Policy>>,
    file: &'a PolicyFile,
    factory: &'a mut EngineFactory<'b>,
    /// Holds the tests, and the policy with its default parameters.
    engine: Engine,
    package: String,
    tests: Vec<(String, u32)>,
    converter: Converter,
    result: PolicyTests,
}

impl<'a, 'b> Run<'a, 'b> {
    fn new(
        suite: &'a Suite<'a>,
        file: &'a PolicyFile,
        factory: &'a mut EngineFactory<'b>,
    ) -> Result<Self, String> {
        let module = rego::parse(&file.path, &file.text).map_err(|problem| problem.to_string())?;
        let tests = rego::rules_with_prefix(&module, "test_").into_iter().collect();
        rego::refuse_recursion(module).map_err(|problem| problem.to_string())?;
        let rego = suite.policy.map_or("", |policy| &policy.rego);
        let mut engine = factory.base(&[rego, &file.text])?;
        engine.set_enable_coverage(true);
        let mut parameters = serde_json::Map::new();
        if let Some(policy) = suite.policy {
            parameters = ResolvedPolicy::new(Arc::clone(policy)).parameters;
            add(&mut engine, &policy.path, &policy.rego)?;
        }
        let package = add(&mut engine, &file.path, &file.text)?;
        if let Some(policy) = suite.policy {
            let expected = format!("data.{}_test", policy.package);
            if package != expected {
                return Err(format!("the package must be `{}`", &expected["data.".len()..]));
            }
        }
        let data = factory.data(&parameters)?;
        engine.add_data(data).map_err(|error| error.to_string())?;
        let (policy, result) = (suite.policy, suite.result());
        Ok(Self {
            policy,
            file,
            factory,
            engine,
            package,
            tests,
            converter: Converter::default(),
            result,
        })
    }

    fn test(&mut self, name: &str, line: u32) {
        self.result.tests += 1;
        if let Err(message) = self.outcome(name) {
            let (path, test) = (self.file.path.clone(), name.to_owned());
            self.result.failures.push(TestFailure { path, line, test, message });
        }
    }

    fn outcome(&mut self, name: &str) -> Result<(), String> {
        self.engine.set_input(Value::new_object());
        let value = self
            .engine
            .eval_rule(format!("{}.{name}", self.package))
            .map_err(|error| rego::problem(&self.file.path, &error.to_string()).to_string());
        self.gather_coverage()?;
        match value? {
            Value::Bool(true) => Ok(()),
            Value::Bool(false) => Err("is false".to_owned()),
            Value::Undefined => Err("is undefined".to_owned()),
            value @ Value::Object(_) => self.case(name, &value),
            other => Err(format!("is neither true nor a case: {other}")),
        }
    }

    fn case(&mut self, name: &str, value: &Value) -> Result<(), String> {
        let policy = self.policy.ok_or("a helper's tests are assertions, not cases")?;
        let expected = expected_verdict(name).ok_or(
            "the name of a case begins with `test_pass`, `test_fail`, `test_unknown` or \
             `test_not_applicable`",
        )?;
        let case = Case::parse(value)?;
        let subject = case.subject(policy)?;
        let mut engine = self.engine_for(policy, &case)?;
        let judgement = subject.judge(&mut engine, &mut self.converter)?;
        self.take_coverage(engine.engine_mut())?;
        case.check(expected, &judgement)?;
        subject.check_sight(&mut engine, &mut self.converter)?;
        subject.check_unknowns(expected, &mut engine, &mut self.converter)
    }

    /// The policy with the case's parameters.
    fn engine_for(
        &mut self,
        policy: &Arc<Policy>,
        case: &Case,
    ) -> Result<PolicyEngine<'b>, String> {
        let mut resolved = ResolvedPolicy::new(Arc::clone(policy));
        let change = crate::policy::PolicyOverride {
            parameters: case.parameters.clone(),
            ..Default::default()
        };
        resolved.apply(&change)?;
        let mut engine = self.factory.build(&resolved)?;
        engine.engine_mut().set_enable_coverage(true);
        Ok(engine)
    }

    fn gather_coverage(&mut self) -> Result<(), String> {
        let mut engine = std::mem::take(&mut self.engine);
        let gathered = self.take_coverage(&mut engine);
        self.engine = engine;
        gathered
    }

    /// Adds the lines that `engine` ran since the last time.
    fn take_coverage(&mut self, engine: &mut Engine) -> Result<(), String> {
        let report = engine.get_coverage_report().map_err(|error| error.to_string())?;
        engine.clear_coverage_data();
        for file in report.files.into_iter().filter(|file| file.path == self.result.path) {
            self.result.covered.extend(file.covered);
            self.result.not_covered.extend(file.not_covered);
        }
        Ok(())
    }

    fn finish(mut self, requires_coverage: bool) -> PolicyTests {
        let covered = &self.result.covered;
        self.result.not_covered.retain(|line| !covered.contains(line));
        if requires_coverage && !self.result.not_covered.is_empty() {
            let lines: Vec<String> = self.result.not_covered.iter().map(u32::to_string).collect();
            self.result.failures.push(TestFailure {
                path: self.result.path.clone(),
                line: self.result.not_covered.first().copied().unwrap_or_default(),
                test: String::new(),
                message: format!("no test runs line {}", lines.join(", ")),
            });
        }
        self.result.failures.sort();
        self.result
    }
}

/// Adds a module, and returns its package with `data.` before it.
fn add(engine: &mut Engine, path: &str, text: &str) -> Result<String, String> {
    engine
        .add_policy(path.to_owned(), text.to_owned())
        .map_err(|error| rego::problem(path, &error.to_string()).to_string())
}
