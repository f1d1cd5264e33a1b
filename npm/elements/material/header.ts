import { html, nothing } from "lit";
import { fileSize, type Finding } from "exam-preflight";
import { findingList } from "../shared/findings.js";
import { inLocale } from "../shared/locale.js";
import { formatName, number } from "../shared/text.js";
import { warningSign } from "./icons.js";
import type { Slot, Status, Told } from "./state.js";
import type { View } from "./view.js";

/** The top of the card: what it is for, how many are wanted and there, what a reviewer asks, why it is locked. */
export function header(view: View, slot: Slot, feedback: string, status: Status) {
  const { words, title, material, locale, files } = view;
  return html`<header>
      <h3 class="title" id="title" tabindex="-1">${title}</h3>
      ${count(view, slot)}
    </header>
    ${feedback === "" ? nothing : html`<div class="feedback"><b class="tag">${words.feedback}</b><p>${feedback}</p></div>`}
    ${view.isLocked ? html`<p class="lock">${lockReason(view, status)}</p>` : nothing}
    <p class="purpose">${inLocale(material.note, locale)}</p>
    ${obtained(view)}
    ${view.isLocked || (slot.need === "none" && files.length === 0) ? nothing : limits(view)}`;
}

/** Who issues the document, and where its form or its issuer is found. */
function obtained({ words, material, locale }: View) {
  const { obtainedFrom, links = [] } = material;
  if (!obtainedFrom && links.length === 0) return nothing;
  return html`<p class="obtained quiet">
    ${obtainedFrom ? html`<b>${words.obtained}${words.colon}</b>${inLocale(obtainedFrom, locale)}` : nothing}
    ${links.map((link) => anchor(inLocale(link.title, locale), link.url))}
  </p>`;
}

/** The policy's notices about this document. */
export function told({ isLocked }: View, notices: readonly Told[]) {
  if (notices.length === 0 || isLocked) return nothing;
  return html`<ul class="told-here">
    ${notices.map(({ text, links }) => html`<li>${text} ${links.map(({ title, url }) => anchor(title, url))}</li>`)}
  </ul>`;
}

/** In a tab of its own, so that nothing that is at work here is lost. */
const anchor = (title: string, url: string) => html`<a href=${url} target="_blank" rel="noopener noreferrer">${title}</a> `;

function count({ words, files }: View, { need, min, max }: Slot) {
  const have = files.length;
  const isComplete = have > 0 && have >= min && have <= max;
  const missing = have > 0 ? min - have : 0;
  const text =
    need === "none"
      ? words.countNone(have)
      : need === "required" && min === max
        ? words.countExact(have, max)
        : need === "required"
          ? words.countRange(have, min, max)
          : words.countAtMost(have, max);
  return html`<p class="count ${need} ${isComplete ? "complete" : ""}">
    ${isComplete ? html`<span class="tick" aria-hidden="true">✓</span>` : nothing}<b>${words.need[need]}</b>
    <span aria-hidden="true">·</span> <span class="figures">${text}</span>${isComplete
      ? html`<span class="unseen">${words.complete}</span>`
      : missing > 0
        ? html`<b class="missing">${words.missing(missing)}</b>`
        : nothing}
  </p>`;
}

function lockReason({ words, isApproved }: View, status: Status): string {
  if (isApproved) return words.lockedApproved;
  return status === "returned" ? words.lockedReturned : words.locked;
}

/** The limits of the policy, at the place where files are picked. */
function limits(view: View) {
  const { words, material, locale, open } = view;
  const asked = [
    words.formats(material.formats.map(formatName)),
    words.bytesLimit(fileSize(material.maxBytes, locale), number(material.maxBytes, locale)),
    words.upright,
    words.legible,
  ];
  return html`<div class="limits">
    <ul aria-label=${words.limits}>${asked.map((one) => html`<li>${one}</li>`)}</ul>
    <button class="example" aria-haspopup="dialog" @click=${() => open({ what: "example" })}>${words.example}</button>
  </div>`;
}

/** Findings of the gate about the slot as a whole. The header's count shows how many pictures are missing. */
export function slotFindings(view: View, findings: readonly Finding[]) {
  // The tile of a picture shows the findings of its own report already.
  const isOnTile = (finding: Finding) =>
    view.files.some(({ name, report }) => name === finding.file && report.findings.some(({ code }) => code === finding.code));
  const shown = findings.filter((finding) => finding.code !== "slot.files.too_few" && !isOnTile(finding));
  return shown.length === 0 ? nothing : html`<div class="slot-findings">${findingList({ ...view, withFile: true }, shown)}</div>`;
}

/** Answers that are no findings: nothing was accepted, with the reason. */
export function notices({ words, controller }: View) {
  if (controller.notices.length === 0) return nothing;
  return html`<ul class="notices">
    ${controller.notices.map(
      ({ id, text }) => html`<li>
        ${warningSign}<p>${text}</p>
        <button class="plain" aria-label="${words.close}: ${text}" @click=${() => controller.dismiss(id)}>${words.close}</button>
      </li>`,
    )}
  </ul>`;
}
