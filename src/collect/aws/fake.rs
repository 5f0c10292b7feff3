//! A region for tests whose replies a closure gives, and the calls that were made of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex};

use aws_config::{BehaviorVersion, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::RetryConfig;
use tokio::sync::watch;

use super::call::{Counters, Terms};
use super::operation::Operation;
use super::region::Region;
use super::session::Session;

/// The account of [`region`].
pub(super) const ACCOUNT: &str = "123456789012";
/// The name of [`region`].
pub(super) const NAME: &str = "eu-west-1";

/// A request, as far as tests look at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    /// The operation; method and path of services that name none.
    pub(super) operation: String,
    /// The parameters of a form, or the whole body under the empty name.
    pub(super) parameters: BTreeMap<String, String>,
}

impl Asked {
    /// The parameter called `name`.
    pub(super) fn get(&self, name: &str) -> &str {
        self.parameters.get(name).map_or("", String::as_str)
    }

    fn of(request: &HttpRequest) -> Self {
        let body = String::from_utf8_lossy(request.body().bytes().unwrap_or_default()).into_owned();
        let path = request.uri().split("amazonaws.com").nth(1).unwrap_or_default();
        if let Some(target) = request.headers().get("x-amz-target") {
            let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
            return Self { operation, parameters: [(String::new(), body)].into() };
        }
        if let Some((_, operation)) = path.split_once("/operation/") {
            return Self {
                operation: operation.to_owned(),
                parameters: [(String::new(), body)].into(),
            };
        }
        let mut parameters: BTreeMap<String, String> = body
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.replace("%3A", ":")))
            .collect();
        let named = parameters.remove("Action");
        Self {
            operation: named.unwrap_or_else(|| format!("{} {path}", request.method())),
            parameters,
        }
    }
}

/// Everything that was asked, in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Log(Arc<Mutex<Vec<Asked>>>);

impl Log {
    /// The operations that were asked for, in order.
    pub(super) fn operations(&self) -> Vec<String> {
        self.requests().into_iter().map(|asked| asked.operation).collect()
    }

    /// The requests, in order.
    pub(super) fn requests(&self) -> Vec<Asked> {
        self.0.lock().expect("no test panics while it holds the log").clone()
    }
}

struct Connector<F> {
    answer: Arc<F>,
    log: Log,
}

impl<F> fmt::Debug for Connector<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connector")
    }
}

impl<F, B> HttpConnector for Connector<F>
where
    F: Fn(&Asked) -> (u16, B) + Send + Sync,
    B: Into<SdkBody>,
{
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let asked = Asked::of(&request);
        let (status, body) = (self.answer)(&asked);
        self.log.0.lock().expect("no test panics while it holds the log").push(asked);
        let status = StatusCode::try_from(status).expect("a test gives a status");
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status, body.into())))
    }
}

/// A region that is asked `wanted` operations only and to which `answer` gives status and body.
pub(super) fn region<F, B>(wanted: impl IntoIterator<Item = Operation>, answer: F) -> (Region, Log)
where
    F: Fn(&Asked) -> (u16, B) + Send + Sync + 'static,
    B: Into<SdkBody> + 'static,
{
    let log = Log::default();
    let connector = Connector { answer: Arc::new(answer), log: log.clone() };
    let connector = SharedHttpConnector::new(connector);
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(aws_config::Region::new(NAME))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::new(
            "k", "s", None, None, "test",
        )))
        .retry_config(RetryConfig::disabled())
        .http_client(http_client_fn(move |_, _| connector.clone()))
        .build();
    // Whoever drops the sender can stop nothing any more.
    let (_, stop) = watch::channel(false);
    let terms = Terms {
        wanted: Arc::new(wanted.into_iter().collect()),
        counters: Arc::new(Counters::default()),
        stop,
    };
    let session = Session {
        name: None,
        account_id: ACCOUNT.to_owned(),
        partition: "aws".to_owned(),
        regions: BTreeSet::new(),
        wanted: BTreeSet::new(),
        config,
    };
    let region = Region::new(&session, NAME, terms);
    (region, log)
}
