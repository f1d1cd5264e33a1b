import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { fileSize } from "exam-preflight";
import { findingList } from "../shared/findings.js";
import { canRepair, canTurn, type FailedFile, type RefusedFile } from "./state.js";
import type { View } from "./view.js";

/** The files that take no slot, each with the reason and the ways on. */
export function refused(view: View) {
  const { words, controller } = view;
  if (controller.refused.length === 0 && controller.failed.length === 0) return nothing;
  return html`<section class="beside" aria-label=${words.refused}>
    <h4>${words.refused}</h4>
    ${repeat(controller.refused, (one) => one.id, (one) => refusedOne(view, one))}
    ${repeat(controller.failed, (one) => one.id, (one) => failedOne(view, one))}
  </section>`;
}

function refusedOne(view: View, one: RefusedFile) {
  const { words, locale, controller, open, pick, isLocked } = view;
  const { id, name, blob, report } = one;
  const readable = report.input?.widthPx != null;
  return html`<article class="refused ${readable ? "pictured" : ""}" data-id=${id} aria-label="${words.refusedBadge}: ${name}">
    ${readable
      ? html`<button
          class="view"
          aria-label=${words.view(name)}
          aria-haspopup="dialog"
          @click=${() => open({ what: "preview", file: { id, name, blob, report } })}
        >
          <exam-thumbnail .blob=${blob} .cannotShow=${words.cannotShow}></exam-thumbnail>
        </button>`
      : nothing}
    <div class="reason">
      <p class="name">${name} <small>${fileSize(blob.size, locale)}</small></p>
      ${findingList(view, report.findings)}
      ${isLocked
        ? nothing
        : html`<div class="actions">
            ${canRepair(report)
              ? html`<button class="primary" aria-label=${words.repairOf(name)} @click=${() => controller.repair({ of: "refused", refused: one })}>
                  ${words.repair}
                </button>`
              : nothing}
            ${canTurn(report)
              ? html`<button
                  aria-label=${words.overruleOf(name)}
                  aria-haspopup="dialog"
                  @click=${() => open({ what: "turn", origin: { of: "refused", refused: one } })}
                >
                  ${words.overrule}
                </button>`
              : nothing}
            <button
              aria-label=${words.chooseOtherFor(name)}
              @click=${() => pick(id)}
            >
              ${words.chooseOther}
            </button>
            <button class="plain" aria-label=${words.dismissOf(name)} @click=${() => controller.dismiss(id)}>${words.dismiss}</button>
          </div>`}
    </div>
  </article>`;
}

/** The page's fault or the network's, not the file's. */
function failedOne(view: View, one: FailedFile) {
  const { words, controller } = view;
  const { id, name, reason } = one;
  const failures: Record<string, string> = words.failures;
  const code = String((reason as { code?: unknown } | null)?.code);
  return html`<article class="refused failed" data-id=${id} aria-label=${words.failed(name)}>
    <div class="reason">
      <p class="name">${words.failed(name)}</p>
      <p>${failures[code] ?? words.failures.other}</p>
      <div class="actions">
        <button class="primary" aria-label=${words.retryOf(name)} @click=${() => controller.retry(one)}>${words.retry}</button>
        <button class="plain" aria-label=${words.dismissOf(name)} @click=${() => controller.dismiss(id)}>${words.dismiss}</button>
      </div>
    </div>
  </article>`;
}
