//! One line of a creation stack, and whether it is the app's own code.

use std::path::Path;

/// Where a construct is made.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Source {
    /// The file.
    pub(crate) file: String,
    /// The line, counted from 1.
    pub(crate) line: u32,
    /// The column, counted from 1; languages other than JavaScript's do not tell it.
    pub(crate) column: Option<u32>,
}

/// Folders that hold other people's code.
const LIBRARIES: [&str; 3] = ["node_modules", "site-packages", "aws-cdk-lib"];

impl Source {
    /// The place that a frame names, `new RedisStack (/app/lib/redis.ts:30:25)`, when it is in the app's own code and not in
    /// a library, in Node.js or in the bridge to another language.
    pub(super) fn of_frame(frame: &str) -> Option<Self> {
        let frame = frame.trim();
        let frame = frame.strip_prefix("at ").unwrap_or(frame);
        // `...new Vpc2 in aws-cdk-lib...` stands for several, `(no user code in 10 frames, …)` for none.
        if frame.starts_with("...") || frame.starts_with('(') {
            return None;
        }
        let (function, place) = match frame.split_once(" (") {
            Some((function, place)) => (function, place.strip_suffix(')')?),
            None => ("", frame.strip_prefix("async ").unwrap_or(frame)),
        };
        let (file, line, column) = position(place)?;
        let file = plain_path(file)?;
        if line == 0 || is_foreign(function, &file) {
            return None;
        }
        Some(Self { file, line, column: column.filter(|column| *column > 0) })
    }
}

/// Splits `file:line:column` and `file:line`.
fn position(place: &str) -> Option<(&str, u32, Option<u32>)> {
    let (rest, last) = place.rsplit_once(':')?;
    let last = last.parse().ok()?;
    match rest.rsplit_once(':') {
        Some((file, line)) if line.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some((file, line.parse().ok()?, Some(last)))
        }
        _ => Some((rest, last, None)),
    }
}

/// The path of a file that may be written as a URL.
fn plain_path(file: &str) -> Option<String> {
    let Some(path) = file.strip_prefix("file://") else {
        return (!file.is_empty()).then(|| file.to_owned());
    };
    let path = unescaped(path)?;
    // `file:///C:/app`: the drive stands after the slash.
    let drive = path.strip_prefix('/').filter(|path| path.as_bytes().get(1) == Some(&b':'));
    Some(drive.map_or_else(|| path.clone(), str::to_owned))
}

/// `text` with `%20` and the like written out.
fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || (rest.next()? as char).to_digit(16);
        let (high, low) = (digit()?, digit()?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok()
}

fn is_foreign(function: &str, file: &str) -> bool {
    let is_internal = file.starts_with("node:")
        || file.starts_with("internal/")
        || file.starts_with('<')
        || file.starts_with("eval at ");
    let is_library = file.split(['/', '\\']).any(|part| LIBRARIES.contains(&part));
    // jsii runs the library in a Node.js of its own for Python, Java, .NET and Go.
    let is_bridge = function.starts_with("Kernel")
        || file.contains("jsii-kernel")
        || Path::new(file).file_name().is_some_and(|name| name == "jsii-runtime.js");
    is_internal || is_library || is_bridge
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(frame: &str) -> Option<(String, u32, Option<u32>)> {
        Source::of_frame(frame).map(|source| (source.file, source.line, source.column))
    }

    #[test]
    fn a_frame_of_the_app_tells_file_line_and_column() {
        let cases = [
            ("new RedisStack (/app/lib/redis.ts:30:25)", "/app/lib/redis.ts", 30, Some(25)),
            ("    at new RedisStack (/app/lib/redis.ts:30:25)", "/app/lib/redis.ts", 30, Some(25)),
            ("<anonymous> (/app/bin/app.ts:39:1)", "/app/bin/app.ts", 39, Some(1)),
            ("/app/lib/redis.js:1:2", "/app/lib/redis.js", 1, Some(2)),
            ("async /app/lib/redis.js:1:2", "/app/lib/redis.js", 1, Some(2)),
            ("f (file:///app/my%20app/x.mjs:4:5)", "/app/my app/x.mjs", 4, Some(5)),
            ("f (file:///C:/app/x.mjs:4:5)", "C:/app/x.mjs", 4, Some(5)),
            (r"f (C:\app\lib\x.ts:4:5)", r"C:\app\lib\x.ts", 4, Some(5)),
            ("f (lib/x.ts:4:5)", "lib/x.ts", 4, Some(5)),
            ("f (/app/copy (1)/x.ts:4:5)", "/app/copy (1)/x.ts", 4, Some(5)),
            ("__init__ (/app/redis_stack.py:12)", "/app/redis_stack.py", 12, None),
            ("__init__ (/app/redis_stack.py:12:0)", "/app/redis_stack.py", 12, None),
        ];
        for (frame, file, line, column) in cases {
            assert_eq!(read(frame), Some((file.to_owned(), line, column)), "{frame}");
        }
    }

    #[test]
    fn a_frame_of_a_library_or_of_no_file_tells_nothing() {
        let frames = [
            "...new SecurityGroup2 in aws-cdk-lib...",
            ".../app/node_modules/aws-cdk-lib/aws-ec2/lib/vpc.js:1:291 in aws-cdk-lib...",
            "...node internals, tsx...",
            "(no user code in 10 frames, use --stack-trace-limit to capture more)",
            "Array.forEach (:)",
            "Array.forEach (<anonymous>)",
            "new Vpc (/app/node_modules/aws-cdk-lib/aws-ec2/lib/vpc.js:1:10837)",
            r"new Vpc (C:\app\node_modules\aws-cdk-lib\vpc.js:1:10837)",
            "Module._compile (node:internal/modules/cjs/loader:1521:14)",
            "node:internal/main/run_main_module:28:49",
            "Module._compile (internal/modules/cjs/loader.js:1063:30)",
            "Kernel._create (/tmp/tmpx/lib/program.js:548:25)",
            "create (/app/.venv/lib/python3.12/site-packages/aws_cdk/__init__.py:9)",
            "<module> (<frozen runpy>:12)",
            "eval (eval at run (/app/x.js:1:2), <anonymous>:1:1)",
            "f (/app/x.ts:0:1)",
            "f (/app/x.ts)",
            "f (/app/x.ts:99999999999:1)",
            "f (file:///app/%zz.ts:1:1)",
            "f (file:///app/%",
            "",
        ];
        for frame in frames {
            assert_eq!(read(frame), None, "{frame}");
        }
    }
}
