/** Entry of the page. `support.js` has checked before that this browser can run it. */
import { render } from "lit";
import { App } from "./app/app";
import { addressOf, readRoute } from "./app/route";
import { isIdle } from "./app/state";
import { page } from "./views/page";
import { words } from "./words";
import "exam-preflight/elements";

const root = document.querySelector<HTMLElement>("#app")!;
const app = new App();
/** The address whose place has the focus, so that it is moved once a step and not at every change. */
let shown: string | null = null;

// A file dropped beside a card is nobody's; without this the browser would leave the page and show it.
for (const type of ["dragover", "drop"] as const) {
  window.addEventListener(type, (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
}

function draw(): void {
  const { locale, route, report } = app.state;
  const w = words(locale);
  document.documentElement.lang = locale;
  document.title = `${w.steps[route.step]} - ${w.title}`;
  root.querySelector(".boot")?.remove();
  // For programs that drive the page: everything is applied and saved.
  root.dataset["idle"] = String(isIdle(app.state));
  render(page(app), root);
  if (report === undefined || shown === location.hash) return;
  const isFirst = shown === null;
  shown = location.hash;
  // Drawn first: elements measure themselves.
  requestAnimationFrame(() => focusPlace(isFirst));
}

/** Moves the focus to the place that the address names, or to the step's heading. */
function focusPlace(isFirst: boolean): void {
  const { step, place } = app.state.route;
  const target = place === null ? null : document.getElementById(`${step}-${place}`);
  if (target !== null) {
    target.closest("details")?.setAttribute("open", "");
    target.scrollIntoView({ block: "start" });
    target.focus({ preventScroll: true });
  } else if (!isFirst) {
    scrollTo(0, 0);
    root.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  }
}

addEventListener("hashchange", () => {
  // Back to where the page began, there is no fragment.
  const route = location.hash === "" ? { step: "facts" as const, place: null } : readRoute(location.hash);
  // Another link, opened in this very tab, is another candidate.
  if (location.hash.startsWith("#token=")) return location.reload();
  // The way to the main content is no step.
  if (route === null) return;
  app.goTo(route);
  refreshStatus();
});
document.addEventListener("visibilitychange", refreshStatus);
addEventListener("online", () => app.setOnline(true));
addEventListener("offline", () => app.setOnline(false));

/** Asks the receiver for the status whenever it is shown. */
function refreshStatus(): void {
  if (app.state.route.step === "status" && document.visibilityState === "visible") void app.refreshStatus();
}

async function start(): Promise<void> {
  app.onChange(draw);
  draw();
  await app.start();
  showStatus();
  await app.refreshStatus();
  showStatus();
  await app.keepOffline();
}

/** Begins with the status after a submission, unless the address names a step. */
function showStatus(): void {
  if (location.hash !== "" || (app.state.draft?.application.status ?? "draft") === "draft") return;
  history.replaceState(null, "", addressOf("status"));
  app.goTo({ step: "status", place: null });
}

// A browser that cannot run it, or that came without TLS, has been told so.
const { classList } = document.documentElement;
if (!classList.contains("too-old") && !classList.contains("insecure")) void start();
