//! Text for a POSIX shell, as far as a command line or a health check needs it: simple commands and their words.
//!
//! Nothing is run, and little is understood: quotes, variables, and where commands end. Whoever wants to know what is run asks
//! for [`Script::only`]; whoever looks for something in it looks through [`Script::commands`].
//!
//! <https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html>

use std::iter::Peekable;
use std::str::Chars;

/// Substitutions within substitutions after which a text is given up.
const DEEPEST: usize = 16;

/// A piece of a word. It may be of a password, so nothing prints it.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text as it stands.
    Text(String),
    /// `$NAME` or `${NAME}`, and whether quotes keep its value together.
    Variable { name: String, is_quoted: bool },
    /// Something that only a shell knows the value of: `$(…)`, `${NAME:-…}`, `$1`, `*`.
    Other,
}

/// One word. Quotes make one of nothing.
pub(super) type Word = Vec<Piece>;

/// What a text holds.
#[derive(Default)]
pub(super) struct Script {
    /// Every simple command, those of substitutions included.
    pub(super) commands: Vec<Vec<Word>>,
    /// Whether there is more to it than the words of one command: operators, redirections, substitutions.
    is_compound: bool,
    /// Whether quotes or substitutions do not end.
    pub(super) is_broken: bool,
}

impl Script {
    /// Reads `text`.
    pub(super) fn read(text: &str) -> Self {
        let mut script = Self::default();
        Reader { rest: text.chars().peekable(), depth: 0 }.commands(&mut script, None);
        script
    }

    /// The words of the only command, where there is nothing else to it.
    pub(super) fn only(self) -> Option<Vec<Word>> {
        let [command] = <[Vec<Word>; 1]>::try_from(self.commands).ok()?;
        (!self.is_compound && !self.is_broken).then_some(command)
    }
}

struct Reader<'t> {
    rest: Peekable<Chars<'t>>,
    depth: usize,
}

impl Reader<'_> {
    /// Reads commands until `end`, or to the end of the text.
    fn commands(&mut self, script: &mut Script, end: Option<char>) {
        let mut command: Vec<Word> = Vec::new();
        let mut word: Option<Word> = None;
        loop {
            let Some(next) = self.rest.next() else {
                script.is_broken |= end.is_some();
                break;
            };
            match next {
                _ if Some(next) == end => break,
                ' ' | '\t' => command.extend(word.take()),
                '\n' | ';' | '&' | '|' | '(' | ')' => {
                    // A line may end behind the only command.
                    script.is_compound |= next != '\n';
                    command.extend(word.take());
                    script.commands.extend(filled(std::mem::take(&mut command)));
                }
                '<' | '>' => {
                    script.is_compound = true;
                    command.extend(word.take());
                }
                '#' if word.is_none() => while self.rest.next_if(|next| *next != '\n').is_some() {},
                '\\' if self.rest.next_if_eq(&'\n').is_some() => {}
                _ => self.piece(next, word.get_or_insert_default(), script),
            }
        }
        command.extend(word);
        script.commands.extend(filled(command));
    }

    /// Reads what begins with `next` into `word`.
    fn piece(&mut self, next: char, word: &mut Word, script: &mut Script) {
        match next {
            '\\' => push(word, self.rest.next().unwrap_or('\\')),
            '\'' => {
                push_text(word, "");
                loop {
                    match self.rest.next() {
                        Some('\'') => return,
                        Some(next) => push(word, next),
                        None => return script.is_broken = true,
                    }
                }
            }
            '"' => self.quoted(word, script),
            '$' => self.dollar(word, script, false),
            '`' => self.substitution(word, script, '`'),
            // Names of files may come in its place.
            '*' | '?' | '[' | '{' => word.push(Piece::Other),
            '~' if word.is_empty() => word.push(Piece::Other),
            _ => push(word, next),
        }
    }

    fn quoted(&mut self, word: &mut Word, script: &mut Script) {
        push_text(word, "");
        loop {
            match self.rest.next() {
                Some('"') => return,
                Some('\\') => {
                    let escaped = self.rest.next_if(|next| matches!(next, '$' | '`' | '"' | '\\'));
                    match escaped {
                        Some(escaped) => push(word, escaped),
                        None if self.rest.next_if_eq(&'\n').is_some() => {}
                        None => push(word, '\\'),
                    }
                }
                Some('$') => self.dollar(word, script, true),
                Some('`') => self.substitution(word, script, '`'),
                Some(next) => push(word, next),
                None => return script.is_broken = true,
            }
        }
    }

    /// Reads what follows a `$`.
    fn dollar(&mut self, word: &mut Word, script: &mut Script, is_quoted: bool) {
        match self.rest.peek().copied() {
            Some('(') => {
                self.rest.next();
                self.substitution(word, script, ')');
            }
            Some('{') => {
                self.rest.next();
                let mut inside = String::new();
                loop {
                    match self.rest.next() {
                        Some('}') => break,
                        Some(next) => inside.push(next),
                        None => return script.is_broken = true,
                    }
                }
                word.push(match is_name(&inside) {
                    true => Piece::Variable { name: inside, is_quoted },
                    false => Piece::Other,
                });
            }
            Some('0'..='9' | '@' | '*' | '#' | '?' | '$' | '!' | '-') => {
                self.rest.next();
                word.push(Piece::Other);
            }
            Some(next) if is_of_name(next) => {
                let mut name = String::new();
                while let Some(next) = self.rest.next_if(|next| is_of_name(*next)) {
                    name.push(next);
                }
                word.push(Piece::Variable { name, is_quoted });
            }
            Some(_) | None => push(word, '$'),
        }
    }

    /// Reads commands whose output stands in `word`.
    fn substitution(&mut self, word: &mut Word, script: &mut Script, end: char) {
        word.push(Piece::Other);
        script.is_compound = true;
        if self.depth == DEEPEST {
            script.is_broken = true;
            self.rest.by_ref().for_each(drop);
            return;
        }
        self.depth += 1;
        self.commands(script, Some(end));
        self.depth -= 1;
    }
}

fn filled(command: Vec<Word>) -> Option<Vec<Word>> {
    (!command.is_empty()).then_some(command)
}

fn is_name(text: &str) -> bool {
    let is_number = text.starts_with(|first: char| first.is_ascii_digit());
    text.chars().all(is_of_name) && !text.is_empty() && !is_number
}

fn is_of_name(letter: char) -> bool {
    letter == '_' || letter.is_ascii_alphanumeric()
}

fn push(word: &mut Word, letter: char) {
    push_text(word, letter.encode_utf8(&mut [0; 4]));
}

fn push_text(word: &mut Word, more: &str) {
    match word.last_mut() {
        Some(Piece::Text(text)) => text.push_str(more),
        _ => word.push(Piece::Text(more.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words in brackets, with variables as `$NAME`, `"$NAME"` where they are quoted, and `?` for what nobody knows.
    fn told(command: &[Word]) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Variable { name, is_quoted: true } => format!("\"${name}\""),
            Piece::Variable { name, is_quoted: false } => format!("${name}"),
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
    fn no_text_is_too_deep_or_too_long() {
        let deep = "$(".repeat(100_000);
        assert!(Script::read(&deep).is_broken);
        assert!(Script::read(&"`".repeat(100_001)).is_broken);
        let long = format!("a ${}", "B".repeat(1_000_000));
        assert_eq!(Script::read(&long).only().map(|words| words.len()), Some(2));
    }
}
