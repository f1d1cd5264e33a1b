import { html, nothing } from "lit";
import type { PhotoReport, Policy } from "exam-preflight";
import { findingList } from "../shared/findings.js";
import type { Locale } from "../shared/locale.js";
import { number, pixels } from "../shared/text.js";
import { comparison, details } from "./comparison.js";
import { count, type ShownPhoto, type Spec } from "./model/state.js";
import type { Words } from "./words/index.js";

export interface ResultView {
  words: Words;
  locale: Locale;
  policy: Policy;
  shown: ShownPhoto;
  spec: Spec;
  locked: boolean;
  onAdjust: () => void;
  onAutomatic: () => void;
  onRemove: () => void;
}

/** The answer: verdict, before and after, every finding, the size, the download. */
export function result(view: ResultView) {
  const { words, shown } = view;
  const { report, jpeg } = shown.value;
  const isReady = report.verdict === "ready";
  return html`<section class="card result ${report.verdict}">
    <header>
      <span class="mark" aria-hidden="true">${isReady ? "✓" : "!"}</span>
      <div>
        <h2 tabindex="-1">${isReady ? words.ready : jpeg ? words.blocked : words.none}</h2>
        <p>${summary(words, report)}</p>
      </div>
    </header>
    <div class="columns">
      <div class="pictures">
        ${comparison(view)} ${jpeg ? meter(view, jpeg.size) : nothing} ${download(view)} ${changes(view)} ${details(view)}
      </div>
      <div class="words">${findings(view)} ${facts(view)}</div>
    </div>
  </section>`;
}

function summary(words: Words, { verdict, findings }: PhotoReport): string {
  if (verdict === "blocked") return words.blockedNote(count(findings, "error"));
  const warnings = count(findings, "warning");
  return warnings > 0 ? words.readyWarned(warnings) : words.readyNote;
}

function findings({ words, locale, policy, shown }: ResultView) {
  const { report } = shown.value;
  return html`<h3>${words.findings}</h3>
    ${report.findings.length === 0
      ? html`<p class="quiet">${words.noFindings}</p>`
      : findingList({ locale, policy }, report.findings)}`;
}

/** The file's size against the limit. */
function meter({ words, locale, spec }: ResultView, bytes: number) {
  const text = words.sizeOf(words.bytes(number(bytes, locale)), words.bytes(number(spec.maxBytes, locale)));
  return html`<div class="size">
    <div class="row"><span>${words.size}</span><span class="quiet">${text}</span></div>
    <meter min="0" .max=${spec.maxBytes} .high=${spec.maxBytes} .value=${bytes} aria-label=${words.size}>${text}</meter>
  </div>`;
}

function download({ words, shown: { value, jpegUrl } }: ResultView) {
  if (jpegUrl === undefined) return nothing;
  if (value.report.verdict === "ready") {
    return html`<a class="primary button" href=${jpegUrl} download=${words.fileName}>${words.download}</a>`;
  }
  return html`<p class="anyway">
    <a href=${jpegUrl} download=${words.fileName}>${words.downloadAnyway}</a>
    <span class="quiet">${words.downloadAnywayNote}</span>
  </p>`;
}

/** Buttons that change the photo; none once the application is locked. */
function changes({ words, shown: { value }, locked, onAdjust, onAutomatic, onRemove }: ResultView) {
  if (locked) return nothing;
  return html`<div class="changes">
    ${value.report.measured.crop ? html`<button class="adjust" @click=${onAdjust}>${words.adjust}</button>` : nothing}
    ${value.crop === null ? nothing : html`<button class="automatic" @click=${onAutomatic}>${words.editor.automatic}</button>`}
    <button class="remove" @click=${onRemove}>${words.remove}</button>
  </div>`;
}

function facts({ words, locale, shown }: ResultView) {
  const { output } = shown.value.report;
  if (output === null) return nothing;
  const rows: [string, string][] = [
    [words.pixels, pixels(output.widthPx, output.heightPx)],
    [words.dpi, output.dpi === null ? "–" : `${output.dpi} dpi`],
    [words.quality, number(output.quality, locale, 1)],
    [words.fingerprint, output.sha256],
  ];
  return html`<details>
    <summary>${words.facts}</summary>
    <dl>${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
  </details>`;
}
