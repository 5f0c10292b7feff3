//! As much of HTTP/1.1 as a client of AWS speaks, over a connection that a fault may cut at any byte.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;

/// What a client may send before it is taken for something else.
const LIMIT: u64 = 1 << 20;
/// Bytes of an answer that is meant to go on for ever.
const FLOOD: usize = 1 << 28;

/// A request, whole.
#[derive(Debug, Clone, Default)]
pub(super) struct Request {
    pub(super) method: String,
    /// Path and query, as they were sent.
    pub(super) target: String,
    /// Names in lower case.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

/// A reply, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Request {
    /// The next request on a connection; nothing when the client is done with it.
    pub(super) fn read(connection: &mut BufReader<TcpStream>) -> io::Result<Option<Self>> {
        let Some(start) = line(connection)? else { return Ok(None) };
        let mut words = start.split(' ');
        let mut request = Self {
            method: words.next().unwrap_or_default().to_owned(),
            target: words.next().unwrap_or_default().to_owned(),
            ..Self::default()
        };
        while let Some(header) = line(connection)?.filter(|header| !header.is_empty()) {
            let (name, value) = header.split_once(':').ok_or(io::ErrorKind::InvalidData)?;
            request.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let length = request.header("content-length").and_then(|length| length.parse().ok());
        let length: usize = length.unwrap_or_default();
        request.body = vec![0; length];
        connection.read_exact(&mut request.body)?;
        Ok(Some(request))
    }

    /// A header, by its name in lower case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|header| header.0 == name).map(|header| header.1.as_str())
    }
}

impl Reply {
    /// A reply of a content type.
    pub(super) fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("Content-Type".to_owned(), content_type.to_owned())];
        Self { status, headers, body: body.into() }
    }

    /// The same reply with one header more.
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sends it, as if it were `missing` bytes longer than it is.
    pub(super) fn write(&self, connection: &mut TcpStream, missing: usize) -> io::Result<()> {
        let length = self.body.len() + missing;
        self.begin(connection, &format!("Content-Length: {length}"))?;
        connection.flush()
    }

    /// Sends it and [`FLOOD`] bytes of blanks; a client that has enough ends it.
    pub(super) fn flood(&self, connection: &mut TcpStream) -> io::Result<()> {
        self.begin(connection, "Connection: close")?;
        let blanks = vec![b' '; 1 << 16];
        (0..FLOOD / blanks.len()).try_for_each(|_| connection.write_all(&blanks))
    }

    /// Sends everything, with one header more.
    fn begin(&self, connection: &mut TcpStream, last: &str) -> io::Result<()> {
        let mut head = format!("HTTP/1.1 {} \r\n", self.status);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("{last}\r\n\r\n"));
        connection.write_all(head.as_bytes())?;
        connection.write_all(&self.body)
    }
}

/// One line without its end; nothing at the end of the connection.
fn line(connection: &mut BufReader<TcpStream>) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    connection.by_ref().take(LIMIT).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    let line = String::from_utf8(line).map_err(|_| io::ErrorKind::InvalidData)?;
    Ok(Some(line.trim_end_matches(['\r', '\n']).to_owned()))
}
