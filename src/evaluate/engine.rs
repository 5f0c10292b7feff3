//! One policy with its parameters in the Rego engine, ready to judge one subject after another.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use regorus::utils::limits::ExecutionTimerConfig;
use regorus::{Engine, LimitError, Value};

use super::input::{PolicyInput, text};
use super::memo::{Memo, Outcome, Sight};
use super::verdict::{Applicability, Denial, Judgement, after_deny, before_deny};
use super::view::{Labels, View};
use crate::policy::{Bundle, Policy, ResolvedPolicy, check, rego};

/// How many steps the engine takes between two looks at the clock.
const STEPS_PER_LOOK: NonZeroU32 = NonZeroU32::new(128).expect("is not zero");

/// The package of the rule that asks a policy for its denials only where the policy applies. In one evaluation, so that
/// what `applicable` and `deny` have in common is worked out once.
const JUDGE: &str = "cache_audit_judge";

/// What all policies of a bundle share in the engine: the reference tables, and the helpers, which are parsed once for
/// each combination that policies import. An engine without the other helpers is much sooner ready.
#[derive(Clone)]
pub(crate) struct EngineFactory<'a> {
    bundle: &'a Bundle,
    time_limit: Duration,
    reference: Value,
    bases: BTreeMap<BTreeSet<&'a str>, Engine>,
}

impl<'a> EngineFactory<'a> {
    /// Takes the helpers and tables of `bundle`.
    pub(crate) fn new(bundle: &'a Bundle, time_limit: Duration) -> Result<Self, String> {
        let mut reference = Value::new_object();
        for (name, table) in bundle.reference() {
            insert(&mut reference, name, Value::from(table.clone()))?;
        }
        Ok(Self { bundle, time_limit, reference, bases: BTreeMap::new() })
    }

    /// An engine with the helpers that `texts` import, directly or by way of other helpers.
    pub(crate) fn base(&mut self, texts: &[&str]) -> Result<Engine, String> {
        let helpers = self.bundle.helpers(texts);
        let wanted: BTreeSet<&'a str> = helpers.iter().map(|helper| helper.path).collect();
        if let Some(base) = self.bases.get(&wanted) {
            return Ok(base.clone());
        }
        let mut base = Engine::new();
        base.set_strict_builtin_errors(false);
        base.set_execution_timer_config(ExecutionTimerConfig {
            limit: self.time_limit,
            check_interval: STEPS_PER_LOOK,
        });
        for helper in helpers {
            base.add_policy(helper.path.to_owned(), helper.text.to_owned())
                .map_err(|error| rego::problem(helper.path, &error.to_string()).to_string())?;
        }
        self.bases.insert(wanted, base.clone());
        Ok(base)
    }

    /// `{"parameters": …, "reference": …}`.
    pub(crate) fn data(
        &self,
        parameters: &serde_json::Map<String, serde_json::Value>,
    ) -> Result<Value, String> {
        let mut data = Value::new_object();
        let parameters = serde_json::Value::Object(parameters.clone());
        insert(&mut data, "parameters", Value::from(parameters))?;
        insert(&mut data, "reference", self.reference.clone())?;
        Ok(data)
    }

    /// The engine for one policy.
    pub(crate) fn build(&mut self, resolved: &ResolvedPolicy) -> Result<PolicyEngine<'a>, String> {
        let policy = &resolved.policy;
        let described = |error: anyhow::Error| describe(policy, &error);
        let mut engine = self.base(&[&policy.rego])?;
        engine.add_policy(policy.path.clone(), policy.rego.clone()).map_err(described)?;
        engine.add_data(self.data(&resolved.parameters)?).map_err(described)?;
        let mut engine = PolicyEngine::new(self.bundle, engine, Arc::clone(policy))?;
        engine.prepare();
        Ok(engine)
    }
}

