// Adds up the suites named on the command line, from test-results/. Fails when a suite failed, did not run, or ran no test.
//   node scripts/tally.mjs NAME...
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { XMLParser } = createRequire(new URL("../tests/browser/package.json", import.meta.url))("fast-xml-parser");
const FOLDER = "test-results";
const MAX_FAULT_LINES = 12;

/** Every `testcase` of a JUnit file, in any depth of suites. */
function casesIn(node) {
  if (Array.isArray(node)) return node.flatMap(casesIn);
  if (node === null || typeof node !== "object") return [];
  return Object.entries(node).flatMap(([name, inner]) => (name === "testcase" ? [inner].flat() : casesIn(inner)));
}

/** What the failed tests say. */
const faults = [];

/** The first lines of a text, without empty ones. */
function beginning(text) {
  const lines = String(text).split("\n").filter((line) => line.trim() !== "");
  return lines.slice(0, MAX_FAULT_LINES).map((line) => `    ${line.slice(0, 400)}`).join("\n");
}

function readJunit(path) {
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "@", processEntities: false });
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const one of casesIn(parser.parse(readFileSync(path, "utf8")))) {
    const fault = [one.failure ?? one.error].flat()[0];
    if (fault !== undefined) {
      counts.failed += 1;
      faults.push(`${one["@name"]}\n${beginning(fault["@message"] ?? "")}\n${beginning(fault["#text"] ?? fault)}`);
    } else if ("skipped" in one) counts.skipped += 1;
    // Node reports a file without any test as a test that passed, under the file's name.
    else if (!/\.m?js$/.test(one["@name"])) counts.passed += 1;
  }
  return counts;
}

/** nextest leaves ignored tests out of its JUnit file; its list has them. */
function countListed(path) {
  const suites = Object.values(JSON.parse(readFileSync(path, "utf8"))["rust-suites"]);
  return suites.reduce((sum, { testcases }) => sum + Object.keys(testcases).length, 0);
}

/** Documentation tests and wasm-bindgen's runner write no file, only "test result: ok. 12 passed; 0 failed; 1 ignored". */
function readLines(path) {
  const lines = [...readFileSync(path, "utf8").matchAll(/^test result: .*? (\d+) passed; (\d+) failed; (\d+) ignored/gm)];
  const sum = (at) => lines.reduce((all, line) => all + Number(line[at]), 0);
  return { passed: sum(1), failed: sum(2), skipped: sum(3) };
}

function read(suite) {
  const file = (ending) => `${FOLDER}/${suite}.${ending}`;
  if (!existsSync(file("status"))) return { passed: 0, failed: 1, skipped: 0, seconds: 0, remark: "DID NOT RUN" };
  const [status, seconds] = readFileSync(file("status"), "utf8").split(" ").map(Number);
  const counts = existsSync(file("xml")) ? readJunit(file("xml")) : readLines(file("log"));
  if (existsSync(file("list.json"))) counts.skipped += Math.max(0, countListed(file("list.json")) - counts.passed - counts.failed - counts.skipped);
  let remark = "";
  if (counts.passed + counts.failed === 0) remark = "RAN NO TEST";
  else if (status !== 0 && counts.failed === 0) remark = `ENDED WITH ${status}`;
  // A suite that broke off counts as a failure, whatever it said before.
  if (remark !== "") counts.failed += 1;
  return { ...counts, seconds, remark };
}

const suites = process.argv.slice(2);
const total = { passed: 0, failed: suites.length === 0 ? 1 : 0, skipped: 0 };
for (const suite of suites) {
  const { seconds, remark, ...counts } = read(suite);
  for (const kind of Object.keys(total)) total[kind] += counts[kind];
  const columns = Object.keys(total).map((kind) => `${String(counts[kind]).padStart(5)} ${kind}`);
  console.log(`${suite.padEnd(18)}${columns.join("")} ${String(seconds).padStart(6)} s  ${remark}`);
}
// At the end, where someone who reads only the end of a long log finds it.
for (const fault of faults) console.log(`\n✖ ${fault}`);
const summary = `${total.passed} passed, ${total.failed} failed`;
writeFileSync(`${FOLDER}/summary.txt`, `${summary}\n`);
console.log(`\n${total.skipped} skipped or ignored\n${summary}`);
process.exitCode = total.failed === 0 ? 0 : 1;
