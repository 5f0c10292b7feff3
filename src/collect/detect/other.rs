//! Documents that people have at hand and that cannot be audited, by the keys at their top.

/// What can be passed.
pub(super) const INPUTS: &str = "pass a Terraform plan (terraform show -json tfplan > tfplan.json), a \
                                CloudFormation template or change set, or the cdk.out folder of a CDK app";
/// What to do about a CDK app.
pub(super) const SYNTH: &str =
    "make its cloud assembly with `cdk synth` and pass the folder cdk.out";
/// What to do about a part of an assembly.
pub(super) const ASSEMBLY: &str = "pass the whole cdk.out folder";
/// What to do about parameters.
pub(super) const PARAMETERS: &str = "pass the template, and this file with --parameters";

/// What a document with these keys is, when it is known and cannot be audited, and what to pass instead.
pub(super) fn known(keys: &[String]) -> Option<(String, &'static str)> {
    const TERRAFORM: &str = "pass a Terraform plan: terraform show -json tfplan > tfplan.json";
    const DECLARED: &str = "pass what declares it: a Terraform plan, a CloudFormation template or change set, a cdk.out";
    const KNOWN: [(&[&str], &str, &str); 20] = [
        (&["provider_schemas"], "is the output of `terraform providers schema`", TERRAFORM),
        (&["diagnostics"], "is the output of `terraform validate -json`", TERRAFORM),
        (&["terraform_outdated"], "is the output of `terraform version -json`", TERRAFORM),
        (&["runs"], "looks like a SARIF report", INPUTS),
        (
            &["TemplateBody"],
            "is the output of `aws cloudformation get-template`",
            "print the template alone: aws cloudformation get-template --query TemplateBody --output json",
        ),
        (
            &["ChangeSetId"],
            "is a change set without its changes",
            "print all of it: aws cloudformation describe-change-set --include-property-values",
        ),
        (&["ReplicationGroups"], "is output of the AWS CLI", DECLARED),
        (&["CacheClusters"], "is output of the AWS CLI", DECLARED),
        (&["Stacks"], "is output of the AWS CLI", DECLARED),
        (&["StackResources"], "is output of the AWS CLI", DECLARED),
        (&["Parameters"], "looks like a file of parameters for CloudFormation", PARAMETERS),
        (&["app", "context"], "is the configuration of a CDK app", SYNTH),
        (&["app", "watch"], "is the configuration of a CDK app", SYNTH),
        (&["version", "tree"], "is part of a CDK cloud assembly", ASSEMBLY),
        (&["version", "files", "dockerImages"], "is part of a CDK cloud assembly", ASSEMBLY),
        (&["version", "pluginReports"], "is part of a CDK cloud assembly", ASSEMBLY),
        (&["apiVersion", "kind"], "is a Kubernetes manifest", INPUTS),
        (
            &["service", "provider"],
            "is the configuration of the Serverless Framework",
            "run `serverless package` and pass .serverless/cloudformation-template-update-stack.json",
        ),
        (&["on", "jobs"], "is a GitHub Actions workflow", INPUTS),
        (&["services"], "looks like a Docker Compose file", INPUTS),
    ];
    let has = |key: &&str| keys.iter().any(|present| present == key);
    let known = KNOWN.iter().find(|(needed, ..)| needed.iter().all(has));
    if let Some((_, looks_like, help)) = known {
        return Some(((*looks_like).to_owned(), help));
    }
    let is_only = |key: &str| keys.len() == 1 && keys.iter().all(|present| present == key);
    if is_only("app") {
        return Some(("is the configuration of a CDK app".to_owned(), SYNTH));
    }
    if is_only("version") || keys.first().is_some_and(|key| key.starts_with('/')) {
        return Some(("looks like part of a CDK cloud assembly".to_owned(), ASSEMBLY));
    }
    None
}
