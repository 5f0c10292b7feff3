//! Findings that were there before: an earlier report of ours, JSON or SARIF.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::finding::{Audit, BaselineState, Verdict};

/// The key of our fingerprint in SARIF.
const FINGERPRINT: &str = "cacheAudit/v1";
/// The name that reports give their tool.
const TOOL_NAME: &str = env!("CARGO_PKG_NAME");

/// Why a baseline cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// The file cannot be read.
    #[error("could not read baseline {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no JSON.
    #[error("baseline {}:{line}:{column} is no JSON", path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// The column, counted from 1.
        column: usize,
    },
    /// The file is JSON, and no report of ours.
    #[error("baseline {} is no report of {TOOL_NAME} in JSON or SARIF", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
}

/// How many findings of each verdict and fingerprint an earlier report has. What was accepted there is left out: when a
/// waiver expires, its finding counts again.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    findings: BTreeMap<(Verdict, String), usize>,
}

impl Baseline {
    /// Reads the report at `path`.
    pub fn read(path: &Path) -> Result<Self, BaselineError> {
        let bytes = std::fs::read(path)
            .map_err(|source| BaselineError::Read { path: path.to_owned(), source })?;
        let report: Value =
            serde_json::from_slice(&bytes).map_err(|error| BaselineError::Json {
                path: path.to_owned(),
                line: error.line(),
                column: error.column(),
            })?;
        Self::of(&report).ok_or_else(|| BaselineError::Foreign { path: path.to_owned() })
    }

    /// Marks each finding of `audit` as new or as there before. Of findings with one fingerprint as many were there
    /// before as the baseline has.
    pub fn apply(mut self, audit: &mut Audit) {
        for finding in &mut audit.findings {
            let left = self.findings.get_mut(&(finding.verdict, finding.fingerprint()));
            finding.baseline = match left {
                // One that is accepted takes no place: the report it came from did not count it either.
                _ if finding.waived.is_some() => Some(BaselineState::New),
                Some(left) if *left > 0 => {
                    *left -= 1;
                    Some(BaselineState::Unchanged)
                }
                _ => Some(BaselineState::New),
            };
        }
    }

    fn of(report: &Value) -> Option<Self> {
        let found = match report.get("runs") {
            Some(runs) => of_sarif(runs)?,
            None => of_json(report)?,
        };
        let mut baseline = Self::default();
        for key in found {
            *baseline.findings.entry(key).or_default() += 1;
        }
        Some(baseline)
    }
}

type Key = (Verdict, String);

fn of_json(report: &Value) -> Option<Vec<Key>> {
    let is_ours = report.pointer("/tool/name")? == TOOL_NAME && report.get("version")? == 1;
    let findings = report.get("findings").filter(|_| is_ours)?.as_array()?;
    let counted =
        findings.iter().filter(|finding| finding.get("waived").is_none_or(Value::is_null));
    counted
        .map(|finding| {
            let verdict = match finding.get("verdict")?.as_str()? {
                "fail" => Verdict::Fail,
                "unknown" => Verdict::Unknown,
                _ => return None,
            };
            Some((verdict, finding.get("fingerprint")?.as_str()?.to_owned()))
        })
        .collect()
}

fn of_sarif(runs: &Value) -> Option<Vec<Key>> {
    let is_ours = |run: &&Value| {
        run.pointer("/tool/driver/name").is_some_and(|name| name.as_str() == Some(TOOL_NAME))
    };
    let ours: Vec<_> = runs.as_array()?.iter().filter(is_ours).collect();
    if ours.is_empty() {
        return None;
    }
    let results = ours.into_iter().filter_map(|run| run.get("results")?.as_array()).flatten();
    let is_counted = |result: &&Value| {
        let suppressions = result.get("suppressions").and_then(Value::as_array);
        suppressions.is_none_or(Vec::is_empty)
    };
    results
        .filter(is_counted)
        .map(|result| {
            let hash = result.get("partialFingerprints")?.get(FINGERPRINT)?.as_str()?;
            Some((Verdict::Fail, hash.to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::report::sample::{fail, unknown};

    fn states(report: &Value, audit: &mut Audit) -> Vec<Option<BaselineState>> {
        Baseline::of(report).expect("is ours").apply(audit);
        audit.findings.iter().map(|finding| finding.baseline).collect()
    }

    fn json_report(findings: &Value) -> Value {
        json!({"version": 1, "tool": {"name": TOOL_NAME}, "findings": findings})
    }

    #[test]
    fn as_many_as_the_baseline_has_were_there_before() {
        let finding = fail("open", "orders", "ingress[0].peer");
        let hash = finding.fingerprint();
        let mut audit = Audit {
            findings: vec![
                finding,
                fail("open", "orders", "ingress[1].peer"),
                unknown("open", "orders", "ingress[2].peer"),
            ],
            ..Audit::default()
        };
        let expected = [BaselineState::Unchanged, BaselineState::New, BaselineState::New].map(Some);
        let report =
            json_report(&json!([{"verdict": "fail", "fingerprint": hash, "waived": null}]));
        assert_eq!(states(&report, &mut audit), expected);
        let report = json!({"runs": [{"tool": {"driver": {"name": TOOL_NAME}},
            "results": [{"partialFingerprints": {FINGERPRINT: hash}}]}]});
        assert_eq!(states(&report, &mut audit), expected);
    }

    #[test]
    fn what_was_accepted_earlier_is_new_when_its_waiver_is_gone() {
        let finding = fail("open", "orders", "engine");
        let hash = finding.fingerprint();
        let mut audit = Audit { findings: vec![finding], ..Audit::default() };
        let report = json_report(&json!([
            {"verdict": "fail", "fingerprint": hash, "waived": {"justification": "j"}}
        ]));
        assert_eq!(states(&report, &mut audit), [Some(BaselineState::New)]);
        let report = json!({"runs": [{"tool": {"driver": {"name": TOOL_NAME}}, "results": [
            {"partialFingerprints": {FINGERPRINT: hash}, "suppressions": [{"kind": "external"}]}]}]});
        assert_eq!(states(&report, &mut audit), [Some(BaselineState::New)]);
    }

    #[test]
    fn reports_of_others_are_no_baseline() {
        for report in [
            json!(null),
            json!([]),
            json!({"findings": []}),
            json!({"version": 2, "tool": {"name": TOOL_NAME}, "findings": []}),
            json!({"runs": []}),
            json!({"runs": [{"tool": {"driver": {"name": "other"}}, "results": []}]}),
            json_report(&json!([{"verdict": "fail"}])),
        ] {
            assert_eq!(Baseline::of(&report), None, "{report}");
        }
    }
}
