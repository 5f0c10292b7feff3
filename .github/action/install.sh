#!/usr/bin/env bash
# Installs cache-audit for the action: a release whose checksum and provenance are right, or a build of the commit that
# the action is pinned to.
#
# Reads VERSION, RELEASE_URL and GH_TOKEN (see action.yml) and what a runner sets. Writes the outputs `binary` and
# `version`. Runs with bash 3.2, as macOS has it.
set -euo pipefail

fail() {
	echo "::error title=cache-audit::$*"
	exit 1
}

# The target of the release for this runner; 1 if none is made for it.
target() {
	case "$RUNNER_OS-$RUNNER_ARCH" in
	Linux-X64) echo x86_64-unknown-linux-musl ;;
	Linux-ARM64) echo aarch64-unknown-linux-musl ;;
	macOS-X64) echo x86_64-apple-darwin ;;
	macOS-ARM64) echo aarch64-apple-darwin ;;
	Windows-X64) echo x86_64-pc-windows-msvc ;;
	*) return 1 ;;
	esac
}

version_of_checkout() {
	sed -n 's/^version = "\(.*\)"$/\1/p' "$GITHUB_ACTION_PATH/Cargo.toml" | head -n 1
}

# Downloads a file of the release into the working directory; 1 if the release has no such file. Whatever else goes
# wrong is no reason to build instead: it would hide that the release is out of reach.
fetch() {
	local url="$RELEASE_URL/v$version/$1" status code=0
	status=$(curl --silent --show-error --fail --location --retry 3 --proto '=https,file' --proto-redir '=https' \
		--output "$1" --write-out '%{http_code}' "$url" 2>curl.log) || code=$?
	case "$code-$status" in
	0-*) ;;
	22-404 | 37-*) return 1 ;;
	*) fail "could not download $url: $(tail -n 1 curl.log)" ;;
	esac
}

sha256() {
	if command -v sha256sum >/dev/null; then
		sha256sum "$1"
	else
		shasum -a 256 "$1"
	fi | sed 's/^\\//' | cut -d ' ' -f 1
}

check_sum() {
	local listed
	listed=$(awk -v asset="$1" '$2 == asset || $2 == "*" asset { print $1 }' SHA256SUMS)
	[[ -n $listed ]] || fail "SHA256SUMS of release $version does not list $1"
	[[ $(sha256 "$1") == "$listed" ]] || fail "$1 of release $version does not have the checksum that SHA256SUMS lists"
}

# Asks GitHub whether the release workflow of the repository made this file. A mirror is taken at its word.
check_provenance() {
	local repository
	case "$RELEASE_URL" in
	https://github.com/*/*/releases/download) ;;
	*) return 0 ;;
	esac
	if [[ ${GITHUB_SERVER_URL:-https://github.com} != https://github.com || -z ${GH_TOKEN:-} ]] ||
		! gh attestation --help >/dev/null 2>&1; then
		echo "The provenance of $1 is not checked: that needs a token of github.com, and a recent gh."
		return 0
	fi
	repository=${RELEASE_URL#https://github.com/}
	repository=${repository%/releases/download}
	gh attestation verify "$1" --repo "$repository" --signer-workflow "$repository/.github/workflows/release.yml" ||
		fail "nobody vouches that the release workflow of $repository made $1"
}

# Installs the release of $version; 1 if there is none for this runner.
download() {
	local triple asset
	triple=$(target) || return 1
	asset="cache-audit-$version-$triple.tar.gz"
	use "$home/$version-$triple" && return 0
	mkdir -p "$home/download"
	cd "$home/download"
	fetch SHA256SUMS && fetch "$asset" || return 1
	check_sum "$asset"
	check_provenance "$asset"
	mkdir -p "$home/$version-$triple/bin"
	# A relative name: GNU tar on Windows takes the drive in a full one for a host.
	tar -xzf "$asset" || fail "could not unpack $asset"
	cp "cache-audit-$version-$triple/cache-audit"* "$home/$version-$triple/bin" || fail "$asset holds no cache-audit"
	use "$home/$version-$triple"
}

build() {
	local root="$home/source"
	use "$root" && return 0
	command -v cargo >/dev/null ||
		fail "there is no release to install, and no cargo to build with: set the input \`version\`, or install Rust"
	# There, because the caller's repository may ask for another toolchain.
	cd "$GITHUB_ACTION_PATH"
	CARGO_TARGET_DIR="$home/target" cargo install --locked --quiet --path . --root "$root"
	use "$root" || fail "cargo did not build cache-audit"
}

# Hands on the binary under the folder $1; 1 if there is none.
use() {
	local binary="$1/bin/cache-audit" extension found
	for extension in "" .exe; do
		if [[ -f $binary$extension ]]; then
			found=$("$binary$extension" --version) || fail "$binary$extension does not run here"
			echo "Installed $found"
			echo "binary=$binary$extension" >>"$GITHUB_OUTPUT"
			echo "version=${found#cache-audit }" >>"$GITHUB_OUTPUT"
			return 0
		fi
	done
	return 1
}

temp=$RUNNER_TEMP
if command -v cygpath >/dev/null; then
	# With the drive, for the programs of Windows, and without backslashes, for bash.
	temp=$(cygpath -m "$temp")
fi
# A folder for each commit of the action: several may be used in one job.
home="$temp/cache-audit/$(cksum <<<"$GITHUB_ACTION_PATH" | cut -d ' ' -f 1)"
mkdir -p "$home"
: "${VERSION:=}"

case "$VERSION" in
source)
	build
	;;
"")
	version=$(version_of_checkout)
	if ! download; then
		echo "There is no release $version for $RUNNER_OS on $RUNNER_ARCH; building it instead."
		build
	fi
	;;
*)
	version=${VERSION#v}
	[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+[0-9A-Za-z.+-]*$ ]] || fail "the input \`version\` is no version"
	download || fail "there is no release $version for $RUNNER_OS on $RUNNER_ARCH"
	;;
esac
