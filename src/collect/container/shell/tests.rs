//! Scripts: their commands and words, and what is not looked through.

use super::*;

/// Words in brackets, with variables as `$NAME`, `"$NAME"` where they are quoted, and `?` for what nobody knows.
fn told(command: &[Word]) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Variable { name, is_quoted: true } => format!("\"${name}\""),
        Piece::Variable { name, is_quoted: false } => format!("${name}"),
        Piece::File => "<file>".to_owned(),
        Piece::Other => "?".to_owned(),
    };
    let word = |word: &Word| format!("[{}]", word.iter().map(piece).collect::<String>());
    command.iter().map(word).collect()
}

#[test]
fn a_simple_command_is_its_words() {
    let cases = [
        ("redis-server --port 6379", "[redis-server][--port][6379]"),
        ("  redis-server\t--dir  '/data dir' \n", "[redis-server][--dir][/data dir]"),
        ("redis-server \\\n  --port 1", "[redis-server][--port][1]"),
        ("a \"$PASSWORD\" $PASSWORD ${PASSWORD}x", "[a][\"$PASSWORD\"][$PASSWORD][$PASSWORDx]"),
        ("a '$PASSWORD' \\$PASSWORD \"\\$PASSWORD\"", "[a][$PASSWORD][$PASSWORD][$PASSWORD]"),
        ("a '' \"\" b # and so on", "[a][][][b]"),
        ("a b#c \"d\\e\" f$ g\\ h", "[a][b#c][d\\e][f$][g h]"),
        ("a ${P:-x} $1 $$ *.rdb ~/x y~", "[a][?][?][?][?.rdb][?/x][y~]"),
    ];
    for (text, words) in cases {
        let command = Script::read(text).only().expect(text);
        assert_eq!(told(&command), words, "{text}");
    }
}

#[test]
fn what_is_more_than_one_command_is_not_one() {
    for text in [
        "chown redis /data && redis-server",
        "redis-server &",
        "redis-server | tee log",
        "redis-server > /dev/null",
        "redis-server --requirepass $(cat /run/secret)",
        "redis-server --requirepass \"`cat /run/secret`\"",
        "(redis-server)",
        "redis-server\nsleep 1",
        "redis-server 'unfinished",
        "redis-server \"unfinished",
        "redis-server ${UNFINISHED",
        "",
    ] {
        assert!(Script::read(text).only().is_none(), "{text}");
    }
}

#[test]
fn every_command_of_a_script_is_seen() {
    let script = Script::read(
        "test \"$(redis-cli -a x ping | tr -d '\\r')\" = PONG || exit 1; echo `date \"+%s\"`",
    );
    let commands: Vec<String> = script.commands.iter().map(|command| told(command)).collect();
    assert!(!script.is_broken);
    let expected = [
        "[redis-cli][-a][x][ping]",
        "[tr][-d][\\r]",
        "[test][?][=][PONG]",
        "[exit][1]",
        "[date][+%s]",
        "[echo][?]",
    ];
    assert_eq!(commands, expected);
}

#[test]
fn what_is_redirected_to_nothing_is_no_word() {
    let cases = [
        ("a b 2>&1 | c", "[a][b]|[c]", false),
        ("a >/dev/null 2>&1 && b", "[a]|[b]", false),
        ("a &> /dev/null; b </dev/null", "[a]|[b]", false),
        ("a \"$(b 2>/dev/null)\" c", "[b]|[a][?][c]", false),
        ("a > /tmp/x", "[a][/tmp/x]", true),
        ("a >/dev/nullx", "[a][/dev/nullx]", true),
        ("a <<< b", "[a][b]", true),
        ("a < <(b)", "[a]|[b]", true),
        ("a 22>&1", "[a][22]", false),
    ];
    for (text, commands, is_redirected) in cases {
        let script = Script::read(text);
        let read: Vec<String> = script.commands.iter().map(|command| told(command)).collect();
        assert_eq!(
            (read.join("|").as_str(), script.is_redirected),
            (commands, is_redirected),
            "{text}"
        );
    }
}

#[test]
fn what_a_variable_falls_back_to_may_be_anything() {
    for text in
        ["a $A ${A}", "a ${A:-6379} ${A-}", "a ${A:-localhost} ${A:-127.0.0.1}", "a ${#A} ${A:?}"]
    {
        assert!(!Script::read(text).is_obscured, "{text}");
    }
    for text in [
        "a ${A:-hunter2}",
        ": ${A:=1}",
        "a \"${A:-$(b)}\"",
        "a ${A:-`b`}",
        "a ${A+b}",
        "a ${A:-${B}}",
    ] {
        assert!(Script::read(text).is_obscured, "{text}");
    }
}

#[test]
fn a_file_is_read_where_nothing_else_is_done() {
    let cases = [
        ("a $(cat /run/x)", "[a][<file>]"),
        ("a \"p`cat /run/x`\"", "[a][p<file>]"),
        ("a $(cat $X)", "[a][?]"),
        ("a $(cat x)", "[a][?]"),
        ("a $(cat /x /y)", "[a][?]"),
        ("a $(cat /x | b)", "[a][?]"),
        ("a $(cat /x > /y)", "[a][?]"),
        ("a $(cat /x $(b))", "[a][?]"),
        ("[ a ] ", "[[][a][]]"),
    ];
    for (text, expected) in cases {
        let script = Script::read(text);
        assert_eq!(
            script.commands.last().map(|command| told(command)).as_deref(),
            Some(expected),
            "{text}"
        );
    }
}

#[test]
fn no_text_is_too_deep_or_too_long() {
    let deep = "$(".repeat(100_000);
    assert!(Script::read(&deep).is_broken);
    assert!(Script::read(&"`".repeat(100_001)).is_broken);
    let long = format!("a ${}", "B".repeat(1_000_000));
    assert_eq!(Script::read(&long).only().map(|words| words.len()), Some(2));
}
