/** The photo: the element does the work, the page keeps what it says. */
import { html, nothing } from "lit";
import { until } from "lit/directives/until.js";
import type { PhotoValue } from "../draft/draft";
import { words } from "../locale";
import type { App } from "./app";
import { PHOTO } from "./events";
import { addressOf } from "./route";
import { say } from "./say";
import { feedbackOf, findingsOf, isOpen } from "./state";

/** What the element says by itself, or what is no news beside it. */
const SAID_BY_THE_ELEMENT = new Set(["application.photo.missing", "application.photo.blocked"]);

export function photo(app: App) {
  const { state } = app;
  const { locale, pixels, policy, draft } = state;
  if (policy === undefined) return nothing;
  const w = words(locale);
  const isHere = draft.photo !== null;
  const findings = findingsOf(state, PHOTO).filter(({ code }) => !code.startsWith("photo.") && !SAID_BY_THE_ELEMENT.has(code));
  return html`
    ${findings.map((finding) => {
      const { text, hint } = say(finding, policy, locale);
      const other = finding.params["otherSlot"];
      return html`<p class="note ${finding.severity}" role="alert">
        <b>${w.severity[finding.severity]}</b>${text}<small>${hint}</small>
        ${typeof other === "string" && other !== PHOTO ? html`<a href=${addressOf("materials", other)}>${w.goThere}</a>` : nothing}
      </p>`;
    })}
    ${!isHere && draft.application.photo !== null ? until(kept(app), nothing) : nothing}
    <photo-desk
      .preflight=${pixels}
      .locale=${locale}
      .locked=${!isOpen(state, PHOTO)}
      .feedback=${(feedbackOf(state).get(PHOTO) ?? []).join("\n")}
      .value=${draft.photo}
      @photo-change=${(event: CustomEvent<PhotoValue | null>) => app.setPhoto(event.detail)}
    ></photo-desk>
  `;
}

let fetched: { sha256: string; view: Promise<unknown> } | undefined;

/** On a device that did not make the photo: as the receiver has it. */
function kept({ state, submission }: App): Promise<unknown> {
  const sha256 = state.draft.application.photo!.sha256;
  if (fetched?.sha256 === sha256) return fetched.view;
  const view = submission.fetchPhoto().then((blob) => {
    if (blob === null) return nothing;
    const w = words(state.locale);
    const url = URL.createObjectURL(blob);
    return html`<figure class="kept card">
      <img src=${url} alt=${w.keptPhoto} @load=${() => URL.revokeObjectURL(url)} />
      <figcaption>${w.keptPhotoNote}</figcaption>
    </figure>`;
  });
  fetched = { sha256, view };
  return view;
}
