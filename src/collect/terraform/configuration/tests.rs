//! Places in configurations made by hand. Each place is checked by the text that stands there.

use std::fs;

use tempfile::TempDir;

use super::*;

/// A directory with `files`: paths and texts.
fn directory(files: &[(&str, &str)]) -> TempDir {
    let directory = tempfile::tempdir().expect("makes a directory");
    for (path, text) in files {
        let path = directory.path().join(path);
        fs::create_dir_all(path.parent().expect("is below the directory")).expect("makes it");
        fs::write(path, text).expect("writes");
    }
    directory
}

fn lead(address: &str, attribute: &str, values: &[&str]) -> Lead {
    Lead {
        address: address.to_owned(),
        attributes: vec![attribute.to_owned()],
        values: values.iter().map(|value| (*value).to_owned()).collect(),
    }
}

/// `main.tf:3 engine`: the file below `root`, the line, and the text that stands at the place, up to a space.
fn shown(root: &Path, place: &Origin) -> String {
    let text = fs::read_to_string(&place.file).expect("is a file");
    let (line, column) = (place.line.expect("has a line"), place.column.expect("has a column"));
    let written = text.lines().nth(line as usize - 1).expect("has the line");
    let there: String = written.chars().skip(column as usize - 1).collect();
    let file = Path::new(&place.file).strip_prefix(root).expect("is below the root");
    let word = there.split([' ', ':']).next().unwrap_or_default();
    format!("{}:{line} {word}", file.display())
}

/// The place of an attribute and the related places after it.
fn places(directory: &TempDir, root: &str, lead: &Lead) -> Vec<String> {
    let configuration =
        Configuration::open(&directory.path().join(root)).expect("has Terraform files");
    let Some(written) = configuration.find(lead) else { return Vec::new() };
    let related = written.related.iter();
    let related =
        related.map(|it| format!("{} ({})", shown(directory.path(), &it.place), it.message));
    [shown(directory.path(), &written.place)].into_iter().chain(related).collect()
}

const GROUP: &str = "aws_elasticache_replication_group.a";

