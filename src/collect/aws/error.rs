//! Why a scan could not even begin.

use std::path::PathBuf;

/// Why nothing was read.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// There are no credentials, or those that there are could not be fetched.
    #[error("could not get credentials for {account} from {chain}: {cause}")]
    Credentials {
        /// What was asked for: `account prod`, `the default account`.
        account: String,
        /// What was tried.
        chain: String,
        /// What went wrong.
        cause: String,
        /// What to do about it.
        help: String,
    },
    /// AWS does not accept the credentials.
    #[error("AWS refused the credentials of {account} from {chain}: {code}: {message}")]
    Refused {
        /// What was asked for.
        account: String,
        /// Where the credentials came from.
        chain: String,
        /// The error code: `ExpiredToken`.
        code: String,
        /// What AWS said.
        message: String,
        /// What to do about it.
        help: String,
    },
    /// The role of an account could not be taken on.
    #[error("could not assume {role_arn} for {account}: {cause}")]
    AssumeRole {
        /// What was asked for.
        account: String,
        /// The role.
        role_arn: String,
        /// The error code and what AWS said.
        cause: String,
    },
    /// There is no such profile.
    #[error("there is no account or profile {name}")]
    UnknownProfile {
        /// Its name.
        name: String,
        /// What may have been meant, and which there are.
        help: String,
    },
    /// The files with profiles cannot be read.
    #[error("could not read the AWS profiles")]
    Profiles(#[source] aws_config::profile::ProfileFileLoadError),
    /// Nobody said which region.
    #[error("no region is known for {account}")]
    NoRegion {
        /// What was asked for.
        account: String,
    },
    /// The enabled regions cannot be listed.
    #[error("could not list the regions of {account}: {cause}")]
    Regions {
        /// What was asked for.
        account: String,
        /// Operation, error code and message.
        cause: String,
    },
    /// AWS cannot be reached.
    #[error("could not reach AWS for {account}: {cause}")]
    Unreachable {
        /// What was asked for.
        account: String,
        /// What went wrong.
        cause: String,
    },
    /// The file with trusted certificates is no good.
    #[error("could not use the certificates of AWS_CA_BUNDLE, {}", path.display())]
    CaBundle {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The program could not get what it needs from the operating system.
    #[error("could not start the scan")]
    Runtime(#[source] std::io::Error),
    /// The user ended the scan before anything was read.
    #[error("the scan was interrupted before anything was read")]
    Interrupted,
}

impl ScanError {
    /// What to do about it.
    pub fn help(&self) -> &str {
        match self {
            Self::Credentials { help, .. }
            | Self::Refused { help, .. }
            | Self::UnknownProfile { help, .. } => help,
            Self::AssumeRole { .. } => {
                "let the role trust the identity that runs this, with the external id of the configuration if it asks for \
                 one, and grant that identity sts:AssumeRole on the role"
            }
            Self::Profiles(_) => {
                "correct ~/.aws/config and ~/.aws/credentials, or the files that \
                                  AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name"
            }
            Self::NoRegion { .. } => {
                "give --region or --all-regions, set AWS_REGION, or give the account `regions` in cache-audit.yaml"
            }
            Self::Regions { .. } => "grant ec2:DescribeRegions, or name the regions with --region",
            Self::Unreachable { .. } => {
                "check the network, HTTPS_PROXY and AWS_ENDPOINT_URL, and that the region exists"
            }
            Self::CaBundle { .. } => "name a file with certificates in PEM",
            Self::Runtime(_) => "free some memory, threads or file handles",
            Self::Interrupted => "run it again",
        }
    }
}
