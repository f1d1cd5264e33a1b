/** The documents: a card for each kind, required ones first; kinds that are not needed are folded away. */
import type { Policy, Slot } from "exam-preflight";
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { MaterialFile } from "../application/draft";
import { words } from "../words";
import type { App } from "../app/app";
import { missingFiles } from "../receiver/pictures";
import drawings from "./drawings.json";
import { noticesAt } from "./notices";
import { answered } from "./progress";
import { titleOf } from "./titles";
import { addressOf } from "../app/route";
import { feedbackOf, filesOf, findingsOf, isOpen, type State } from "../app/state";

type Material = Policy["materials"][number];

export function materials(app: App) {
  const { state } = app;
  const { locale, policy, report, draft } = state;
  if (policy === undefined || report === undefined || draft === null) return nothing;
  const w = words(locale);
  const all = report.measured.slots.flatMap((slot) => {
    const material = policy.materials.find(({ kind }) => kind === slot.kind);
    return material === undefined ? [] : [{ slot, material }];
  });
  const required = all.filter(({ slot }) => slot.need === "required");
  // While a question is open, the kinds that hang on it count as optional: they wait, folded.
  const isOpenQuestion = answered(state) < report.measured.asked.length;
  const isWaiting = ({ slot }: { slot: Slot }) => isOpenQuestion && slot.have === 0;
  const optional = all.filter((one) => one.slot.need === "optional" && !isWaiting(one));
  const waiting = all.filter((one) => one.slot.need === "optional" && isWaiting(one));
  const superfluous = all.filter(({ slot }) => slot.need === "none" && slot.have > 0);
  const notNeeded = all.filter(({ slot }) => slot.need === "none" && slot.have === 0);
  const isBegun = answered(state) > 0 || draft.application.status !== "draft";
  const cards = (list: typeof all) => repeat(list, ({ slot }) => slot.kind, ({ slot, material }) => card(app, slot, material));
  const group = (title: string, list: typeof all) =>
    list.length === 0
      ? nothing
      : html`<section class="kinds">
          <h2>${title}</h2>
          ${cards(list)}
        </section>`;
  return html`
    ${isBegun ? nothing : html`<p class="note info"><b>${w.steps.facts}</b>${w.answerFirst} <a href=${addressOf("facts")}>${w.goThere}</a></p>`}
    ${isFetching(state) ? html`<p class="quiet" role="status">${w.fetching}</p>` : nothing}
    ${group(w.superfluous, superfluous)} ${group(w.required, required)}
    ${group(w.optional, optional)}
    ${waiting.length === 0 || !isBegun
      ? nothing
      : html`<details class="folded"><summary>${w.perhaps(waiting.length)}</summary>${cards(waiting)}</details>`}
    ${notNeeded.length === 0 || !isBegun
      ? nothing
      : html`<details class="card">
          <summary>${w.notNeeded(notNeeded.length)}</summary>
          <ul>
            ${notNeeded.map(({ material }) => html`<li><b>${material.title[locale]}</b><br /><small>${material.note[locale]}</small></li>`)}
          </ul>
        </details>`}
  `;
}

function card(app: App, slot: Slot, material: Material) {
  const { state } = app;
  const { kind } = material;
  return html`<div class="kind" id="materials-${kind}" tabindex="-1">
    <exam-material
      .preflight=${state.pixels}
      .locale=${state.locale}
      .locked=${!isOpen(state, kind)}
      .feedback=${(feedbackOf(state).get(kind) ?? []).join("\n")}
      .material=${material}
      .drawings=${drawingsOf(kind)}
      .slotState=${slot}
      .status=${state.report?.measured.status}
      .findings=${findingsOf(state, kind)}
      .files=${filesOf(state, kind) ?? NONE}
      .notices=${toldAt(state, kind)}
      .targets=${isOpen(state, kind) ? targetsFrom(state, kind) : []}
      @material-move=${(event: CustomEvent<{ kind: string; file: MaterialFile; toKind: string }>) => move(app, event.detail)}
      @material-change=${(event: CustomEvent<{ kind: string; files: MaterialFile[] }>) =>
        app.setMaterial(event.detail.kind, event.detail.files)}
    ></exam-material>
  </div>`;
}

/** The policy's notices about a kind, in the page's language. */
function toldAt(state: State, kind: string) {
  const { locale } = state;
  return noticesAt(state, ({ kinds }) => kinds?.includes(kind)).map(({ text, links }) => ({
    text: text[locale],
    links: (links ?? []).map(({ title, url }) => ({ title: title[locale], url })),
  }));
}

/** The other kinds that are asked of this candidate and have room. */
function targetsFrom(state: State, from: string) {
  const { report, policy, locale } = state;
  if (report === undefined || policy === undefined) return [];
  return report.measured.slots
    .filter(({ kind, need, have, max }) => kind !== from && need !== "none" && have < max && isOpen(state, kind))
    .map(({ kind }) => ({ kind, title: titleOf(kind, policy, locale) }));
}

async function move(app: App, { kind, file, toKind }: { kind: string; file: MaterialFile; toKind: string }): Promise<void> {
  const isMoved = await app.moveMaterial(kind, file, toKind);
  const { policy, locale } = app.state;
  if (!isMoved || policy === undefined) return;
  app.say(words(locale).movedTo(file.name, titleOf(toKind, policy, locale)));
  // Its card may be gone from under the button.
  document.getElementById(`materials-${toKind}`)?.focus();
}

/** The drawings of `public/examples` for each kind; for another kind those of `*`. */
const DRAWINGS: Readonly<Record<string, readonly string[]>> = drawings;
const addresses = new Map<string, readonly string[]>();

function drawingsOf(kind: string): readonly string[] {
  const address = (name: string) => new URL(`examples/${name}.svg`, document.baseURI).href;
  if (!addresses.has(kind)) addresses.set(kind, (DRAWINGS[kind] ?? DRAWINGS["*"]!).map(address));
  return addresses.get(kind)!;
}

/** One list for all empty ones: another one each time would tell the element that something has changed. */
const NONE: MaterialFile[] = [];

/** Returns `true` while pictures that only the receiver has are being fetched. */
function isFetching({ draft, pixels, link }: State): boolean {
  return draft !== null && pixels !== undefined && link.kind !== "trouble" && missingFiles(draft).length > 0;
}
