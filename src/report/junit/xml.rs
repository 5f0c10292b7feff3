//! XML element by element, with text of others made fit for it.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};

use crate::report::text::printable;

/// Where XML is written.
pub(super) struct Xml<'w> {
    writer: Writer<&'w mut dyn Write>,
}

impl<'w> Xml<'w> {
    pub(super) fn new(out: &'w mut dyn Write) -> Self {
        Self { writer: Writer::new_with_indent(out, b' ', 2) }
    }

    pub(super) fn event(&mut self, event: Event<'_>) -> io::Result<()> {
        self.writer.write_event(event)
    }

    /// An element with what `content` writes in it.
    pub(super) fn element(
        &mut self,
        name: &str,
        attributes: &[(&str, String)],
        content: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
        self.event(Event::Start(start(name, attributes)))?;
        content(self)?;
        self.event(Event::End(BytesEnd::new(name)))
    }

    /// An element with nothing in it.
    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, String)]) -> io::Result<()> {
        self.event(Event::Empty(start(name, attributes)))
    }

    pub(super) fn text(&mut self, text: &str) -> io::Result<()> {
        self.event(Event::Text(BytesText::new(&allowed(text))))
    }

    /// Ends the last line.
    pub(super) fn end(self) -> io::Result<()> {
        writeln!(self.writer.into_inner())
    }
}

fn start<'n>(name: &'n str, attributes: &[(&str, String)]) -> BytesStart<'n> {
    let mut start = BytesStart::new(name);
    for (key, value) in attributes {
        // A reader makes a space of a line break in an attribute anyway.
        let value = allowed(value).replace('\n', " ");
        start.push_attribute((*key, value.as_str()));
    }
    start
}

/// XML 1.0 has no way to write control characters and these two.
fn allowed(text: &str) -> String {
    printable(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
