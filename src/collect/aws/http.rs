//! The connections to AWS: one pool for all clients, through the proxy of the environment if there is one, trusting the
//! system's certificates and those of `AWS_CA_BUNDLE`. An answer is read as far as it can be one.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use aws_smithy_async::rt::sleep::SharedAsyncSleep;
use aws_smithy_http_client::Connector;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use http_body_util::Limited;

use super::error::ScanError;

/// The file with further certificates to trust, as the AWS CLI knows it.
pub(super) const CA_BUNDLE: &str = "AWS_CA_BUNDLE";

/// How long a connection is kept that nobody uses. Each region has its own hosts, and there may be hundreds.
const IDLE: Duration = Duration::from_secs(20);

/// Bytes of one answer. The largest pages of AWS's have a few megabytes, and whatever else answers may never end.
const LARGEST: usize = 64 * 1024 * 1024;

/// A pool of connections for each pair of timeouts; in practice for one, and one more while credentials are looked for.
#[derive(Debug)]
struct Connections {
    tls: TlsContext,
    pools: Mutex<HashMap<Timeouts, SharedHttpConnector>>,
}

/// Connect and read timeout.
type Timeouts = (Option<Duration>, Option<Duration>);

/// Connections that trust what the system trusts and the certificates in the file `bundle`, which is PEM.
///
/// # Errors
///
/// The file cannot be read, or holds something else.
pub(super) fn client(bundle: Option<&Path>) -> Result<SharedHttpClient, ScanError> {
    let mut store = TrustStore::default();
    if let Some(file) = bundle {
        let wrong = |why: String| ScanError::Certificates { file: file.to_owned(), why };
        let pem = std::fs::read(file).map_err(|error| wrong(error.to_string()))?;
        if !holds_certificates(&pem) {
            return Err(wrong("there is no certificate in PEM in it".to_owned()));
        }
        store.add_pem_certificate(pem);
    }
    // Building a context checks nothing, so it cannot fail; the certificates are checked with the first connection.
    let tls = TlsContext::builder().with_trust_store(store).build();
    let tls = tls.map_err(|error| ScanError::Http { why: error.to_string() })?;
    Ok(SharedHttpClient::new(Connections { tls, pools: Mutex::default() }))
}

/// Whether `pem` has certificates, and every one can be read. The SDK panics over one that cannot, so that it has to be
/// tried out, without a word about it.
fn holds_certificates(pem: &[u8]) -> bool {
    if !String::from_utf8_lossy(pem).contains("-----BEGIN CERTIFICATE-----") {
        return false;
    }
    let store = TrustStore::empty().with_pem_certificate(pem);
    let Ok(tls) = TlsContext::builder().with_trust_store(store).build() else { return false };
    let hook = take_hook();
    set_hook(Box::new(|_| {}));
    let settings = HttpConnectorSettings::builder().build();
    let built = catch_unwind(AssertUnwindSafe(|| connector(&tls, &settings, None)));
    set_hook(hook);
    built.is_ok()
}

/// A pool of connections.
fn connector(
    tls: &TlsContext,
    settings: &HttpConnectorSettings,
    sleep: Option<SharedAsyncSleep>,
) -> Connector {
    let mut builder = Connector::builder()
        .connector_settings(settings.clone())
        .proxy_config(ProxyConfig::from_env())
        .pool_idle_timeout(IDLE);
    builder.set_sleep_impl(sleep);
    let builder = builder.tls_provider(Provider::Rustls(CryptoMode::Ring));
    builder.tls_context(tls.clone()).build()
}

impl HttpClient for Connections {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let timeouts = (settings.connect_timeout(), settings.read_timeout());
        // A thread that panicked here left the map whole.
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        let pool = pools.entry(timeouts).or_insert_with(|| {
            let connector = connector(&self.tls, settings, components.sleep_impl());
            SharedHttpConnector::new(Bounded(connector))
        });
        pool.clone()
    }
}

/// Connections whose answers end.
#[derive(Debug)]
struct Bounded(Connector);

impl HttpConnector for Bounded {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let answer = self.0.call(request);
        HttpConnectorFuture::new(async move {
            let bounded = |body| SdkBody::from_body_1_x(Limited::new(body, LARGEST));
            Ok(answer.await?.map(bounded))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        let folder = tempfile::tempdir().expect("makes a folder");
        let file = folder.path().join("bundle.pem");
        std::fs::write(&file, text).expect("writes");
        let error = client(Some(&file)).expect_err("holds no certificate");
        assert!(matches!(&error, ScanError::Certificates { file: named, .. } if *named == file));
        error.to_string()
    }

    #[test]
    fn a_bundle_that_holds_no_certificate_is_an_error_and_no_panic() {
        for text in [
            "",
            "no certificate",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\n§\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\nAAAA\n",
        ] {
            assert!(refused(text).contains("certificate"), "{text}");
        }
        assert!(client(Some(Path::new("no/such/file.pem"))).is_err());
        assert!(client(None).is_ok());
    }
}
