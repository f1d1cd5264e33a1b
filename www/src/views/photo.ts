/** The photo: the element does the work, the page keeps its value. */
import { sentence, severityWords } from "exam-preflight/elements";
import { html, nothing } from "lit";
import type { PhotoValue } from "../application/draft";
import { words } from "../words";
import type { App } from "../app/app";
import { PHOTO } from "../application/events";
import { notes, noticesAt } from "./notices";
import { addressOf } from "../app/route";
import { feedbackOf, findingsOf, isOpen, photoOf, type State } from "../app/state";

/** Findings that the element itself shows, or that are no news beside it. */
const SAID_BY_THE_ELEMENT = new Set(["application.photo.missing", "application.photo.blocked"]);

export function photo(app: App) {
  const { state } = app;
  const { locale, pixels, policy, draft } = state;
  if (policy === undefined || draft === null) return nothing;
  const w = words(locale);
  const isTheirs = draft.photo === null && draft.application.photo !== null;
  const findings = findingsOf(state, PHOTO).filter(({ code }) => !code.startsWith("photo.") && !SAID_BY_THE_ELEMENT.has(code));
  return html`
    ${findings.map((finding) => {
      const { text, hint } = sentence(finding, locale, policy);
      const other = finding.params["otherSlot"];
      return html`<p class="note ${finding.severity}" role="alert">
        <b>${severityWords(locale)[finding.severity]}</b>${text}<small>${hint}</small>
        ${typeof other === "string" && other !== PHOTO ? html`<a href=${addressOf("materials", other)}>${w.goThere}</a>` : nothing}
      </p>`;
    })}
    ${isTheirs ? theirs(state) : nothing} ${notes(noticesAt(state, (place) => place.photo), locale)}
    ${isTheirs && !isOpen(state, PHOTO)
      ? nothing
      : html`<exam-photo
          .preflight=${pixels}
          .locale=${locale}
          .locked=${!isOpen(state, PHOTO)}
          .feedback=${(feedbackOf(state).get(PHOTO) ?? []).join("\n")}
          .value=${photoOf(state)}
          @photo-change=${(event: CustomEvent<PhotoValue | null>) => app.setPhoto(event.detail)}
        ></exam-photo>`}
  `;
}

/** On a device that did not make the photo: as the receiver has it. */
function theirs({ theirPhoto, locale }: State) {
  const w = words(locale);
  if (!theirPhoto?.url) return nothing;
  return html`<figure class="kept card">
    <img src=${theirPhoto.url} alt=${w.keptPhoto} />
    <figcaption>${w.keptPhotoNote}</figcaption>
  </figure>`;
}
