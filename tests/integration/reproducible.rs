//! The same input gives the same bytes, however many threads share the work.

use std::num::NonZeroUsize;
use std::time::Duration;

use cache_audit::evaluate::{Evaluation, Evaluator};
use cache_audit::link::Linker;
use cache_audit::report::FORMATS;

use crate::support::*;

#[test]
fn the_same_plan_gives_the_same_bytes() {
    for format in FORMATS.iter().map(|format| format.name) {
        let [first, second] = [(); 2].map(|()| {
            let run = cache_audit()
                .args(["plan", "fixtures/audio-pipeline/broken/tfplan.json", "--format", format])
                .args([
                    "fixtures/situations/count_subnets/tfplan.json",
                    "--policy-set",
                    "production",
                ])
                .assert()
                .code(1);
            run.get_output().stdout.clone()
        });
        assert!(!first.is_empty() && first == second, "{format} differs from run to run");
    }
}

#[test]
fn threads_do_not_change_the_audit() {
    let paths = plans_and_states();
    let mut whole = inventory(&paths[0]);
    for path in &paths[1..] {
        whole.append(inventory(path));
    }
    let linker = Linker::new(&whole);
    let sets = [set("production"), set("audio-pipeline")];
    let judge = |threads| {
        let evaluation = Evaluation {
            bundle: &BUNDLE,
            sets: &sets,
            assign: &|_| vec![0, 1],
            now: NOW.parse().expect("is a time"),
            time_limit: Duration::from_secs(60),
            threads: NonZeroUsize::new(threads).expect("is not zero"),
        };
        Evaluator::new(&evaluation)
            .and_then(|mut evaluator| evaluator.audit(&linker))
            .expect("the helpers load")
    };
    let alone = judge(1);
    assert!(alone.subjects.len() > 100, "only {} subjects", alone.subjects.len());
    assert!(judge(2) == alone, "two threads find something else");
    assert!(judge(5) == alone, "five threads find something else");
}
