import { INSPECT_STEPS, REPAIR_STEPS } from "exam-preflight";
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { cross } from "./icons.js";
import type { Job } from "./state.js";
import type { View } from "./view.js";

/** Number of steps of a task: the result of a repair is inspected as any file is. */
const STEPS = { inspect: INSPECT_STEPS.length, repair: REPAIR_STEPS.length + INSPECT_STEPS.length } as const;

/** The files that wait or are being looked at, each with its step and its way out. Only what takes longer than a blink. */
export function work(view: View) {
  const { words, controller } = view;
  const jobs = controller.queue.jobs.filter(({ isShown }) => isShown);
  if (jobs.length === 0) return nothing;
  const cancelAll = () => controller.queue.jobs.forEach(({ id }) => controller.queue.cancel(id));
  return html`<section class="work" aria-label=${words.working(jobs.length)}>
    <div class="row">
      <h4>${words.working(jobs.length)}</h4>
      ${jobs.length > 1 ? html`<button class="plain" @click=${cancelAll}>${words.cancelAll}</button>` : nothing}
    </div>
    <ul>
      ${repeat(jobs, (job) => job.id, (job) => row(view, job))}
    </ul>
  </section>`;
}

function row({ words, controller }: View, { id, name, step, heard, task }: Job) {
  const said = step === "waiting" ? words.waiting : step === "starting" ? words.starting : words.steps[step];
  const of = STEPS[task.do];
  return html`<li data-id=${id} data-step=${step}>
    <div class="doing">
      <p class="name">${name}</p>
      <progress max=${of} .value=${Math.min(heard, of)} aria-label="${name}: ${said}"></progress>
      <p class="quiet">${said}</p>
    </div>
    <button class="square" aria-label=${words.cancelOf(name)} title=${words.cancel} @click=${() => controller.queue.cancel(id)}>
      ${cross}
    </button>
  </li>`;
}
