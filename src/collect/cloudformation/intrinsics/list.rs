//! `Fn::Select`, `Fn::Length`, `Fn::GetAZs`.

use super::text::{may_be_missing, unknown_zones};
use crate::collect::CollectError;
use crate::collect::cloudformation::evaluate::{Call, Run};
use crate::collect::cloudformation::evaluated::{Evaluated, Value};
use crate::model::Reason;

impl Run<'_> {
    /// `Fn::Select`.
    pub(in super::super) fn select(&self, call: &Call<'_>) -> Result<Evaluated, CollectError> {
        let [index, list] = call.arguments(2, 2)? else {
            return Err(call.expects("a list of 2 values"));
        };
        let list = self.value(list)?;
        self.value(index)?.each(&mut |index| {
            let Some(text) = index.as_text() else {
                return Ok(Evaluated::unknown(index.value.reason(), call.place));
            };
            let Ok(index) = text.trim().parse::<usize>() else {
                return Err(call.expects("an index from 0 and a list"));
            };
            list.clone().each(&mut |list| self.item(call, index, list))
        })
    }

    fn item(
        &self,
        call: &Call<'_>,
        index: usize,
        list: Evaluated,
    ) -> Result<Evaluated, CollectError> {
        match list.value {
            Value::List(items) => {
                self.budget().spend(items.len(), call.place)?;
                // With one item left out, every later one moves.
                if let Some(item) = items.iter().take(index + 1).find(|item| may_be_missing(item)) {
                    return Ok(Evaluated::unknown(item.value.reason(), call.place));
                }
                let count = items.len();
                items.into_iter().nth(index).ok_or_else(|| {
                    let message = format!("Fn::Select takes item {index} of a list of {count}");
                    call.argument.place.malformed(message)
                })
            }
            Value::Map(_) | Value::Text(_) | Value::Number(_) | Value::Bool(_) => {
                Err(call.expects("an index and a list"))
            }
            other => Ok(Evaluated::unknown(other.reason(), call.place)),
        }
    }

    /// `Fn::Length` of a list or an object.
    pub(in super::super) fn length(&self, call: &Call<'_>) -> Result<Evaluated, CollectError> {
        self.value(call.argument)?.each(&mut |value| {
            let (count, unsure) = match &value.value {
                Value::List(items) => (items.len(), items.iter().find(|item| may_be_missing(item))),
                Value::Map(entries) => (entries.len(), None),
                Value::Text(_) | Value::Number(_) | Value::Bool(_) => {
                    return Err(call.expects("a list"));
                }
                other => return Ok(Evaluated::unknown(other.reason(), call.place)),
            };
            Ok(match unsure {
                Some(item) => Evaluated::unknown(item.value.reason(), call.place),
                None => Evaluated::new(Value::Number(count.to_string()), &value.place),
            })
        })
    }

    /// `Fn::GetAZs`: which zones an account has, only the account tells.
    pub(in super::super) fn get_azs(&self, call: &Call<'_>) -> Result<Evaluated, CollectError> {
        let region = self.value(call.argument)?;
        Ok(match region.value {
            Value::Unknown(reason @ Reason::ParameterWithoutValue(_)) => {
                Evaluated::unknown(reason, call.place)
            }
            _ => unknown_zones(call.place),
        })
    }
}
