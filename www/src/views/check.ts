/** The gate's whole report: every finding, at its part, with the way there. */
import type { Finding } from "exam-preflight";
import { findingList, sentence, severityWords } from "exam-preflight/elements";
import { html, nothing } from "lit";
import type { App } from "../app/app";
import { addressOf } from "../app/route";
import { unchanged, type State } from "../app/state";
import { PHOTO, PROFILE } from "../application/events";
import { words } from "../words";
import { anchors, generalNotices, noticesAt } from "./notices";
import { placeOf, stepOf } from "./progress";
import { titleOf } from "./titles";

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
        <b>${severityWords(locale).warning}</b>${w.unchanged(titleOf(part, policy, locale))}
        <a href=${addressOf(stepOf(part), part === PHOTO || part === PROFILE ? undefined : part)}>${w.goThere}</a>
      </p>`,
    )}
    ${theirs.length === 0 ? nothing : html`<p class="lead">${w.theirs}</p>${findingsByPart(state, theirs)}`}
    ${findingsByPart(state, report.findings)} ${notices(state)}
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

/** Findings by the part that they are about, in the gate's order. */
export function findingsByPart(state: State, findings: readonly Finding[]) {
  const { policy, locale } = state;
  if (policy === undefined) return nothing;
  const parts = new Map<string, Finding[]>();
  for (const finding of findings) {
    const part = finding.slot ?? (finding.code.startsWith("profile.") ? PROFILE : "");
    parts.set(part, [...(parts.get(part) ?? []), finding]);
  }
  const action = (finding: Finding, text: string) => wayTo(state, finding, text);
  // A photo that was chosen and did not pass takes no place; here it is said why.
  const instead = ({ code }: Finding) =>
    code === "application.photo.missing" && state.draft?.photo ? photoErrors(state) : null;
  return [...parts].map(
    ([part, list]) => html`<section class="found card">
      ${part === "" ? nothing : html`<h3>${titleOf(part, policy, locale)}</h3>`}
      ${findingList({ locale, policy, withFile: true, action, instead }, list)}
    </section>`,
  );
}

function wayTo({ locale }: State, finding: Finding, text: string) {
  const place = placeOf(finding);
  if (place === null || finding.severity === "info") return nothing;
  const { goThere } = words(locale);
  return html`<a href=${addressOf(place.step, place.place ?? undefined)} aria-label="${goThere}: ${text}">${goThere}</a>`;
}

function photoErrors({ draft, locale, policy }: State) {
  const errors = draft?.photo?.report.findings.filter(({ severity }) => severity === "error") ?? [];
  return html`<p>${words(locale).photoFindings} ${errors.map((finding) => sentence(finding, locale, policy).text).join(" ")}</p>`;
}

/** The notices about the whole, and about the photo once more: its file goes on into the office's own tool. */
function notices(state: State) {
  const { locale } = state;
  const mine = [...noticesAt(state, ({ photo }) => photo), ...generalNotices(state)];
  if (mine.length === 0) return nothing;
  return html`<section class="notices card">
    <h2>${words(locale).goodToKnow}</h2>
    <ul>
      ${mine.map(({ text, links }) => html`<li>${text[locale]} ${anchors(links, locale)}</li>`)}
    </ul>
  </section>`;
}
