//! Attribute paths as text: `alarms[].threshold` in METADATA, `alarms[2].threshold` of one subject.

/// `ingress[1].peer` as `ingress[].peer`.
pub(crate) fn normalize(path: &str) -> String {
    let mut normal = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('[') {
        normal.push_str(before);
        normal.push('[');
        rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    normal.push_str(rest);
    normal
}

/// Whether one path lies at or above the other. `*` stands for any key of a map.
pub(crate) fn are_related(declared: &str, other: &str) -> bool {
    // Most paths differ in their first letter; this is asked for every policy and unknown attribute.
    if declared.as_bytes().first() != other.as_bytes().first() {
        return false;
    }
    let mut others = steps(other);
    steps(declared).all(|step| others.next().is_none_or(|other| step == other || step == "*"))
}

/// The steps of a path: `alarms[].threshold` is `alarms`, `[]`, `threshold`.
fn steps(path: &str) -> impl Iterator<Item = &str> {
    path.split('.').flat_map(|part| {
        let (name, mut indexes) = part.split_at(part.find('[').unwrap_or(part.len()));
        let indexes = std::iter::from_fn(move || {
            let end = indexes.find(']')? + 1;
            let (index, rest) = indexes.split_at(end);
            indexes = rest;
            Some(index)
        });
        std::iter::once(name).chain(indexes)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indexes_are_left_out_of_a_normal_path() {
        assert_eq!(normalize("ingress[12].peer.names[0]"), "ingress[].peer.names[]");
        assert_eq!(normalize("engine"), "engine");
    }

    #[test]
    fn paths_are_related_at_above_and_below() {
        for (declared, other) in [
            ("engine", "engine"),
            ("alarms[].threshold", "alarms"),
            ("alarms[].threshold", "alarms[]"),
            ("alarms", "alarms[].threshold"),
            ("parameter_group.parameters.*", "parameter_group.parameters.timeout"),
            ("parameter_group.parameters.*", "parameter_group"),
        ] {
            assert!(are_related(declared, other), "{declared} {other}");
        }
        for (declared, other) in [
            ("engine", "engine_version"),
            ("alarms[].threshold", "alarms[].period"),
            ("parameter_group.family", "parameter_group.parameters.timeout"),
        ] {
            assert!(!are_related(declared, other), "{declared} {other}");
        }
    }
}
