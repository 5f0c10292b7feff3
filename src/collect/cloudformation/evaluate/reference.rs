//! References: parameters, pseudo parameters, resources and their attributes, outputs of other stacks.

use super::function::Call;
use super::scope::{Named, Run};
use super::world::Sought;
use crate::collect::CollectError;
use crate::collect::cloudformation::dynamic;
use crate::collect::cloudformation::evaluated::{Evaluated, ResourceAttribute, Value};
use crate::collect::cloudformation::nested::NESTED_STACK;
use crate::collect::cloudformation::node::{Content, Node, Place};
use crate::collect::cloudformation::parameters::PSEUDO_PARAMETERS;
use crate::collect::cloudformation::template::ResourceDeclaration;
use crate::model::Reason;

/// Attributes that are properties of the same name: what is written is what is read.
const MIRRORS: [(&str, &str); 9] = [
    ("AWS::EC2::SecurityGroup", "GroupName"),
    ("AWS::EC2::SecurityGroup", "VpcId"),
    ("AWS::EC2::Subnet", "AvailabilityZone"),
    ("AWS::EC2::Subnet", "CidrBlock"),
    ("AWS::EC2::Subnet", "VpcId"),
    ("AWS::EC2::VPC", "CidrBlock"),
    ("AWS::SNS::Topic", "TopicName"),
    ("AWS::SSM::Parameter", "Type"),
    ("AWS::SSM::Parameter", "Value"),
];

/// Beginnings of regions outside the ordinary partition, with the partition and the suffix of its host names.
const PARTITIONS: [(&str, &str, &str); 6] = [
    ("cn-", "aws-cn", "amazonaws.com.cn"),
    ("us-gov-", "aws-us-gov", "amazonaws.com"),
    ("us-isob-", "aws-iso-b", "sc2s.sgov.gov"),
    ("us-isof-", "aws-iso-f", "csp.hci.ic.gov"),
    ("us-iso-", "aws-iso", "c2s.ic.gov"),
    ("eusc-", "aws-eusc", "amazonaws.eu"),
];

/// The partition of a region, and the suffix of its host names.
pub(in super::super) fn partition(region: &str) -> (&'static str, &'static str) {
    PARTITIONS
        .iter()
        .find(|(start, ..)| region.starts_with(start))
        .map_or(("aws", "amazonaws.com"), |(_, partition, suffix)| (*partition, *suffix))
}

