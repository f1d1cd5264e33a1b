/** The gate's whole report: every finding, at its part, with the way there. */
import { describe, type Finding } from "exam-preflight";
import { html, nothing } from "lit";
import { messages, words } from "../words/locale";
import type { App } from "../app/app";
import { PHOTO, PROFILE } from "../application/events";
import { placeOf, stepOf } from "./progress";
import { addressOf } from "../app/route";
import { say, titleOf } from "./say";
import { unchanged, type State } from "../app/state";

const WEIGHT = { error: 0, warning: 1, info: 2 };

export function check({ state }: App) {
  const { report, locale, refused, policy } = state;
  if (report === undefined || policy === undefined) return html``;
  const w = words(locale);
  const count = (severity: Finding["severity"]) => report.findings.filter((finding) => finding.severity === severity).length;
  const isReady = report.verdict === "ready";
  const theirs = refused === null ? [] : theirFindings(refused);
  if (report.measured.locked) return html`${lockedNote(state)} ${notices(state)}`;
  return html`
    <section class="verdict card ${isReady ? "ready" : "blocked"}">
      <span class="mark" aria-hidden="true">${isReady ? "✓" : "!"}</span>
      <div>
        <h2>${isReady ? w.ready : w.notReady(count("error"))}</h2>
        <p>${isReady ? w.readyNote : nothing} ${count("warning") > 0 ? w.warnings(count("warning")) : nothing}</p>
      </div>
    </section>
    ${unchanged(state).map(
      (part) => html`<p class="note warning">
        <b>${w.severity.warning}</b>${w.unchanged(titleOf(part, policy, locale))}
        <a href=${addressOf(stepOf(part), part === PHOTO || part === PROFILE ? undefined : part)}>${w.goThere}</a>
      </p>`,
    )}
    ${theirs.length === 0 ? nothing : html`<p class="lead">${w.theirs}</p>${findingList(state, theirs)}`}
    ${findingList(state, report.findings)} ${notices(state)}
  `;
}

/** The receiver's gate first, then what its reports on the pictures say beyond it. */
function theirFindings({ report, reports }: NonNullable<State["refused"]>): Finding[] {
  const isNew = (own: Finding) =>
    report.findings.every(({ code, slot, file }) => code !== own.code || slot !== own.slot || file !== own.file);
  return [...report.findings, ...Object.values(reports).flatMap(({ findings }) => findings.filter(isNew))];
}

export function lockedNote({ locale }: State) {
  const w = words(locale);
  return html`<section class="verdict ready card">
    <span class="mark" aria-hidden="true">✓</span>
    <div>
      <h2>${w.locked}</h2>
      <p>${w.lockedNote}</p>
      <p><a href=${addressOf("status")}>${w.steps.status}</a></p>
    </div>
  </section>`;
}

/** Findings by the part that they are about, in the gate's order; within a part what blocks comes first. */
export function findingList(state: State, findings: readonly Finding[]) {
  const { policy, locale } = state;
  if (policy === undefined) return nothing;
  const parts = new Map<string, Finding[]>();
  for (const finding of findings) {
    const part = finding.slot ?? (finding.code.startsWith("profile.") ? PROFILE : "");
    parts.set(part, [...(parts.get(part) ?? []), finding]);
  }
  return [...parts].map(
    ([part, list]) => html`<section class="found card">
      ${part === "" ? nothing : html`<h3>${titleOf(part, policy, locale)}</h3>`}
      <ul>
        ${list.sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity]).map((finding) => item(state, finding))}
      </ul>
    </section>`,
  );
}

function item(state: State, finding: Finding) {
  const { policy, locale, draft } = state;
  const w = words(locale);
  const { text, hint } = say(finding, policy!, locale);
  const place = placeOf(finding);
  const isPhotosOwn = finding.code === "application.photo.missing" && draft.photo !== null;
  return html`<li class="note ${finding.severity}" data-code=${finding.code}>
    <div>
      <b>${w.severity[finding.severity]}</b>
      ${finding.file === null ? nothing : html`<span class="file">${finding.file}</span>`}
      ${isPhotosOwn ? html`${w.photoFindings} ${photoErrors(state)}` : html`${text}<small>${hint}</small>`}
    </div>
    ${place === null || finding.severity === "info"
      ? nothing
      : html`<a href=${addressOf(place.step, place.place ?? undefined)} aria-label="${w.goThere}: ${text}">${w.goThere}</a>`}
  </li>`;
}

/** A photo that was chosen and did not pass takes no place; here it is said why. */
function photoErrors({ draft, locale }: State) {
  const errors = draft.photo?.report.findings.filter(({ severity }) => severity === "error") ?? [];
  return html`<span>${errors.map((finding) => describe(finding, messages(locale), locale).text).join(" ")}</span>`;
}

/** What this candidate should know, though there is nothing to upload for it. */
function notices({ policy, report, locale }: State) {
  const mine = policy?.notices?.filter(({ id }) => report?.measured.notices.includes(id)) ?? [];
  if (mine.length === 0) return nothing;
  return html`<section class="notices card">
    <h2>${words(locale).goodToKnow}</h2>
    <ul>
      ${mine.map(({ text }) => html`<li>${text[locale]}</li>`)}
    </ul>
  </section>`;
}
