#!/usr/bin/env bash
# Prints what CHANGELOG.md says of a release: notes.sh VERSION. Fails unless Cargo.toml has that version, too.
set -euo pipefail
cd "$(dirname "$0")/../.."

version=$1
if ! grep -qx "version = \"$version\"" Cargo.toml; then
	echo "Cargo.toml does not have version $version" >&2
	exit 1
fi
notes=$(awk -v heading="## [$version]" '
	index($0, "## ") == 1 { inside = index($0, heading) == 1; next }
	inside
' CHANGELOG.md)
if [[ -z $notes ]]; then
	echo "CHANGELOG.md has no section for $version" >&2
	exit 1
fi
echo "$notes"
