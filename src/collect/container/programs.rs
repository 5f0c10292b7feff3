//! Programs of health checks, and which commands of them cannot hold a password unseen.

use super::shell::{Piece, Word};

/// Clients, by the names of their programs.
const CLIENTS: [&str; 3] = ["keydb-cli", "redis-cli", "valkey-cli"];

/// Options of clients that a value follows.
const CLIENT_VALUES: [&str; 19] = [
    "--cacert",
    "--cacertdir",
    "--cert",
    "--key",
    "--pass",
    "--sni",
    "--tls-ciphers",
    "--tls-ciphersuites",
    "--user",
    "-D",
    "-a",
    "-d",
    "-h",
    "-i",
    "-n",
    "-p",
    "-r",
    "-s",
    "-u",
];

/// Options of clients that take the password, or another argument, from the input.
const CLIENT_INPUT: [&str; 5] = ["--askpass", "--eval", "--pipe", "-X", "-x"];

/// What a client may ask of a server without a password in it. That behind `AUTH` is looked at elsewhere.
const CLIENT_COMMANDS: [&str; 18] = [
    "auth", "cluster", "dbsize", "decr", "del", "echo", "exists", "get", "incr", "info",
    "lastsave", "latency", "ping", "role", "select", "time", "ttl", "type",
];

/// Programs that do nothing with a password, and run nothing else.
const HARMLESS: [&str; 29] = [
    ":", "[", "[[", "basename", "cat", "cd", "cut", "date", "dirname", "echo", "egrep", "exit",
    "false", "fgrep", "grep", "head", "hostname", "id", "ls", "pgrep", "pidof", "pwd", "sleep",
    "tail", "test", "tr", "true", "wc", "whoami",
];

/// Words of the shell's language before a command.
const KEYWORDS: [&str; 14] = [
    "!", "do", "done", "elif", "else", "fi", "if", "then", "until", "while", "{", "}", "command",
    "exec",
];

/// Programs that run what stands behind them, and their options that a value follows.
const WRAPPERS: [(&str, &[&str]); 6] = [
    ("busybox", &[]),
    ("env", &["-u", "-C"]),
    ("nice", &["-n"]),
    ("nohup", &[]),
    ("time", &[]),
    ("timeout", &["-k", "-s"]),
];

/// Builtins that set variables.
const SETTERS: [&str; 3] = ["export", "local", "readonly"];

const SHELLS: [&str; 6] = ["ash", "bash", "dash", "ksh", "sh", "zsh"];

/// What is known of a command.
pub(super) enum Program {
    /// It holds a password nowhere but where one is looked for.
    Harmless,
    /// It may.
    Unknown,
}

/// What is known of the command `words`.
pub(super) fn of(words: &[Word]) -> Program {
    let mut rest = words;
    loop {
        let Some((first, behind)) = rest.split_first() else { return Program::Harmless };
        if assignment(first).is_some() {
            rest = behind;
            continue;
        }
        let Some(name) = text(first).map(base) else { return Program::Unknown };
        if KEYWORDS.contains(&name) {
            rest = behind;
            continue;
        }
        let Some((_, values)) = WRAPPERS.iter().find(|(wrapper, _)| *wrapper == name) else {
            return of_program(name, rest);
        };
        // `env -S` takes a whole command as one word.
        if name == "env"
            && behind
                .iter()
                .filter_map(text)
                .any(|it| it.starts_with("-S") || it.starts_with("--s"))
        {
            return Program::Unknown;
        }
        rest = behind_options(behind, values);
        // How long: `timeout 5s`.
        if name == "timeout" {
            rest = rest.split_first().map_or(rest, |(_, behind)| behind);
        }
    }
}

