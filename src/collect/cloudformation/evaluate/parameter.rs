//! Parameters: given values, defaults, types, and the values that one without a value may have.

use std::collections::BTreeMap;

use super::scope::Run;
use crate::collect::CollectError;
use crate::collect::cloudformation::evaluated::{Evaluated, Value};
use crate::collect::cloudformation::node::{Node, Place};
use crate::collect::cloudformation::parameters::{Given, GivenValue};
use crate::collect::cloudformation::template::ParameterDeclaration;
use crate::model::Reason;

/// How many assignments are worth trying.
const MOST_ALTERNATIVES: usize = 16;

/// A parameter without a value that may only have certain ones.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) struct Bounds {
    /// The parameter.
    pub(in super::super) parameter: String,
    /// Every value that it may have.
    pub(in super::super) allowed: Vec<String>,
}

/// Every assignment of values to the parameters that have none; none where there are too many, or nothing to assign.
pub(super) fn alternatives<'b>(
    bounds: impl IntoIterator<Item = &'b Bounds>,
) -> Vec<BTreeMap<String, String>> {
    let mut merged: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for bound in bounds {
        let allowed = bound.allowed.iter().map(String::as_str);
        merged
            .entry(&bound.parameter)
            // A value goes to every template that declares the parameter, so all must allow it.
            .and_modify(|known| known.retain(|value| bound.allowed.iter().any(|a| a == value)))
            .or_insert_with(|| allowed.collect());
    }
    if merged.is_empty() {
        return Vec::new();
    }
    let mut assignments = vec![BTreeMap::new()];
    for (parameter, allowed) in merged {
        if assignments.len().saturating_mul(allowed.len()) > MOST_ALTERNATIVES {
            return Vec::new();
        }
        assignments = assignments
            .iter()
            .flat_map(|assignment| allowed.iter().map(move |value| (assignment, value)))
            .map(|(assignment, value)| {
                let mut assignment: BTreeMap<String, String> = assignment.clone();
                assignment.insert(parameter.to_owned(), (*value).to_owned());
                assignment
            })
            .collect();
    }
    assignments
}

impl Run<'_> {
    /// What a parameter comes to.
    pub(super) fn parameter(
        &self,
        declaration: &ParameterDeclaration,
    ) -> Result<Evaluated, CollectError> {
        let _level = self.enter(&declaration.place)?;
        let given = self.scope.environment().parameters.get(&declaration.name);
        let raw = match is_ssm(declaration) {
            true => ssm_value(declaration, given),
            false => self.given_or_default(declaration, given),
        };
        let value = match is_list(declaration) {
            true => self.list(raw)?,
            false => raw,
        };
        self.check_allowed(declaration, &value)?;
        let value = if declaration.no_echo { hidden(value) } else { value };
        Ok(Evaluated { parameter: Some(declaration.name.as_str().into()), ..value })
    }

    /// Refuses given values that a declaration does not allow, also where nothing refers to the parameter.
    pub(super) fn check_given(&self) -> Result<(), CollectError> {
        let given = &self.scope.environment().parameters;
        for declaration in &self.scope.template().parameters {
            let value = given.get(&declaration.name).map(|given| &given.value);
            if matches!(value, Some(GivenValue::Text { .. })) {
                self.parameter(declaration)?;
            }
        }
        Ok(())
    }

    fn given_or_default(
        &self,
        declaration: &ParameterDeclaration,
        given: Option<&Given>,
    ) -> Evaluated {
        let name = &declaration.name;
        match given.map(|given| &given.value) {
            Some(GivenValue::Text { text, place }) => {
                self.literal(text, place.as_ref().unwrap_or(&declaration.place))
            }
            Some(GivenValue::Expression(value)) => value.clone(),
            Some(GivenValue::Previous) => {
                let reason = Reason::NotCollected(format!("previous value of parameter {name}"));
                Evaluated::unknown(reason, &declaration.place)
            }
            None => {
                match declaration.default.as_ref().and_then(|node| Some((node, node.text()?))) {
                    Some((node, text)) => self.literal(text, &node.place),
                    None => {
                        if declaration.allowed_values.is_some() {
                            self.scope.note_open(name);
                        }
                        let reason = Reason::ParameterWithoutValue(name.clone());
                        Evaluated::unknown(reason, &declaration.place)
                    }
                }
            }
        }
    }

    /// The items of a parameter whose type is a list.
    fn list(&self, raw: Evaluated) -> Result<Evaluated, CollectError> {
        if matches!(raw.value, Value::List(_) | Value::Unknown(_)) {
            return Ok(raw);
        }
        let place = raw.place.clone();
        let list = self.split_value(raw, ",", &place)?;
        let Evaluated { value: Value::List(mut items), place, parameter } = list else {
            return Ok(list);
        };
        for item in &mut items {
            if let Value::Text(text) = &mut item.value {
                *text = text.trim().to_owned();
            }
        }
        if let [only] = items.as_slice()
            && only.as_text() == Some("")
        {
            items.clear();
        }
        Ok(Evaluated { value: Value::List(items), place, parameter })
    }

    /// Refuses a value that the declaration does not allow, without repeating it.
    fn check_allowed(
        &self,
        declaration: &ParameterDeclaration,
        value: &Evaluated,
    ) -> Result<(), CollectError> {
        // Of an SSM parameter, the names are listed and not the values.
        if is_ssm(declaration) {
            return Ok(());
        }
        let Some(allowed) = &declaration.allowed_values else { return Ok(()) };
        let is_allowed = |text: &str| {
            allowed.iter().filter_map(Node::text).any(|known| is_equal(known, text, declaration))
        };
        let refused: Option<&Place> = match &value.value {
            Value::List(items) => items
                .iter()
                .find(|item| item.as_text().is_some_and(|text| !is_allowed(text)))
                .map(|item| &item.place),
            _ => value.as_text().is_some_and(|text| !is_allowed(text)).then_some(&value.place),
        };
        match refused {
            Some(place) => {
                let message = format!(
                    "the value of parameter {} is none of its AllowedValues",
                    declaration.name
                );
                Err(place.malformed(message))
            }
            None => Ok(()),
        }
    }

    /// The values that a parameter may have, where it may only have certain ones.
    pub(in super::super) fn allowed_values(&self, name: &str) -> Option<Vec<String>> {
        let parameters = &self.scope.template().parameters;
        let declaration = parameters.iter().find(|known| known.name == name)?;
        if is_list(declaration) || is_ssm(declaration) {
            return None;
        }
        let allowed = declaration.allowed_values.as_ref()?;
        allowed.iter().map(|node| node.text().map(str::to_owned)).collect()
    }

    /// Parameters that decide something, have no value, and may only have certain ones that may be shown.
    pub(super) fn bounds(&self) -> Vec<Bounds> {
        let is_shown = |name: &str| {
            let parameters = &self.scope.template().parameters;
            parameters.iter().any(|known| known.name == name && !known.no_echo)
        };
        let open = self.scope.open_parameters().into_iter().filter(|name| is_shown(name));
        open.filter_map(|parameter| {
            let allowed = self.allowed_values(&parameter)?;
            Some(Bounds { parameter, allowed })
        })
        .collect()
    }
}