/// One policy in the engine. Clones are cheap: each thread has its own.
#[derive(Clone)]
pub(crate) struct PolicyEngine<'a> {
    bundle: &'a Bundle,
    engine: Engine,
    policy: Arc<Policy>,
    /// The rule `applicable`, where the policy has one.
    applicable: Option<String>,
    /// The rule that has the denials where the policy applies, and is undefined where it does not.
    denials: String,
    memo: Memo,
    /// What the policy sees, found out when first needed; none where nobody can tell.
    view: Arc<OnceLock<Option<View>>>,
    /// The declared attributes that `applicable` reads, looked up when first needed.
    applicable_reads: Arc<OnceLock<Vec<String>>>,
}

impl<'a> PolicyEngine<'a> {
    /// Takes an engine that holds `policy`, its helpers and its data.
    pub(crate) fn new(
        bundle: &'a Bundle,
        mut engine: Engine,
        policy: Arc<Policy>,
    ) -> Result<Self, String> {
        let described = |error: anyhow::Error| describe(&policy, &error);
        let has_applicable =
            engine.has_declared_rule_rooted_at(&policy.path, "applicable").map_err(described)?;
        let applicable = format!("data.{}.applicable", policy.package);
        let deny = format!("data.{}.deny", policy.package);
        let denials = if has_applicable {
            let judge = format!("package {JUDGE}\n\ndenials := {deny} if {applicable} == true\n");
            engine.add_policy(JUDGE.to_owned(), judge).map_err(described)?;
            format!("data.{JUDGE}.denials")
        } else {
            deny
        };
        Ok(Self {
            bundle,
            engine,
            applicable: has_applicable.then_some(applicable),
            denials,
            memo: Memo::default(),
            view: Arc::default(),
            applicable_reads: Arc::default(),
            policy,
        })
    }

    /// Has the engine do now, once for all clones, what it otherwise does before its first evaluation. Whatever is wrong
    /// with the policy comes up again when it judges.
    fn prepare(&mut self) {
        self.engine.set_input(Value::new_object());
        let _ = self.engine.eval_rule(self.denials.clone());
    }

    /// The policy.
    pub(crate) fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The engine itself, for what only tests do.
    pub(crate) fn engine_mut(&mut self) -> &mut Engine {
        &mut self.engine
    }

    /// Puts a subject before the policy. An error says what went wrong with the policy and where.
    pub(crate) fn judge(&mut self, input: &PolicyInput) -> Result<Judgement, String> {
        let outcome = self.outcome(input)?;
        let (bundle, policy) = (self.bundle, &self.policy);
        let reads = || {
            self.applicable_reads
                .get_or_init(|| check::attributes_read_by(bundle, policy, "applicable"))
                .as_slice()
        };
        let before = before_deny(outcome.applicability, &policy.attributes, input, reads);
        Ok(before.unwrap_or_else(|| after_deny(outcome.denials, &policy.attributes, input)))
    }

    /// What Rego says of the subject, or said of one that looked the same to this policy.
    fn outcome(&mut self, input: &PolicyInput) -> Result<Outcome, String> {
        let seen = if self.memo.is_worthwhile() { self.sight(input) } else { None };
        let Some((sight, labels)) = seen else { return self.evaluate(input.value.clone()) };
        if let Some(outcome) = self.memo.recall(&sight).and_then(|known| known.restore(&labels)) {
            return Ok(outcome);
        }
        let outcome = self.evaluate(sight.input(self.policy.subject))?;
        match outcome.restore(&labels) {
            Some(restored) => {
                self.memo.remember(sight, outcome);
                Ok(restored)
            }
            // The policy shows what it cannot name: what it makes of a subject says nothing of another.
            None => {
                self.memo.give_up();
                self.evaluate(input.value.clone())
            }
        }
    }

    /// What the policy sees of the subject, and the labels there.
    fn sight(&self, input: &PolicyInput) -> Option<(Sight, Labels)> {
        let (bundle, policy) = (self.bundle, &self.policy);
        let view = self.view.get_or_init(|| {
            let helpers = bundle.helpers(&[&policy.rego]);
            let helpers = helpers.iter().map(|helper| helper.text);
            let texts: Vec<&str> = helpers.chain([policy.rego.as_str()]).collect();
            let read = check::attributes_begun(bundle, policy)?;
            Some(View::new(policy.subject, &read, &texts, &policy.labels))
        });
        Sight::of(input, policy.subject, view.as_ref()?)
    }

