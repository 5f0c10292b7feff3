//! JUnit's XML as CI systems read it: each subject is a suite and each policy put to it a case.
//!
//! Fail is a failure; unknown is skipped, unless the run is to fail for it; pass is a case that says nothing more; not
//! applicable is left out. A policy that could not be evaluated is an error. What the audit itself misses has a suite
//! of its own, since nobody would see it otherwise.

mod suites;
mod xml;

use std::io::{self, Write};

use quick_xml::events::{BytesDecl, Event};

use self::suites::{Case, Result, Suite, suites};
use self::xml::Xml;
use super::{Report, Reporter, TOOL_NAME};

/// Writes JUnit's XML.
pub(super) struct JunitReporter;

impl Reporter for JunitReporter {
    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let suites = suites(report);
        let clock = report.clock.to_string();
        let mut xml = Xml::new(out);
        xml.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let counts = Counts::of(suites.iter().flat_map(|suite| &suite.cases));
        let mut attributes = vec![("name", TOOL_NAME.to_owned())];
        attributes.extend(counts.attributes());
        xml.element("testsuites", &attributes, |xml| {
            suites.iter().try_for_each(|suite| write_suite(xml, suite, &clock))
        })?;
        xml.end()
    }
}

/// How many cases came to what.
#[derive(Default)]
struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

impl Counts {
    fn of<'c>(cases: impl Iterator<Item = &'c Case>) -> Self {
        let mut counts = Self::default();
        for case in cases {
            counts.tests += 1;
            match case.result {
                Result::Passed => {}
                Result::Failed { .. } => counts.failures += 1,
                Result::Broken { .. } => counts.errors += 1,
                Result::Skipped { .. } => counts.skipped += 1,
            }
        }
        counts
    }

    fn attributes(&self) -> [(&'static str, String); 4] {
        [
            ("tests", self.tests.to_string()),
            ("failures", self.failures.to_string()),
            ("errors", self.errors.to_string()),
            ("skipped", self.skipped.to_string()),
        ]
    }
}

fn write_suite(xml: &mut Xml<'_>, suite: &Suite, clock: &str) -> io::Result<()> {
    let mut attributes = vec![("name", suite.name.clone())];
    attributes.extend(Counts::of(suite.cases.iter()).attributes());
    attributes.push(("timestamp", clock.to_owned()));
    xml.element("testsuite", &attributes, |xml| {
        suite.cases.iter().try_for_each(|case| write_case(xml, suite, case))
    })
}

fn write_case(xml: &mut Xml<'_>, suite: &Suite, case: &Case) -> io::Result<()> {
    let mut attributes = vec![("classname", suite.name.clone()), ("name", case.name.clone())];
    let place = case.place.as_ref();
    attributes.extend(place.map(|(file, _)| ("file", file.clone())));
    attributes.extend(place.and_then(|(_, line)| Some(("line", (*line)?.to_string()))));
    match &case.result {
        Result::Passed => xml.empty("testcase", &attributes),
        result => xml.element("testcase", &attributes, |xml| write_result(xml, result)),
    }
}

fn write_result(xml: &mut Xml<'_>, result: &Result) -> io::Result<()> {
    let message = |message: &str| ("message", message.to_owned());
    match result {
        Result::Passed => Ok(()),
        Result::Failed { kind, message: first, text } => {
            let attributes = [("type", kind.clone()), message(first)];
            xml.element("failure", &attributes, |xml| xml.text(text))
        }
        Result::Broken { message: first } => xml.empty("error", &[message(first)]),
        Result::Skipped { message: first } => xml.empty("skipped", &[message(first)]),
    }
}

#[cfg(test)]
mod tests;
