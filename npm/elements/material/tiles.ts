import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { fileSize, worstFirst, type Finding } from "exam-preflight";
import { sentence, severityWords } from "../shared/findings.js";
import * as icons from "./icons.js";
import type { Reorder } from "./reorder.js";
import { canRepair, canTurn, tileFindings, type MaterialFile } from "./state.js";
import type { View } from "./view.js";

/** Number of findings that a tile shows; the rest is shown when it is opened. */
const TOLD_ON_TILE = 2;

export interface Target {
  isOver: boolean;
  onCamera: () => void;
}

/** The pictures that take a slot, in order, and the place to add one as long as there is room. */
export function tiles(view: View, reorder: Reorder, target: Target) {
  const { words, title, files, max, isLocked } = view;
  const hasRoom = !isLocked && files.length < max;
  if (files.length === 0 && !hasRoom) return nothing;
  return html`<ol class="tiles" aria-label=${words.tiles(title)}>
    ${repeat(files, (file) => file.id, (file, at) => tile(view, reorder, file, at))}
    ${hasRoom ? plus(view, target) : nothing}
  </ol>`;
}

function tile(view: View, reorder: Reorder, file: MaterialFile, at: number) {
  const { words, locale, files, isLocked, isApproved, controller, open } = view;
  const { name, blob, report, original } = file;
  return html`<li
    class="tile"
    data-id=${file.id}
    .style=${`order: ${reorder.placeOf(file, at)}`}
    ?data-dragged=${reorder.isDragged(file)}
  >
    <div class="shown">
      <button
        class="view"
        aria-label="${words.view(name)} (${words.tile(at + 1, files.length, name)})"
        aria-haspopup="dialog"
        @click=${() => open({ what: "preview", file })}
      >
        <exam-thumbnail .blob=${blob} .cannotShow=${words.cannotShow}></exam-thumbnail>
      </button>
      ${isApproved ? html`<span class="approved">${icons.tick}<span class="unseen">${words.approved}</span></span>` : nothing}
      ${isLocked
        ? nothing
        : html`<button class="remove" aria-label=${words.remove(name)} @click=${() => controller.remove(file)}>${icons.minus}</button>`}
    </div>
    <p class="name">${name}</p>
    <p class="quiet">
      ${fileSize(blob.size, locale)}${original ? html` <span class="badge">${words.repairedBadge}</span>` : nothing}
    </p>
    ${told(view, tileFindings(report))} ${isLocked ? nothing : cures(view, file)}
    ${isLocked || files.length < 2 ? nothing : order(view, reorder, file, at)}
  </li>`;
}

function told({ words, locale, policy }: View, findings: readonly Finding[]) {
  if (findings.length === 0) return nothing;
  const first = worstFirst(findings).slice(0, TOLD_ON_TILE);
  const rest = findings.length - first.length;
  return html`<ul class="told">
    ${first.map(
      (finding) => html`<li class=${finding.severity} data-code=${finding.code}>
        <b>${severityWords(locale)[finding.severity]}${words.colon}</b>${sentence(finding, locale, policy).text}
      </li>`,
    )}
    ${rest > 0 ? html`<li class="quiet">${words.more(rest)}</li>` : nothing}
  </ul>`;
}

/** Buttons for a picture that was accepted: its name claims another format, its placement is doubtful, or it belongs elsewhere. */
function cures(view: View, file: MaterialFile) {
  const { words, controller, open, targets } = view;
  const repair = canRepair(file.report);
  const turn = canTurn(file.report);
  const canMove = targets.length > 0;
  if (!repair && !turn && !canMove) return nothing;
  return html`<div class="cures">
    ${repair
      ? html`<button aria-label=${words.repairOf(file.name)} @click=${() => controller.repair({ of: "tile", file })}>${words.repair}</button>`
      : nothing}
    ${turn
      ? html`<button
          aria-label=${words.turnOf(file.name)}
          aria-haspopup="dialog"
          @click=${() => open({ what: "turn", origin: { of: "tile", file } })}
        >
          ${words.turn}
        </button>`
      : nothing}
    ${canMove ? moveButton(view, file) : nothing}
  </div>`;
}

/** One tap where one kind alone has room; otherwise the kinds are offered. */
function moveButton({ words, isUnneeded, targets, open, move }: View, file: MaterialFile) {
  const [only] = targets;
  const isOnly = only !== undefined && targets.length === 1;
  return html`<button
    class="move ${isUnneeded ? "" : "plain"}"
    aria-label=${isOnly ? words.moveToOf(file.name, only.title) : words.moveOf(file.name)}
    aria-haspopup=${isOnly ? nothing : "dialog"}
    @click=${() => (isOnly ? move(file, only.kind) : open({ what: "move", file }))}
  >
    ${isOnly ? words.moveTo(only.title) : words.move}
  </button>`;
}

/** Dragging has its equal in buttons, for one finger, one key or a screen reader. */
function order({ words, files }: View, reorder: Reorder, file: MaterialFile, at: number) {
  const { name } = file;
  return html`<div class="order">
    <button class="earlier" aria-label=${words.earlier(name)} ?disabled=${at === 0} @click=${() => reorder.step(file, at - 1, ".earlier")}>
      ${icons.earlier}
    </button>
    <button
      class="handle"
      aria-label=${words.handle(name)}
      aria-description=${words.handleHelp}
      title=${words.handleHelp}
      @keydown=${(event: KeyboardEvent) => reorder.onKey(event, file)}
      @pointerdown=${(event: PointerEvent) => reorder.onDown(event, file)}
      @pointermove=${(event: PointerEvent) => reorder.onMove(event)}
      @pointerup=${() => reorder.drop()}
      @pointercancel=${() => reorder.giveUp()}
    >
      ${icons.grip}
    </button>
    <button
      class="later"
      aria-label=${words.later(name)}
      ?disabled=${at === files.length - 1}
      @click=${() => reorder.step(file, at + 1, ".later")}
    >
      ${icons.later}
    </button>
  </div>`;
}

function plus(view: View, { isOver, onCamera }: Target) {
  const { words, title, files, pick } = view;
  // Out of sight, so that the name holds what is seen: people who speak to their device say that.
  const whose = html`<span class="unseen">${words.colon}${title}</span>`;
  return html`<li class="plus ${isOver ? "over" : ""} ${files.length === 0 ? "alone" : ""}" .style=${`order: ${files.length}`}>
    <button class="pick" @click=${() => pick()}>
      ${icons.plus}
      <span>${isOver ? words.dropNow : files.length === 0 ? words.add : words.addMore}${whose}</span>
      <small class="mouse-only">${words.dropHere}</small>
    </button>
    <button class="camera touch-only" @click=${onCamera}>
      ${icons.camera}<span>${words.camera}${whose}</span>
    </button>
  </li>`;
}
