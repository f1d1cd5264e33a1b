/** The list of what is needed: the facts, the photo, each kind with need and count. */
import type { Slot } from "exam-preflight";
import { html, nothing } from "lit";
import { words } from "../words";
import type { App } from "../app/app";
import { PHOTO, PROFILE } from "../application/events";
import { answered, placeOf, progressOf } from "./progress";
import { addressOf, type Step } from "../app/route";
import { titleOf } from "./titles";
import { unchanged } from "../app/state";

interface Row {
  title: string;
  step: Step;
  place?: string;
  tag: string;
  count: string;
  spoken: string;
  isDone: boolean;
  isWrong: boolean;
}

export function overview({ state }: App) {
  const { report, policy, locale, draft } = state;
  if (report === undefined || policy === undefined || draft === null) return nothing;
  const w = words(locale);
  const { asked, slots } = report.measured;
  const again = unchanged(state);
  const isWrong = (part: string) =>
    again.includes(part) || report.findings.some(({ slot, severity }) => slot === part && severity === "error");
  const isAsked = (slot: Slot) => slot.need === "required" || slot.have > 0;
  const rows: Row[] = [
    {
      title: w.overviewFacts,
      step: "facts",
      tag: "",
      count: w.count(answered(state), asked.length),
      spoken: w.answered(answered(state), asked.length),
      isDone: progressOf(state, "facts").isDone,
      isWrong: again.includes(PROFILE) || report.findings.some((finding) => placeOf(finding)?.step === "facts" && finding.code !== "profile.fact.missing" && finding.severity === "error"),
    },
    {
      title: w.overviewPhoto,
      step: "photo",
      tag: w.need.required,
      count: w.count(draft.application.photo === null ? 0 : 1, 1),
      spoken: w.countSpoken(draft.application.photo === null ? 0 : 1, 1, 1),
      isDone: progressOf(state, "photo").isDone,
      isWrong: draft.photo?.report.verdict === "blocked" || (draft.application.photo !== null && isWrong(PHOTO)),
    },
    ...slots.filter(isAsked).map((slot) => ({
      title: titleOf(slot.kind, policy, locale),
      step: "materials" as const,
      place: slot.kind,
      tag: w.need[slot.need],
      count: w.count(slot.have, Math.max(slot.min, slot.have > slot.min ? slot.have : slot.min)),
      spoken: w.countSpoken(slot.have, slot.min, slot.max),
      isDone: slot.status === "ok" && !isWrong(slot.kind),
      isWrong: slot.have > 0 && isWrong(slot.kind),
    })),
  ];
  const left = asked.length - answered(state);
  return html`<section class="overview card" aria-labelledby="overview">
    <h2 id="overview">${w.overview}</h2>
    <ul>
      ${rows.map(
        ({ title, step, place, tag, count, spoken, isDone, isWrong }) => html`<li class=${isDone ? "done" : isWrong ? "wrong" : ""}>
          <a href=${addressOf(step, place)}>
            <span class="state" aria-hidden="true">${isDone ? "✓" : isWrong ? "!" : ""}</span>
            <span class="title">${title}</span>
            <span class="count" aria-hidden="true">${count}</span>
            <span class="unseen">, ${spoken}, ${isDone ? w.complete : isWrong ? w.mustFix : ""}</span>
            ${tag === "" ? nothing : html`<small>${tag}</small>`}
          </a>
        </li>`,
      )}
    </ul>
    ${left > 0 ? html`<p class="quiet">${w.questionsLeft(left)}</p>` : nothing}
  </section>`;
}
