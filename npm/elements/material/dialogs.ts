import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { fileSize } from "exam-preflight";
import { findingList } from "../shared/findings.js";
import { formatName, pixels } from "../shared/text.js";
import { example } from "./example.js";
import { cross } from "./icons.js";
import type { MaterialFile } from "./state.js";
import type { OpenDialog, View } from "./view.js";

/** A dialog over the page: its title, its way out, its content. */
export function dialog(view: View, opened: OpenDialog, drawings: readonly string[], close: () => void, side: Side) {
  const content = contents(view, opened, drawings, close, side);
  return html`<div class="sheet ${opened.what}">
    <div class="row head">
      <h3 id="dialog-title">${content.title}</h3>
      <button class="square" aria-label=${view.words.close} title=${view.words.close} @click=${close} autofocus>${cross}</button>
    </div>
    ${content.body}
  </div>`;
}

/** The side that is shown of a repaired picture. */
export interface Side {
  isBefore: boolean;
  choose(isBefore: boolean): void;
}

function contents(view: View, opened: OpenDialog, drawings: readonly string[], close: () => void, side: Side): { title: string; body: TemplateResult } {
  const { words, controller } = view;
  switch (opened.what) {
    case "example":
      return { title: words.exampleOf(view.title), body: example(view, drawings) };
    case "preview":
      return { title: opened.file.name, body: preview(view, opened.file, side) };
    case "move":
      return { title: words.moveTitle(opened.file.name), body: moveTo(view, opened.file) };
    case "turn": {
      const { origin } = opened;
      const { name, blob } = origin.of === "refused" ? origin.refused : origin.file;
      const apply = (event: CustomEvent) => {
        close();
        controller.repair(origin, event.detail);
      };
      return {
        title: words.turnTitle(name),
        body: html`<exam-turn-stage .blob=${blob} .words=${words} .name=${name} @turn-apply=${apply}></exam-turn-stage>`,
      };
    }
  }
}

/** One button for each kind that has room: a tap moves the picture. */
function moveTo({ words, targets, move }: View, file: MaterialFile) {
  return html`<p class="quiet">${words.moveIntro}</p>
    <ul class="targets">
      ${targets.map(({ kind, title }) => html`<li><button data-kind=${kind} @click=${() => move(file, kind)}>${title}</button></li>`)}
    </ul>`;
}

function preview(view: View, file: Extract<OpenDialog, { what: "preview" }>["file"], side: Side) {
  const { words, locale } = view;
  const original = "original" in file ? (file.original ?? null) : null;
  const blob = original && side.isBefore ? original : file.blob;
  return html`<div class="look">
    <div class="seen">
      ${original
        ? html`<div class="sides" role="group" aria-label="${words.before} / ${words.after}">
            ${[true, false].map(
              (isBefore) => html`<button aria-pressed=${side.isBefore === isBefore} @click=${() => side.choose(isBefore)}>
                ${isBefore ? words.before : words.after}
              </button>`,
            )}
          </div>`
        : nothing}
      <exam-zoom-stage .blob=${blob} .words=${words} .name=${file.name}></exam-zoom-stage>
    </div>
    <div class="told-beside">
      <h4>${words.findings}</h4>
      ${file.report === null || file.report.findings.length === 0
        ? html`<p class="quiet">${words.noFindings}</p>`
        : findingList(view, file.report.findings)}
      <h4>${words.facts}</h4>
      <dl>
        <div><dt>${words.factName}</dt><dd>${file.name}</dd></div>
        <div><dt>${words.factSize}</dt><dd>${fileSize(file.blob.size, locale)}</dd></div>
        <div><dt>${words.factPixels}</dt><dd>${pixels(file.report?.input?.widthPx, file.report?.input?.heightPx)}</dd></div>
        <div><dt>${words.factFormat}</dt><dd>${file.report?.input?.format ? formatName(file.report.input.format) : "–"}</dd></div>
      </dl>
    </div>
  </div>`;
}
