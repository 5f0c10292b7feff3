//! Lists are read to their ends, and a list or an answer that has none ends all the same.

use super::every_operation::{paged, scan, serve, whole};
use super::replay::{Fault, Rule};

#[test]
fn pages_come_to_the_same_as_whole_lists() {
    let [in_pieces, in_pages] = [whole(), paged()].map(|world| {
        let server = serve(vec![world], Vec::new());
        let run = scan(&server).run();
        run.assert_complete("a world without faults");
        assert_eq!(server.unanswered(), []);
        (run.stdout, server.calls().len())
    });
    assert!(
        in_pages.1 > in_pieces.1 + 20,
        "{} calls for pages, {} for whole lists",
        in_pages.1,
        in_pieces.1
    );
    assert!(in_pages.0 == in_pieces.0, "the reports differ:\n{}\n{}", in_pages.0, in_pieces.0);
}

#[test]
fn pages_that_lead_back_to_one_another_end() {
    for (action, body) in [
        (
            "elasticache:DescribeSnapshots",
            "<DescribeSnapshotsResponse><DescribeSnapshotsResult><Marker>again</Marker></DescribeSnapshotsResult></DescribeSnapshotsResponse>",
        ),
        ("cloudwatch:DescribeAlarms", r#"{"NextToken": "again"}"#),
        ("secretsmanager:ListSecrets", r#"{"SecretList": [], "NextToken": "again"}"#),
    ] {
        let server = serve(vec![whole().with(action, body)], Vec::new());
        let run = scan(&server).run();
        let gaps = run.gaps();
        let told = gaps.iter().find(|(what, _)| what.starts_with(action));
        assert!(
            told.is_some_and(|(_, why)| why.contains("lead back")),
            "{action}: {gaps:?}\n{}",
            run.stderr
        );
        let calls = server.calls().iter().filter(|call| call.action == action).count();
        assert!(calls <= 3, "{action} was called {calls} times");
    }
}

#[test]
fn answers_without_an_end_are_given_up() {
    for action in ["elasticache:DescribeSnapshots", "secretsmanager:ListSecrets"] {
        let server = serve(vec![whole()], vec![Rule::always(action, Fault::Endless)]);
        let run = scan(&server).args(["--timeout", "60"]).env("AWS_MAX_ATTEMPTS", "1").run();
        let gaps = run.gaps();
        let told = gaps.iter().find(|(what, _)| what.starts_with(action));
        assert!(
            told.is_some_and(|(_, why)| why.contains("does not end")),
            "{action}: {gaps:?}\n{}",
            run.stderr
        );
    }
}
