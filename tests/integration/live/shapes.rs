//! Recorded replies have the shape that the service models give them.

use std::path::{Path, PathBuf};

use super::emulator::Emulator;
use crate::support::{fixture, root};

fn check(folders: &[&Path]) -> Option<(bool, String)> {
    let output = Emulator::get()?.python("check_replies.py").args(folders).output().expect("runs");
    let said = [output.stdout, output.stderr].concat();
    Some((output.status.success(), String::from_utf8_lossy(&said).into_owned()))
}

#[test]
fn recorded_replies_are_what_services_send() {
    let systems = std::fs::read_dir(fixture("")).expect("is a folder");
    let systems = systems.map(|system| system.expect("is readable").path().join("aws"));
    let mut folders: Vec<PathBuf> = systems.filter(|folder| folder.is_dir()).collect();
    folders.push(root().join("tests/emulator/absent"));
    assert!(folders.len() > 5, "{folders:?}");
    let folders: Vec<&Path> = folders.iter().map(PathBuf::as_path).collect();
    let Some((is_fine, said)) = check(&folders) else { return };
    assert!(is_fine, "{said}");
}

#[test]
fn a_reply_of_another_shape_is_noticed() {
    let folder = tempfile::tempdir().expect("makes a folder");
    let path = fixture("every-operation/aws/whole/elasticache.DescribeUsers.xml");
    let text = std::fs::read_to_string(path).expect("is there");
    for (right, wrong, told) in [
        ("UserName>", "Username>", "Users.member.Username: is not in the model"),
        ("<member>", "<User>", "an item is called member"),
        (">iam<", ">sam<", "'sam' is none of"),
        (">2<", ">two<", "'two' is no integer"),
    ] {
        let text = text
            .replace(right, wrong)
            .replace(&right.replace('<', "</"), &wrong.replace('<', "</"));
        std::fs::write(folder.path().join("elasticache.DescribeUsers.xml"), text)
            .expect("is written");
        let Some((is_fine, said)) = check(&[folder.path()]) else { return };
        assert!(!is_fine && said.contains(told), "{wrong}: {said}");
    }
}
