import { html, nothing } from "lit";
import type { Finding, PhotoReport, Policy } from "exam-preflight";
import { findingList } from "../shared/findings.js";
import type { Locale } from "../shared/locale.js";
import { number, pixels } from "../shared/text.js";
import { comparison, details } from "./comparison.js";
import { count, type ShownPhoto, type Spec } from "./model/state.js";
import { labelId, type OverlayView } from "./overlay/drawing.js";
import { markOf, overlayOf, type Part } from "./overlay/marks.js";
import type { Spotlight } from "./overlay/spotlight.js";
import type { Words } from "./words/index.js";

export interface ResultView {
  words: Words;
  locale: Locale;
  policy: Policy;
  shown: ShownPhoto;
  spec: Spec;
  locked: boolean;
  spotlight: Spotlight;
  /** A finding's place is wanted in sight. */
  onLook: (part: Part) => void;
  onAdjust: () => void;
  onAutomatic: () => void;
  onRemove: () => void;
}

/** The answer: verdict, before and after, every finding, the size, the download. On a phone it is read in this order. */
export function result(view: ResultView) {
  const { words, shown } = view;
  const { report, jpeg } = shown.value;
  const isReady = report.verdict === "ready";
  const pictures = { ...view, overlay: overlayOf(report, view.locale) };
  return html`<section class="card result ${report.verdict}">
    <header>
      <span class="mark" aria-hidden="true">${isReady ? "✓" : "!"}</span>
      <div>
        <h2 tabindex="-1">${isReady ? words.ready : jpeg ? words.blocked : words.none}</h2>
        <p>${summary(words, report)}</p>
      </div>
    </header>
    <div class="columns">
      <div class="pictures">${comparison(pictures)}</div>
      <div class="words">${findings(pictures)}</div>
      <div class="file">
        ${jpeg ? meter(view, jpeg.size) : nothing} ${download(view)} ${changes(view)} ${details(pictures)} ${facts(view)}
      </div>
    </div>
  </section>`;
}

function summary(words: Words, { verdict, findings }: PhotoReport): string {
  if (verdict === "blocked") return words.blockedNote(count(findings, "error"));
  const warnings = count(findings, "warning");
  return warnings > 0 ? words.readyWarned(warnings) : words.readyNote;
}

/** The findings. One that has a place on the photo carries the number of its mark, and shows it. */
function findings(view: ResultView & OverlayView) {
  const { words, locale, policy, shown, overlay, spotlight } = view;
  const { report } = shown.value;
  if (report.findings.length === 0) return html`<h3>${words.findings}</h3><p class="quiet">${words.noFindings}</p>`;
  const partAt = (event: Event) => {
    const code = (event.target as Element).closest<HTMLElement>("li")?.dataset["code"];
    return overlay.marks.find(({ codes }) => codes.includes(code ?? ""))?.part;
  };
  return html`<h3>${words.findings}</h3>
    <div
      @pointerover=${(event: Event) => spotlight.point(partAt(event))}
      @pointerleave=${() => spotlight.point(undefined)}
      @focusin=${(event: Event) => (event.target as Element).matches(":focus-visible") && spotlight.point(partAt(event))}
      @focusout=${() => spotlight.point(undefined)}
    >
      ${findingList({ locale, policy, action: (finding) => look(view, finding) }, report.findings)}
    </div>`;
}

function look({ words, overlay, spotlight, onLook }: ResultView & OverlayView, finding: Finding) {
  const mark = markOf(overlay, finding);
  if (mark === undefined) return nothing;
  return html`<button
    class="look ${mark.severity} ${spotlight.part === mark.part ? "on" : ""}"
    aria-pressed=${spotlight.isPinned(mark.part)}
    aria-describedby=${labelId(mark.part)}
    @click=${() => onLook(mark.part)}
  >
    <b>${mark.number}</b> ${words.overlay.look}
  </button>`;
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
