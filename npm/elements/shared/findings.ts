/** Findings as a list: what is wrong, and what to do about it; what blocks comes first. */
import { html, nothing } from "lit";
import { describe, worstFirst, type Finding, type Titles } from "exam-preflight";
import { messages, wordsIn, type Locale } from "./locale.js";

/** The word for each severity. */
export const severityWords = wordsIn<Record<Finding["severity"], string>>({
  "zh-CN": { error: "必须处理", warning: "请留意", info: "说明" },
  en: { error: "Must be fixed", warning: "Please check", info: "Note" },
});

/** A finding in the person's language; kinds and questions are named by the policy's titles. */
export const sentence = (finding: Finding, locale: Locale, policy: Titles | undefined): { text: string; hint: string } =>
  describe(finding, messages(locale), locale, policy);

export interface FindingListView {
  locale: Locale;
  policy: Titles | undefined;
  /** Puts the name of the file in front of the sentence. */
  withFile?: boolean;
  /** Content beside a finding, such as a link to its part; called with the sentence. */
  action?: (finding: Finding, text: string) => unknown;
  /** Content in place of the sentence and hint of a finding; null for the sentence and hint. */
  instead?: (finding: Finding) => unknown;
}

export function findingList(view: FindingListView, findings: readonly Finding[]) {
  return html`<ul class="findings">${worstFirst(findings).map((finding) => item(view, finding))}</ul>`;
}

function item({ locale, policy, withFile, action, instead }: FindingListView, finding: Finding) {
  const { text, hint } = sentence(finding, locale, policy);
  const file = withFile && finding.file !== null ? html`<span class="file">${finding.file}</span>` : nothing;
  return html`<li class=${finding.severity} data-code=${finding.code}>
    <div>
      <b class="tag">${severityWords(locale)[finding.severity]}</b>
      ${instead?.(finding) ?? html`<p>${file}${text}</p>${hint === "" ? nothing : html`<p class="hint">${hint}</p>`}`}
    </div>
    ${action?.(finding, text) ?? nothing}
  </li>`;
}
