//! JUnit's XML as a CI system reads it.

use quick_xml::Reader;
use quick_xml::events::Event as Read;

use super::*;
use crate::gate::UnknownMode;
use crate::report::sample::Sample;

fn render(sample: &Sample) -> String {
    let mut bytes = Vec::new();
    sample.report(|report| JunitReporter.write(report, &mut bytes)).expect("writes");
    String::from_utf8(bytes).expect("is text")
}

/// How often each element occurs; fails where the text is not well-formed.
fn elements(xml: &str, name: &str) -> usize {
    let mut reader = Reader::from_str(xml);
    let mut found = 0;
    loop {
        match reader.read_event().expect("is well-formed") {
            Read::Start(start) | Read::Empty(start) => {
                let attributes = start.attributes().map(|attribute| attribute.expect("is whole"));
                assert!(attributes.count() < 8);
                found += usize::from(start.name().as_ref() == name);
            }
            Read::Eof => return found,
            _ => {}
        }
    }
}

#[test]
fn each_policy_put_to_a_subject_is_a_case() {
    insta::assert_snapshot!(render(&Sample::template()));
}

#[test]
fn a_plan_has_no_lines() {
    insta::assert_snapshot!(render(&Sample::mixed()));
}

#[test]
fn what_could_not_be_judged_is_an_error() {
    insta::assert_snapshot!(render(&Sample::incomplete()));
}

#[test]
fn unknown_is_skipped_or_a_failure_or_left_out_as_the_gate_says() {
    let mut sample = Sample::mixed();
    let count = |sample: &Sample| {
        let xml = render(sample);
        ["testcase", "failure", "skipped"].map(|name| elements(&xml, name))
    };
    assert_eq!(count(&sample), [5, 2, 1]);
    sample.gate.unknown = UnknownMode::Fail;
    assert_eq!(count(&sample), [5, 3, 0]);
    sample.gate.unknown = UnknownMode::Ignore;
    assert_eq!(count(&sample), [4, 2, 0]);
}

#[test]
fn no_input_ends_an_element_or_breaks_the_document() {
    let hostile = "a\"b'<c>&]]>\u{0}\u{1b}\u{fffe}\n</failure>";
    let mut sample = Sample::mixed();
    for finding in &mut sample.audit.findings {
        finding.message = hostile.to_owned();
        finding.location.file = hostile.to_owned();
    }
    for subject in &mut sample.audit.subjects {
        subject.name = hostile.to_owned();
    }
    let xml = render(&sample);
    assert_eq!(elements(&xml, "failure"), 2);
    assert!(!xml.contains(['\u{0}', '\u{1b}', '\u{fffe}']), "{xml}");
}

#[test]
fn counts_are_those_of_the_cases() {
    let xml = render(&Sample::mixed());
    let first = xml.lines().nth(1).expect("is written");
    assert!(first.contains(r#"tests="5" failures="2" errors="0" skipped="1""#), "{first}");
    assert_eq!(elements(&xml, "testcase"), 5);
}

#[test]
fn what_is_accepted_is_skipped() {
    insta::assert_snapshot!(render(&Sample::accepted()));
}

#[test]
fn an_account_is_no_file() {
    let text = render(&Sample::live());
    assert!(!text.contains("file=\"aws"), "{text}");
    assert!(text.contains("file=\"cache-audit.yaml\" line=\"5\""), "{text}");
}
