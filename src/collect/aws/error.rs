//! Why an account cannot be scanned at all. What fails later is a gap in what is known, and no error.

use std::path::PathBuf;

/// Why an account cannot be scanned.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// There are no credentials where they are looked for.
    #[error("found no credentials for {who}: {tried}")]
    NoCredentials {
        /// The account.
        who: String,
        /// Where they were looked for.
        tried: String,
        /// What to do.
        remedy: String,
    },
    /// Credentials could not be had where they should be.
    #[error("could not get the credentials for {who}: {message}")]
    Credentials {
        /// The account.
        who: String,
        /// What went wrong.
        message: String,
        /// What to do.
        remedy: String,
    },
    /// The credentials were good once.
    #[error("the credentials for {who} have expired ({code})")]
    Expired {
        /// The account.
        who: String,
        /// What AWS calls it.
        code: String,
        /// What to do.
        remedy: String,
    },
    /// AWS does not take the credentials.
    #[error("AWS refuses the credentials for {who}: {message} ({code})")]
    Refused {
        /// The account.
        who: String,
        /// What AWS calls it.
        code: String,
        /// What AWS says.
        message: String,
        /// What to do.
        remedy: String,
    },
    /// No profile is called so.
    #[error("{nothing} is called `{name}`{hint}; {known}")]
    UnknownProfile {
        /// What could have been called so.
        nothing: &'static str,
        /// What was asked for.
        name: String,
        /// What may have been meant.
        hint: String,
        /// Those that exist.
        known: String,
    },
    /// The files with profiles cannot be read.
    #[error("could not read the AWS profiles: {why}")]
    Profiles {
        /// Why.
        why: String,
    },
    /// The role cannot be assumed.
    #[error("{identity} could not assume {role} for {who}: {message} ({code})")]
    Role {
        /// The account.
        who: String,
        /// The role.
        role: String,
        /// Who tried.
        identity: String,
        /// What AWS calls it.
        code: String,
        /// What AWS says.
        message: String,
    },
    /// The role of a profile asks for the code of a device, which only a person can type.
    #[error(
        "could not assume the role of profile `{profile}` for {who}, which asks for a code (`mfa_serial`): {message} ({code})"
    )]
    Code {
        /// The account.
        who: String,
        /// The profile with the role.
        profile: String,
        /// What AWS calls it.
        code: String,
        /// What AWS says.
        message: String,
        /// What to do.
        remedy: String,
    },
    /// Nobody says which region to read.
    #[error("no region is given for {who}")]
    NoRegion {
        /// The account.
        who: String,
    },
    /// The regions of the account cannot be listed.
    #[error("could not list the regions of {who}: {message} ({code})")]
    Regions {
        /// The account.
        who: String,
        /// What AWS calls it.
        code: String,
        /// What AWS says.
        message: String,
    },
    /// Nobody answers.
    #[error("could not reach AWS for {who}: {operation}: {message}")]
    Unreachable {
        /// The account.
        who: String,
        /// What was asked.
        operation: String,
        /// What went wrong.
        message: String,
    },
    /// AWS answers, but not with what was asked for.
    #[error("could not find out which account {who} is: {message} ({code})")]
    Identity {
        /// The account.
        who: String,
        /// What AWS calls it.
        code: String,
        /// What AWS says.
        message: String,
    },
    /// A setting of the environment or of a profile is nothing that it could be.
    #[error("{name} is {value:?}, which is not {expected}")]
    Setting {
        /// The variable, or the property of a profile.
        name: String,
        /// What it is.
        value: String,
        /// What it could be.
        expected: &'static str,
    },
    /// The further certificates cannot be used.
    #[error("could not take certificates from {}, which AWS_CA_BUNDLE names: {why}", file.display())]
    Certificates {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Nothing can be sent at all.
    #[error("could not prepare connections: {why}")]
    Http {
        /// Why.
        why: String,
    },
    /// The system gives no threads to wait with.
    #[error("could not begin to scan")]
    Runtime(#[source] std::io::Error),
    /// The user ended the scan before the account was entered.
    #[error("{who} was not entered: the scan was interrupted")]
    Interrupted {
        /// The account.
        who: String,
    },
}

impl ScanError {
    /// What to do about it.
    pub fn help(&self) -> String {
        match self {
            Self::NoCredentials { remedy, .. }
            | Self::Credentials { remedy, .. }
            | Self::Expired { remedy, .. }
            | Self::Code { remedy, .. }
            | Self::Refused { remedy, .. } => remedy.clone(),
            Self::UnknownProfile { .. } => {
                "name an account of cache-audit.yaml or an AWS profile: `aws configure list-profiles`".to_owned()
            }
            Self::Profiles { .. } => "correct ~/.aws/config and ~/.aws/credentials".to_owned(),
            Self::Role { identity, role, .. } => format!(
                "let the trust policy of {role} name {identity}, with the external id if there is one, and allow it \
                 sts:AssumeRole: `cache-audit iam-policy --assume-role`"
            ),
            Self::NoRegion { .. } => {
                "give --region or --all-regions, `regions` in cache-audit.yaml, AWS_REGION, or a region in the profile"
                    .to_owned()
            }
            Self::Regions { .. } => "grant ec2:DescribeRegions, or name regions with --region".to_owned(),
            Self::Unreachable { .. } => "check the network, the region, HTTPS_PROXY, AWS_CA_BUNDLE and \
                                         AWS_ENDPOINT_URL"
                .to_owned(),
            Self::Identity { .. } => {
                "check AWS_ENDPOINT_URL, HTTPS_PROXY and that the account may call sts:GetCallerIdentity".to_owned()
            }
            Self::Setting { name, .. } => format!("correct {name}, or leave it out"),
            Self::Certificates { .. } => "name a file of certificates in PEM".to_owned(),
            Self::Http { .. } | Self::Runtime(_) => "try again with fewer programs running".to_owned(),
            Self::Interrupted { .. } => "run it again".to_owned(),
        }
    }
}