#[test]
fn an_attribute_is_where_its_argument_is_written() {
    let files = [(
        "main.tf",
        r#"
resource "aws_elasticache_replication_group" "a" {
  count     = 2
  node_type = "cache.t4g.small" # größer
  tags      = { "Owner" = "me", Team = "us" }
  log_delivery_configuration {
    log_type    = "slow-log"
    destination = "a"
  }
  log_delivery_configuration {
    log_type    = "engine-log"
    destination = "b"
  }
}
resource aws_elasticache_parameter_group p {
  parameter { name = "timeout" }
  parameter {
    name  = "MaxMemory-Policy"
    value = "noeviction"
  }
}
data "aws_subnet" "s" {
  for_each = toset(["x"])
  id       = each.key
}
"#,
    )];
    let directory = directory(&files);
    let indexed = "aws_elasticache_replication_group.a[1]";
    let group = "aws_elasticache_parameter_group.p";
    for (address, attribute, values, expected) in [
        (indexed, "cache_node_type", &[][..], "main.tf:4 node_type"),
        (indexed, "tags.Owner", &[], "main.tf:5 \"Owner\""),
        (indexed, "tags.Team", &[], "main.tf:5 Team"),
        (indexed, "tags.Cost", &[], "main.tf:5 tags"),
        // Written nowhere: the block's header.
        (indexed, "engine_version", &[], "main.tf:2 resource"),
        // The order of blocks in a plan tells nothing; their values do.
        (
            indexed,
            "log_delivery_configurations[0].destination",
            &["engine-log", "b"],
            "main.tf:12 destination",
        ),
        (
            indexed,
            "log_delivery_configurations[1].destination",
            &["slow-log", "a"],
            "main.tf:8 destination",
        ),
        (
            indexed,
            "log_delivery_configurations[].log_type",
            &[],
            "main.tf:6 log_delivery_configuration",
        ),
        (group, "parameters.maxmemory-policy", &[], "main.tf:19 value"),
        (group, "parameters.timeout", &[], "main.tf:16 parameter"),
        (group, "parameters.databases", &[], "main.tf:15 resource"),
        (r#"data.aws_subnet.s["x"]"#, "vpc_id", &[], "main.tf:22 data"),
    ] {
        let found = places(&directory, "", &lead(address, attribute, values));
        assert_eq!(found.first().map(String::as_str), Some(expected), "{address} {attribute}");
    }
    for address in ["aws_elasticache_replication_group.b", "module.x.aws_subnet.s", "nonsense", ""]
    {
        assert!(places(&directory, "", &lead(address, "engine", &[])).is_empty(), "{address}");
    }
}

#[test]
fn both_syntaxes_say_the_same() {
    let hcl = r#"
resource "aws_security_group" "g" {
  ingress {
    from_port   = 22
    cidr_blocks = ["10.0.0.0/8"]
  }
  dynamic "ingress" {
    for_each = var.ranges
    content {
      from_port   = 6379
      cidr_blocks = [ingress.value]
    }
  }
}
variable "ranges" {
  default = ["0.0.0.0/0"]
}
"#;
    let json = r#"{
  "resource": {"aws_security_group": {"g": {
    "ingress": [{
      "from_port": 22,
      "cidr_blocks": ["10.0.0.0/8"]
    }],
    "dynamic": {"ingress": {
      "for_each": "${var.ranges}",
      "content": {
        "from_port": 6379,
        "cidr_blocks": ["${ingress.value}"]
      }
    }}
  }}},
  "variable": {"ranges": {
    "default": ["0.0.0.0/0"]
  }}
}"#;
    let rule =
        |values: &[&str]| lead("aws_security_group.g", "ingress[7].peer.cidr_blocks", values);
    for (file, text, expected) in [
        (
            "main.tf",
            hcl,
            [
                "main.tf:5 cidr_blocks",
                "main.tf:11 cidr_blocks",
                "main.tf:16 default (default of var.ranges)",
            ],
        ),
        (
            "main.tf.json",
            json,
            [
                "main.tf.json:5 \"cidr_blocks\"",
                "main.tf.json:11 \"cidr_blocks\"",
                "main.tf.json:16 \"default\" (default of var.ranges)",
            ],
        ),
    ] {
        let directory = directory(&[(file, text)]);
        assert_eq!(places(&directory, "", &rule(&["22", "10.0.0.0/8"])), expected[..1], "{file}");
        assert_eq!(places(&directory, "", &rule(&["6379", "0.0.0.0/0"])), expected[1..], "{file}");
    }
}

#[test]
fn an_override_file_wins_where_it_says_something() {
    let block = |body: &str| {
        format!("resource \"aws_elasticache_replication_group\" \"a\" {{\n{body}\n}}\n")
    };
    let directory = directory(&[
        ("z.tf", &block("  engine = \"redis\"\n  port = 1")),
        ("a_override.tf", &block("  port = 2")),
        (
            "override.tf.json",
            r#"{"resource": {"aws_elasticache_replication_group": {"a": {"port": 3}}}}"#,
        ),
        ("b.tf~", "not Terraform"),
        (".c.tf", "not Terraform"),
    ]);
    let place = |attribute| places(&directory, "", &lead(GROUP, attribute, &[])).remove(0);
    assert_eq!(place("port"), "override.tf.json:1 \"port\"");
    assert_eq!(place("engine"), "z.tf:2 engine");
    assert_eq!(place("kind"), "z.tf:1 resource");
}

