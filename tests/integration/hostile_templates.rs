//! Hostile templates are only bad input: an error with file, line and column, or an inventory; never a panic.

use std::io::{self, Read};

use cache_audit::collect::read;

const YAML: &str = "Resources:\n  Vpc: {Type: AWS::EC2::VPC}  # é\n";
const JSON: &str = "{\"Resources\": {\n\"Vpc\": {\"Type\": \"AWS::EC2::VPC\"}}}";

fn error(input: &mut (dyn Read + Send)) -> String {
    match read(input, "t") {
        Ok(_) => "is read".to_owned(),
        Err(error) => error.to_string(),
    }
}

fn error_of(text: &str) -> String {
    error(&mut text.as_bytes())
}

#[test]
fn nesting_is_refused_at_any_size() {
    let megabytes = 100;
    let nested = || io::repeat(b'[').take(megabytes * 1024 * 1024);
    let yaml = error(&mut b"Resources: ".chain(nested()));
    assert_eq!(yaml, "t is larger than 4 MB");
    let json = error(&mut b"{\"Resources\": ".chain(nested()));
    assert_eq!(json, "t:1:104857615: the JSON text ends in the middle of a value");

    for unit in ["[", "{a: ", "- ", "!Not [", "\n - "] {
        let message = error_of(&format!("Resources: \n {}", unit.repeat(500_000)));
        assert!(message.starts_with("t:"), "{unit}: {message}");
    }
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let nested = format!("{}0{}", open.repeat(500_000), close.repeat(500_000));
        let message = error_of(&format!("{{\"Resources\": {nested}}}"));
        assert!(message.ends_with("nests deeper than 128 levels"), "{open}: {message}");
    }
}

#[test]
fn a_document_that_is_too_large_is_refused() {
    let comment = |start: &'static str| start.as_bytes().chain(io::repeat(b'#').take(40 << 20));
    assert_eq!(error(&mut comment(YAML)), "t is larger than 4 MB");
    let space = JSON.as_bytes().chain(io::repeat(b' ').take(40 << 20));
    assert_eq!(error(&mut { space }), "t is larger than 32 MB");
}

#[test]
fn a_large_plan_with_sorted_keys_is_no_template() {
    let plan = format!(
        "{{\"aaa\": \"{}\", \"format_version\": \"1.2\", \"resource_changes\": []}}",
        "x".repeat(40 << 20)
    );
    assert_eq!(error_of(&plan), "is read");
}

#[test]
fn templates_in_utf_16_and_with_a_byte_order_mark_are_read() {
    for text in [YAML, JSON] {
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        let little: Vec<u8> = units.clone().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = units.flat_map(u16::to_be_bytes).collect();
        let marked = format!("\u{feff}{text}");
        for bytes in [little.as_slice(), &big, marked.as_bytes(), text.as_bytes()] {
            assert_eq!(error(&mut { bytes }), "is read", "{text}");
        }
    }
}

#[test]
fn text_that_is_no_utf_8_is_an_error_with_a_place_in_characters() {
    let bytes = |text: &str| text.replace("VPC", "é?").into_bytes();
    for (text, expected) in [(YAML, "t:2:26: "), (JSON, "t:2:29: ")] {
        let mut bytes = bytes(text);
        let at = bytes.iter().position(|byte| *byte == b'?').expect("is there");
        bytes[at] = 0xFF;
        let message = error(&mut bytes.as_slice());
        assert!(message.starts_with(expected), "{message}");
        assert!(message.ends_with("neither UTF-8 nor UTF-16 with a byte order mark"), "{message}");
    }
}

#[test]
fn a_template_cut_off_or_changed_anywhere_never_panics() {
    for text in [YAML, JSON] {
        for end in 0..text.len() {
            let message = error(&mut &text.as_bytes()[..end]);
            assert!(message == "is read" || message.starts_with('t'), "{end}: {message}");
        }
        for at in 0..text.len() {
            for byte in (0..=255).step_by(3) {
                let mut bytes = text.as_bytes().to_vec();
                bytes[at] = byte;
                let _ = error(&mut bytes.as_slice());
            }
        }
    }
}

#[test]
fn json_that_is_cut_off_says_so_and_counts_characters() {
    let text = "{\"Description\": \"é\", \"Resources\": {";
    assert_eq!(error_of(text), "t:1:36: the JSON text ends in the middle of a value");
}

#[test]
fn a_key_given_twice_is_an_error() {
    for (text, place) in [
        ("Resources:\n  A: {Type: B}\n  A: {Type: B}\n", "t:3:3: "),
        ("{\"Resources\": {\"A\": {\"Type\": \"B\"},\n\"A\": {\"Type\": \"B\"}}}", "t:2:1: "),
        ("Resources: {}\nResources: {}\n", "t:2:1: "),
    ] {
        assert!(error_of(text).starts_with(place), "{text}: {}", error_of(text));
    }
}

#[test]
fn what_is_no_template_is_named() {
    for (text, expected) in [
        ("", "t is empty"),
        ("null", "t is neither JSON nor YAML"),
        ("42", "t is neither JSON nor YAML"),
        (
            "- a\n- b\n",
            "t is YAML, but neither a CloudFormation template nor a change set (keys at its top: none)",
        ),
        ("{}", "t is JSON, but no plan, state, template or change set (keys at its top: none)"),
        ("apiVersion: v1\nkind: Pod\n", "t is a Kubernetes manifest"),
        ("Resources:\n", "t:1:10: Resources must be a mapping; here is nothing"),
        ("Resources: []\n", "t:1:12: Resources must be a mapping; here is a list"),
        ("AWSTemplateFormatVersion: 2010-09-09\n", "t:1:1: the template has no Resources"),
        (
            "{\"version\": 1, \"Resources\": {}}",
            "t begins like a file of Terraform's and goes on like a template",
        ),
        (
            "{\"version\": \"36.0.0\", \"artifacts\": {}}",
            "t is the manifest of a CDK cloud assembly, whose other files are needed too",
        ),
    ] {
        assert_eq!(error_of(text), expected, "{text}");
    }
}

#[test]
fn errors_never_show_values() {
    for text in [
        "Resources:\n  A: CANARY-s3cr3t-1\n",
        "Resources:\n  A: {Type: [CANARY-s3cr3t-1]}\n",
        "Resources: {}\nParameters:\n  A: {Type: String, NoEcho: CANARY-s3cr3t-1}\n",
        "Resources: {}\nA: CANARY-s3cr3t-1: x\n",
        "{\"Resources\": {\"A\": \"CANARY-s3cr3t-1\"}}",
        "{\"Resources\": CANARY-s3cr3t-1}",
    ] {
        let message = error_of(text);
        assert!(message != "is read" && !message.contains("CANARY"), "{text}: {message}");
    }
}
