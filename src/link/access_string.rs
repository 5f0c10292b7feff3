//! Takes an access string apart: `on ~app:* +@read -keys`, applied from left to right.
//!
//! <https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html#Access-string>

use super::subject::AccessString;

/// Categories that let a user take over or wipe the cache.
const DANGEROUS: [&str; 3] = ["@all", "@dangerous", "@admin"];

/// Applies the tokens of `text`. ElastiCache puts `-@all` before what a user writes, and so does this.
pub(crate) fn parse(text: &str) -> AccessString {
    let mut access = AccessString {
        is_on: false,
        needs_no_password: false,
        reaches_all_keys: false,
        key_patterns: Vec::new(),
        runs_all_commands: false,
        runs_dangerous_commands: false,
        granted: Vec::new(),
        revoked: Vec::new(),
    };
    for token in text.split_whitespace() {
        // Parentheses hold a further set of permissions, which adds to the others.
        apply(&mut access, token.trim_start_matches('(').trim_end_matches(')'));
    }
    access
}

fn apply(access: &mut AccessString, token: &str) {
    match token.to_ascii_lowercase().as_str() {
        "on" => access.is_on = true,
        "off" => access.is_on = false,
        "nopass" => access.needs_no_password = true,
        "resetpass" => access.needs_no_password = false,
        "allkeys" | "~*" | "%rw~*" | "%wr~*" => access.reaches_all_keys = true,
        "resetkeys" => reset_keys(access),
        "allcommands" | "+@all" => grant_all(access),
        "nocommands" | "-@all" => revoke_all(access),
        "reset" => *access = parse(""),
        lower => {
            if let Some(command) = lower.strip_prefix('+') {
                grant(access, command);
            } else if let Some(command) = lower.strip_prefix('-') {
                revoke(access, command);
            } else if let Some(pattern) = token.strip_prefix('~') {
                access.key_patterns.push(pattern.to_owned());
            } else if token.starts_with('%') {
                access.key_patterns.push(token.to_owned());
            } else if token.starts_with(['>', '#']) {
                // A password of its own. Neither it nor its hash is kept.
                access.needs_no_password = false;
            }
        }
    }
}

fn reset_keys(access: &mut AccessString) {
    access.reaches_all_keys = false;
    access.key_patterns.clear();
}

fn grant_all(access: &mut AccessString) {
    access.runs_all_commands = true;
    access.runs_dangerous_commands = true;
    access.granted = vec!["@all".into()];
    access.revoked.clear();
}

fn revoke_all(access: &mut AccessString) {
    access.runs_all_commands = false;
    access.runs_dangerous_commands = false;
    access.granted.clear();
    access.revoked = vec!["@all".into()];
}

fn grant(access: &mut AccessString, command: &str) {
    access.revoked.retain(|revoked| revoked != command);
    push_once(&mut access.granted, command);
    if DANGEROUS.contains(&command) {
        access.runs_dangerous_commands = true;
    }
}

fn revoke(access: &mut AccessString, command: &str) {
    access.granted.retain(|granted| granted != command);
    push_once(&mut access.revoked, command);
    access.runs_all_commands = false;
    // Every command in @admin is in @dangerous as well.
    let is_all_danger_gone = command == "@dangerous"
        || (command == "@admin"
            && !access.granted.iter().any(|granted| DANGEROUS.contains(&granted.as_str())));
    if is_all_danger_gone {
        access.runs_dangerous_commands = false;
    }
}

fn push_once(list: &mut Vec<String>, command: &str) {
    list.retain(|known| known != command);
    list.push(command.to_owned());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_apply_from_left_to_right() {
        // text, on, no password, all keys, all commands, dangerous commands
        let cases = [
            ("on ~* +@all", [true, false, true, true, true]),
            ("on nopass allkeys allcommands", [true, true, true, true, true]),
            ("off ~* +@all", [false, false, true, true, true]),
            ("on off", [false, false, false, false, false]),
            ("on ~app:* -@all +@read", [true, false, false, false, false]),
            ("on ~* +@all -@dangerous", [true, false, true, false, false]),
            ("on ~* -@dangerous +@all", [true, false, true, true, true]),
            ("on ~* +@all -keys", [true, false, true, false, true]),
            ("on ~* +@all -@all +get", [true, false, true, false, false]),
            ("on ~* resetkeys ~a:* +@admin", [true, false, false, false, true]),
            ("on +@admin -@admin", [true, false, false, false, false]),
            ("on +@all -@admin", [true, false, false, false, true]),
            ("ON NOPASS ~* +@ALL", [true, true, true, true, true]),
            ("on nopass resetpass", [true, false, false, false, false]),
            ("on nopass >secret", [true, false, false, false, false]),
            ("on %R~* +@read", [true, false, false, false, false]),
            ("on +@read (~* +@all)", [true, false, true, true, true]),
            ("", [false, false, false, false, false]),
        ];
        for (text, expected) in cases {
            let access = parse(text);
            let found = [
                access.is_on,
                access.needs_no_password,
                access.reaches_all_keys,
                access.runs_all_commands,
                access.runs_dangerous_commands,
            ];
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn lists_hold_what_is_in_force() {
        let access = parse("on ~a:* %R~b:* &channel -@all +@read +get +set -set +@write -@write");
        assert_eq!(access.key_patterns, ["a:*", "%R~b:*"]);
        assert_eq!(access.granted, ["@read", "get"]);
        assert_eq!(access.revoked, ["@all", "set", "@write"]);
    }

    #[test]
    fn no_password_is_kept() {
        assert!(!format!("{:?}", parse("on >canary #canary ~* +@all")).contains("canary"));
    }
}
