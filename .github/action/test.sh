#!/usr/bin/env bash
# Tests what the action and the release workflow run, without GitHub: a runner's variables, releases in a folder, and stubs
# for cache-audit, cargo, gh and the network.
set -euo pipefail
cd "$(dirname "$0")/../.."

root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0 name=""

# --- The bench ---

# Begins a test: a fresh runner.
begin() {
	name=$1
	rm -rf "$work/runner" "$work/stubs" "$work/project"
	mkdir -p "$work/runner/temp" "$work/stubs" "$work/project"
	export PATH="$work/stubs:$ORIGINAL_PATH"
	export RUNNER_OS=Linux RUNNER_ARCH=X64 RUNNER_TEMP="$work/runner/temp" GITHUB_ACTION_PATH="$root"
	export GITHUB_OUTPUT="$work/runner/output" GITHUB_STEP_SUMMARY="$work/runner/summary"
	export GITHUB_SERVER_URL=https://github.com GITHUB_REPOSITORY=octo/caches GITHUB_RUN_ID=7
	export STUB_LOG="$work/runner/calls" STUB_EXIT=0 STUB_RELEASES="$work/releases" STUB_COMMENTS="" STUB_GH=0
	export VERSION="" RELEASE_URL="file://$work/releases" GH_TOKEN=""
	export BINARY="$work/cache-audit" COMMAND=plan FILES=tfplan.json ACCOUNTS="" REGIONS="" DECLARED="" ARGS="" POLICY_SET="" FAIL_ON=""
	export UNKNOWN=""
	export FORMAT="" SUMMARY=true
	: >"$GITHUB_OUTPUT"
	: >"$GITHUB_STEP_SUMMARY"
	: >"$STUB_LOG"
}

# Runs a script of the action in the project.
run() {
	code=0
	(cd "$work/project" && bash "$root/.github/action/$1.sh") >"$work/runner/log" 2>&1 || code=$?
}

# Makes a command for the test.
stub() {
	cat >"$work/stubs/$1"
	chmod +x "$work/stubs/$1"
}

fails() {
	failures=$((failures + 1))
	echo "FAILED: $name: $*"
	sed 's/^/  | /' "$work/runner/log"
}

exits_with() { [[ $code == "$1" ]] || fails "exits with $code, not $1"; }

# has FILE TEXT
has() { grep -qF -- "$2" "$work/runner/$1" || fails "$1 lacks: $2"; }
lacks() { ! grep -qF -- "$2" "$work/runner/$1" || fails "$1 has: $2"; }
has_line() { grep -qxF -- "$2" "$work/runner/$1" || fails "$1 lacks the line: $2"; }

output_of() { sed -n "s/^$1=//p" "$work/runner/output"; }

# A cache-audit that writes its arguments, and a report into each file that it is given.
cat >"$work/cache-audit" <<'STUB'
#!/usr/bin/env bash
if [[ $1 == --version ]]; then
	echo "cache-audit 0.1.0"
	exit