fn of_program(name: &str, words: &[Word]) -> Program {
    let arguments = &words[1..];
    let is_harmless = match name {
        _ if CLIENTS.contains(&name) => is_harmless_client(arguments),
        // They run a command: `nc -e`, or set a variable: `printf -v`.
        "nc" | "ncat" | "netcat" => !has_flag(arguments, &['c', 'e']),
        "printf" => !has_flag(arguments, &['v']),
        _ if HARMLESS.contains(&name) => true,
        _ if SETTERS.contains(&name) => arguments
            .iter()
            .all(|word| assignment(word).is_some() || text(word).is_some_and(is_name)),
        "set" => arguments.iter().all(|word| {
            text(word).is_some_and(|word| {
                word.starts_with(['-', '+']) && word != "--" || word == "pipefail"
            })
        }),
        // The script is looked at elsewhere. Its own arguments may be anything.
        _ if SHELLS.contains(&name) => script_at(words).is_some_and(|at| at + 1 == words.len()),
        _ => false,
    };
    if is_harmless { Program::Harmless } else { Program::Unknown }
}

/// Whether a client with these arguments asks something that holds no password.
fn is_harmless_client(arguments: &[Word]) -> bool {
    if arguments.iter().any(|word| text(word).is_some_and(|it| CLIENT_INPUT.contains(&it))) {
        return false;
    }
    match behind_options(arguments, &CLIENT_VALUES).first() {
        // It reads what to ask from its input, which is looked at where it is written.
        None => true,
        Some(command) => text(command).is_some_and(|command| {
            CLIENT_COMMANDS.contains(&command.to_ascii_lowercase().as_str())
        }),
    }
}

/// Whether one of `letters` is among the flags.
fn has_flag(arguments: &[Word], letters: &[char]) -> bool {
    let flags = arguments.iter().filter_map(text).filter(|word| word.starts_with('-'));
    flags.into_iter().any(|flag| flag.contains(letters))
}

/// What stands behind options, and behind the values of `values`.
fn behind_options<'w>(mut words: &'w [Word], values: &[&str]) -> &'w [Word] {
    while let Some((option, behind)) = words.split_first() {
        let Some(option) = text(option).filter(|option| option.starts_with('-')) else { break };
        words = match behind.split_first() {
            Some((_, behind)) if values.contains(&option) => behind,
            _ => behind,
        };
    }
    words
}

/// The script of a shell that `words` begin with: `sh -c SCRIPT`, `bash -e -o pipefail -c SCRIPT`.
pub(super) fn script_of_shell(words: &[Word]) -> Option<&Word> {
    words.get(script_at(words)?)
}

fn script_at(words: &[Word]) -> Option<usize> {
    if !base(text(words.first()?)?).ends_with("sh") {
        return None;
    }
    let mut reads_script = false;
    let mut at = 1;
    while let Some(flag) = words.get(at).and_then(text).filter(|flag| flag.starts_with(['-', '+']))
    {
        reads_script |= !flag.starts_with("--") && flag.starts_with('-') && flag.contains('c');
        // The name of an option follows.
        at += if flag.starts_with("--") || !flag.ends_with('o') { 1 } else { 2 };
    }
    reads_script.then_some(at)
}

/// Whether `name` is that of a client, whatever its directory.
pub(super) fn is_client(name: &str) -> bool {
    CLIENTS.contains(&base(name))
}

/// Name and value of `NAME=VALUE`.
pub(super) fn assignment(word: &[Piece]) -> Option<(&str, Word)> {
    let (Piece::Text(first), rest) = word.split_first()? else { return None };
    let (name, value) = first.split_once('=')?;
    let value = [&[Piece::Text(value.to_owned())], rest].concat();
    is_name(name).then_some((name, value))
}

fn is_name(text: &str) -> bool {
    let is_of_name = |letter: char| letter == '_' || letter.is_ascii_alphanumeric();
    !text.is_empty()
        && text.chars().all(is_of_name)
        && !text.starts_with(|it: char| it.is_ascii_digit())
}

/// A program's name without its directory.
fn base(program: &str) -> &str {
    program.rsplit('/').next().unwrap_or(program)
}

fn text(word: &Word) -> Option<&str> {
    match word.as_slice() {
        [Piece::Text(text)] => Some(text),
        _ => None,
    }
}
