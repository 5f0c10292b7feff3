//! What the rule of a composite alarm says.

/// What an alarm rule says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct AlarmRule {
    /// Names and ARNs of the alarms whose ALARM state it reads.
    pub(crate) alarms: Vec<String>,
    /// Whether it holds whenever one of them is in that state.
    pub(crate) is_any_of: bool,
}

impl AlarmRule {
    /// Reads `ALARM("a") OR ALARM(b)`. Anything but `ALARM` and `OR` may keep the composite silent.
    ///
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html>
    pub(crate) fn parse(text: &str) -> Self {
        let mut rule = Self { alarms: Vec::new(), is_any_of: true };
        let mut rest = text;
        while let Some(start) = rest.find(|c: char| c.is_ascii_alphabetic()) {
            rest = &rest[start..];
            let end =
                rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            rest = after;
            match word.to_ascii_uppercase().as_str() {
                "OR" => {}
                "ALARM" => {
                    let (name, after) = argument(rest);
                    rule.alarms.extend(name.map(str::to_owned));
                    rest = after;
                }
                "OK" | "INSUFFICIENT_DATA" => {
                    rule.is_any_of = false;
                    rest = argument(rest).1;
                }
                _ => rule.is_any_of = false,
            }
        }
        rule
    }
}

/// The argument in parentheses that `text` begins with, in quotes or without, and what follows it.
fn argument(text: &str) -> (Option<&str>, &str) {
    let Some(inner) = text.trim_start().strip_prefix('(') else { return (None, text) };
    let inner = inner.trim_start();
    for quote in ['"', '\''] {
        if let Some((name, after)) =
            inner.strip_prefix(quote).and_then(|quoted| quoted.split_once(quote))
        {
            return (Some(name), after);
        }
    }
    match inner.split_once(')') {
        Some((name, after)) => (Some(name.trim()), after),
        None => (None, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_names_its_alarms() {
        let cases: [(&str, &[&str], bool); 7] = [
            (r#"ALARM("a b") OR ALARM("c(d)")"#, &["a b", "c(d)"], true),
            ("ALARM(a) or (ALARM( b ))", &["a", "b"], true),
            (
                "ALARM(arn:aws:cloudwatch:us-east-1:1:alarm:x)",
                &["arn:aws:cloudwatch:us-east-1:1:alarm:x"],
                true,
            ),
            ("ALARM(a) AND NOT ALARM(b)", &["a", "b"], false),
            ("ALARM(a) OR OK(b)", &["a"], false),
            ("TRUE", &[], false),
            ("ALARM(a", &[], true),
        ];
        for (text, alarms, is_any_of) in cases {
            let rule = AlarmRule::parse(text);
            assert_eq!(rule.alarms, alarms, "{text}");
            assert_eq!(rule.is_any_of, is_any_of, "{text}");
        }
    }
}