impl Run<'_> {
    /// Text as it is written: itself, or a dynamic reference.
    pub(super) fn literal(&self, text: &str, place: &Place) -> Evaluated {
        dynamic::literal(text, place)
    }

    /// `Ref`.
    pub(super) fn ref_to(&self, call: &Call<'_>) -> Result<Evaluated, CollectError> {
        match &call.argument.content {
            Content::Text(name) => self.reference(name, &call.argument.place),
            Content::Map(_) => {
                let name = self.value(call.argument)?;
                name.each(&mut |name| match name.as_text() {
                    Some(text) => self.reference(text, &call.argument.place),
                    None => Ok(Evaluated::unknown(name.value.reason(), call.place)),
                })
            }
            _ => Err(call.expects("the name of a parameter or resource")),
        }
    }

    /// What a name stands for.
    pub(in super::super) fn reference(
        &self,
        name: &str,
        place: &Place,
    ) -> Result<Evaluated, CollectError> {
        if name.starts_with("AWS::") {
            return self.pseudo_parameter(name, place);
        }
        match self.scope.named(name) {
            Some(Named::Parameter(parameter)) => self.parameter(parameter),
            Some(Named::Resource(resource)) => self.of_resource(resource, None, place),
            None => self.foreign(name, place, "a parameter nor a resource"),
        }
    }

    /// A name that the template lacks.
    fn foreign(&self, name: &str, place: &Place, what: &str) -> Result<Evaluated, CollectError> {
        if self.scope.has_foreign_resources() {
            return Ok(Evaluated::unknown(Reason::UnresolvedReference(name.to_owned()), place));
        }
        let message = format!("{name} is neither {what} of the template{}", self.scope.hint(name));
        Err(place.malformed(message))
    }

    /// A pseudo parameter.
    fn pseudo_parameter(&self, name: &str, place: &Place) -> Result<Evaluated, CollectError> {
        if name == "AWS::NoValue" {
            return Ok(Evaluated::new(Value::NoValue, place));
        }
        if !PSEUDO_PARAMETERS.contains(&name) {
            return Err(place.malformed(format!("there is no pseudo parameter {name}")));
        }
        let Some(text) = self.pseudo_text(name) else {
            let reason = Reason::ParameterWithoutValue(name.to_owned());
            return Ok(Evaluated {
                parameter: Some(name.into()),
                ..Evaluated::unknown(reason, place)
            });
        };
        if name == "AWS::NotificationARNs" {
            let items = text.split(',').filter(|item| !item.is_empty());
            let items = items.map(|item| Evaluated::text(item.trim(), place)).collect();
            return Ok(Evaluated::new(Value::List(items), place));
        }
        Ok(Evaluated::text(text, place))
    }

    fn pseudo_text(&self, name: &str) -> Option<&str> {
        let given = self.scope.pseudo_parameter(name);
        if given.is_some() || !matches!(name, "AWS::Partition" | "AWS::URLSuffix") {
            return given;
        }
        let region = self.scope.pseudo_parameter("AWS::Region")?;
        let (partition, suffix) = partition(region);
        Some(if name == "AWS::Partition" { partition } else { suffix })
    }

    /// `Fn::GetAtt`: `[Vpc, CidrBlock]` or `Vpc.CidrBlock`.
    pub(super) fn get_att(&self, call: &Call<'_>) -> Result<Evaluated, CollectError> {
        if let Content::Text(text) = &call.argument.content {
            let Some((logical_id, attribute)) = text.split_once('.') else {
                return Err(call.expects("a resource and an attribute: Vpc.CidrBlock"));
            };
            return self.attribute(logical_id, attribute, &call.argument.place);
        }
        let parts = call.arguments(2, usize::MAX)?;
        let mut names = Vec::with_capacity(parts.len());
        for part in parts {
            let name = self.value(part)?;
            match name.as_text() {
                Some(text) => names.push(text.to_owned()),
                None => return Ok(Evaluated::unknown(name.value.reason(), call.place)),
            }
        }
        self.attribute(&names[0], &names[1..].join("."), &parts[0].place)
    }

    /// An attribute of a resource.
    pub(in super::super) fn attribute(
        &self,
        logical_id: &str,
        attribute: &str,
        place: &Place,
    ) -> Result<Evaluated, CollectError> {
        let Some(resource) = self.scope.resource(logical_id) else {
            return self.foreign(logical_id, place, "a resource nor a nested stack");
        };
        self.of_resource(resource, Some(attribute), place)
    }

    fn of_resource(
        &self,
        resource: &ResourceDeclaration,
        attribute: Option<&str>,
        place: &Place,
    ) -> Result<Evaluated, CollectError> {
        let logical_id = &resource.logical_id;
        if let Some(condition) = &resource.condition
            && self.condition(condition, &resource.place)? == Some(false)
        {
            let reason = Reason::UnresolvedReference(logical_id.clone());
            return Ok(Evaluated::unknown(reason, place));
        }
        if let Some(attribute) = attribute {
            if let Some(output) = attribute.strip_prefix("Outputs.")
                && resource.resource_type == NESTED_STACK
            {
                return self.nested_output(resource, output, place);
            }
            if let Some(value) = self.mirror(resource, attribute)? {
                return Ok(value);
            }
        }
        let attribute = ResourceAttribute {
            address: self.scope.environment().addresses.of(logical_id),
            resource_type: resource.resource_type.as_str().into(),
            attribute: attribute.map(str::to_owned),
        };
        Ok(Evaluated::new(Value::Resource(attribute), place))
    }

    /// The property that an attribute repeats, where it is written.
    fn mirror(
        &self,
        resource: &ResourceDeclaration,
        attribute: &str,
    ) -> Result<Option<Evaluated>, CollectError> {
        let is_mirror = MIRRORS.contains(&(resource.resource_type.as_str(), attribute));
        if !is_mirror || self.scope.macro_name().is_some() {
            return Ok(None);
        }
        let property = resource.properties.as_ref().and_then(|node| node.get(attribute));
        let Some(property) = property else { return Ok(None) };
        let what = format!("{attribute} of {}", resource.logical_id);
        let _running = self.begin(what, &property.place)?;
        Ok(Some(self.value(property)?).filter(|value| !value.is_no_value()))
    }

    /// `Fn::ImportValue`: an output that another stack of the input exports.
    pub(super) fn import_value(&self, call: &Call<'_>) -> Result<Evaluated, CollectError> {
        let name = self.value(call.argument)?;
        let found = match name.as_text() {
            Some(name) => {
                let region = self.scope.pseudo_parameter("AWS::Region");
                self.world.output(Sought::Export(name), region)?
            }
            None => None,
        };
        let unresolved = || {
            // What is written names the export; what it comes to may hold values of parameters.
            let written = call.argument.text().or_else(|| call.argument.get("Fn::Sub")?.text());
            let reason = Reason::UnresolvedReference(format!(
                "export {}",
                written.unwrap_or("with a name that is put together")
            ));
            Evaluated::unknown(reason, call.place)
        };
        Ok(found.unwrap_or_else(unresolved))
    }

    /// `Fn::GetStackOutput`: an output of another stack of the input.
    pub(super) fn get_stack_output(&self, call: &Call<'_>) -> Result<Evaluated, CollectError> {
        let expected = "`StackName` and `OutputName`";
        let (Some(stack), Some(output)) =
            (call.argument.get("StackName"), call.argument.get("OutputName"))
        else {
            return Err(call.expects(expected));
        };
        // A role means another account, whose stacks may have the same names.
        let is_elsewhere = call.argument.get("RoleArn").is_some();
        let region = match call.argument.get("Region") {
            Some(region) => self.value(region)?,
            None => self.pseudo_parameter("AWS::Region", call.place)?,
        };
        let (stack_name, output_name) = (self.value(stack)?, self.value(output)?);
        let found = match (stack_name.as_text(), output_name.as_text()) {
            (Some(stack), Some(output)) if !is_elsewhere => {
                self.world.output(Sought::Output(stack, output), region.as_text())?
            }
            _ => None,
        };
        let written = |node: &Node| node.text().unwrap_or_default().to_owned();
        let named = format!("output {} of stack {}", written(output), written(stack));
        let unresolved = || Evaluated::unknown(Reason::UnresolvedReference(named), call.place);
        Ok(found.unwrap_or_else(unresolved))
    }
}
