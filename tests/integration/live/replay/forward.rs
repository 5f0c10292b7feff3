//! Passing a request on as it came: with another `Host`, its signature would not hold.

use super::http::{Reply, Request};

/// Headers that are about one connection, or that the client sets by itself.
const OWN: [&str; 4] = ["connection", "content-length", "expect", "transfer-encoding"];

/// What `server` answers; a bad gateway where it does not.
pub(super) fn forward(request: &Request, server: &str) -> Reply {
    send(request, server).unwrap_or_else(|error| Reply::new(502, "text/plain", error.to_string()))
}

fn send(request: &Request, server: &str) -> Result<Reply, ureq::Error> {
    let mut forwarded = ureq::http::Request::builder()
        .method(request.method.as_str())
        .uri(format!("{server}{}", request.target));
    for (name, value) in &request.headers {
        if !OWN.contains(&name.as_str()) {
            forwarded = forwarded.header(name, value);
        }
    }
    let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
    let mut response = agent.run(forwarded.body(request.body.clone())?)?;
    let mut reply = Reply {
        status: response.status().as_u16(),
        headers: Vec::new(),
        body: response.body_mut().read_to_vec()?,
    };
    for (name, value) in response.headers() {
        let value = value.to_str().unwrap_or_default();
        if !OWN.contains(&name.as_str()) {
            reply = reply.with(name.as_str(), value);
        }
    }
    Ok(reply)
}
