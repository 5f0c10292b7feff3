//! Answers that break off are errors.
//!
//! The SDK reads XML that ends early as if it ended there: a list comes out short, or empty, and nobody is told. So every
//! answer that claims success is read once more, for nothing but its end.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::AfterDeserializationInterceptorContextRef;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use quick_xml::Reader;
use quick_xml::events::Event;

/// What is wrong with an answer.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Broken {
    /// There is none.
    #[error("the answer is empty")]
    Empty,
    /// The connection ends before it does, or it goes on for longer than anything of AWS's.
    #[error("the answer breaks off, or does not end")]
    Severed,
    /// It ends within so many elements.
    #[error("the answer ends within {0} open elements")]
    CutOff(usize),
    /// It is not well-formed.
    #[error("the answer is not the XML that it should be")]
    IllFormed,
    /// It is well-formed, and something else.
    #[error("the answer is not what the service's model says")]
    Unlike,
}

/// Refuses successful answers that are not whole, or not what the service's model says.
#[derive(Debug)]
pub(super) struct Whole;

impl Intercept for Whole {
    fn name(&self) -> &'static str {
        "Whole"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response();
        if !response.status().is_success() {
            return Ok(());
        }
        match response.body().bytes() {
            // It is in memory once all of it was received.
            None => Err(Broken::Severed.into()),
            _ if context.output_or_error().is_err() => Err(Broken::Unlike.into()),
            // No operation that is called here answers with nothing.
            Some([]) => Err(Broken::Empty.into()),
            Some(body) if body.first() == Some(&b'<') => Ok(check_xml(body)?),
            Some(_) => Ok(()),
        }
    }
}

/// Whether every element that is begun is ended.
fn check_xml(text: &[u8]) -> Result<(), Broken> {
    let mut reader = Reader::from_reader(text);
    let mut open: usize = 0;
    loop {
        match reader.read_event().map_err(|_| Broken::IllFormed)? {
            Event::Start(_) => open += 1,
            // The reader refuses the end of what was never begun.
            Event::End(_) => open = open.saturating_sub(1),
            Event::Eof if open == 0 => return Ok(()),
            Event::Eof => return Err(Broken::CutOff(open)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_is_read_to_its_end() {
        let whole = "<?xml version=\"1.0\"?>\n<Response><Result><Marker>a</Marker><Users/></Result></Response>\n";
        assert!(check_xml(whole.as_bytes()).is_ok());
        for (cut, expected) in [
            ("<Response><Result><Marker>", Broken::CutOff(3)),
            ("<Response><Result>", Broken::CutOff(2)),
            ("<Response><Resu", Broken::IllFormed),
            ("<Response></Result>", Broken::IllFormed),
        ] {
            assert_eq!(check_xml(cut.as_bytes()), Err(expected), "{cut}");
        }
    }
}
