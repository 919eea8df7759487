// textlint with textlint-rule-prh, and prh alone, answering scripts/bench/matching.py over lines of JSON:
// first the terms, then one text a line. Each answer has the places found and the milliseconds it took.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(pathToFileURL(`${process.argv[2]}/`));
const { TextlintKernel } = require("@textlint/kernel");
const plugin = require("@textlint/textlint-plugin-text").default;
const rule = require("textlint-rule-prh").default;
const { fromYAML } = require("prh");

const kernel = new TextlintKernel();
let dictionary = "";
let alone;

function learn(terms) {
  const rules = terms.map((term) => `  - expected: "X"\n    pattern: ${JSON.stringify(term)}\n`);
  dictionary = `version: 1\nrules:\n${rules.join("")}`;
  alone = fromYAML("terms.yml", dictionary);
}

async function lint(text) {
  const begin = performance.now();
  const result = await kernel.lintText(text, {
    ext: ".txt",
    plugins: [{ pluginId: "text", plugin }],
    rules: [{ ruleId: "prh", rule, options: { ruleContents: [dictionary] } }],
  });
  return { places: result.messages.map((message) => message.range[0]), took: performance.now() - begin };
}

function change(text) {
  const begin = performance.now();
  const { diffs } = alone.makeChangeSet("text.txt", text);
  return { places: diffs.map((diff) => diff.index), took: performance.now() - begin };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { terms, text } = JSON.parse(line);
  if (terms) {
    learn(terms);
    console.log("{}");
  } else {
    console.log(JSON.stringify({ textlint: await lint(text), prh: change(text) }));
  }
}
