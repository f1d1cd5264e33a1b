import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { fileSize, type MaterialReport } from "exam-preflight";
import type { Locale } from "../shared/locale.js";
import { formatName, pixels } from "../shared/text.js";
import { tick } from "./icons.js";
import { isKept, type RepairedFile } from "./state.js";
import type { Words } from "./words/index.js";
import type { View } from "./view.js";

/** Results of repairs beside their originals, until the person has looked at them. */
export function repaired(view: View) {
  return repeat(view.controller.repaired, (one) => one.file.id, (one) => repairedOne(view, one));
}

function repairedOne(view: View, one: RepairedFile) {
  const { words, locale, controller, open, isLocked } = view;
  const { file, report, isTaken } = one;
  const name = report.findings[0]?.file ?? file.name;
  const show = () => open({ what: "preview", file });
  return html`<section class="repaired ${isTaken ? "taken" : "waiting"}" data-id=${file.id} aria-labelledby="repaired-${file.id}">
    <h4 id="repaired-${file.id}" tabindex="-1">${tick}<span>${isKept(report) ? words.kept(name) : words.repaired(name)}</span></h4>
    <p>${isTaken ? words.repairedTaken : words.repairedFull}</p>
    <div class="pair">
      ${figure(words, words.before, file.original!, show, name)} ${figure(words, words.after, file.blob, show, file.name)}
    </div>
    <p class="minor">${words.changes}</p>
    <ul class="changes">
      ${changes(words, locale, report).map((change) => html`<li>${change}</li>`)}
    </ul>
    ${isLocked
      ? nothing
      : html`<div class="actions">
          ${isTaken
            ? html`<button class="primary" aria-label=${words.doneOf(file.name)} @click=${() => controller.confirm(one)}>${words.done}</button>`
            : html`<button class="primary" aria-label=${words.putOf(file.name)} @click=${() => controller.put(one)}>${words.put}</button>`}
          <button aria-haspopup="dialog" @click=${show}>${words.enlarge}</button>
          <button class="plain" @click=${() => controller.revert(one)}>${words.revert}</button>
        </div>`}
  </section>`;
}

function figure(words: Words, caption: string, blob: Blob, show: () => void, name: string) {
  return html`<figure>
    <button class="view" aria-haspopup="dialog" aria-label="${caption}: ${words.view(name)}" @click=${show}>
      <exam-thumbnail .blob=${blob} .widthPx=${480} .cannotShow=${words.cannotShow}></exam-thumbnail>
    </button>
    <figcaption>${caption}</figcaption>
  </figure>`;
}

/** Differences between the file as it was picked and the repaired one, in the report's own figures. */
function changes(words: Words, locale: Locale, { findings, input, output }: MaterialReport): string[] {
  if (input === null || output === null) return [];
  const { change } = words;
  const params = findings.find(({ code }) => code === "material.repaired")?.params ?? {};
  const turned = Number(params["rotationCw"] ?? 0);
  const format = input.format ?? "";
  const [from, to] = [uprightPixels(input, turned), pixels(output.widthPx, output.heightPx)];
  const told = [
    turned === 0 ? "" : change.turned(turned),
    Number(params["mirrored"] ?? 0) === 0 ? "" : change.unmirrored,
    (input.orientation ?? 1) > 1 ? change.unmarked : "",
    format === output.format ? "" : change.format(formatName(format), formatName(output.format)),
    from === to ? "" : change.pixels(from, to),
  ].filter((one) => one !== "");
  const isUntouched = told.length === 0 && output.quality === 100;
  return [...(isUntouched ? [change.metadata] : told), change.bytes(fileSize(input.bytes, locale), fileSize(output.bytes, locale))];
}

/** Size of the input in the orientation of the output: turning alone changes no pixel. */
function uprightPixels({ widthPx, heightPx, orientation }: NonNullable<MaterialReport["input"]>, turned: number): string {
  const isSwapped = (orientation ?? 1) >= 5 !== (turned % 180 !== 0);
  return isSwapped ? pixels(heightPx, widthPx) : pixels(widthPx, heightPx);
}
