import { html, nothing } from "lit";
import type { Finding } from "exam-preflight";
import { byWeight, sentence } from "./words/index.js";
import type { View } from "./view.js";

/** Findings in full: what is wrong, and what to do about it. */
export function findingList(view: View, findings: readonly Finding[], { withFile = false } = {}) {
  const { words, locale, policy } = view;
  const item = (finding: Finding) => {
    const { text, hint } = sentence(finding, locale, policy);
    return html`<li class=${finding.severity} data-code=${finding.code}>
      <b class="tag">${words.severity[finding.severity]}</b>
      <p>${withFile && finding.file ? html`<span class="file">${finding.file}</span>` : nothing}${text}</p>
      ${hint === "" ? nothing : html`<p class="hint">${hint}</p>`}
    </li>`;
  };
  return html`<ul class="findings">${byWeight(findings).map(item)}</ul>`;
}