fn is_list(declaration: &ParameterDeclaration) -> bool {
    let parameter_type = declaration.parameter_type.as_str();
    let inner = parameter_type
        .strip_prefix("AWS::SSM::Parameter::Value<")
        .map_or(parameter_type, |inner| inner.strip_suffix('>').unwrap_or(inner));
    inner == "CommaDelimitedList" || inner.starts_with("List<")
}

fn is_ssm(declaration: &ParameterDeclaration) -> bool {
    declaration.parameter_type.starts_with("AWS::SSM::Parameter::Value<")
}

/// The value behind an SSM parameter: what is given or the default is only its name.
fn ssm_value(declaration: &ParameterDeclaration, given: Option<&Given>) -> Evaluated {
    match given.and_then(|given| given.resolved.as_ref()) {
        Some(resolved) => Evaluated::text(resolved, &declaration.place),
        None => {
            let what = format!("SSM parameter that parameter {} names", declaration.name);
            let place = declaration.default.as_ref().map(|node| &node.place);
            let place = place.unwrap_or(&declaration.place);
            Evaluated::unknown(Reason::NotCollected(what), place)
        }
    }
}

/// Whether two values of a parameter are the same: numbers by their value.
fn is_equal(allowed: &str, text: &str, declaration: &ParameterDeclaration) -> bool {
    let number = |text: &str| text.trim().parse::<f64>().ok();
    allowed == text
        || (declaration.parameter_type.contains("Number")
            && number(allowed).is_some_and(|allowed| number(text) == Some(allowed)))
}

/// What may be told of a parameter with `NoEcho`. References to secrets and resources tell no secret.
fn hidden(value: Evaluated) -> Evaluated {
    let is_set = match &value.value {
        Value::Resource(_) | Value::Dynamic(_) | Value::Hidden { .. } => return value,
        Value::Text(text) | Value::Number(text) => Some(!text.is_empty()),
        Value::Bool(_) | Value::Map(_) => Some(true),
        Value::List(items) => Some(!items.is_empty()),
        Value::Joined(parts) => parts
            .iter()
            .any(|part| part.as_text().is_some_and(|text| !text.is_empty()))
            .then_some(true),
        Value::NoValue | Value::OneOf(..) | Value::Unknown(_) => None,
    };
    Evaluated { value: Value::Hidden { is_set }, ..value }
}
