//! Conditions: true, false, or nobody can tell (Kleene's logic).

use super::evaluate::{Call, Run, no_such_function};
use super::evaluated::{Evaluated, Value};
use super::node::{Content, Node, Place};
use crate::collect::CollectError;
use crate::model::Reason;
use crate::suggest;

/// What a condition comes to; none where nobody can tell.
type Truth = Option<bool>;

impl Run<'_> {
    /// What the condition of this name comes to.
    pub(super) fn condition(&self, name: &str, place: &Place) -> Result<Truth, CollectError> {
        if let Some(truth) = self.scope.known_condition(name) {
            return Ok(truth);
        }
        let conditions = &self.scope.template().conditions;
        let Some(entry) = conditions.iter().find(|entry| entry.key == name) else {
            if self.scope.has_foreign_resources() {
                return Ok(None);
            }
            let known = conditions.iter().map(|entry| entry.key.as_str());
            let hint = suggest::hint(suggest::nearest(name, known));
            return Err(place.malformed(format!("there is no condition {name}{hint}")));
        };
        let _running = self.begin(format!("condition {name}"), &entry.key_place)?;
        let truth = self.truth(&entry.value)?;
        self.scope.keep_condition(name, truth);
        Ok(truth)
    }

    /// What a condition function comes to.
    fn truth(&self, node: &Node) -> Result<Truth, CollectError> {
        let _level = self.enter(&node.place)?;
        let expected =
            "expected a condition function: Fn::And, Fn::Equals, Fn::Not, Fn::Or, or Condition";
        let Content::Map(entries) = &node.content else {
            return Err(node.place.malformed(expected));
        };
        if let [entry] = entries.as_slice()
            && entry.key == "Condition"
        {
            return self.condition(name_of(&entry.value)?, &entry.value.place);
        }
        let Some(call) = Call::of(entries) else { return Err(node.place.malformed(expected)) };
        match call.name {
            "Fn::Equals" => {
                let [left, right] = call.arguments(2, 2)? else { return Ok(None) };
                Ok(self.equals(&self.value(left)?, &self.value(right)?))
            }
            "Fn::Not" => {
                let [negated] = call.arguments(1, 1)? else { return Ok(None) };
                Ok(self.truth(negated)?.map(|truth| !truth))
            }
            "Fn::And" => self.fold(&call, false),
            "Fn::Or" => self.fold(&call, true),
            "Fn::Transform" => Ok(None),
            _ => Err(no_such_function(&call)),
        }
    }

    /// `Fn::And` and `Fn::Or`: `decides` as soon as one operand does, and unknown while one that could is.
    fn fold(&self, call: &Call<'_>, decides: bool) -> Result<Truth, CollectError> {
        let mut result = Some(!decides);
        for operand in call.arguments(1, usize::MAX)? {
            match self.truth(operand)? {
                Some(truth) if truth == decides => result = Some(decides),
                Some(_) => {}
                None if result == Some(decides) => {}
                None => result = None,
            }
        }
        Ok(result)
    }

    /// Whether two values are equal, compared as text.
    fn equals(&self, left: &Evaluated, right: &Evaluated) -> Truth {
        if left.parameter.is_some() && left.parameter == right.parameter {
            return Some(true);
        }
        match (&left.value, &right.value) {
            (Value::OneOf(candidates, _), _) => {
                agreed(candidates.iter().map(|candidate| self.equals(candidate, right)))
            }
            (_, Value::OneOf(candidates, _)) => {
                agreed(candidates.iter().map(|candidate| self.equals(left, candidate)))
            }
            (Value::Hidden { is_set }, _) => is_hidden(*is_set, right.as_text()?),
            (_, Value::Hidden { is_set }) => is_hidden(*is_set, left.as_text()?),
            (Value::Unknown(_), _) => self.may_be(left, right.as_text()?),
            (_, Value::Unknown(_)) => self.may_be(right, left.as_text()?),
            (Value::List(lefts), Value::List(rights)) if lefts.len() == rights.len() => {
                let pairs = lefts.iter().zip(rights);
                all(pairs.map(|(left, right)| self.equals(left, right)))
            }
            (Value::List(_), Value::List(_)) => match all_certain(left) && all_certain(right) {
                true => Some(false),
                false => None,
            },
            _ => Some(left.as_text()? == right.as_text()?),
        }
    }

    /// Whether a parameter without a value equals `text`: certainly not, where it may only have other values.
    fn may_be(&self, unknown: &Evaluated, text: &str) -> Truth {
        let allowed = self.allowed_values(unknown.parameter.as_deref()?)?;
        (!allowed.iter().any(|value| value == text)).then_some(false)
    }

    /// `Fn::If`: one branch, or both where the condition is not known.
    pub(super) fn if_then_else(&self, call: &Call<'_>) -> Result<Evaluated, CollectError> {
        let [condition, then, otherwise] = call.arguments(3, 3)? else {
            return Err(call.expects("a list of 3 values"));
        };
        let name = name_of(condition)?;
        match self.condition(name, &condition.place)? {
            Some(true) => self.value(then),
            Some(false) => self.value(otherwise),
            None => {
                let candidates = vec![self.value(then)?, self.value(otherwise)?];
                let reason = Reason::UnresolvedCondition(name.to_owned());
                Ok(Evaluated::one_of(candidates, reason, call.place))
            }
        }
    }
}

fn name_of(node: &Node) -> Result<&str, CollectError> {
    match &node.content {
        Content::Text(name) => Ok(name),
        _ => Err(node.place.malformed("expected the name of a condition")),
    }
}

/// Whether a value that must not be shown equals `text`: only the empty one can be told from others.
fn is_hidden(is_set: Option<bool>, text: &str) -> Truth {
    match (is_set?, text.is_empty()) {
        (is_set, true) => Some(!is_set),
        (false, false) => Some(false),
        (true, false) => None,
    }
}

/// Whether a list has all its items for certain.
fn all_certain(list: &Evaluated) -> bool {
    let Value::List(items) = &list.value else { return false };
    let is_certain = |item: &Evaluated| match &item.value {
        Value::OneOf(candidates, _) => !candidates.iter().any(Evaluated::is_no_value),
        Value::Unknown(_) => false,
        _ => true,
    };
    items.iter().all(is_certain)
}

/// What all come to, where they come to the same.
fn agreed(mut truths: impl Iterator<Item = Truth>) -> Truth {
    let first = truths.next()??;
    truths.all(|truth| truth == Some(first)).then_some(first)
}

/// Whether all are true.
fn all(truths: impl Iterator<Item = Truth>) -> Truth {
    let mut result = Some(true);
    for truth in truths {
        match truth {
            Some(false) => return Some(false),
            None => result = None,
            Some(true) => {}
        }
    }
    result
}
