//! Which call a request is: whose account, where, of which service, which operation, and at which attempt.

use super::http::{Reply, Request};

/// One request, as the log has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Call {
    /// Twelve digits; the access key itself where it is neither an account nor one that was handed out here.
    pub(crate) account: String,
    /// The region that the request is signed for.
    pub(crate) region: String,
    /// The action as IAM names it: `ec2:DescribeSubnets`.
    pub(crate) action: String,
    /// Counted from 1, as the SDK counts.
    pub(crate) attempt: u32,
    /// Path and body, decoded: what a recorded reply may ask for.
    pub(crate) text: String,
}

/// How a service spells requests and replies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    /// Forms and XML.
    Query,
    /// Forms and XML, with errors of another shape.
    Ec2,
    /// JSON, with the operation in a header.
    Json,
    /// JSON, with the operation in method and path.
    RestJson,
    /// CBOR, with the operation in the path.
    Cbor,
}

impl Protocol {
    /// What a service of that prefix speaks.
    pub(super) fn of(service: &str) -> Self {
        match service {
            "ec2" => Self::Ec2,
            "backup" | "elasticfilesystem" => Self::RestJson,
            "cloudwatch" => Self::Cbor,
            "ecs" | "kms" | "logs" | "secretsmanager" | "servicediscovery" | "ssm" | "tag" => {
                Self::Json
            }
            _ => Self::Query,
        }
    }

    /// A reply that says what it is.
    pub(super) fn reply(self, status: u16, body: impl Into<Vec<u8>>) -> Reply {
        let reply = |content_type| Reply::new(status, content_type, body);
        match self {
            Self::Query | Self::Ec2 => reply("text/xml"),
            Self::Json => reply("application/x-amz-json-1.1"),
            Self::RestJson => reply("application/json"),
            Self::Cbor => reply("application/cbor").with("smithy-protocol", "rpc-v2-cbor"),
        }
    }
}

impl Call {
    /// Reads a request. The account is still the access key.
    pub(super) fn of(request: &Request) -> Self {
        // AWS4-HMAC-SHA256 Credential=KEY/20261120/us-east-1/ec2/aws4_request, …
        let scope =
            request.header("authorization").and_then(|value| value.split_once("Credential="));
        let scope = scope.map_or("", |(_, scope)| scope.split(',').next().unwrap_or_default());
        let scope: Vec<&str> = scope.split('/').collect();
        let part = |index: usize| scope.get(index).copied().unwrap_or_default();
        let text = decoded(request);
        let operation = operation(request, &text);
        // Whoever shows a token signs nothing.
        let service = match prefix(part(3)) {
            "" if operation.starts_with("AssumeRole") => "sts",
            service => service,
        };
        let attempt = request.header("amz-sdk-request").and_then(|value| {
            let value = value.split(';').find_map(|part| part.trim().strip_prefix("attempt="));
            value.and_then(|attempt| attempt.parse().ok())
        });
        Self {
            account: part(0).to_owned(),
            region: part(2).to_owned(),
            action: format!("{service}:{operation}"),
            attempt: attempt.unwrap_or(1),
            text,
        }
    }

    /// The service, by the prefix of its actions.
    pub(super) fn service(&self) -> &str {
        self.action.split(':').next().unwrap_or_default()
    }

    /// The operation's name.
    pub(super) fn operation(&self) -> &str {
        self.action.split(':').nth(1).unwrap_or_default()
    }
}

/// The prefix of actions, from the name that a service signs with.
fn prefix(signing_name: &str) -> &str {
    match signing_name {
        "monitoring" => "cloudwatch",
        "tagging" => "tag",
        other => other,
    }
}

fn operation(request: &Request, text: &str) -> String {
    let path = request.target.split('?').next().unwrap_or_default();
    if let Some(target) = request.header("x-amz-target") {
        return target.rsplit('.').next().unwrap_or_default().to_owned();
    }
    if let Some((_, operation)) = path.split_once("/operation/") {
        return operation.to_owned();
    }
    let named = text.split(['\n', '&', '?']).find_map(|field| field.strip_prefix("Action="));
    if let Some(named) = named {
        return named.to_owned();
    }
    let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty()).collect();
    match (request.method.as_str(), steps.as_slice()) {
        ("GET", ["backup", "plans"]) => "ListBackupPlans",
        ("GET", ["backup", "plans", _]) => "GetBackupPlan",
        ("GET", ["backup", "plans", _, "selections"]) => "ListBackupSelections",
        ("GET", ["backup", "plans", _, "selections", _]) => "GetBackupSelection",
        ("GET", [_, "file-systems"]) => "DescribeFileSystems",
        ("GET", [_, "file-systems", _, "backup-policy"]) => "DescribeBackupPolicy",
        ("GET", [_, "mount-targets"]) => "DescribeMountTargets",
        ("GET", [_, "mount-targets", _, "security-groups"]) => "DescribeMountTargetSecurityGroups",
        _ => "",
    }
    .to_owned()
}

