import { html } from "lit";
import { PHOTO_STEPS } from "exam-preflight";
import type { State } from "./model/state.js";
import type { Words } from "./words/index.js";

/** Progress of the work. Shown only when it takes longer than a blink: see `.working` in the styles. */
export function progress(view: { words: Words; state: Extract<State, { kind: "working" }>; onCancel: () => void }) {
  const { words, state, onCancel } = view;
  const at = state.step === "start" ? 0 : PHOTO_STEPS.indexOf(state.step) + 1;
  const label = words.stepOf(words.steps[state.step], Math.max(at, 1), PHOTO_STEPS.length);
  return html`<section class="card working">
    <p class="name">${words.working(state.asked.name)}</p>
    <progress max=${PHOTO_STEPS.length} .value=${at} aria-label=${label}></progress>
    <div class="row">
      <p class="quiet">${label}</p>
      <button @click=${onCancel}>${words.cancel}</button>
    </div>
  </section>`;
}
