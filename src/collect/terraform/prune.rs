//! Reads a plan or state of any size and keeps only what a cache can relate to.
//!
//! JSON text enters as a stream; what leaves is the same document with every resource of an unrelated type, and every
//! top-level part that nobody reads, replaced by `null`. Memory grows with what is kept, not with the file. Only the
//! shape of the text is looked at here; serde parses what is left.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread;

use memchr::{memchr_iter, memchr2};

/// How deep the kept part of a document may nest; serde_json refuses more as well.
const MAXIMUM_DEPTH: usize = 127;

/// Bytes read at a time.
const CHUNK: usize = 256 * 1024;

/// Chunks that are read ahead at most.
const CHUNKS_AHEAD: usize = 4;

/// What to leave out.
#[derive(Clone, Copy)]
pub(super) struct Rules {
    /// Keys at the top of the document whose value is read.
    pub(super) kept_keys: &'static [&'static [u8]],
    /// Keys of arrays that hold resources.
    pub(super) resource_arrays: &'static [&'static [u8]],
    /// Whether resources of this type are kept.
    pub(super) is_wanted: fn(&[u8]) -> bool,
}

/// What is left of a document.
#[derive(Debug)]
pub(super) struct Pruned {
    /// JSON text.
    pub(super) text: Vec<u8>,
    /// The keys at the top of the document, in order.
    pub(super) keys: Vec<String>,
    /// Where each stretch of `text` stood in the input.
    stretches: Vec<Stretch>,
}

/// A stretch of text that was copied without a gap.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    output: usize,
    position: Position,
}

/// A place in the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    /// Line, counted from 1.
    pub(super) line: u64,
    /// Byte in the line, counted from 1.
    pub(super) column: u64,
}

/// Why a stream could not be pruned.
#[derive(Debug, thiserror::Error)]
pub(super) enum PruneError {
    /// Reading failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The text ends inside a value.
    #[error("the JSON text ends in the middle of a value")]
    Truncated(Position),
    /// Brackets do not match, or something follows the document.
    #[error("{message}")]
    Malformed {
        /// What is wrong.
        message: &'static str,
        /// Where.
        position: Position,
    },
}

impl Pruned {
    /// Where the byte at `line` and `column` of the text stood in the input, both counted from 1.
    pub(super) fn position(&self, line: usize, column: usize) -> Position {
        let line_start = match line.checked_sub(2) {
            None => 0,
            Some(nth) => memchr_iter(b'\n', &self.text).nth(nth).map_or(0, |at| at + 1),
        };
        let offset = (line_start + column.saturating_sub(1)).min(self.text.len());
        let index = self.stretches.partition_point(|stretch| stretch.output <= offset);
        let Some(stretch) = index.checked_sub(1).and_then(|at| self.stretches.get(at)) else {
            return Position { line: line as u64, column: column as u64 };
        };
        advance(stretch.position, &self.text[stretch.output..offset])
    }
}

/// Copies `input`, leaving out what `rules` say. A thread of its own reads ahead: a large plan is read as fast as it is
/// looked through.
pub(super) fn prune(input: &mut (dyn Read + Send), rules: Rules) -> Result<Pruned, PruneError> {
    let mut pruner = Pruner::new(rules);
    let mut first = vec![0; CHUNK];
    let read = fill(input, &mut first)?;
    pruner.feed(&first[..read])?;
    if read == CHUNK {
        thread::scope(|scope| {
            let (full, chunks) = sync_channel(CHUNKS_AHEAD);
            let (empty, spares) = channel();
            scope.spawn(move || read_ahead(input, &full, &spares));
            for chunk in chunks {
                let chunk: Vec<u8> = chunk?;
                pruner.feed(&chunk)?;
                // The reader may be done.
                let _ = empty.send(chunk);
            }
            Ok::<_, PruneError>(())
        })?;
    }
    pruner.finish()
}

/// Sends chunk after chunk until the input ends, an error included, or nobody takes them.
fn read_ahead(
    input: &mut dyn Read,
    full: &SyncSender<io::Result<Vec<u8>>>,
    spares: &Receiver<Vec<u8>>,
) {
    loop {
        let mut chunk = spares.try_recv().unwrap_or_default();
        chunk.resize(CHUNK, 0);
        let read = fill(input, &mut chunk);
        let is_last = !matches!(read, Ok(CHUNK));
        let chunk = read.map(|read| {
            chunk.truncate(read);
            chunk
        });
        if full.send(chunk).is_err() || is_last {
            return;
        }
    }
}