fi
printf 'argument <%s>\n' "$@" >>"$STUB_LOG"
echo "::error::said by a plan"
while (($# > 0)); do
	case "$1" in
	--output)
		if [[ $STUB_EXIT != 2 ]]; then
			head -c "${STUB_SIZE:-0}" /dev/zero | tr '\0' x >"$2"
			echo "report in ${2##*.}" >>"$2"
		fi
		shift
		;;
	esac
	shift
done
exit "$STUB_EXIT"
STUB
chmod +x "$work/cache-audit"

stub_cargo() {
	stub cargo <<'STUB'
#!/usr/bin/env bash
echo "cargo $* in $PWD" >>"$STUB_LOG"
while [[ $1 != --root ]]; do shift; done
mkdir -p "$2/bin"
cp "$BINARY" "$2/bin/cache-audit"
STUB
}

# A github.com whose releases are the folder of the test.
stub_curl() {
	stub curl <<'STUB'
#!/usr/bin/env bash
arguments=()
for argument; do
	arguments+=("${argument/https:\/\/github.com\/*\/releases\/download/file://$STUB_RELEASES}")
done
PATH=${PATH#*:} exec curl "${arguments[@]}"
STUB
}

# A gh that answers with $STUB_COMMENTS and ends with $STUB_GH.
stub_gh() {
	stub gh <<'STUB'
#!/usr/bin/env bash
echo "gh $*" >>"$STUB_LOG"
[[ $* != *--help* ]] || exit 0
for argument; do
	if [[ $argument == body=@* ]]; then
		cat "${argument#body=@}" >>"$STUB_LOG"
	fi
done
if [[ $* == *--paginate* && -n $STUB_COMMENTS ]]; then
	while [[ $1 != --jq ]]; do shift; done
	jq --raw-output "$2" <<<"$STUB_COMMENTS"
fi
exit "$STUB_GH"
STUB
}

# Releases: as the release workflow makes them.
release() {
	local folder="$work/releases/v$1" triple
	shift
	for triple; do
		.github/release/package.sh 0.1.0 "$triple" "$work/cache-audit" "$folder"
	done
	(cd "$folder" && sums ./*.tar.gz | sed 's|\./||' >SHA256SUMS)
}

sums() { if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }

ORIGINAL_PATH=$PATH
release 0.1.0 x86_64-unknown-linux-musl aarch64-apple-darwin

# --- install.sh ---

begin "the release of the version is installed"
VERSION=0.1.0 run install
exits_with 0
has_line output version=0.1.0
[[ $("$(output_of binary)" --version) == "cache-audit 0.1.0" ]] || fails "the binary does not run"

begin "a version may begin with v"
VERSION=v0.1.0 run install
exits_with 0

begin "without a version, the release of the checkout is installed"
stub_cargo
run install
exits_with 0
lacks calls cargo

begin "each platform has a release of its own"
VERSION=0.1.0 RUNNER_OS=macOS RUNNER_ARCH=ARM64 run install
exits_with 0
has output 0.1.0-aarch64-apple-darwin/

begin "a release is downloaded once in a job"
VERSION=0.1.0 run install
VERSION=0.1.0 RELEASE_URL="file://$work/nowhere" run install
exits_with 0

begin "a wrong checksum stops everything"
stub_cargo
cp -R "$work/releases" "$work/runner/releases"
echo tampered >>"$work/runner/releases/v0.1.0/cache-audit-0.1.0-x86_64-unknown-linux-musl.tar.gz"
RELEASE_URL="file://$work/runner/releases" run install
exits_with 1
has log "does not have the checksum"
lacks output binary
lacks calls cargo

begin "an asset that SHA256SUMS does not list stops everything"
cp -R "$work/releases" "$work/runner/releases"
sed -i.bak /x86_64/d "$work/runner/releases/v0.1.0/SHA256SUMS"
RELEASE_URL="file://$work/runner/releases" run install
exits_with 1
has log "does not list"

begin "a broken archive stops everything"
mkdir -p "$work/runner/releases/v0.1.0"
echo no archive >"$work/runner/releases/v0.1.0/cache-audit-0.1.0-x86_64-unknown-linux-musl.tar.gz"
(cd "$work/runner/releases/v0.1.0" && sums ./*.tar.gz | sed 's|\./||' >SHA256SUMS)
stub_cargo
RELEASE_URL="file://$work/runner/releases" run install
exits_with 1
has log "could not unpack"

begin "a release that is asked for and does not exist stops everything"
stub_cargo
VERSION=9.9.9 run install
exits_with 1
has log "there is no release 9.9.9 for Linux on X64"
lacks calls cargo

begin "a release without an asset for this runner is built"
stub_cargo
RUNNER_ARCH=ARM64 run install
exits_with 0
has calls "cargo install --locked --quiet --path . --root"
has calls " in $root"
has_line output version=0.1.0

begin "a platform without releases is built for"
stub_cargo
RUNNER_OS=Windows RUNNER_ARCH=ARM64 run install
exits_with 0
has calls "cargo install"

begin "a platform without releases has no version to ask for"
VERSION=0.1.0 RUNNER_OS=Windows RUNNER_ARCH=ARM64 run install
exits_with 1
has log "there is no release 0.1.0 for Windows on ARM64"

begin "without a release and without cargo the error says what to do"
# Nothing but what the script needs.
for tool in bash sed head tail cksum cut mkdir curl cat; do ln -s "$(command -v $tool)" "$work/stubs/$tool"; done
PATH="$work/stubs" RUNNER_ARCH=ARM64 run install
exits_with 1
has log "no cargo to build with"

begin "source always builds"
stub_cargo
VERSION=source run install
exits_with 0
has calls "cargo install"

begin "a server out of reach is no missing release"
stub_cargo
RELEASE_URL="https://127.0.0.1:9" run install
exits_with 1
has log "could not download"
lacks calls cargo

begin "a version is no path"
VERSION=../../x run install
exits_with 1
has log "is no version"

begin "the provenance of a release on GitHub is checked"
stub_curl
stub_gh
GH_TOKEN=t RELEASE_URL=https://github.com/cache-audit/cache-audit/releases/download run install
exits_with 0
has calls "--repo cache-audit/cache-audit --signer-workflow cache-audit/cache-audit/.github/workflows/release.yml"

begin "a release that nobody vouches for stops everything"
stub_curl
stub_gh
GH_TOKEN=t STUB_GH=1 RELEASE_URL=https://github.com/cache-audit/cache-audit/releases/download run install
exits_with 1
has log "nobody vouches"
lacks output binary

begin "where provenance cannot be checked, the log says so"
stub_curl
stub_gh
RELEASE_URL=https://github.com/cache-audit/cache-audit/releases/download run install
exits_with 0
has log "is not checked"
lacks calls verify

# --- audit.sh ---

for expected in 0 1 2 3; do
	begin "exit code $expected is handed on, and fails nothing yet"
	STUB_EXIT=$expected run audit
	exits_with 0
	has_line output "exit-code=$expected"
done

begin "reports are handed on"
FORMAT="json, junit" run audit
exits_with 0
for report in sarif markdown json junit; do
	[[ -s $(output_of "$report-file") ]] || fails "there is no $report-file"
done
[[ $(output_of junit-file) == *.xml ]] || fails "the JUnit report does not end in .xml"

begin "a report that was not written is not handed on"
STUB_EXIT=2 run audit
lacks output sarif-file
lacks output markdown-file
[[ ! -s $GITHUB_STEP_SUMMARY ]] || fails "there is a summary"

begin "without inputs, cache-audit and its configuration decide"
run audit
for option in --policy-set --fail-on --unknown cache-audit.json; do
	lacks calls "$option"
done

begin "inputs become options"
POLICY_SET=production,aws-fsbp FAIL_ON=high UNKNOWN=fail ARGS=$'--policy-dir=my policies\n\n  --quiet  ' run audit
has_line calls "argument <--policy-set=production,aws-fsbp>"
has_line calls "argument <--fail-on=high>"
has_line calls "argument <--unknown=fail>"
has_line calls "argument <--policy-dir=my policies>"
has_line calls "argument <--quiet>"

begin "files are lines, and patterns are expanded"
mkdir "$work/project/cdk.out" "$work/project/two words"
touch "$work/project/cdk.out/"{a,b}.template.json "$work/project/two words/tfplan.json" "$work/project/x[1].json"
FILES=$'\n cdk.out/*.template.json\ntwo words/tfplan.json\nx[1].json\nmissing*.json\n' run audit
has_line calls "argument <cdk.out/a.template.json>"
has_line calls "argument <cdk.out/b.template.json>"
has_line calls "argument <two words/tfplan.json>"
has_line calls "argument <x[1].json>"
has_line calls "argument <missing*.json>"

begin "nothing in an input is run or taken for an option"
# shellcheck disable=SC2016
FILES='--help
$(touch pwned)
`touch pwned`; touch pwned' ARGS='--config=$(touch pwned)' run audit
has_line calls "argument <-->"
# shellcheck disable=SC2016
has_line calls 'argument <$(touch pwned)>'
[[ ! -e $work/project/pwned ]] || fails "an input was run"

begin "what a plan says is no command to the runner"
run audit
token=$(sed -n 's/^::stop-commands:://p' "$work/runner/log")
[[ ${#token} == 32 ]] || fails "the commands are not stopped"
[[ $(grep -nF "said by a plan" "$work/runner/log" | cut -d : -f 1) -lt $(grep -nxF "::$token::" "$work/runner/log" | cut -d : -f 1) ]] ||
	fails "the commands are let through too early"

begin "annotations are commands to the runner"
FORMAT=github run audit
[[ $(tail -n 1 "$work/runner/log") == "report in annotations" ]] || fails "the annotations do not come last"

begin "a format that nobody knows is the wrong request"
FORMAT=pdf run audit
exits_with 2
has_line output exit-code=2
[[ ! -s $STUB_LOG ]] || fails "cache-audit was run"

begin "no files is the wrong request"
FILES=$'\n  \n' run audit
exits_with 2

begin "live accounts are scanned"
COMMAND=scan FILES="" ACCOUNTS=$'prod\n two words ' REGIONS=$'eu-west-1\nus-east-1' run audit
exits_with 0
has_line calls "argument <scan>"
has_line calls "argument <--account=prod>"
has_line calls "argument <--account=two words>"
has_line calls "argument <--region=eu-west-1>"
has_line calls "argument <--region=us-east-1>"
lacks calls "argument <-->"

begin "declarations are lines, and patterns are expanded"
mkdir "$work/project/cdk.out"
touch "$work/project/one.yaml" "$work/project/other file.yaml"
COMMAND=scan FILES="" DECLARED=$' cdk.out \n*.yaml\nabsent-*.json' ARGS=--source-dir=infra run audit
exits_with 0
for declared in cdk.out one.yaml "other file.yaml" 'absent-*.json'; do
	has_line calls "argument <--declared=$declared>"
done
has_line calls "argument <--source-dir=infra>"
lacks calls "argument <-->"

begin "all regions are scanned"
COMMAND=scan FILES="" REGIONS=" all " run audit
has_line calls "argument <--all-regions>"
lacks calls "--region="
lacks calls "--account"

begin "a scan of files is the wrong request"
COMMAND=scan run audit
exits_with 2
[[ ! -s $STUB_LOG ]] || fails "cache-audit was run"

begin "another command is the wrong request"
COMMAND="policy" run audit
exits_with 2

begin "the summary is the Markdown report"
run audit
has_line summary "report in md"

begin "the summary can be left out"
SUMMARY=false run audit
[[ ! -s $GITHUB_STEP_SUMMARY ]] || fails "there is a summary"

begin "a summary that GitHub would drop is replaced"
STUB_SIZE=1100000 run audit
has summary "too long for this page"
lacks summary "report in md"

# --- comment.sh ---

comment() {
	stub_gh
	echo "the report" >"$work/runner/report.md"
	if [[ -n ${LENGTH:-} ]]; then
		head -c "$LENGTH" /dev/zero | tr '\0' x >>"$work/runner/report.md"
	fi
	MARKDOWN="$work/runner/report.md" CATEGORY="${1:-caches}" PULL_REQUEST=12 GH_TOKEN=t run comment
}

begin "the first run comments"
comment
exits_with 0
has calls "--method POST repos/octo/caches/issues/12/comments"
has_line calls "<!-- cache-audit: caches -->"
has_line calls "the report"

if command -v jq >/dev/null; then
	begin "later runs change that comment"
	STUB_COMMENTS='[{"id": 3, "user": {"type": "Bot"}, "body": ""},
		{"id": 4, "user": {"type": "Bot"}, "body": "<!-- cache-audit: other -->\n"},
		{"id": 5, "user": {"type": "Bot"}, "body": "<!-- cache-audit: caches -->\r\nthe report"}]' comment
	exits_with 0
	has calls "--method PATCH repos/octo/caches/issues/comments/5"
	lacks calls POST

	begin "a comment that somebody else marked stays as it is"
	STUB_COMMENTS='[{"id": 5, "user": {"type": "User"}, "body": "<!-- cache-audit: caches -->\n"}]' comment
	exits_with 0
	has calls POST
else
	echo "jq is not installed: how comments are found was not tested"
fi

begin "a category cannot leave the marker"
# shellcheck disable=SC2016
comment 'a --> $(touch pwned) <b>'
has_line calls "<!-- cache-audit: a - touch pwned b -->"

begin "a report that is too long for a comment is linked"
LENGTH=70000 comment
has calls "https://github.com/octo/caches/actions/runs/7"
lacks calls "the report"

begin "a comment that is not allowed is a warning"
STUB_GH=1 comment
exits_with 0
has log "::warning"

# --- The release ---

begin "the release has notes"
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
mkdir -p "$work/project/.github/release"
cp .github/release/notes.sh "$work/project/.github/release"
cp Cargo.toml "$work/project"
printf '# Changelog\n\n## [Unreleased]\n\n- New\n\n## [%s] - 2026-12-01\n\n- First\n\n## [0.0.1]\n\n- Old\n' "$version" \
	>"$work/project/CHANGELOG.md"
[[ $("$work/project/.github/release/notes.sh" "$version") == $'\n- First' ]] || fails "the notes are others"
! "$work/project/.github/release/notes.sh" 0.0.1 2>"$work/runner/log" || fails "a version that Cargo.toml does not have"
sed -i.bak "/$version/d" "$work/project/CHANGELOG.md"
! "$work/project/.github/release/notes.sh" "$version" 2>"$work/runner/log" || fails "a version without notes"

# --- action.yml ---

begin "README.md names every input and output"
: >"$work/runner/log"
named=$(sed -n '/^runs:/q; s/^  \([a-z][a-z-]*\):$/\1/p' action.yml)
[[ $named == files*version*exit-code*version* ]] || fails "these are not the inputs and outputs: $named"
for input in $named; do
	grep -qF "\`$input\`" README.md || fails "README.md does not name $input"
done

begin "every variable that a script reads is set by action.yml"
: >"$work/runner/log"
for script in install audit comment; do
	step=$(awk '/^    - name/ { step = "" } { step = step $0 "\n" } /run: bash/ && index($0, script) { printf "%s", step }' \
		script="/$script.sh" action.yml)
	variables=$(sed -n '/^# Reads/,/^set/s/^# //p' ".github/action/$script.sh" | grep -o '\b[A-Z][A-Z_]*[A-Z]\b')
	[[ $variables == *$'\n'* ]] || fails "$script.sh reads nothing"
	while IFS= read -r variable; do
		grep -q "^        $variable: " <<<"$step" || fails "$script.sh reads $variable"
	done <<<"$variables"
done

# --- With the real cache-audit ---

# Whether the binary writes every report that the action may ask for.
is_complete() {
	local help format
	help=$("$1" plan --help) || return 1
	for format in sarif markdown json junit github; do
		[[ $help == *"- $format:"* ]] || return 1
	done
}

binary=${CARGO_TARGET_DIR:-$root/target}/debug/cache-audit
if [[ -x $binary ]] && is_complete "$binary"; then
	begin "cache-audit itself finds what is broken, and writes every report"
	cp fixtures/audio-pipeline/broken/tfplan.json "$work/project"
	BINARY=$binary FORMAT=json,junit,github run audit
	exits_with 0
	has_line output exit-code=1
	for report in sarif markdown json junit; do
		[[ -s $(output_of "$report-file") ]] || fails "there is no $report-file"
	done
	cmp -s "$(output_of markdown-file)" "$GITHUB_STEP_SUMMARY" || fails "the summary is another"
	has log "ingress-from-world"
	tail -n 1 "$work/runner/log" | grep -q '^::' || fails "there are no annotations"

	begin "cache-audit itself passes what is compliant"
	cp fixtures/audio-pipeline/compliant/tfplan.json "$work/project"
	BINARY=$binary POLICY_SET=audio-pipeline run audit
	has_line output exit-code=0
else
	echo "$binary is not built, or has no reports for GitHub: the action was tested with a stub only"
fi

if ((failures > 0)); then
	echo "$failures checks of the action failed"
	exit 1
fi
echo "the action passes its tests"
