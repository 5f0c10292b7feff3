#!/usr/bin/env bash
# Runs cache-audit for the action. Findings do not fail this step: the action ends with the exit code that this hands on,
# after everything is reported.
#
# Reads BINARY, COMMAND, FILES, ACCOUNTS, REGIONS, DECLARED, ARGS, POLICY_SET, FAIL_ON, UNKNOWN, FORMAT and SUMMARY (see
# action.yml). They are all set by action.yml. Writes the outputs `exit-code` and, of those that came to be, `sarif-file`,
# `markdown-file`, `json-file` and `junit-file`.
set -euo pipefail

output() { echo "$1=$2" >>"$GITHUB_OUTPUT"; }

# Ends as cache-audit does when the request is wrong.
fail() {
	echo "::error title=cache-audit::$*"
	output exit-code 2
	exit 2
}

# Puts what the lines of $1 name into the array `found`.
find_files() {
	local line
	found=()
	while IFS= read -r line; do
		line=$(trim "$line")
		if [[ -e $line ]]; then
			found+=("$line")
		elif [[ -n $line ]]; then
			expand "$line"
		fi
	done <<<"$1"
}

# Appends what matches the pattern $1 to the array `found`. What matches nothing stays, for cache-audit to name.
expand() {
	local IFS=
	# shellcheck disable=SC2206 # Only the splitting would be wrong, and there is none without IFS.
	found+=($1)
}

read_declared() {
	local file
	find_files "${DECLARED:-}"
	for file in ${found[@]+"${found[@]}"}; do
		arguments+=("--declared=$file")
	done
}

# Appends each line of $2 to the array `arguments`, behind $1.
read_lines() {
	local line
	while IFS= read -r line; do
		line=$(trim "$line")
		[[ -z $line ]] || arguments+=("$1$line")
	done <<<"$2"
}

read_regions() {
	if [[ $(trim "${REGIONS:-}") == all ]]; then
		arguments+=(--all-regions)
	else
		read_lines --region= "${REGIONS:-}"
	fi
}

trim() {
	local text=$1
	text=${text#"${text%%[![:space:]]*}"}
	echo "${text%"${text##*[![:space:]]}"}"
}

# Asks for a report in a file.
report() { arguments+=(--format "$1" --output "$reports/cache-audit.$2"); }

request_reports() {
	local format
	report sarif sarif
	report markdown md
	for format in $(tr ',[:space:]' ' ' <<<"${FORMAT:-}"); do
		case "$format" in
		json) report json json ;;
		junit) report junit xml ;;
		github) report github annotations ;;
		sarif | markdown | table) ;;
		*) fail "the input \`format\` names \`$format\`; it can be json, junit and github" ;;
		esac
	done
	arguments+=(--format table)
}

# Nothing that a report repeats from the input may be taken for a command to the runner.
without_commands() {
	local token code=0
	token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
	echo "::stop-commands::$token"
	"$@" </dev/null 2>&1 || code=$?
	echo
	echo "::$token::"
	return "$code"
}

hand_on() { if [[ -s $reports/cache-audit.$2 ]]; then output "$1-file" "$reports/cache-audit.$2"; fi; }

# GitHub drops a summary of more than 1 MiB.
write_summary() {
	local markdown="$reports/cache-audit.md"
	if [[ $SUMMARY != true || ! -s $markdown ]]; then
		return 0
	fi
	if (($(wc -c <"$markdown") < 1000000)); then
		cat "$markdown"
	else
		echo "The report of cache-audit is too long for this page; the log of the job has it."
	fi >>"$GITHUB_STEP_SUMMARY"
}

[[ $COMMAND == plan || $COMMAND == scan ]] || fail "the input \`command\` is \`$COMMAND\`; it can be plan or scan"
temp=$RUNNER_TEMP
if command -v cygpath >/dev/null; then
	temp=$(cygpath -m "$temp")
fi
reports=$(mktemp -d "$temp/cache-audit-reports.XXXXXX")

find_files "${FILES:-}"
files=(${found[@]+"${found[@]}"})
if [[ $COMMAND == plan ]]; then
	((${#files[@]} > 0)) || fail "the input \`files\` names nothing"
	files=(-- "${files[@]}")
elif ((${#files[@]} > 0)); then
	fail "the input \`files\` is for plan; scan reads accounts"
fi
arguments=()
request_reports
[[ -z ${POLICY_SET:-} ]] || arguments+=("--policy-set=$POLICY_SET")
[[ -z ${FAIL_ON:-} ]] || arguments+=("--fail-on=$FAIL_ON")
[[ -z ${UNKNOWN:-} ]] || arguments+=("--unknown=$UNKNOWN")
if [[ $COMMAND == scan ]]; then
	read_lines --account= "${ACCOUNTS:-}"
	read_regions
fi
read_declared
read_lines "" "${ARGS:-}"

code=0
# Without files, an older bash would take the empty array for an unset variable.
without_commands "$BINARY" "$COMMAND" "${arguments[@]}" ${files[@]+"${files[@]}"} || code=$?

output exit-code "$code"
hand_on sarif sarif
hand_on markdown md
hand_on json json
hand_on junit xml
if [[ -s $reports/cache-audit.annotations ]]; then
	cat "$reports/cache-audit.annotations"
fi
write_summary
