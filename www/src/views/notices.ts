/** Notices of the policy that concern this candidate, at the part that they are about. */
import type { Policy } from "exam-preflight";
import { html, nothing } from "lit";
import type { State } from "../app/state";
import { words, type Locale } from "../words";

type Notice = NonNullable<Policy["notices"]>[number];
type Place = NonNullable<Notice["place"]>;
type Link = NonNullable<Notice["links"]>[number];

/** The notices about one part. */
export function noticesAt({ policy, report }: State, isHere: (place: Place) => boolean | undefined): Notice[] {
  const mine = policy?.notices?.filter(({ id }) => report?.measured.notices.includes(id)) ?? [];
  return mine.filter(({ place }) => place && isHere(place));
}

/** The notices about the whole. */
export function generalNotices({ policy, report }: State): Notice[] {
  return policy?.notices?.filter(({ id, place }) => !place && report?.measured.notices.includes(id)) ?? [];
}

/** Notices with their addresses, each as a note. */
export function notes(notices: readonly Notice[], locale: Locale) {
  return notices.map(
    ({ text, links }) => html`<p class="note info"><b>${words(locale).goodToKnow}</b>${text[locale]} ${anchors(links, locale)}</p>`,
  );
}

/** Addresses. Each opens in a tab of its own, so that nothing that is at work here is lost. */
export function anchors(links: readonly Link[] | undefined, locale: Locale) {
  if (links === undefined || links.length === 0) return nothing;
  return links.map(({ title, url }) => html`<a href=${url} target="_blank" rel="noopener noreferrer">${title[locale]}</a> `);
}
