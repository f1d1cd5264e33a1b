/** What this candidate needs, before any picture is there: to read, and to print and take along. */
import type { Checklist } from "exam-preflight";
import { html, nothing, type TemplateResult } from "lit";
import type { State } from "../app/state";
import { words, type Locale } from "../words";
import { anchors } from "./notices";

type ListedDocument = Checklist["documents"][number];
type ListedNotice = Checklist["notices"][number];

export function checklist({ checklist: list, locale }: State) {
  if (list === undefined || list.answers.length === 0) return nothing;
  const w = words(locale);
  return html`<section class="checklist card" aria-labelledby="checklist">
    <h2 id="checklist">${w.checklist}</h2>
    <p class="source quiet">${list.title[locale]}${w.colon}${w.checklistSource(list.source)}</p>
    ${list.unanswered.length === 0 ? nothing : html`<p class="note warning"><b>${w.checklistUnfinished}</b>${w.questionsLeft(list.unanswered.length)}</p>`}
    ${list.contradictions.map(({ text, weight }) => html`<p class="note ${weight ?? "error"}"><b>${w.checklistContradiction}</b>${text[locale]}</p>`)}
    <h3>${w.overviewPhoto}</h3>
    <ul class="items">${photo(list.photo, locale)}</ul>
    ${(["required", "optional", "undecided"] as const).map((need) => group(list, need, locale))}
    ${list.notices.length === 0 ? nothing : html`<h3>${w.goodToKnow}</h3>${said(list.notices, locale)}`}
    <div class="only-print">
      <h3>${w.overviewFacts}</h3>
      <ul>
        ${list.answers.map(({ question, answer }) => html`<li>${question[locale]} ${answer[locale]}</li>`)}
      </ul>
    </div>
    <button class="print" @click=${() => print()}>${w.checklistPrint}</button>
  </section>`;
}

function photo({ title, widthMm, heightMm, widthPx, heightPx, maxBytes, maxAgeDays, notices }: Checklist["photo"], locale: Locale) {
  const w = words(locale);
  const figures = w.checklistPhoto({ widthMm, heightMm, widthPx, heightPx, maxAgeDays, size: sizeOf(maxBytes, locale) });
  return item(title ? title[locale] : w.overviewPhoto, "", html`<p>${figures}</p> ${said(notices, locale)}`);
}

function group(list: Checklist, need: ListedDocument["need"], locale: Locale) {
  const documents = list.documents.filter((document) => document.need === need);
  if (documents.length === 0) return nothing;
  return html`<h3>${words(locale).checklistNeed[need]}</h3>
    <ul class="items">${documents.map((document) => entry(document, locale))}</ul>`;
}

function entry({ title, min, max, note, obtainedFrom, links, example, formats, maxBytes, notices }: ListedDocument, locale: Locale) {
  const w = words(locale);
  const limits = w.checklistLimits(formats.map((format) => (format === "jpeg" ? "JPG" : "PNG")), sizeOf(maxBytes, locale));
  return item(
    title[locale],
    w.checklistCount(min, max),
    html`<p>${note[locale]}</p>
      ${obtainedFrom ? html`<p><b>${w.checklistObtained}${w.colon}</b>${obtainedFrom[locale]} ${anchors(links, locale)}</p>` : nothing}
      <p class="quiet">${example[locale]} ${limits}</p>
      ${said(notices, locale)}`,
  );
}

function item(title: string, count: string, body: TemplateResult) {
  return html`<li>
    <span class="box" aria-hidden="true"></span>
    <div>
      <h4>${title}${count === "" ? nothing : html` <span class="count">${count}</span>`}</h4>
      ${body}
    </div>
  </li>`;
}

function said(notices: readonly ListedNotice[], locale: Locale) {
  if (notices.length === 0) return nothing;
  return html`<ul class="told">
    ${notices.map(({ text, links }) => html`<li>${text[locale]} ${anchors(links, locale)}</li>`)}
  </ul>`;
}

/** A limit as offices write it: 29,999 bytes are `below 30 KB`. */
function sizeOf(maxBytes: number, locale: Locale): string {
  const { below, atMost } = words(locale);
  return (maxBytes + 1) % 1000 === 0 ? below((maxBytes + 1) / 1000) : atMost(maxBytes / 1000);
}
