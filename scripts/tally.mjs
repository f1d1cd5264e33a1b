// Adds up what the suites said, from test-results/. Fails when a suite failed, or when it ran no test at all.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";

const FOLDER = "test-results";
// cargo test and wasm-bindgen-test say "test result: ok. 12 passed; 0 failed;", node --test says "ℹ pass 12".
const COUNTS = {
  passed: [/^test result: .* (\d+) passed;/gm, /^(?:ℹ|#) pass (\d+)$/gm],
  failed: [/^test result: .* (\d+) failed;/gm, /^(?:ℹ|#) fail (\d+)$/gm, /^(?:ℹ|#) cancelled (\d+)$/gm],
  skipped: [/^test result: .* (\d+) ignored;/gm, /^(?:ℹ|#) skipped (\d+)$/gm],
};
const count = (text, patterns) =>
  patterns.flatMap((pattern) => [...text.matchAll(pattern)]).reduce((sum, [, n]) => sum + Number(n), 0);

const total = { passed: 0, failed: 0, skipped: 0 };
const suites = readdirSync(FOLDER).filter((file) => file.endsWith(".status")).map((file) => file.slice(0, -7)).sort();
for (const suite of suites) {
  // Colours off: they stand between the words.
  const text = readFileSync(`${FOLDER}/${suite}.log`, "utf8").replace(/\x1b\[[0-9;]*m/g, "");
  const status = Number(readFileSync(`${FOLDER}/${suite}.status`, "utf8"));
  const have = Object.fromEntries(Object.entries(COUNTS).map(([kind, patterns]) => [kind, count(text, patterns)]));
  let remark = "";
  if (have.passed + have.failed === 0) remark = "RAN NO TEST";
  else if (status !== 0 && have.failed === 0) remark = `ENDED WITH ${status}`;
  // A suite that broke off counts as a failure, whatever it said before.
  if (remark !== "") have.failed += 1;
  for (const kind of Object.keys(total)) total[kind] += have[kind];
  console.log(`${suite.padEnd(18)} ${String(have.passed).padStart(5)} passed ${String(have.failed).padStart(4)} failed ${String(have.skipped).padStart(4)} skipped  ${remark}`);
}
if (suites.length === 0) total.failed += 1;
const summary = `${total.passed} passed, ${total.failed} failed`;
writeFileSync(`${FOLDER}/summary.txt`, `${summary}\n`);
console.log(`\n${summary}`);
process.exitCode = total.failed === 0 ? 0 : 1;
