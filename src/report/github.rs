//! Annotations: workflow commands that GitHub Actions shows beside the lines of a pull request.
//!
//! GitHub keeps ten of a level from one step and drops the others without a word, so that the worst are written and the
//! last line says how many more there are:
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>

use std::io::{self, Write};

use super::text::{count, printable, shortened};
use super::words::{remedy, stale_waivers, troubles};
use super::{Report, Reporter, TOOL_NAME};
use crate::finding::{Finding, Verdict};
use crate::gate::UnknownMode;
use crate::policy::Severity;

/// Annotations of one level that GitHub shows for one step.
const MAX_OF_LEVEL: usize = 10;
/// Characters of one message.
const MAX_MESSAGE: usize = 500;
/// Things that keep an audit from being whole, and waivers to look at, told in one annotation.
const MAX_TROUBLES: usize = 5;

/// Writes annotations.
pub(super) struct GithubReporter;

/// How loud an annotation is, loudest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Error,
    Warning,
    Notice,
}

/// How many annotations of each level there are, in the order of the levels.
type Counts = [usize; 3];

impl Level {
    const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Notice];

    fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }

    fn index(self) -> usize {
        match self {
            Self::Error => 0,
            Self::Warning => 1,
            Self::Notice => 2,
        }
    }
}

impl Reporter for GithubReporter {
    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut counts = Counts::default();
        write_troubles(report, &mut counts, out)?;
        // Worst first, and what is wrong before what nobody knows.
        for finding in report.failed().chain(report.unknown()) {
            let level = level(finding, report.gate.unknown);
            counts[level.index()] += 1;
            if counts[level.index()] <= MAX_OF_LEVEL {
                write_finding(report, finding, level, out)?;
            }
        }
        write_rest(&counts, out)
    }
}

/// One annotation for everything that keeps the audit from being whole or wants a look, so that it takes no more than one
/// place.
fn write_troubles(report: &Report<'_>, counts: &mut Counts, out: &mut dyn Write) -> io::Result<()> {
    let troubles: Vec<_> = troubles(report).into_iter().chain(stale_waivers(report)).collect();
    if troubles.is_empty() {
        return Ok(());
    }
    let level = if report.is_incomplete() { Level::Error } else { Level::Notice };
    counts[level.index()] += 1;
    let told = troubles.iter().take(MAX_TROUBLES).map(|trouble| {
        shortened(&format!("{}: {}", trouble.what, trouble.why), MAX_MESSAGE).into_owned()
    });
    let mut told: Vec<_> = told.collect();
    if let Some(more @ 1..) = troubles.len().checked_sub(MAX_TROUBLES) {
        told.push(format!("and {more} more"));
    }
    let title = match report.is_incomplete() {
        true => format!("{TOOL_NAME}: the audit is incomplete"),
        false => format!("{TOOL_NAME}: worth a look"),
    };
    writeln!(out, "::{} title={}::{}", level.as_str(), property(&title), data(&told.join("\n")))
}

fn write_finding(
    report: &Report<'_>,
    finding: &Finding,
    level: Level,
    out: &mut dyn Write,
) -> io::Result<()> {
    let place = &finding.location;
    write!(out, "::{} ", level.as_str())?;
    let file = report.roots.segments(&place.file).join("/");
    if !file.is_empty() {
        write!(out, "file={},", property(&file))?;
    }
    for (name, number) in [("line", place.line), ("col", place.column)] {
        if let Some(number) = number {
            write!(out, "{name}={number},")?;
        }
    }
    let title = match finding.verdict {
        Verdict::Unknown => format!("{} is unknown ({})", finding.policy, finding.severity),
        _ => format!("{} ({})", finding.policy, finding.severity),
    };
    let message = format!("{}: {}", finding.name, finding.message);
    let mut text = shortened(&message, MAX_MESSAGE).into_owned();
    let policy = report.policies.get(&finding.policy);
    if let Some(policy) = policy.filter(|_| finding.verdict == Verdict::Fail) {
        text.push_str(&format!("\nFix: {}", shortened(&remedy(policy), MAX_MESSAGE)));
    }
    writeln!(out, "title={}::{}", property(&title), data(&text))
}

/// How many more there are than GitHub would show.
fn write_rest(counts: &Counts, out: &mut dyn Write) -> io::Result<()> {
    let hidden = Level::ALL.into_iter().filter_map(|level| {
        let more = counts[level.index()].saturating_sub(MAX_OF_LEVEL);
        (more > 0).then(|| count(more, level.as_str()))
    });
    let hidden = hidden.collect::<Vec<_>>().join(", ");
    if hidden.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "{TOOL_NAME}: {hidden} more: GitHub shows {MAX_OF_LEVEL} of a level, other formats have all"
    )
}