/// A root that calls a local module, which calls another one; both pass a value on.
const NESTED: [(&str, &str); 5] = [
    (
        "live/main.tf",
        "module \"outer\" {\n  source = \"../modules/outer\"\n  days   = local.days\n}\nlocals {\n  days = var.days\n}\nvariable \"days\" {\n  default = 1\n}\n",
    ),
    ("live/terraform.tfvars", "days = 2\n"),
    ("live/b.auto.tfvars", "# nothing\ndays = 3\n"),
    (
        "modules/outer/main.tf",
        "variable \"days\" {}\nmodule \"inner\" {\n  source   = \"./inner\"\n  for_each = toset([\"x\"])\n  days     = var.days\n}\n",
    ),
    (
        "modules/outer/inner/main.tf",
        "variable \"days\" {}\nvariable \"port\" {\n  default = 6379\n}\nresource \"aws_elasticache_replication_group\" \"a\" {\n  snapshot_retention_limit = var.days\n  port = var.port\n}\n",
    ),
];

#[test]
fn a_value_is_followed_to_where_it_is_set() {
    let directory = directory(&NESTED);
    let address = format!("module.outer.module.inner[\"x\"].{GROUP}");
    let found = places(&directory, "live", &lead(&address, "snapshot_retention_limit", &[]));
    assert_eq!(
        found,
        [
            "modules/outer/inner/main.tf:6 snapshot_retention_limit",
            "modules/outer/main.tf:5 days (var.days of module.inner)",
            "live/main.tf:3 days (var.days of module.outer)",
            "live/main.tf:6 days (local.days)",
            "live/b.auto.tfvars:2 days (value of var.days)",
        ]
        // The root is written as the user named it, and so are the paths from there.
        .map(|place| place.to_owned())
    );
    let found = places(&directory, "live", &lead(&address, "port", &[]));
    assert_eq!(found[1..], ["modules/outer/inner/main.tf:3 default (default of var.port)"]);
}

#[test]
fn a_module_outside_the_repository_leaves_the_nearest_call() {
    let main = "module \"cache\" {\n  source = \"acme/cache/aws\"\n  days   = 3\n}\nmodule \"gone\" {\n  source = \"acme/gone/aws\"\n}\n";
    let manifest =
        r#"{"Modules":[{"Key":"","Dir":"."},{"Key":"cache","Dir":".terraform/modules/cache"}]}"#;
    let module = "variable \"days\" {}\nresource \"aws_elasticache_replication_group\" \"a\" {\n  snapshot_retention_limit = var.days\n  port = 6379\n}\n";
    let directory = directory(&[
        ("main.tf", main),
        (".terraform/modules/modules.json", manifest),
        (".terraform/modules/cache/main.tf", module),
    ]);
    let find = |module: &str, attribute: &str| {
        places(&directory, "", &lead(&format!("module.{module}.{GROUP}"), attribute, &[]))
    };
    let own = ".terraform/modules/cache/main.tf";
    assert_eq!(
        find("cache", "snapshot_retention_limit"),
        ["main.tf:3 days", &format!("{own}:3 snapshot_retention_limit (in module.cache)")]
    );
    assert_eq!(
        find("cache", "port"),
        ["main.tf:1 module", &format!("{own}:4 port (in module.cache)")]
    );
    assert_eq!(find("gone", "port"), ["main.tf:5 module"]);
    assert_eq!(find("gone.module.deeper", "port"), ["main.tf:5 module"]);
    assert!(find("other", "port").is_empty());
}

#[test]
fn what_repeats_a_block_is_a_place_of_its_values() {
    let directory = directory(&[(
        "main.tf",
        "resource \"aws_elasticache_replication_group\" \"a\" {\n  for_each = local.groups\n  port = each.value.port\n}\nlocals {\n  groups = { x = { port = 1 } }\n}\n",
    )]);
    let found = places(&directory, "", &lead(&format!("{GROUP}[\"x\"]"), "port", &[]));
    assert_eq!(
        found,
        ["main.tf:3 port", "main.tf:2 for_each (for_each)", "main.tf:6 groups (local.groups)"]
    );
}

/// The gaps that looking for `port` of [`GROUP`] leaves, and whether the group was found.
fn gaps(directory: &TempDir) -> (Vec<Gap>, bool) {
    let configuration = Configuration::open(directory.path()).expect("has Terraform files");
    let is_found = configuration.find(&lead(GROUP, "port", &[])).is_some();
    (configuration.gaps(), is_found)
}

