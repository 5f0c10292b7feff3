//! The one HTTP client of a scan: proxies and certificates as the AWS CLI takes them from the environment.

use std::ffi::OsString;
use std::path::PathBuf;

use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_http_client::Connector;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::{
    HttpConnectorSettings, SharedHttpClient, SharedHttpConnector, http_client_fn,
};

use super::error::ScanError;

/// A client that every service of every account shares, so that connections are made once.
pub(super) fn client(
    settings: HttpConnectorSettings,
    ca_bundle: Option<OsString>,
) -> Result<SharedHttpClient, ScanError> {
    let connector = Connector::builder()
        .proxy_config(ProxyConfig::from_env())
        .connector_settings(settings)
        .sleep_impl(TokioSleep::new())
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .tls_context(trust(ca_bundle)?)
        .build();
    let connector = SharedHttpConnector::new(connector);
    Ok(http_client_fn(move |_, _| connector.clone()))
}

/// What the operating system trusts, or the certificates of `AWS_CA_BUNDLE` alone where it is set, as for the AWS CLI.
fn trust(ca_bundle: Option<OsString>) -> Result<TlsContext, ScanError> {
    let Some(path) = ca_bundle.filter(|path| !path.is_empty()).map(PathBuf::from) else {
        return Ok(TlsContext::default());
    };
    let unusable = |source: Box<dyn std::error::Error + Send + Sync>| ScanError::CaBundle {
        path: path.clone(),
        source,
    };
    let text = std::fs::read(&path).map_err(|error| unusable(error.into()))?;
    if !text.windows(BEGIN.len()).any(|window| window == BEGIN) {
        return Err(unusable("it holds no certificate in PEM".into()));
    }
    let store = TrustStore::empty().with_pem_certificate(text);
    TlsContext::builder().with_trust_store(store).build().map_err(|error| unusable(error.into()))
}

/// What a certificate in PEM begins with.
const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_without_certificates_is_refused_by_name() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        for (path, cause) in [(file, "no certificate"), ("/nowhere/ca.pem", "No such file")] {
            let error = trust(Some(path.into())).expect_err("is no bundle");
            assert!(error.to_string().ends_with(path), "{error}");
            let source = std::error::Error::source(&error).expect("has a cause").to_string();
            assert!(source.contains(cause), "{source}");
        }
    }

    #[test]
    fn without_a_bundle_the_system_decides() {
        assert!(trust(None).is_ok());
        assert!(trust(Some(OsString::new())).is_ok());
    }
}
