import { html, nothing } from "lit";
import { inLocale } from "../shared/locale.js";
import type { View } from "./view.js";

/** The faults that are drawn over the first drawing. */
const FAULTS = ["turned", "mirrored", "blurred", "glare", "cut"] as const;

/** The policy's words on a good picture; with drawings also a good one, and those that come back. */
export function example(view: View, drawings: readonly string[]) {
  const { words, locale, material } = view;
  return html`<p class="example-text">${inLocale(material.example, locale)}</p>
    ${drawings[0] === undefined ? nothing : [good(view, drawings), bad(view, drawings[0]), html`<p class="quiet">${words.exampleDrawn}</p>`]}`;
}

function good({ words, title }: View, drawings: readonly string[]) {
  return html`<section class="good" aria-label=${words.exampleGood}>
    <h4>${words.exampleGood}</h4>
    <div class="drawings">${drawings.map((drawing) => html`<img src=${drawing} alt=${words.exampleGoodAlt(title)} />`)}</div>
  </section>`;
}

function bad({ words }: View, drawing: string) {
  return html`<section class="bad" aria-label=${words.exampleBad}>
    <h4>${words.exampleBad}</h4>
    <ul>
      ${FAULTS.map(
        (fault) => html`<li>
          <span class="drawn ${fault}"><img src=${drawing} alt="" /></span>
          <span><span class="no" aria-hidden="true">✕</span> ${words.bad[fault]}</span>
        </li>`,
      )}
    </ul>
  </section>`;
}
