// Stops and continues the browser processes below a process at random until it is ended: a race that a quiet machine
// hides shows where one process waits for another that sleeps.
//   node scripts/pause-browsers.mjs PID     (STRESS_SEED=N repeats the order of choices)
import { readFileSync, readdirSync } from "node:fs";

const BROWSER = /^(chrom|firefox|Web Content|Isolated|Socket|Privileged|RDD|WebKit|MiniBrowser)/;
/** Longest pause, in milliseconds: far below the time after which the package takes a silent worker for lost. */
const LONGEST_PAUSE = 1_000;
const LONGEST_GAP = 500;

const root = Number(process.argv[2]);
const seed = Number(process.env.STRESS_SEED ?? Date.now() % 1_000_000);
let state = seed;
/** mulberry32: 0 to below 1. */
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

/** The browser processes that descend from `root`. */
function browsers() {
  const parents = new Map();
  const names = new Map();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number)) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const [, name, after] = /^\d+ \((.*)\) (.*)$/s.exec(stat);
      names.set(pid, name);
      parents.set(pid, Number(after.split(" ")[1]));
    } catch {
      // It has ended since.
    }
  }
  const isBelow = (pid) => pid === root || (parents.has(pid) && isBelow(parents.get(pid)));
  return [...names].filter(([pid, name]) => BROWSER.test(name) && isBelow(pid)).map(([pid]) => pid);
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}

const paused = new Set();
let pauses = 0;
function wake(pid) {
  paused.delete(pid);
  signal(pid, "SIGCONT");
}
function end() {
  for (const pid of paused) wake(pid);
  console.log(`${pauses} pauses, STRESS_SEED=${seed}`);
  process.exit(0);
}
process.on("SIGTERM", end).on("SIGINT", end);

for (;;) {
  await new Promise((done) => setTimeout(done, random() * LONGEST_GAP));
  const all = browsers();
  const pid = all[Math.floor(random() * all.length)];
  if (pid === undefined || paused.has(pid) || !signal(pid, "SIGSTOP")) continue;
  paused.add(pid);
  pauses += 1;
  setTimeout(wake, random() * LONGEST_PAUSE, pid);
}
