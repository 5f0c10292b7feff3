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

fn one(written: &ResourceWaiver, bundle: &Bundle) -> Result<Waiver, Problem> {
    let wrong = |message: String| problem(&written.place, message);
    let until = written.until.parse();
    Ok(Waiver {
        policy: named(&written.policy, bundle).map_err(wrong)?,
        target: Target::Resource { address: written.address.clone(), file: written.file.clone() },
        until: until.map_err(|_| wrong("expected a day, such as 2027-01-31".to_owned()))?,
        justification: written.justification.clone(),
        is_in_source: true,
        place: written.place.clone(),
    })
}

/// What is wrong with the waiver at `place`.
fn problem(place: &Origin, message: String) -> Problem {
    let (line, column) = (place.line.unwrap_or_default(), place.column.unwrap_or_default());
    Problem::at(&place.file, line, column, format!("in a waiver: {message}"))
}
