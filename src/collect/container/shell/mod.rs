//! Text for a POSIX shell, as far as a command line or a health check needs it: simple commands and their words.
//!
//! Nothing is run, and little is understood: quotes, variables, and where commands end. Whoever wants to know what is run asks
//! for [`Script::only`]; whoever looks for something in it looks through [`Script::commands`].
//!
//! <https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html>

#[cfg(test)]
mod tests;

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
    /// What a file of a fixed name holds: `$(cat /run/secrets/password)`.
    File,
    /// Something that only a shell knows the value of: `$(…)`, `${NAME:-…}`, `$1`, `*`.
    Other,
}

/// One word. Quotes make one of nothing.
pub(super) type Word = Vec<Piece>;

/// Letters behind `<` or `>` that are looked at.
const LONGEST_REDIRECTION: usize = 16;

/// What a text holds.
#[derive(Default)]
pub(super) struct Script {
    /// Every simple command, those of substitutions included.
    pub(super) commands: Vec<Vec<Word>>,
    /// Whether there is more to it than the words of one command: operators, redirections, substitutions.
    is_compound: bool,
    /// Whether input or output of a command is something else than `/dev/null` or other output of its own.
    pub(super) is_redirected: bool,
    /// Whether `${…}` holds commands, text or a value for a variable, which nobody looks through.
    pub(super) is_obscured: bool,
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
                    // The number of what is redirected is no word: `2>&1`.
                    command.extend(word.take().filter(|word| !is_descriptor(word)));
                    script.is_redirected |= !self.is_redirected_to_nothing();
                }
                '#' if word.is_none() => while self.rest.next_if(|next| *next != '\n').is_some() {},
                '\\' if self.rest.next_if_eq(&'\n').is_some() => {}
                _ => self.piece(next, word.get_or_insert_default(), script),
            }
        }
        command.extend(word);
        script.commands.extend(filled(command));
    }

    /// Passes over what stands behind `<` or `>`, if it is `/dev/null` or a descriptor; else it is read as a word.
    fn is_redirected_to_nothing(&mut self) -> bool {
        let rest: String = self.rest.clone().take(LONGEST_REDIRECTION).collect();
        let target = rest.trim_start_matches('>').trim_start_matches(' ');
        let nothing = match target.strip_prefix('&') {
            Some(descriptor) => {
                let is_descriptor = |letter: char| letter.is_ascii_digit() || letter == '-';
                let behind = descriptor.trim_start_matches(is_descriptor);
                if behind.len() == descriptor.len() {
                    return false;
                }
                behind
            }
            None => match target.strip_prefix("/dev/null") {
                Some(rest) => rest,
                None => return false,
            },
        };
        if !nothing.is_empty()
            && !nothing.starts_with(|next: char| " \t\n;&|()<>`\"".contains(next))
        {
            return false;
        }
        let passed = rest.chars().count() - nothing.chars().count();
        self.rest.by_ref().take(passed).for_each(drop);
        true
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
            // These alone are commands.
            '[' if word.is_empty() && self.rest.next_if_eq(&'[').is_some() => push_text(word, "[["),
            '[' | '{'
                if word.is_empty() && self.rest.peek().is_none_or(|it| it.is_whitespace()) =>
            {
                push(word, next);
            }
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
                script.is_obscured |= is_obscure(&inside);
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
        let before = script.commands.len();
        script.is_compound = false;
        self.depth += 1;
        self.commands(script, Some(end));
        self.depth -= 1;
        let is_simple = !std::mem::replace(&mut script.is_compound, true) && !script.is_broken;
        if let ([command], true) = (&script.commands[before..], is_simple)
            && is_file_read(command)
            && let Some(last) = word.last_mut()
        {
            *last = Piece::File;
        }
    }
}

/// Whether `command` is `cat` with one file that has a fixed name.
fn is_file_read(command: &[Word]) -> bool {
    let is_text = |word: &Word, is: fn(&str) -> bool| matches!(word.as_slice(), [Piece::Text(text)] if is(text));
    match command {
        [cat, file] => {
            is_text(cat, |name| name == "cat") && is_text(file, |file| file.starts_with('/'))
        }
        _ => false,
    }
}

/// Whether `word` is a number before `<` or `>`.
fn is_descriptor(word: &Word) -> bool {
    matches!(word.as_slice(), [Piece::Text(text)] if text.chars().all(|it| it.is_ascii_digit()) && text.len() == 1)
}

fn filled(command: Vec<Word>) -> Option<Vec<Word>> {
    (!command.is_empty()).then_some(command)
}

fn is_name(text: &str) -> bool {
    let is_number = text.starts_with(|first: char| first.is_ascii_digit());
    text.chars().all(is_of_name) && !text.is_empty() && !is_number
}

/// Whether what stands in `${…}` is more than a name with a number or an address for the case that it is not set.
fn is_obscure(inside: &str) -> bool {
    let name = inside.strip_prefix('#').unwrap_or(inside);
    let end = name.find(|letter| !is_of_name(letter)).unwrap_or(name.len());
    let operator = name[end..].trim_start_matches(':');
    let default = operator.strip_prefix(['-', '?']).unwrap_or(operator);
    let is_address = default.chars().all(|letter| letter.is_ascii_digit() || letter == '.');
    !is_address && default != "localhost"
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
