//! From entry point and command to the arguments of a server: through shells, the scripts of known images, and `exec`.

use super::Launch;
use super::image::{Maker, maker};
use super::shell::Script;
use super::words::{Word, unread};
use crate::model::{Attribute, Reason};

/// Shells within shells after which a command is given up.
const DEEPEST: usize = 4;

/// Programs that are Redis or Valkey.
const SERVERS: [&str; 3] = ["keydb-server", "redis-server", "valkey-server"];

/// How a container starts its server.
pub(super) enum Start {
    /// With these arguments.
    Server {
        /// Behind the server's name.
        arguments: Vec<Word>,
        /// Why there may be more before them.
        before: Option<Reason>,
    },
    /// By Bitnami's script, with what stands behind its name.
    Bitnami(Vec<Word>),
    /// By the script of Redis Stack.
    RedisStack,
}

/// How `launch` starts its server.
///
/// # Errors
///
/// Why nobody can tell.
pub(super) fn of(launch: &Launch) -> Result<Start, Reason> {
    let command = match &launch.command {
        Attribute::Known(words) => words.iter().map(Word::of).collect(),
        Attribute::Unset => Vec::new(),
        Attribute::Unknown(reason) => return Err(reason.clone()),
    };
    match &launch.entry_point {
        Attribute::Known(entry_point) if !entry_point.is_empty() => {
            // An entry point takes the place of the image's command, too.
            let words: Vec<Word> = entry_point.iter().map(Word::of).chain(command).collect();
            run(launch, &words, 0)
        }
        Attribute::Known(_) | Attribute::Unset => by_image(launch, command),
        Attribute::Unknown(reason) => Err(reason.clone()),
    }
}

/// What the entry point of the image makes of `command`.
fn by_image(launch: &Launch, command: Vec<Word>) -> Result<Start, Reason> {
    let maker = match &launch.image {
        Attribute::Known(image) => maker(image),
        Attribute::Unset => Maker::Other,
        Attribute::Unknown(reason) if command.is_empty() => return Err(reason.clone()),
        Attribute::Unknown(_) => Maker::Other,
    };
    let is_default = command.is_empty();
    match maker {
        Maker::Redis | Maker::Valkey => official(launch, &command, 0),
        Maker::Bitnami if is_default => Ok(Start::Bitnami(Vec::new())),
        Maker::RedisStack if is_default => Ok(Start::RedisStack),
        Maker::Other if is_default => {
            Err(unread("the image runs something that the task definition does not tell"))
        }
        Maker::Bitnami | Maker::RedisStack => run(launch, &command, 0),
        Maker::Other => match run(launch, &command, 0) {
            // The image's own entry point may be any server with any configuration.
            Err(_) if is_option(command.first()) => Ok(Start::Server {
                arguments: command,
                before: Some(unread("the entry point of the image may set more")),
            }),
            started => started,
        },
    }
}

/// What `docker-entrypoint.sh` of the official images runs: the server where options or a file stand first.
///
/// <https://github.com/redis/docker-library-redis/blob/master/docker-entrypoint.sh>
/// <https://github.com/valkey-io/valkey-container/blob/mainline/docker-entrypoint.sh>
fn official(launch: &Launch, command: &[Word], depth: usize) -> Result<Start, Reason> {
    let is_file = |text: &str| text.ends_with(".conf");
    let first = command.first();
    let is_server = is_option(first) || first.and_then(Word::text).is_none_or(is_file);
    let mut start = match (is_server, first) {
        (true, Some(Word::Unknown(reason))) => return Err(reason.clone()),
        (true, Some(Word::Secret(_))) => return Err(unread("a secret tells what is run")),
        (true, _) => server(command.to_vec()),
        (false, _) => run(launch, command, depth)?,
    };
    let image = launch.image.as_str().unwrap_or_default();
    if let (Start::Server { arguments, .. }, Maker::Valkey) = (&mut start, maker(image)) {
        arguments.extend(launch.variables.words_of("VALKEY_EXTRA_FLAGS"));
    }
    Ok(start)
}

/// What a command line runs.
fn run(launch: &Launch, words: &[Word], depth: usize) -> Result<Start, Reason> {
    let (program, rest) = match words {
        [Word::Text(program), rest @ ..] => (program.as_str(), rest),
        [Word::Unknown(reason), ..] => return Err(reason.clone()),
        [Word::Secret(_), ..] | [] => return Err(unread("nobody can tell what is run")),
    };
    match program.rsplit('/').next().unwrap_or_default() {
        name if SERVERS.contains(&name) => Ok(server(rest.to_vec())),
        "docker-entrypoint.sh" => official(launch, rest, depth),
        "sh" | "bash" | "ash" | "dash" => script(launch, rest, depth),
        // They run what stands behind them, and pass signals on.
        "tini" | "dumb-init" => match rest {
            [Word::Text(end), rest @ ..] if end == "--" => run(launch, rest, depth),
            _ => run(launch, rest, depth),
        },
        "run.sh" if program.starts_with("/opt/bitnami/scripts/") || program == "/run.sh" => {
            Ok(Start::Bitnami(rest.to_vec()))
        }
        "entrypoint.sh" if program.starts_with("/opt/bitnami/scripts/") => run(launch, rest, depth),
        _ => Err(unread("the command is not one that is known to start a server")),
    }
}

/// What a shell with these arguments runs.
fn script(launch: &Launch, arguments: &[Word], depth: usize) -> Result<Start, Reason> {
    let is_flag = |flag: &str| {
        let letters = flag.strip_prefix('-').and_then(|letters| letters.strip_suffix('c'));
        letters.is_some_and(|letters| letters.chars().all(|letter| "elux".contains(letter)))
    };
    let (Some(flag), Some(script)) = (arguments.first(), arguments.get(1)) else {
        return Err(unread("a shell reads what it runs from elsewhere"));
    };
    let text = match (flag.text().is_some_and(is_flag), script) {
        (true, Word::Text(text)) => text,
        (true, Word::Unknown(reason)) => return Err(reason.clone()),
        _ => return Err(unread("a shell reads what it runs from elsewhere")),
    };
    let command = Script::read(text).only().filter(|_| depth < DEEPEST);
    let command =
        command.ok_or_else(|| unread("the command is a script of more than one command"))?;
    let words = launch.variables.expand(&command);
    match words.as_slice() {
        [Word::Text(exec), rest @ ..] if exec == "exec" => run(launch, rest, depth + 1),
        words => run(launch, words, depth + 1),
    }
}

fn server(arguments: Vec<Word>) -> Start {
    Start::Server { arguments, before: None }
}

fn is_option(word: Option<&Word>) -> bool {
    word.and_then(Word::text).is_some_and(|text| text.starts_with('-'))
}