/// Reads until `chunk` is full or the input ends.
fn fill(input: &mut dyn Read, chunk: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < chunk.len() {
        match input.read(&mut chunk[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// An open bracket in the kept part.
#[derive(Debug, Clone, Copy)]
struct Frame {
    is_object: bool,
    /// Whether the next string of an object is a key.
    expects_key: bool,
    /// Whether the array's objects are resources.
    holds_resources: bool,
    /// Where in the output this bracket stands.
    start: usize,
    /// Whether this object is a resource whose type has been seen and is wanted.
    is_kept_resource: bool,
}

/// What the bytes being read belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Copied, outside of strings.
    Keep,
    /// Copied, inside a string that began at this place of the output.
    KeepString(usize),
    /// Left out, this many brackets deep; at 0 the gap ends with the next bracket that closes.
    Skip(u64),
    /// Left out, inside a string, this many brackets deep.
    SkipString(u64),
}

struct Pruner {
    rules: Rules,
    output: Vec<u8>,
    keys: Vec<String>,
    stretches: Vec<Stretch>,
    frames: Vec<Frame>,
    mode: Mode,
    is_escaped: bool,
    /// The place in the output of the last key, quotes left out.
    last_key: (usize, usize),
    /// How many kept resources the current place lies in: 0 or 1.
    is_in_resource: bool,
    /// Whether the gap is the value of a top-level key, which may be no bracket at all.
    skips_value: bool,
    position: Position,
    has_ended: bool,
}

impl Pruner {
    fn new(rules: Rules) -> Self {
        let start = Position { line: 1, column: 1 };
        Self {
            rules,
            output: Vec::new(),
            keys: Vec::new(),
            stretches: vec![Stretch { output: 0, position: start }],
            frames: Vec::new(),
            mode: Mode::Keep,
            is_escaped: false,
            last_key: (0, 0),
            is_in_resource: false,
            skips_value: false,
            position: start,
            has_ended: false,
        }
    }

    fn feed(&mut self, chunk: &[u8]) -> Result<(), PruneError> {
        // `counted` is the part of the chunk that `self.position` already includes.
        let mut counted = 0;
        let mut at = 0;
        while at < chunk.len() {
            if self.is_escaped {
                self.is_escaped = false;
                if let Mode::KeepString(_) = self.mode {
                    self.output.push(chunk[at]);
                }
                at += 1;
                continue;
            }
            match self.mode {
                Mode::KeepString(start) => at = self.keep_string(chunk, at, start),
                Mode::SkipString(depth) => at = self.skip_string(chunk, at, depth),
                Mode::Skip(depth) => {
                    at = self.skip(chunk, at, depth);
                    if self.mode == Mode::Keep {
                        self.position = advance(self.position, &chunk[counted..at]);
                        counted = at;
                        self.stretches
                            .push(Stretch { output: self.output.len(), position: self.position });
                    }
                }
                Mode::Keep => {
                    self.keep(chunk[at]).map_err(|message| PruneError::Malformed {
                        message,
                        position: advance(self.position, &chunk[counted..at]),
                    })?;
                    at += 1;
                }
            }
        }
        self.position = advance(self.position, &chunk[counted..]);
        Ok(())
    }

    fn finish(self) -> Result<Pruned, PruneError> {
        if self.mode != Mode::Keep || !self.frames.is_empty() {
            return Err(PruneError::Truncated(self.position));
        }
        Ok(Pruned { text: self.output, keys: self.keys, stretches: self.stretches })
    }

    /// Takes one byte outside of strings.
    fn keep(&mut self, byte: u8) -> Result<(), &'static str> {
        if self.has_ended && !byte.is_ascii_whitespace() {
            return Err("something follows the end of the document");
        }
        match byte {
            b'"' => self.mode = Mode::KeepString(self.output.len() + 1),
            b'{' | b'[' => return self.open(byte),
            b'}' | b']' => return self.close(byte),
            b',' => {
                if let Some(frame) = self.frames.last_mut() {
                    frame.expects_key = frame.is_object;
                }
            }
            b':' if self.is_at_top() && !self.rules.kept_keys.contains(&self.key()) => {
                self.output.extend_from_slice(b":null");
                self.mode = Mode::Skip(0);
                self.skips_value = true;
                return Ok(());
            }
            _ => {}
        }
        self.output.push(byte);
        Ok(())
    }

    fn open(&mut self, byte: u8) -> Result<(), &'static str> {
        if self.frames.len() >= MAXIMUM_DEPTH {
            return Err("values are nested too deeply");
        }
        let is_object = byte == b'{';
        let follows_key = self.frames.last().is_some_and(|frame| frame.is_object);
        self.frames.push(Frame {
            is_object,
            expects_key: is_object,
            holds_resources: !is_object
                && follows_key
                && !self.is_in_resource
                && self.rules.resource_arrays.contains(&self.key()),
            start: self.output.len(),
            is_kept_resource: false,
        });
        self.output.push(byte);
        Ok(())
    }

    fn close(&mut self, byte: u8) -> Result<(), &'static str> {
        let Some(frame) = self.frames.pop() else {
            return Err("a bracket closes that never opened");
        };
        if frame.is_object != (byte == b'}') {
            return Err("a bracket closes that is not the last one opened");
        }
        if frame.is_kept_resource {
            self.is_in_resource = false;
        }
        self.has_ended = self.frames.is_empty();
        self.output.push(byte);
        Ok(())
    }

    /// Copies the rest of a string, or as much of it as the chunk holds.
    fn keep_string(&mut self, chunk: &[u8], at: usize, start: usize) -> usize {
        let Some(found) = memchr2(b'"', b'\\', &chunk[at..]) else {
            self.output.extend_from_slice(&chunk[at..]);
            return chunk.len();
        };
        let end = at + found;
        self.output.extend_from_slice(&chunk[at..=end]);
        if chunk[end] == b'\\' {
            self.is_escaped = true;
        } else {
            self.mode = Mode::Keep;
            self.end_string(start, self.output.len() - 1);
        }
        end + 1
    }

    /// A kept string stands in `output[start..end]`: a key, the type of a resource, or any other text.
    fn end_string(&mut self, start: usize, end: usize) {
        let depth = self.frames.len();
        let Some(frame) = self.frames.last_mut() else { return };
        if frame.expects_key {
            frame.expects_key = false;
            self.last_key = (start, end);
            if depth == 1 {
                self.keys.push(String::from_utf8_lossy(&self.output[start..end]).into_owned());
            }
            return;
        }
        let is_type = frame.is_object
            && !self.is_in_resource
            && self.output.get(self.last_key.0..self.last_key.1) == Some(b"type");
        let is_resource = depth >= 2 && self.frames[depth - 2].holds_resources;
        if !(is_type && is_resource) {
            return;
        }
        if (self.rules.is_wanted)(&self.output[start..end]) {
            self.frames[depth - 1].is_kept_resource = true;
            self.is_in_resource = true;
        } else if let Some(frame) = self.frames.pop() {
            self.output.truncate(frame.start);
            self.output.extend_from_slice(b"null");
            // The resource's own bracket is still open in the input.
            self.mode = Mode::Skip(1);
        }
    }

    /// Passes over the rest of a string that began in an earlier chunk.
    fn skip_string(&mut self, chunk: &[u8], at: usize, depth: u64) -> usize {
        match end_of_string(chunk, at) {
            Ok(end) => {
                self.mode = Mode::Skip(depth);
                end
            }
            Err(is_escaped) => {
                self.is_escaped = is_escaped;
                chunk.len()
            }
        }
    }

    /// Passes over a gap; the gap's end is left to [`Self::keep`] where it belongs to the kept part.
    fn skip(&mut self, chunk: &[u8], mut at: usize, mut depth: u64) -> usize {
        while let Some(&byte) = chunk.get(at) {
            at += 1;
            match byte {
                b'"' => match end_of_string(chunk, at) {
                    Ok(end) => at = end,
                    Err(is_escaped) => {
                        self.is_escaped = is_escaped;
                        self.mode = Mode::SkipString(depth);
                        return chunk.len();
                    }
                },
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth == 0 => return self.end_value(at - 1),
                b',' if depth == 0 && self.skips_value => return self.end_value(at - 1),
                b'}' | b']' => {
                    depth -= 1;
                    if depth == 0 && !self.skips_value {
                        self.mode = Mode::Keep;
                        return at;
                    }
                }
                _ => {}
            }
        }
        self.mode = Mode::Skip(depth);
        at
    }

    fn end_value(&mut self, index: usize) -> usize {
        self.skips_value = false;
        self.mode = Mode::Keep;
        index
    }

    fn is_at_top(&self) -> bool {
        self.frames.len() == 1 && self.frames[0].is_object
    }

    fn key(&self) -> &[u8] {
        self.output.get(self.last_key.0..self.last_key.1).unwrap_or_default()
    }
}