/// The level for a finding. What nobody knows is no problem of a line, unless it makes the run fail.
fn level(finding: &Finding, unknown: UnknownMode) -> Level {
    match (finding.verdict, unknown) {
        (Verdict::Unknown, UnknownMode::Ignore | UnknownMode::Report) => Level::Notice,
        _ => match finding.severity {
            Severity::Critical | Severity::High => Level::Error,
            Severity::Medium => Level::Warning,
            Severity::Low | Severity::Informational => Level::Notice,
        },
    }
}

/// The text of a command, which ends with its line.
fn data(text: &str) -> String {
    printable(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, which ends with a colon or a comma, too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::{Sample, fail};

    fn render(sample: &Sample) -> String {
        let mut bytes = Vec::new();
        sample.report(|report| GithubReporter.write(report, &mut bytes)).expect("writes");
        String::from_utf8(bytes).expect("is text")
    }

    #[test]
    fn findings_are_annotations_of_their_lines() {
        insta::assert_snapshot!(render(&Sample::template()));
    }

    #[test]
    fn an_incomplete_audit_is_one_error() {
        insta::assert_snapshot!(render(&Sample::incomplete()));
    }

    #[test]
    fn what_is_accepted_is_left_out_and_a_waiver_to_look_at_is_told() {
        let text = render(&Sample::accepted());
        assert!(!text.contains("ingress-from") && !text.contains("backup-ret"), "{text}");
        assert!(text.contains("default-user-open: the waiver at cache-audit.yaml:9:11"), "{text}");
    }

    #[test]
    fn a_clean_audit_says_nothing() {
        assert_eq!(render(&Sample::clean()), "");
    }

    #[test]
    fn a_plan_has_no_line_and_standard_input_no_file() {
        let mut sample = Sample::mixed();
        assert!(render(&sample).starts_with("::error file=plans/tfplan.json,title=ingress"));
        for finding in &mut sample.audit.findings {
            finding.location.file = "-".into();
        }
        assert!(render(&sample).starts_with("::error title=ingress"));
    }

    #[test]
    fn what_runs_is_annotated_at_the_line_of_its_account() {
        let text = render(&Sample::live());
        assert!(
            text.contains("::error file=cache-audit.yaml,line=5,col=3,title=ingress"),
            "{text}"
        );
        assert!(text.starts_with("::error title=cache-audit%3A the audit is incomplete::kms"));
    }

    #[test]
    fn no_input_ends_a_command_or_begins_another() {
        let mut sample = Sample::mixed();
        let finding = &mut sample.audit.findings[0];
        finding.name = "a::b,c=d".into();
        finding.message = "100%\r\n::error file=x::y\u{1b}[0m".into();
        finding.location.file = "a:b,c%d.json".into();
        finding.location.line = Some(3);
        let text = render(&sample);
        let first = text.lines().next().expect("is written");
        assert_eq!(
            first,
            "::error file=a%3Ab%2Cc%25d.json,line=3,title=ingress-from-the-world (critical)::\
             a::b,c=d: 100%25\u{fffd}%0A::error file=x::y\u{fffd}[0m%0A\
             Fix: Let only the security groups of the clients in."
        );
        assert_eq!(text.lines().count(), sample.audit.findings.len());
    }

    #[test]
    fn ten_of_a_level_are_written_and_the_others_counted() {
        let mut sample = Sample::large(12);
        let address = "aws_elasticache_replication_group.c[0]";
        sample.audit.findings.extend((0..11).map(|_| fail("p", address, "engine")));
        let text = render(&sample);
        assert_eq!(text.matches("::error ").count(), 10, "{text}");
        assert_eq!(text.matches("::warning ").count(), 10, "{text}");
        let last = text.lines().last().expect("is written");
        assert!(last.starts_with("cache-audit: 2 errors, 1 warning more"), "{last}");
    }

    #[test]
    fn an_unknown_verdict_is_as_loud_as_it_is_bad_where_it_fails_the_run() {
        let mut sample = Sample::mixed();
        let level = |sample: &Sample| {
            let text = render(sample);
            let line = text.lines().find(|line| line.contains("is unknown")).map(str::to_owned);
            line.and_then(|line| line.split(' ').next().map(str::to_owned))
        };
        assert_eq!(level(&sample).as_deref(), Some("::notice"));
        sample.gate.unknown = UnknownMode::Fail;
        assert_eq!(level(&sample).as_deref(), Some("::warning"));
        sample.gate.unknown = UnknownMode::Ignore;
        assert_eq!(level(&sample), None);
    }
}
