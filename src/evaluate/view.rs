//! What a policy can make out of a subject: the fields that its Rego names, and what it takes for mere labels.
//!
//! A policy depends on its parameters, which an engine holds fixed, and on the attributes that it reads. Loading refuses
//! policies that read fields other than by name, so a field whose name does not occur in the Rego is not read. It still
//! makes one element of a list another than the next: a token stands for all that is hidden of an object, the same for
//! the same object. A label becomes a token too, one that sorts as the label does and that messages turn back into it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use regorus::Value;
use regorus::value::Object;

use super::input;
use super::verdict::Denial;
use crate::link::SubjectKind;
use crate::policy::attributes::Place;

/// Stands before the number of a label, `LABEL_END` behind it. Private use: no name on AWS has these characters.
const LABEL: char = '\u{E000}';
const LABEL_END: char = '\u{E001}';

/// The field, and the beginning of its value, that stands for what is hidden of an object.
const HIDDEN: char = '\u{E002}';

/// What is seen of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Sight {
    Whole,
    Label,
    /// An object of which only these fields are seen.
    Fields(BTreeMap<Value, Sight>),
    Items(Box<Sight>),
}

/// What a policy sees of its subjects.
#[derive(Debug, Clone)]
pub(super) struct View {
    fields: BTreeMap<Value, Sight>,
}

/// A subject as a policy sees it, and what its labels are.
pub(super) struct Seen {
    /// Each attribute that the policy names.
    pub(super) subject: Value,
    pub(super) labels: Labels,
}

/// The labels of a subject, in their order.
pub(super) struct Labels(Vec<Arc<str>>);

impl View {
    /// The view of a policy on subjects of `kind` of which it reads the attributes `read`, with the Rego `texts` of it
    /// and its helpers.
    pub(super) fn new(
        kind: SubjectKind,
        read: &BTreeSet<String>,
        texts: &[&str],
        labels: &[String],
    ) -> Self {
        let words = Words::of(texts);
        let fields = Place::of(kind).fields().into_iter().filter(|(name, _)| read.contains(*name));
        let fields = fields.map(|(name, place)| {
            (Value::from(name), Sight::of(&place, &words, labels, name.to_owned()))
        });
        Self { fields: fields.collect() }
    }

    /// Whether the policy names the attribute at the beginning of `path`.
    pub(super) fn names(&self, path: &str) -> bool {
        let end = path.find(['.', '[']).unwrap_or(path.len());
        self.fields.contains_key(&Value::from(&path[..end]))
    }

    /// What is seen of `subject`; none where it has labels that could be taken for tokens.
    pub(super) fn of(&self, subject: &Object) -> Option<Seen> {
        let mut labels = BTreeSet::new();
        let seen = self.fields.iter().filter_map(|(name, sight)| Some((sight, subject.get(name)?)));
        seen.for_each(|(sight, value)| sight.collect_labels(value, &mut labels));
        if labels.iter().any(|label| label.contains([LABEL, HIDDEN])) {
            return None;
        }
        let labels = Labels(labels.into_iter().collect());
        let subject = Tokens::of_labels(&labels).replace_fields(subject, &self.fields);
        Some(Seen { subject: input::object(subject), labels })
    }
}

impl Sight {
    fn of(place: &Place<'static>, words: &Words<'_>, labels: &[String], path: String) -> Self {
        if labels.contains(&path) {
            return Self::Label;
        }
        if let Some(items) = place.items() {
            return match Self::of(&items, words, labels, format!("{path}[]")) {
                Self::Whole => Self::Whole,
                items => Self::Items(Box::new(items)),
            };
        }
        let below = place.fields();
        let fields = below.iter().filter(|(name, _)| words.contain(name)).map(|(name, place)| {
            (Value::from(*name), Self::of(place, words, labels, format!("{path}.{name}")))
        });
        let fields: BTreeMap<Value, Self> = fields.collect();
        let is_whole = fields.values().all(|sight| *sight == Self::Whole);
        if is_whole && fields.len() == below.len() { Self::Whole } else { Self::Fields(fields) }
    }

