#!/usr/bin/env bash
# Writes the Markdown report to the pull request: to the comment of the last run where there is one.
#
# Reads MARKDOWN, CATEGORY, PULL_REQUEST and GH_TOKEN (see action.yml) and what a runner sets.
set -euo pipefail

# The action reports in other ways, too; pull requests from forks may not comment.
give_up() {
	echo "::warning title=cache-audit::could not comment on the pull request: does the job have \`pull-requests: write\`?"
	exit 0
}

# The id of the comment that begins with the marker. Only those of bots: anybody may write the marker.
comment_of_last_run() {
	local id first
	gh api --paginate "repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments?per_page=100" \
		--jq '.[] | select(.user.type == "Bot") | [.id, (.body | split("\n")[0] | rtrimstr("\r"))] | @tsv' |
		while IFS=$'\t' read -r id first; do
			[[ $first != "$marker" ]] || echo "$id"
		done
}

export GH_HOST=${GITHUB_SERVER_URL#https://}
export GH_ENTERPRISE_TOKEN=$GH_TOKEN
marker="<!-- cache-audit: $(tr -cd 'A-Za-z0-9 ._/-' <<<"$CATEGORY" | sed 's/--*/-/g') -->"
body="$RUNNER_TEMP/cache-audit-comment.md"
echo "$marker" >"$body"
# GitHub takes 65,536 characters.
if (($(wc -c <"$MARKDOWN") < 65000)); then
	cat "$MARKDOWN" >>"$body"
else
	echo "The report of cache-audit is too long for a comment; [the run]($GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID) has it." >>"$body"
fi

ids=$(comment_of_last_run) || give_up
id=${ids%%$'\n'*}
if [[ -n $id ]]; then
	request=(--method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id")
else
	request=(--method POST "repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments")
fi
gh api "${request[@]}" --field "body=@$body" --silent || give_up
