#!/usr/bin/env bash
# Packs a binary as an asset of a release: package.sh VERSION TARGET BINARY FOLDER
#
# .github/action/install.sh relies on the names.
set -euo pipefail

version=$1 target=$2 binary=$3 folder=$4
root=$(cd "$(dirname "$0")/../.." && pwd)
name="cache-audit-$version-$target"

mkdir -p "$folder/$name"
cp "$binary" "$root/LICENSE" "$root/README.md" "$root/CHANGELOG.md" "$folder/$name"
# Relative names: GNU tar on Windows takes the drive in a full one for a host.
cd "$folder"
tar -czf "$name.tar.gz" "$name"
rm -r "$name"
