//! Whether commands give a password away: a literal one before a client, in what is sent to a server, or in a variable.
//!
//! No is said only of what is understood as a whole. A shell's script within a command is read as well, wherever it stands.

use std::collections::BTreeMap;

use super::programs::{self, Program};
use super::shell::{Piece, Script, Word};

/// Shells within shells after which a script is given up.
const DEEPEST: usize = 4;

/// Letters and pieces of a word after which it is given up: variables within variables grow fast.
const LONGEST: usize = 4096;

/// Variables that clients take a password from.
const VARIABLES: [&str; 2] = ["REDISCLI_AUTH=", "VALKEYCLI_AUTH="];

/// Whether something gives a password away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Telling {
    No,
    Perhaps,
    Yes,
}

/// What a script has set so far, by the name of the variable.
type Assigned = BTreeMap<String, Word>;

/// Whether the script `text` does.
pub(super) fn in_script(text: &str) -> Telling {
    script(text, &Assigned::new(), 0)
}

/// Whether a command that no shell reads does.
pub(super) fn in_words(words: &[Word]) -> Telling {
    let assigned = assignments(&[words.to_vec()], &Assigned::new());
    command(words, &assigned, 0)
}

fn script(text: &str, assigned: &Assigned, depth: usize) -> Telling {
    let script = Script::read(text);
    let assigned = assignments(&script.commands, assigned);
    let resolved = script.commands.iter().map(|words| {
        let words: Vec<Word> = words.iter().map(|word| resolve(word, &assigned)).collect();
        command(&words, &assigned, depth)
    });
    let most = resolved.max().unwrap_or(Telling::No);
    match script.is_broken || script.is_redirected || script.is_obscured {
        true => most.max(Telling::Perhaps),
        false => most,
    }
}

/// What the commands set, besides what is set before. What is set twice may be either.
fn assignments(commands: &[Vec<Word>], before: &Assigned) -> Assigned {
    let mut all = before.clone();
    for word in commands.iter().flatten() {
        let Some((name, value)) = programs::assignment(word) else { continue };
        let value = resolve(&value, &all);
        let is_first = all.insert(name.to_owned(), value).is_none();
        if !is_first {
            all.insert(name.to_owned(), vec![Piece::Other]);
        }
    }
    all
}

/// `word` with what the script itself assigns in the place of its variables.
fn resolve(word: &[Piece], assigned: &Assigned) -> Word {
    let mut resolved: Word = Vec::new();
    let mut length = 0;
    for piece in word {
        let value = match piece {
            Piece::Variable { name, .. } => assigned.get(name).map(Vec::as_slice),
            _ => None,
        };
        for piece in value.unwrap_or(std::slice::from_ref(piece)) {
            length += match piece {
                Piece::Text(text) => text.len(),
                _ => 1,
            };
            match (resolved.last_mut(), piece) {
                (Some(Piece::Text(before)), Piece::Text(text)) => before.push_str(text),
                (_, piece) => resolved.push(piece.clone()),
            }
        }
        // Text of the script itself is as long as it is; only what is put in makes it grow.
        if value.is_some() && length > LONGEST {
            return vec![Piece::Other];
        }
    }
    resolved
}

fn command(words: &[Word], assigned: &Assigned, depth: usize) -> Telling {
    let understood = match programs::of(words) {
        Program::Harmless => Telling::No,
        Program::Unknown => Telling::Perhaps,
    };
    let shells = (0..words.len()).filter_map(|at| programs::script_of_shell(&words[at..]));
    let inner = shells.map(|inner| match text(inner) {
        Some(inner) if depth < DEEPEST => script(inner, assigned, depth + 1),
        _ => Telling::Perhaps,
    });
    understood.max(inner.max().unwrap_or(Telling::No)).max(in_command(words))
}

