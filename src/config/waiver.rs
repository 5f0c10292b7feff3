//! Waivers as the configuration file says them.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde_saphyr::{Location, Spanned};

use super::ConfigError;
use super::file::{ConfigFile, problem};
use crate::model::Origin;
use crate::policy::{Bundle, yaml};
use crate::waive::{Target, Waiver, named};

/// Accepts findings of a policy on a subject until a day.
#[derive(Debug, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WaiverEntry {
    /// The policy id. `*` stands for any characters, `?` for one.
    #[schemars(with = "String")]
    policy: Spanned<String>,
    /// The address, name, id or ARN of what is judged; a pattern as for `policy`. Brackets stand for themselves.
    #[schemars(with = "String", extend("minLength" = 1))]
    subject: Spanned<String>,
    /// Why the finding is accepted. Reports show it.
    #[schemars(with = "String", extend("minLength" = 1))]
    justification: Spanned<String>,
    /// The last day on which the waiver holds, in UTC: `2027-01-31`.
    #[schemars(with = "String", extend("format" = "date"))]
    until: Spanned<String>,
    /// Only findings on subjects of this file, or at a place in it; a pattern.
    file: Option<String>,
}

/// The waivers of `file`, each checked at its place.
pub(super) fn waivers(
    file_name: &str,
    file: &ConfigFile,
    bundle: &Bundle,
) -> Result<Vec<Waiver>, ConfigError> {
    file.waivers.iter().map(|entry| entry.waiver(file_name, bundle)).collect()
}

impl WaiverEntry {
    fn waiver(&self, file_name: &str, bundle: &Bundle) -> Result<Waiver, ConfigError> {
        let wrong = |place: Location, message: String| {
            Err(ConfigError::Invalid(problem(file_name, place, message)))
        };
        for (name, text) in [("subject", &self.subject), ("justification", &self.justification)] {
            if text.value.trim().is_empty() {
                return wrong(text.referenced, format!("`{name}` is empty"));
            }
        }
        let Ok(until) = self.until.value.parse::<Date>() else {
            return wrong(self.until.referenced, "expected a day, such as 2027-01-31".to_owned());
        };
        let policy = match named(&self.policy.value, bundle) {
            Ok(policy) => policy,
            Err(message) => return wrong(self.policy.referenced, message),
        };
        let (line, column) = yaml::Offset::default().apply(self.policy.referenced);
        Ok(Waiver {
            policy,
            target: Target::Matching {
                subject: self.subject.value.clone(),
                file: self.file.clone(),
            },
            until,
            justification: self.justification.value.trim().to_owned(),
            is_in_source: false,
            may_be_unused: false,
            place: Origin { file: file_name.to_owned(), line: Some(line), column: Some(column) },
        })
    }
}