    fn collect_labels(&self, value: &Value, labels: &mut BTreeSet<Arc<str>>) {
        match (self, value) {
            // What is empty names nothing: policies tell it from what does.
            (Self::Label, Value::String(label)) if !label.is_empty() => {
                labels.insert(Arc::clone(label));
            }
            (Self::Fields(fields), Value::Object(object)) => {
                let seen =
                    fields.iter().filter_map(|(name, sight)| Some((sight, object.get(name)?)));
                seen.for_each(|(sight, value)| sight.collect_labels(value, labels));
            }
            (Self::Items(sight), Value::Array(items)) => {
                items.iter().for_each(|item| sight.collect_labels(item, labels));
            }
            _ => {}
        }
    }
}

/// The tokens of one subject.
struct Tokens<'a> {
    labels: BTreeMap<Arc<str>, Value>,
    objects: BTreeMap<&'a Object, usize>,
}

impl<'a> Tokens<'a> {
    fn of_labels(labels: &Labels) -> Self {
        let labels = labels.0.iter().enumerate().map(|(rank, label)| {
            (Arc::clone(label), Value::from(format!("{LABEL}{rank:05}{LABEL_END}")))
        });
        Self { labels: labels.collect(), objects: BTreeMap::new() }
    }

    fn replace(&mut self, value: &'a Value, sight: &Sight) -> Value {
        match (sight, value) {
            (Sight::Label, Value::String(label)) => self.labels.get(label).unwrap_or(value).clone(),
            (Sight::Fields(fields), Value::Object(object)) => {
                let next = self.objects.len();
                let number = *self.objects.entry(object).or_insert(next);
                let mut seen = self.replace_fields(object, fields);
                seen.push((
                    Value::from(HIDDEN.to_string()),
                    Value::from(format!("{HIDDEN}{number}")),
                ));
                input::object(seen)
            }
            (Sight::Items(sight), Value::Array(items)) => {
                Value::from(items.iter().map(|item| self.replace(item, sight)).collect::<Vec<_>>())
            }
            _ => value.clone(),
        }
    }

    fn replace_fields(
        &mut self,
        object: &'a Object,
        fields: &BTreeMap<Value, Sight>,
    ) -> Vec<(Value, Value)> {
        let seen = fields.iter().filter_map(|(name, sight)| {
            Some((name.clone(), self.replace(object.get(name)?, sight)))
        });
        seen.collect()
    }
}

impl Labels {
    /// The denials with each token turned back into its label; none where one shows what the policy cannot name.
    pub(super) fn restore(&self, denials: &[Denial]) -> Option<Vec<Denial>> {
        let restored = denials.iter().map(|denial| {
            let optional = |text: &Option<String>| match text {
                Some(text) => self.restore_text(text).map(Some),
                None => Some(None),
            };
            Some(Denial {
                attribute: denial.attribute.clone(),
                message: self.restore_text(&denial.message)?,
                resource: optional(&denial.resource)?,
                part: optional(&denial.part)?,
            })
        });
        restored.collect()
    }

    fn restore_text(&self, text: &str) -> Option<String> {
        if text.contains(HIDDEN) {
            return None;
        }
        let mut parts = text.split(LABEL);
        let mut restored = parts.next()?.to_owned();
        for part in parts {
            let (rank, rest) = part.split_once(LABEL_END)?;
            restored.push_str(self.0.get(rank.parse::<usize>().ok()?)?);
            restored.push_str(rest);
        }
        Some(restored)
    }
}

/// The words right behind a dot or a quotation mark in Rego: `.engine`, `"engine"`.
struct Words<'a> {
    words: BTreeSet<&'a str>,
    /// An escape can spell a name in a way that is not found.
    is_escaped: bool,
}