/// Path and body with `%2F` and `+` undone, and a line for each field of a form.
fn decoded(request: &Request) -> String {
    let is_form = request.header("content-type").is_some_and(|kind| kind.contains("form"));
    let mut bytes = request.target.clone().into_bytes();
    bytes.push(b'\n');
    bytes.extend(&request.body);
    let mut text = Vec::new();
    let mut rest = bytes.as_slice();
    while let Some((&byte, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let escaped = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|_| byte == b'%');
        rest = if escaped.is_some() { &after[2..] } else { after };
        text.push(match (byte, escaped) {
            (_, Some(byte)) => byte,
            (b'&', None) if is_form => b'\n',
            (b'+', None) if is_form => b' ',
            (byte, None) => byte,
        });
    }
    String::from_utf8_lossy(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(
        service: &str,
        method: &str,
        target: &str,
        more: &[(&str, &str)],
        body: &str,
    ) -> Request {
        let scope = format!(
            "AWS4-HMAC-SHA256 Credential=123456789012/20261120/eu-west-1/{service}/aws4_request, SignedHeaders=host"
        );
        let headers = [("authorization", scope.as_str()), ("amz-sdk-request", "attempt=2; max=3")];
        Request {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: headers
                .iter()
                .chain(more)
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            body: body.as_bytes().to_vec(),
        }
    }

    #[test]
    fn every_protocol_tells_its_operation() {
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let cases = [
            (
                request("ec2", "POST", "/", &form, "Action=DescribeSubnets&Version=2016-11-15"),
                "ec2:DescribeSubnets",
            ),
            (
                request(
                    "elasticache",
                    "POST",
                    "/",
                    &form,
                    "Action=DescribeUsers&Version=2015-02-02",
                ),
                "elasticache:DescribeUsers",
            ),
            (
                request("kms", "POST", "/", &[("x-amz-target", "TrentService.DescribeKey")], "{}"),
                "kms:DescribeKey",
            ),
            (
                request(
                    "tagging",
                    "POST",
                    "/",
                    &[("x-amz-target", "ResourceGroupsTaggingAPI_20170126.GetResources")],
                    "{}",
                ),
                "tag:GetResources",
            ),
            (
                request(
                    "monitoring",
                    "POST",
                    "/service/GraniteServiceVersion20100801/operation/DescribeAlarms",
                    &[],
                    "",
                ),
                "cloudwatch:DescribeAlarms",
            ),
            (
                request("backup", "GET", "/backup/plans/?maxResults=9", &[], ""),
                "backup:ListBackupPlans",
            ),
            (request("backup", "GET", "/backup/plans/p-1/", &[], ""), "backup:GetBackupPlan"),
            (
                request("backup", "GET", "/backup/plans/p-1/selections/", &[], ""),
                "backup:ListBackupSelections",
            ),
            (
                request("backup", "GET", "/backup/plans/p-1/selections/s-1", &[], ""),
                "backup:GetBackupSelection",
            ),
            (
                request(
                    "ecs",
                    "POST",
                    "/",
                    &[("x-amz-target", "AmazonEC2ContainerServiceV20141113.ListClusters")],
                    "{}",
                ),
                "ecs:ListClusters",
            ),
            (
                request(
                    "servicediscovery",
                    "POST",
                    "/",
                    &[("x-amz-target", "Route53AutoNaming_v20170314.GetService")],
                    "{}",
                ),
                "servicediscovery:GetService",
            ),
            (
                request(
                    "ssm",
                    "POST",
                    "/",
                    &[("x-amz-target", "AmazonSSM.DescribeParameters")],
                    "{}",
                ),
                "ssm:DescribeParameters",
            ),
            (
                request(
                    "elasticfilesystem",
                    "GET",
                    "/2015-02-01/file-systems?FileSystemId=fs-1",
                    &[],
                    "",
                ),
                "elasticfilesystem:DescribeFileSystems",
            ),
            (
                request(
                    "elasticfilesystem",
                    "GET",
                    "/2015-02-01/file-systems/fs-1/backup-policy",
                    &[],
                    "",
                ),
                "elasticfilesystem:DescribeBackupPolicy",
            ),
            (
                request(
                    "elasticfilesystem",
                    "GET",
                    "/2015-02-01/mount-targets?FileSystemId=fs-1",
                    &[],
                    "",
                ),
                "elasticfilesystem:DescribeMountTargets",
            ),
            (
                request(
                    "elasticfilesystem",
                    "GET",
                    "/2015-02-01/mount-targets/fsmt-1/security-groups",
                    &[],
                    "",
                ),
                "elasticfilesystem:DescribeMountTargetSecurityGroups",
            ),
        ];
        for (request, action) in cases {
            let call = Call::of(&request);
            assert_eq!(call.action, action);
            assert_eq!(
                (call.account.as_str(), call.region.as_str(), call.attempt),
                ("123456789012", "eu-west-1", 2)
            );
        }
    }

    #[test]
    fn what_a_form_asks_for_can_be_read() {
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let call = Call::of(&request(
            "elasticache",
            "POST",
            "/",
            &form,
            "Action=DescribeUsers&Marker=a%2Fb+c",
        ));
        assert!(call.text.contains("\nMarker=a/b c"), "{}", call.text);
    }
}
