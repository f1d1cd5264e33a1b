import { html } from "lit";
import type { View } from "./view.js";

/** Which drawing shows a kind. Only drawings: what must be in a picture is the policy's text. */
const DRAWINGS: Record<string, readonly string[]> = {
  identity: ["identity-front", "identity-back"],
  diploma: ["certificate"],
  supplementary_secondary_diploma: ["certificate"],
  supplementary_college_diploma: ["certificate"],
  supplementary_bachelor_diploma: ["certificate"],
  supplementary_bachelor_degree: ["certificate"],
  degree: ["certificate"],
  assistant_qualification: ["certificate"],
  apprenticeship_certificate: ["certificate"],
  speciality_certificate: ["certificate"],
  education_verification: ["report"],
  supplementary_college_verification: ["report"],
  supplementary_bachelor_verification: ["report"],
  degree_verification: ["report"],
  overseas_certification: ["report"],
  enrolment_proof: ["report"],
  assistant_practice: ["booklet"],
  military_tutor_certificate: ["booklet"],
  student_card: ["booklet"],
  first_registration_proof: ["form"],
  military_probation: ["form"],
  military_approval: ["form"],
  hmt_internship_form: ["form"],
  foreign_internship_form: ["form"],
  fresh_graduate_commitment: ["form"],
  postgraduate_statement: ["form"],
  clinical_training: ["form"],
  short_line_form: ["form"],
};
const ANY = ["page"] as const;

const BAD = ["turned", "mirrored", "blurred", "glare", "cut"] as const;

/** What a good picture looks like, and what comes back. `base`: where the drawings lie. */
export function example({ words, locale, material, title }: View, base: string) {
  const drawings = DRAWINGS[material.kind] ?? ANY;
  const address = (drawing: string) => new URL(`${drawing}.svg`, new URL(base, document.baseURI)).href;
  return html`<p class="example-text">${material.example[locale]}</p>
    <section class="good" aria-label=${words.exampleGood}>
      <h4>${words.exampleGood}</h4>
      <div class="drawings">
        ${drawings.map((drawing) => html`<img src=${address(drawing)} alt=${words.exampleGoodAlt(title)} />`)}
      </div>
    </section>
    <section class="bad" aria-label=${words.exampleBad}>
      <h4>${words.exampleBad}</h4>
      <ul>
        ${BAD.map(
          (fault) => html`<li>
            <span class="drawn ${fault}"><img src=${address(drawings[0]!)} alt="" /></span>
            <span><span class="no" aria-hidden="true">✕</span> ${words.bad[fault]}</span>
          </li>`,
        )}
      </ul>
    </section>
    <p class="quiet">${words.exampleDrawn}</p>`;
}
