//! The server by itself, asked by a client that is not AWS's.

use std::io::Write;
use std::time::Duration;

use super::*;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("makes a folder");
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("is written");
    };
    write("elasticache.DescribeUsers.xml", "<first account='{{account}}' kept='{{vpc}}'/>");
    write("elasticache.DescribeUsers@Marker=page-2.xml", "<second/>");
    write("cloudwatch.DescribeAlarms.json", r#"{"a": 1}"#);
    folder
}

fn server(faults: Vec<Rule>) -> Replay {
    let values = BTreeMap::from([("vpc".to_owned(), "vpc-1".to_owned())]);
    let world = World::read(folder().path()).expect("reads").of("111122223333", "", values);
    Replay::start(Setup { worlds: vec![world], faults, ..Setup::default() }).expect("starts")
}

/// Sends a signed form and answers with status and body.
fn ask(server: &Replay, account: &str, form: &str) -> Result<(u16, String), ureq::Error> {
    let agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(1)))
        .build()
        .new_agent();
    let scope = format!(
        "AWS4-HMAC-SHA256 Credential={account}/20261120/us-east-1/elasticache/aws4_request"
    );
    let mut response = agent
        .post(&server.endpoint)
        .header("Authorization", scope)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .send(form)?;
    let body = response.body_mut().read_to_string()?;
    Ok((response.status().as_u16(), body))
}

const FIRST: &str = "Action=DescribeUsers";

#[test]
fn a_recorded_reply_answers_what_it_is_named_after() {
    let server = server(Vec::new());
    let first = "<first account='111122223333' kept='vpc-1'/>".to_owned();
    assert_eq!(ask(&server, "111122223333", FIRST).expect("answers"), (200, first));
    let second = format!("{FIRST}&Marker=page-2");
    assert_eq!(
        ask(&server, "111122223333", &second).expect("answers"),
        (200, "<second/>".to_owned())
    );
    let calls = server.calls();
    assert_eq!(calls.len(), 2);
    assert_eq!((calls[1].action.as_str(), calls[1].attempt), ("elasticache:DescribeUsers", 1));
}

#[test]
fn what_was_not_recorded_is_refused_and_remembered() {
    let server = server(Vec::new());
    for (account, form) in [("111122223333", "Action=DescribeOthers"), ("444455556666", FIRST)] {
        let (status, body) = ask(&server, account, form).expect("answers");
        assert_eq!(status, 501, "{body}");
    }
    assert_eq!(server.unanswered().len(), 2);
}

#[test]
fn faults_are_what_they_are_called() {
    let ask = |fault| {
        ask(&server(vec![Rule::always("elasticache:DescribeUsers", fault)]), "111122223333", FIRST)
    };
    for (fault, expected, code) in [
        (Fault::Denied, 403, "AccessDenied"),
        (Fault::Throttled, 400, "Throttling"),
        (Fault::Expired, 403, "ExpiredToken"),
        (Fault::Internal, 500, "InternalFailure"),
    ] {
        let (status, body) = ask(fault).expect("answers");
        assert_eq!(status, expected, "{fault:?}");
        assert!(body.contains(&format!("<Code>{code}</Code>")), "{fault:?}: {body}");
    }
    let (status, body) = ask(Fault::Malformed).expect("answers");
    assert_eq!((status, body.ends_with("<Marker>")), (200, true), "{body}");
    for fault in [Fault::Truncated, Fault::Reset] {
        let error = ask(fault).expect_err("is cut");
        assert!(
            !matches!(error, ureq::Error::Timeout(_)),
            "{fault:?} is told at once, not {error}"
        );
    }
    let error = ask(Fault::Silent).expect_err("does not answer");
    assert!(matches!(error, ureq::Error::Timeout(_)), "{error}");
}

#[test]
fn a_fault_of_the_first_attempt_passes() {
    let server = server(vec![Rule {
        attempts: 1,
        ..Rule::always("elasticache:DescribeUsers", Fault::Internal)
    }]);
    let mut connection = TcpStream::connect(server.address).expect("connects");
    let body = FIRST;
    write!(
        connection,
        "POST / HTTP/1.1\r\nAuthorization: AWS4-HMAC-SHA256 Credential=111122223333/20261120/us-east-1/elasticache/aws4_request\r\n\
         amz-sdk-request: attempt=2; max=3\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .expect("is sent");
    connection.shutdown(std::net::Shutdown::Write).expect("ends");
    let mut answer = String::new();
    connection.read_to_string(&mut answer).expect("answers");
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("<first"), "{answer}");
}

#[test]
fn cbor_is_sent_as_such() {
    let server = server(Vec::new());
    let mut response = ureq::post(format!(
        "{}/service/GraniteServiceVersion20100801/operation/DescribeAlarms",
        server.endpoint
    ))
    .header(
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=111122223333/20261120/us-east-1/monitoring/aws4_request",
    )
    .send_empty()
    .expect("answers");
    assert_eq!(response.headers()["content-type"], "application/cbor");
    assert_eq!(response.body_mut().read_to_vec().expect("is sent"), [0xa1, 0x61, 0x61, 0x01]);
}
