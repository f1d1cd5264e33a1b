// The longest task of a page's main thread, from a trace of Chromium's.

/** Settings of `browser.startTracing(page, ...)`. */
const TRACE = { categories: ["disabled-by-default-devtools.timeline", "__metadata"] };

/**
 * The longest task: by the clock, and the processor's time in it. By the clock another program's time is in it where the
 * machine is shared: what the page itself does is what counts.
 */
function longestTask(trace) {
  const { traceEvents } = JSON.parse(trace.toString());
  const mains = traceEvents.filter((e) => e.name === "thread_name" && e.args.name === "CrRendererMain");
  const tasks = traceEvents.filter((e) => e.name === "RunTask" && mains.some(({ pid, tid }) => pid === e.pid && tid === e.tid));
  const longest = (key) => Math.round(Math.max(0, ...tasks.map((e) => e[key] ?? 0)) / 1000);
  return { count: tasks.length, wallMs: longest("dur"), ownMs: longest("tdur") };
}

/** A tap that waits longer is felt (RAIL). */
const LONGEST_TASK_MS = 50;

/**
 * Fails if a task of the main thread is too long. Where a host takes the processor away from a virtual machine, that time
 * counts as the page's own; so there are three attempts. What the page itself does, it does in each.
 * `attempt` begins with a new page, and is given `traced(page, what, flow)` for each flow to be measured.
 */
export async function assertFree(browser, attempt) {
  for (let left = 2; ; left--) {
    let longestMs = 0;
    await attempt(async (page, what, flow) => {
      await browser.startTracing(page, TRACE);
      await flow();
      const { count, wallMs, ownMs } = longestTask(await browser.stopTracing());
      console.log(`# ${what}: longest of ${count} main-thread tasks ${ownMs} ms of processor, ${wallMs} ms by the clock`);
      if (count <= 10) throw new Error("nothing was traced");
      longestMs = Math.max(longestMs, ownMs);
    });
    if (longestMs <= LONGEST_TASK_MS) return;
    if (left === 0) throw new Error(`a task of ${longestMs} ms, where ${LONGEST_TASK_MS} ms are allowed`);
  }
}