fn in_command(words: &[Word]) -> Telling {
    let client = words.iter().position(|word| text(word).is_some_and(programs::is_client));
    let options = client.map_or(&[][..], |at| &words[at..]);
    let behind = |words: &[Word], names: &[&str]| -> Telling {
        let pairs = words
            .windows(2)
            .filter(|pair| text(&pair[0]).is_some_and(|name| names.contains(&name)));
        pairs.map(|pair| literal(&pair[1])).max().unwrap_or(Telling::No)
    };
    // The name of a user may stand before the password.
    let users = options
        .windows(3)
        .filter(|three| text(&three[0]).is_some_and(|name| name.eq_ignore_ascii_case("AUTH")));
    let user = users.map(|three| literal(&three[2]).min(Telling::Perhaps));
    let url = options.windows(2).filter(|pair| text(&pair[0]) == Some("-u"));
    let url = url.map(|pair| in_url(&pair[1])).max().unwrap_or(Telling::No);
    let elsewhere = words.iter().map(|word| in_variable(word).max(sent(word)));
    behind(options, &["-a", "--pass"])
        .max(behind(words, &["AUTH", "auth"]))
        .max(user.max().unwrap_or(Telling::No))
        .max(url)
        .max(elsewhere.max().unwrap_or(Telling::No))
}

/// The text of a word that is nothing else.
fn text(word: &Word) -> Option<&str> {
    match word.as_slice() {
        [Piece::Text(text)] => Some(text),
        _ => None,
    }
}

/// Whether a word is text, rather than what a variable or a file holds.
fn literal(word: &[Piece]) -> Telling {
    let is_text = |piece: &Piece| matches!(piece, Piece::Text(text) if !text.is_empty());
    let is_other = |piece: &Piece| matches!(piece, Piece::Other);
    match (word.iter().any(is_text), word.iter().all(|piece| matches!(piece, Piece::Text(_)))) {
        // A default or the output of a command may be text.
        _ if word.is_empty() || word.iter().any(is_other) => Telling::Perhaps,
        (true, true) => Telling::Yes,
        (true, false) => Telling::Perhaps,
        (false, _) => Telling::No,
    }
}

/// Whether `redis://:PASSWORD@host` holds a password.
fn in_url(word: &Word) -> Telling {
    let Some(text) = text(word) else { return literal(word).min(Telling::Perhaps) };
    let user = text.split_once("://").and_then(|(_, rest)| rest.rsplit_once('@'));
    let password = user.and_then(|(user, _)| user.split_once(':'));
    match password {
        Some((_, password)) if !password.is_empty() => Telling::Yes,
        _ => Telling::No,
    }
}

/// Whether `REDISCLI_AUTH=PASSWORD` sets one.
fn in_variable(word: &[Piece]) -> Telling {
    let Some((Piece::Text(first), rest)) = word.split_first() else { return Telling::No };
    let Some(value) = VARIABLES.iter().find_map(|name| first.strip_prefix(name)) else {
        return Telling::No;
    };
    let value = [&[Piece::Text(value.to_owned())], rest].concat();
    literal(&value)
}

/// Whether a word is text that is sent to a server, with a password in it.
fn sent(word: &[Piece]) -> Telling {
    let mut is_behind = false;
    let mut most = Telling::No;
    for piece in word {
        let Piece::Text(text) = piece else {
            let is_open = is_behind && matches!(piece, Piece::Other);
            most = most.max(if is_open { Telling::Perhaps } else { Telling::No });
            continue;
        };
        // A password may follow the name of a user that a variable holds.
        let is_more = is_behind && text.starts_with(' ') && !text.trim().is_empty();
        let text = text.to_ascii_uppercase();
        let tells = match text.split_once("AUTH ") {
            Some((_, rest)) if !rest.trim().is_empty() => Telling::Yes,
            // As the protocol has it, the password stands on a line of its own.
            _ if is_more || text.contains("AUTH\\") || text.contains("AUTH\n") => Telling::Perhaps,
            _ => Telling::No,
        };
        is_behind |= text.contains("AUTH ");
        most = most.max(tells);
    }
    most
}