#[test]
fn a_file_that_is_broken_leaves_a_gap_and_the_other_files() {
    let good = "resource \"aws_elasticache_replication_group\" \"a\" {\n  port = 1\n}\n";
    // A file is parsed only if it has the words that are looked for.
    let words = "# resource aws_elasticache_replication_group a\n";
    let broken = "\nresource \"CANARY-s3cr3t-hcl\" = {\n";
    let deep = format!("a = {}", "[".repeat(100_000));
    let calls = format!("a = {}1{}", "f(\"${".repeat(15), "}\")".repeat(15));
    let hcl = |text: &str| format!("{words}{text}");
    let json = r#"{"resource": {"aws_elasticache_replication_group": {"a": CANARY-s3cr3t-json}}}"#;
    for (name, text, place) in [
        ("b.tf", hcl(broken), Some("b.tf:3:")),
        ("b.tf.json", json.to_owned(), Some("b.tf.json:1:")),
        ("b.tf", hcl(&deep), Some("b.tf:2:")),
        ("b.tf", hcl(&calls), None),
        ("b.tf", hcl("a = -"), Some("b.tf:2:")),
        ("b.tf", broken.to_owned(), None),
        ("b.tf", String::new(), None),
    ] {
        let directory = directory(&[("good.tf", good), (name, &text)]);
        let (gaps, is_found) = gaps(&directory);
        assert!(is_found, "{name}");
        let what = gaps.first().map(|gap| gap.what.clone()).unwrap_or_default();
        assert!(what.contains(place.unwrap_or("")), "{what} of {name}");
        assert_eq!(gaps.len(), usize::from(place.is_some()), "{name}");
        assert!(gaps.iter().all(|gap| !gap.is_failure));
        assert!(!format!("{gaps:?}").contains("CANARY"));
    }
}

#[test]
fn a_file_that_cannot_be_read_leaves_a_gap() {
    let directory = directory(&[("good.tf", ""), ("folder.tf/x", "")]);
    let write = |name: &str, bytes: &[u8]| {
        fs::write(directory.path().join(name), bytes).expect("writes");
    };
    write("bytes.tf", b"a = \"\xff\"");
    write("huge.tf", &vec![b' '; (4 << 20) + 1]);
    #[cfg(unix)]
    std::os::unix::fs::symlink("loop.tf", directory.path().join("loop.tf")).expect("links");
    let (gaps, is_found) = gaps(&directory);
    assert!(!is_found);
    let all = format!("{gaps:?}");
    let mut expected = vec!["is not UTF-8 text", "is larger than 4 MiB", "is no file"];
    if cfg!(unix) {
        expected.push("loop.tf");
    }
    assert_eq!(gaps.len(), expected.len(), "{all}");
    assert!(expected.iter().all(|expected| all.contains(expected)), "{all}");
}

#[test]
fn modules_and_values_that_lead_to_themselves_come_to_an_end() {
    let directory = directory(&[(
        "main.tf",
        "module \"m\" {\n  source = \"./.\"\n  x = var.x\n}\nvariable \"x\" {}\nlocals {\n  a = local.b\n  b = local.a\n}\nresource \"aws_elasticache_replication_group\" \"a\" {\n  port = local.a + var.x\n}\n",
    )]);
    let found = places(&directory, "", &lead(&format!("module.m.module.m.{GROUP}"), "port", &[]));
    assert_eq!(found[0], "main.tf:11 port");
    assert_eq!(found.len(), 4, "{found:?}");
}

#[test]
fn an_empty_or_absent_directory_is_no_configuration() {
    let directory = directory(&[("readme.md", ""), ("terraform.tfvars", "")]);
    assert!(Configuration::open(directory.path()).is_none());
    assert!(Configuration::open(&directory.path().join("absent")).is_none());
}