impl<'a> Words<'a> {
    fn of(texts: &[&'a str]) -> Self {
        let lines = texts.iter().flat_map(|text| text.lines());
        let code: Vec<&str> = lines.filter(|line| !line.trim_start().starts_with('#')).collect();
        Self {
            words: code.iter().flat_map(|line| words_in(line)).collect(),
            is_escaped: code.iter().any(|line| line.contains("\\u")),
        }
    }

    fn contain(&self, name: &str) -> bool {
        self.is_escaped || self.words.contains(name)
    }
}

fn words_in(line: &str) -> impl Iterator<Item = &str> {
    line.split(['.', '"', '`']).skip(1).map(|rest| {
        let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        &rest[..end.unwrap_or(rest.len())]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The view of a policy that reads names, thresholds and nodes of alarms, and tags.
    fn view(labels: &[&str]) -> View {
        let rego = "some alarm in input.cache.alarms\n# alarm.period\nalarm.threshold > 1\n[alarm[\"name\"], alarm.nodes]";
        let labels: Vec<String> = labels.iter().map(|label| (*label).to_owned()).collect();
        let read = ["alarms", "tags"].map(str::to_owned).into();
        View::new(SubjectKind::Cache, &read, &[rego], &labels)
    }

    fn see(view: &View, subject: &serde_json::Value) -> Option<Seen> {
        view.of(Value::from(subject.clone()).as_object().expect("is an object"))
    }

    fn seen(view: &View, subject: &serde_json::Value) -> Value {
        see(view, subject).expect("has no odd labels").subject
    }

    fn denial(message: String) -> Denial {
        let attribute = "alarms[].name".to_owned();
        Denial { attribute, message, resource: None, part: None }
    }

    #[test]
    fn what_the_rego_does_not_name_makes_no_difference() {
        let view = view(&[]);
        let one = json!({"name": "x", "alarms": [{"name": "a", "threshold": 1, "period": 60}]});
        let other = json!({"name": "y", "alarms": [{"name": "a", "threshold": 1, "period": 300}]});
        assert_eq!(seen(&view, &one), seen(&view, &other));
        let other = json!({"alarms": [{"name": "a", "threshold": 2, "period": 60}]});
        assert_ne!(seen(&view, &one), seen(&view, &other));
    }

    #[test]
    fn elements_that_differ_in_what_is_hidden_stay_different() {
        let view = view(&[]);
        let alarm = |period| json!({"name": "a", "threshold": 1, "period": period});
        let two = seen(&view, &json!({"alarms": [alarm(60), alarm(300)]}));
        assert_eq!(two, seen(&view, &json!({"alarms": [alarm(30), alarm(10)]})));
        assert_ne!(two, seen(&view, &json!({"alarms": [alarm(60), alarm(60)]})));
    }

    #[test]
    fn maps_are_seen_as_they_are() {
        let view = view(&[]);
        assert_ne!(
            seen(&view, &json!({"tags": {"Owner": "a"}})),
            seen(&view, &json!({"tags": {"Owner": "b"}}))
        );
    }

    #[test]
    fn labels_keep_their_order_and_whether_they_are_the_same() {
        let view = view(&["alarms[].name", "alarms[].nodes[]"]);
        let alarms = |names: [&str; 2], node: &str| {
            json!({"alarms": [
                {"name": names[0], "nodes": [node]},
                {"name": names[1], "nodes": []},
            ]})
        };
        let one = seen(&view, &alarms(["b", "c"], "a"));
        assert_eq!(one, seen(&view, &alarms(["orders-2", "orders-3"], "orders-1")));
        assert_ne!(one, seen(&view, &alarms(["c", "b"], "a")));
        assert_ne!(one, seen(&view, &alarms(["b", "c"], "b")));
        assert_ne!(one, seen(&view, &alarms(["b", ""], "a")));
    }

    #[test]
    fn messages_get_their_labels_back() {
        let view = view(&["alarms[].name"]);
        let subject = json!({"alarms": [{"name": "b"}, {"name": "a"}]});
        let Seen { subject, labels } = see(&view, &subject).expect("has no odd labels");
        let token = |index: usize| {
            subject["alarms"][index]["name"].as_string().expect("a text").to_string()
        };
        let message = format!("alarm {} and {}.", token(0), token(1));
        let denials = [Denial { resource: Some(token(0)), ..denial(message) }];
        let restored = Denial { resource: Some("b".into()), ..denial("alarm b and a.".into()) };
        assert_eq!(labels.restore(&denials), Some(vec![restored]));
    }

    #[test]
    fn a_message_that_shows_what_is_hidden_cannot_be_restored() {
        let view = view(&["alarms[].name"]);
        let seen = see(&view, &json!({"alarms": [{"name": "a", "period": 60}]}));
        let Seen { subject, labels } = seen.expect("has no odd labels");
        assert_eq!(labels.restore(&[denial(subject["alarms"][0].to_string())]), None);
    }

    #[test]
    fn labels_that_look_like_tokens_are_left_alone() {
        let subject = json!({"alarms": [{"name": "\u{E000}00000\u{E001}"}]});
        assert!(see(&view(&["alarms[].name"]), &subject).is_none());
    }

    #[test]
    fn a_name_that_is_escaped_is_found() {
        let words = Words::of(&["alarm[\"\\u006eame\"]"]);
        assert!(words.contain("name"));
        assert!(!Words::of(&["# alarm.name"]).contain("name"));
    }
}
