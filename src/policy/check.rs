//! Every check that a policy goes through before it may judge anything.

use super::Policy;
use super::bundle::Bundle;
use super::error::Problem;
use super::metadata::Header;

/// What is wrong with `policy`.
pub(super) fn policy(bundle: &Bundle, policy: &Policy, header: &Header) -> Vec<Problem> {
    let mut problems = Vec::new();
    check_frameworks(bundle, policy, header, &mut problems);
    problems
}

/// Frameworks and controls exist.
fn check_frameworks(bundle: &Bundle, policy: &Policy, header: &Header, out: &mut Vec<Problem>) {
    for (id, controls) in &header.metadata.custom.frameworks {
        let Some(framework) = bundle.frameworks.get(id) else {
            let (line, column) = header.offset.apply(controls.referenced);
            let message = format!("no framework is called `{id}`");
            out.push(Problem::at(&policy.path, line, column, message));
            continue;
        };
        for control in &controls.value {
            if !framework.controls.contains_key(&control.value) {
                let (line, column) = header.offset.apply(control.referenced);
                let message = format!("`{id}` has no control `{}`", control.value);
                out.push(Problem::at(&policy.path, line, column, message));
            }
        }
    }
}
