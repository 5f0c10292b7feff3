//! What can go wrong with a call, in the words of each protocol.

use serde_json::json;

use super::call::{Call, Protocol};
use super::cbor;
use super::http::Reply;

/// One way for a call to fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// The caller may not.
    Denied,
    /// The caller asks too often.
    Throttled,
    /// The session is over.
    Expired,
    /// The keys are nobody's.
    Unknown,
    /// The service fails.
    Internal,
    /// A gateway on the way answers in its own words.
    Gateway,
    /// An answer that is none: text that breaks off, of the right length.
    Malformed,
    /// An answer that ends before the length that it announced.
    Truncated,
    /// An answer that goes on for longer than anything that AWS says.
    Endless,
    /// No answer, on a connection that stays.
    Silent,
    /// No answer, and the connection is gone.
    Reset,
}

/// What a gateway says.
const GATEWAY: &str = "<html><body><h1>502 Bad Gateway</h1></body></html>\n";

/// What the server does to a connection.
pub(super) enum Effect {
    /// Sends a reply and goes on.
    Reply(Reply),
    /// Sends part of a reply and closes.
    Cut(Reply),
    /// Sends the beginning of a reply, and blanks until the client goes.
    Flood(Reply),
    /// Sends nothing until the client goes.
    Wait,
    /// Closes.
    Close,
}

impl Fault {
    /// What becomes of `call`.
    pub(super) fn effect(self, call: &Call) -> Effect {
        let protocol = Protocol::of(call.service());
        match self {
            Self::Malformed => Effect::Reply(protocol.reply(200, broken(call, protocol))),
            Self::Truncated => Effect::Cut(protocol.reply(200, broken(call, protocol))),
            Self::Endless => Effect::Flood(protocol.reply(200, broken(call, protocol))),
            Self::Gateway => Effect::Reply(Reply::new(502, "text/html", GATEWAY)),
            Self::Silent => Effect::Wait,
            Self::Reset => Effect::Close,
            Self::Denied | Self::Throttled | Self::Expired | Self::Unknown | Self::Internal => {
                let (status, code) = self.code(call.service());
                Effect::Reply(error(protocol, status, code, &self.message(call)))
            }
        }
    }

    /// The status and the code by which a service says it; nothing of what it does not say in words.
    pub(crate) fn code(self, service: &str) -> (u16, &'static str) {
        let protocol = Protocol::of(service);
        match (self, protocol) {
            (Self::Denied, Protocol::Ec2) => (403, "UnauthorizedOperation"),
            (Self::Denied, Protocol::Query) if service == "sns" => (403, "AuthorizationError"),
            (Self::Denied, Protocol::Query | Protocol::Cbor) => (403, "AccessDenied"),
            (Self::Denied, _) => (400, "AccessDeniedException"),
            (Self::Throttled, Protocol::Ec2) => (503, "RequestLimitExceeded"),
            (Self::Throttled, Protocol::Query | Protocol::Cbor) => (400, "Throttling"),
            (Self::Throttled, _) => (400, "ThrottlingException"),
            (Self::Expired, Protocol::Ec2) => (400, "RequestExpired"),
            (Self::Expired, Protocol::Query) => (403, "ExpiredToken"),
            (Self::Expired, _) => (400, "ExpiredTokenException"),
            (Self::Unknown, Protocol::Ec2) => (401, "AuthFailure"),
            (Self::Unknown, Protocol::Query) => (403, "InvalidClientTokenId"),
            (Self::Unknown, _) => (400, "UnrecognizedClientException"),
            (Self::Internal, Protocol::Ec2) => (500, "InternalError"),
            (Self::Internal, _) => (500, "InternalFailure"),
            (Self::Gateway, _) => (502, "HTTP status 502"),
            (Self::Malformed | Self::Truncated | Self::Endless | Self::Silent | Self::Reset, _) => {
                (200, "")
            }
        }
    }

    fn message(self, call: &Call) -> String {
        match self {
            Self::Denied => format!(
                "User: arn:aws:iam::{}:user/audit is not authorized to perform: {}",
                call.account, call.action
            ),
            Self::Throttled => "Rate exceeded".to_owned(),
            Self::Expired => "The security token included in the request is expired".to_owned(),
            Self::Unknown => "The security token included in the request is invalid.".to_owned(),
            _ => "An internal error occurred".to_owned(),
        }
    }
}

/// An error as services of a protocol tell it.
pub(super) fn error(protocol: Protocol, status: u16, code: &str, message: &str) -> Reply {
    let (kind, id) =
        (if status < 500 { "Sender" } else { "Receiver" }, "00000000-0000-0000-0000-000000000000");
    let json = || json!({ "__type": code, "message": message });
    let body = match protocol {
        Protocol::Query => format!("<ErrorResponse><Error><Type>{kind}</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>{id}</RequestId></ErrorResponse>").into_bytes(),
        Protocol::Ec2 => format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors><RequestID>{id}</RequestID></Response>").into_bytes(),
        Protocol::Json | Protocol::RestJson => json().to_string().into_bytes(),
        Protocol::Cbor => cbor::encode(&json()),
    };
    let reply = protocol.reply(status, body);
    match protocol {
        Protocol::RestJson => reply.with("x-amzn-errortype", code),
        _ => reply,
    }
}

/// The beginning of an answer, and no more.
fn broken(call: &Call, protocol: Protocol) -> Vec<u8> {
    let operation = call.operation();
    match protocol {
        Protocol::Query => format!("<{operation}Response><{operation}Result><Marker>").into_bytes(),
        Protocol::Ec2 => format!("<{operation}Response><nextToken>").into_bytes(),
        Protocol::Json | Protocol::RestJson => b"{\"NextToken\": [{".to_vec(),
        // A map of one, and the name of its field announced.
        Protocol::Cbor => vec![0xa1, 0x6c],
    }
}