    /// Whether the policy makes the same of what it sees of the subject as of the whole: only then may the outcome for
    /// one subject be that of another. What it makes of less is the error.
    pub(crate) fn check_sight(&mut self, input: &PolicyInput) -> Result<(), String> {
        let Some((sight, labels)) = self.sight(input) else { return Ok(()) };
        let whole = self.evaluate(input.value.clone())?;
        let seen = self.evaluate(sight.input(self.policy.subject))?.restore(&labels);
        if seen.as_ref() == Some(&whole) {
            return Ok(());
        }
        Err(format!(
            "with labels replaced and fields hidden that the Rego does not name: expected {whole:?}, got {seen:?}; is \
             a label compared with something else, or more of an object read than its fields?"
        ))
    }

    /// What Rego says of this input.
    fn evaluate(&mut self, input: Value) -> Result<Outcome, String> {
        self.engine.set_input(input);
        Ok(match self.denials()? {
            Some(denials) => Outcome { applicability: Applicability::Holds, denials },
            None => Outcome { applicability: self.applicability()?, denials: Vec::new() },
        })
    }

    /// What `applicable` comes to.
    fn applicability(&mut self) -> Result<Applicability, String> {
        let Some(rule) = &self.applicable else { return Ok(Applicability::Holds) };
        match self.engine.eval_rule(rule.clone()) {
            Ok(Value::Bool(true)) => Ok(Applicability::Holds),
            Ok(Value::Bool(false)) => Ok(Applicability::DoesNotHold),
            Ok(Value::Undefined) => Ok(Applicability::Undefined),
            Ok(other) => {
                Err(format!("{}: `applicable` is {other}, not a boolean", self.policy.path))
            }
            Err(error) => Err(describe(&self.policy, &error)),
        }
    }

    /// The denials, if the policy applies.
    fn denials(&mut self) -> Result<Option<Vec<Denial>>, String> {
        let path = &self.policy.path;
        match self.engine.eval_rule(self.denials.clone()) {
            Ok(Value::Set(denials)) => denials
                .iter()
                .map(|value| {
                    denial(value).ok_or_else(|| {
                        format!("{path}: `deny` contains {value}, not what `finding.at` gives")
                    })
                })
                .collect::<Result<_, _>>()
                .map(Some),
            Ok(Value::Undefined) => Ok(self.applicable.is_none().then(Vec::new)),
            Ok(other) => Err(format!("{path}: `deny` is {other}, not a set")),
            Err(error) => Err(describe(&self.policy, &error)),
        }
    }
}

/// Reads `{"attribute": …, "message": …}`, which may name a resource and a part of it as well.
pub(crate) fn denial(value: &Value) -> Option<Denial> {
    const FIELDS: [&str; 4] = ["attribute", "message", "resource", "part"];
    let fields = value.as_object().ok()?;
    if !fields.keys().all(|key| text(key).is_some_and(|key| FIELDS.contains(&key))) {
        return None;
    }
    let required = |name: &str| Some(text(fields.get(&Value::from(name))?)?.to_owned());
    let optional = |name: &str| match fields.get(&Value::from(name)) {
        None | Some(Value::Null) => Some(None),
        Some(value) => text(value).map(|text| Some(text.to_owned())),
    };
    Some(Denial {
        attribute: required("attribute")?,
        message: required("message")?,
        resource: optional("resource")?,
        part: optional("part")?,
    })
}

/// Sets a field of an object.
fn insert(object: &mut Value, name: &str, value: Value) -> Result<(), String> {
    let fields = object.as_object_mut().map_err(|error| error.to_string())?;
    fields.insert(Value::from(name), value);
    Ok(())
}

/// The engine's error in one line, naming file and line.
pub(crate) fn describe(policy: &Policy, error: &anyhow::Error) -> String {
    match error.downcast_ref::<LimitError>() {
        Some(LimitError::TimeLimitExceeded { limit, .. }) => {
            format!("{}: takes longer than {limit:?} for one subject", policy.path)
        }
        _ => rego::problem(&policy.path, &error.to_string()).to_string(),
    }
}
