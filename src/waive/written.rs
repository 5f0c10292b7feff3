//! Waivers that sources hold beside their resources.

use super::{Target, Waiver, named};
use crate::model::{Origin, ResourceWaiver};
use crate::policy::{Bundle, Problem};

/// The waivers that were read with resources. Every policy that they name must be one of `bundle`.
pub fn beside_resources(
    written: &[ResourceWaiver],
    bundle: &Bundle,
) -> Result<Vec<Waiver>, Problem> {
    written.iter().map(|waiver| one(waiver, bundle)).collect()
}

/// The same beside declarations of what is audited. One may be for what only its declaration shows.
pub fn beside_declarations(
    written: &[ResourceWaiver],
    bundle: &Bundle,
) -> Result<Vec<Waiver>, Problem> {
    let waivers = beside_resources(written, bundle)?.into_iter();
    Ok(waivers.map(|waiver| Waiver { may_be_unused: true, ..waiver }).collect())
}

fn one(written: &ResourceWaiver, bundle: &Bundle) -> Result<Waiver, Problem> {
    let wrong = |message: String| problem(&written.place, message);
    let until = written.until.parse();
    Ok(Waiver {
        policy: named(&written.policy, bundle).map_err(wrong)?,
        target: Target::Resource { address: written.address.clone(), file: written.file.clone() },
        until: until.map_err(|_| wrong("expected a day, such as 2027-01-31".to_owned()))?,
        justification: written.justification.clone(),
        is_in_source: true,
        may_be_unused: false,
        place: written.place.clone(),
    })
}

/// What is wrong with the waiver at `place`.
fn problem(place: &Origin, message: String) -> Problem {
    let (line, column) = (place.line.unwrap_or_default(), place.column.unwrap_or_default());
    Problem::at(&place.file, line, column, format!("in a waiver: {message}"))
}
