// The longest task of a page's main thread, from a trace of Chromium's.

/** Settings of `browser.startTracing(page, ...)`. */
export const TRACE = { categories: ["disabled-by-default-devtools.timeline", "__metadata"] };

/**
 * The longest task: by the clock, and the processor's time in it. By the clock another program's time is in it where the
 * machine is shared: what the page itself does is what counts.
 */
export function longestTask(trace) {
  const { traceEvents } = JSON.parse(trace.toString());
  const mains = traceEvents.filter((e) => e.name === "thread_name" && e.args.name === "CrRendererMain");
  const tasks = traceEvents.filter((e) => e.name === "RunTask" && mains.some(({ pid, tid }) => pid === e.pid && tid === e.tid));
  const longest = (key) => Math.round(Math.max(0, ...tasks.map((e) => e[key] ?? 0)) / 1000);
  return { count: tasks.length, wallMs: longest("dur"), ownMs: longest("tdur") };
}