/// The place after the quote that ends the string around `at`. Where the chunk ends first, whether it ends in the middle
/// of an escape.
fn end_of_string(chunk: &[u8], mut at: usize) -> Result<usize, bool> {
    while let Some(found) = chunk.get(at..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
        at += found + 1;
        if chunk[at - 1] == b'"' {
            return Ok(at);
        }
        if at == chunk.len() {
            return Err(true);
        }
        at += 1;
    }
    Err(false)
}

/// `position` after `text`.
fn advance(position: Position, text: &[u8]) -> Position {
    let mut lines = 0;
    let mut last = None;
    for newline in memchr_iter(b'\n', text) {
        lines += 1;
        last = Some(newline);
    }
    let column = match last {
        None => position.column + text.len() as u64,
        Some(newline) => (text.len() - newline) as u64,
    };
    Position { line: position.line + lines, column }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: Rules = Rules {
        kept_keys: &[b"resource_changes", b"resources", b"root_module", b"a", b"b"],
        resource_arrays: &[b"resources", b"resource_changes"],
        is_wanted: |kind| kind.starts_with(b"aws_elasticache_"),
    };

    /// Hands out at most `self.1` bytes at a time, so that every boundary falls somewhere awkward.
    struct Trickle<'a>(&'a [u8], usize);

    impl Read for Trickle<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(self.0.len()).min(buffer.len());
            buffer[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn pruned(text: &str) -> Result<Pruned, PruneError> {
        prune(&mut text.as_bytes(), RULES)
    }

    #[test]
    fn unrelated_resources_become_null_wherever_their_type_stands() {
        let cases = [
            (
                r#"{"resource_changes":[{"type":"aws_s3_bucket","change":{"a":[1,"]"]}},{"type":"aws_elasticache_user","x":1}]}"#,
                r#"{"resource_changes":[null,{"type":"aws_elasticache_user","x":1}]}"#,
            ),
            (
                r#"{"resource_changes":[{"change":{"type":"aws_elasticache_user"},"type":"aws_s3_bucket"}]}"#,
                r#"{"resource_changes":[null]}"#,
            ),
            (
                r#"{"resource_changes":[{"type":"aws_elasticache_user","after":{"resources":[{"type":"password"}]}}]}"#,
                r#"{"resource_changes":[{"type":"aws_elasticache_user","after":{"resources":[{"type":"password"}]}}]}"#,
            ),
            (
                r#"{"root_module":{"resources":[],"module_calls":{"a":{"module":{"resources":[{"type":"x"}]}}}}}"#,
                r#"{"root_module":{"resources":[],"module_calls":{"a":{"module":{"resources":[null]}}}}}"#,
            ),
            (
                r#"{"planned_values":{"a":{}},"b":1,"planned_values":"x","planned_values":3}"#,
                r#"{"planned_values":null,"b":1,"planned_values":null,"planned_values":null}"#,
            ),
            (r#"{"a":{"planned_values":1}}"#, r#"{"a":{"planned_values":1}}"#),
            (r#"{"resources":[{"name":"a\\","type":"\"aws\""}]}"#, r#"{"resources":[null]}"#),
        ];
        for (input, expected) in cases {
            for step in 1..40 {
                let result = prune(&mut Trickle(input.as_bytes(), step), RULES).expect(input);
                assert_eq!(String::from_utf8(result.text).expect("UTF-8"), expected, "step {step}");
            }
        }
    }

    #[test]
    fn a_place_in_the_rest_leads_back_to_the_place_in_the_file() {
        let input = "{\"resources\":[\n{\"type\":\"x\",\n\"a\":1},\n{\"type\":\"aws_elasticache_user\" ?}]}";
        let result = pruned(input).expect("prunes");
        let text = String::from_utf8(result.text.clone()).expect("UTF-8");
        let offset = text.find('?').expect("kept");
        let line = text[..offset].matches('\n').count() + 1;
        let column = offset - text[..offset].rfind('\n').map_or(0, |at| at + 1) + 1;
        assert_eq!(result.position(line, column), Position { line: 4, column: 32 });
    }

    #[test]
    fn text_that_ends_early_is_told_apart_from_text_that_is_wrong() {
        for cut in ["{", r#"{"a"#, r#"{"resources":[{"type":"x","#, r#"{"planned_values":{"a"#] {
            assert!(matches!(pruned(cut), Err(PruneError::Truncated(_))), "{cut}");
        }
        for wrong in ["}", "{]", r#"{"a":1} x"#, r#"{"a":[}"#] {
            assert!(matches!(pruned(wrong), Err(PruneError::Malformed { .. })), "{wrong}");
        }
        let deep = "[".repeat(MAXIMUM_DEPTH + 1);
        assert!(matches!(pruned(&deep), Err(PruneError::Malformed { .. })));
    }
}
