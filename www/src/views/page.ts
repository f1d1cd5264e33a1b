/** The frame around the steps: the office's name, the steps, what must be said, the step itself, this device. */
import { PreflightError } from "exam-preflight";
import { html, nothing, type TemplateResult } from "lit";
import { words } from "../words";
import { timeOf } from "../words/time";
import type { App } from "../app/app";
import { banners } from "./banners";
import { check } from "./check";
import { facts } from "./facts";
import { materials } from "./materials";
import { overview } from "./overview";
import { photo } from "./photo";
import { progressOf } from "./progress";
import { STEPS, addressOf, neighbours, type Step } from "../app/route";
import { status } from "./status";
import { submit } from "./submit";

const VIEWS: Partial<Record<Step, (app: App) => TemplateResult>> = { facts, check, submit, status };

/** The steps beside which the list of what is needed stands where there is room. */
const WITH_OVERVIEW: readonly Step[] = ["facts", "photo", "materials", "check"];

export function page(app: App): TemplateResult {
  const { locale, policy, failure, route, report, spoken } = app.state;
  const w = words(locale);
  const view = VIEWS[route.step];
  const hasOverview = WITH_OVERVIEW.includes(route.step) && failure === undefined && report !== undefined;
  return html`
    <a class="skip" href="#main" @click=${skip}>${w.skip}</a>
    <header class="bar">
      <div class="bar-inner">
        <p class="office"><b>${w.title}</b><span>${policy?.title[locale] ?? nothing}</span></p>
        <button class="language" lang=${locale === "en" ? "zh-CN" : "en"} aria-label=${w.languageLabel} @click=${() => app.switchLocale()}>
          ${w.language}
        </button>
      </div>
    </header>
    ${steps(app)}
    <div class="unseen" id="spoken" role="status">${spoken}</div>
    <div class="frame ${hasOverview ? "two" : ""}">
      <main id="main">
        ${banners(app)}
        <h1 tabindex="-1">${w.steps[route.step]}</h1>
        <p class="lead">${w.leads[route.step]}</p>
        ${failure !== undefined ? failed(app) : nothing}
        ${report === undefined
          ? failure === undefined
            ? html`<p class="quiet">${w.loading}</p>`
            : nothing
          : [pictureSteps(app), view === undefined ? nothing : view(app)]}
      </main>
      ${hasOverview ? html`<aside>${overview(app)}</aside>` : nothing}
      ${report === undefined ? nothing : onward(app)}
    </div>
    ${foot(app)}
  `;
}

/**
 * The two steps with pictures stay in the page once they were opened, hidden, so that a picture at work is not lost by
 * going on to another step.
 */
function pictureSteps(app: App) {
  const { route, opened } = app.state;
  const pictures = { photo, materials };
  return (["photo", "materials"] as const).map((step) =>
    step === route.step || opened.has(step)
      ? html`<div class="step" ?hidden=${step !== route.step}>${pictures[step](app)}</div>`
      : nothing,
  );
}

function steps(app: App) {
  const { locale, route } = app.state;
  const w = words(locale);
  const at = STEPS.indexOf(route.step);
  return html`<nav class="steps" aria-label=${w.stepsLabel}>
    <p class="at" aria-hidden="true">${w.stepAt(at + 1, STEPS.length, w.steps[route.step])}</p>
    <ol>
      ${STEPS.map((step, i) => {
        const { isDone, left } = progressOf(app.state, step);
        const hint = isDone ? w.stepDone : left !== null && left > 0 ? w.stepLeft(left) : "";
        return html`<li class=${isDone ? "done" : ""}>
          <a href=${addressOf(step)} aria-current=${step === route.step ? "step" : nothing}>
            <span class="number" aria-hidden="true">${isDone ? "✓" : i + 1}</span>
            <span class="name">${w.steps[step]}</span>
            <small class="hint">${hint}</small>
          </a>
        </li>`;
      })}
    </ol>
  </nav>`;
}

/** The way to the next step; on phones it stays at the lower edge. */
function onward({ state }: App) {
  const w = words(state.locale);
  const { before, after } = neighbours(state.route.step);
  // Before the submission, the next thing to do is to submit.
  const isNext = state.route.step !== "submit" || state.report?.measured.locked;
  return html`<div class="onward">
    ${before === null
      ? html`<span></span>`
      : html`<a class="button" href=${addressOf(before)} aria-label=${w.back(w.steps[before])}>${w.backShort}</a>`}
    ${after === null
      ? nothing
      : html`<a class="button ${isNext ? "primary" : ""}" href=${addressOf(after)}>${w.next(w.steps[after])}</a>`}
  </div>`;
}

function failed(app: App) {
  const w = words(app.state.locale);
  const code = app.state.failure instanceof PreflightError ? app.state.failure.code : "other";
  const sentence = (w.failures as Record<string, string>)[code] ?? w.failures.other;
  return html`<section class="failure" role="alert">
    <h2>${w.failed}</h2>
    <p>${sentence}</p>
    <button @click=${() => app.start()}>${w.retry}</button>
  </section>`;
}

function foot(app: App) {
  const { locale, saved, space, offlineReady } = app.state;
  const w = words(locale);
  const isKept = saved.kind !== "none" && saved.kind !== "full";
  return html`<footer>
    <div>
      <p>${w.privacy}</p>
      <p>${w.lastWord}</p>
    </div>
    <section class="device" aria-labelledby="device">
      <h2 id="device">${w.device}</h2>
      <p class="saved">${saved.kind === "saved" ? w.saved(timeOf(saved.at, locale)) : isKept ? w.savedNothing : nothing}</p>
      ${isKept && space !== null && space.persisted !== null
        ? html`<p>${space.persisted ? w.persisted : saved.kind === "saved" ? w.notPersisted : nothing}</p>`
        : nothing}
      ${offlineReady ? html`<p>${w.offlineReady}</p>` : nothing}
      <button class="danger" @click=${openDialog}>${w.deleteAll}</button>
      <dialog aria-labelledby="delete-title">
        <h2 id="delete-title">${w.deleteTitle}</h2>
        <p>${w.deleteNote}</p>
        <div class="row">
          <button @click=${closeDialog}>${w.deleteCancel}</button>
          <button class="danger solid" @click=${() => app.deleteEverything()}>${w.deleteConfirm}</button>
        </div>
      </dialog>
    </section>
  </footer>`;
}

function openDialog(event: Event): void {
  ((event.currentTarget as Element).parentElement!.querySelector("dialog") as HTMLDialogElement).showModal();
}

function closeDialog(event: Event): void {
  (event.currentTarget as Element).closest("dialog")!.close();
}

/** Not by the address: that belongs to the steps. */
function skip(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>("h1")?.focus();
}

