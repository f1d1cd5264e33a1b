import { html, nothing } from "lit";
import type { Policy } from "exam-preflight";
import { inLocale, type Locale } from "../shared/locale.js";
import { number } from "../shared/text.js";
import type { Words } from "./words/index.js";

export interface PickerView {
  words: Words;
  locale: Locale;
  photo: Policy["photo"] | undefined;
  preset: string | null;
  isOver: boolean;
  hasPicture: boolean;
  onPick: () => void;
  onCamera: () => void;
  onPreset: (preset: string) => void;
}

/** The buttons that pick a photo, and the choice of its size. */
export function picker(view: PickerView) {
  const { words, photo, isOver, hasPicture, onPick, onCamera } = view;
  return html`<section class="card picker ${isOver ? "over" : ""} ${hasPicture ? "small" : ""}">
    <div class="pick">
      <button class="primary" ?disabled=${photo === undefined} @click=${onPick}>
        ${hasPicture ? words.pickAgain : words.pick}
      </button>
      <button class="camera" ?disabled=${photo === undefined} @click=${onCamera}>${words.camera}</button>
      <p class="quiet">${isOver ? words.dropNow : words.drop}</p>
    </div>
    ${photo === undefined ? nothing : [sizes(view, photo), hasPicture ? nothing : asked(view, photo)]}
  </section>`;
}

function sizes({ words, preset, onPreset }: PickerView, photo: Policy["photo"]) {
  const all = [photo, ...(photo.alternatives ?? [])];
  if (all.length < 2) return nothing;
  return html`<fieldset class="sizes">
    <legend>${words.sizeLegend}</legend>
    <div class="choices">
      ${all.map(
        (size) => html`<label>
          <input
            type="radio"
            name="preset"
            .value=${size.preset}
            .checked=${size.preset === (preset ?? photo.preset)}
            @change=${() => onPreset(size.preset)}
          />
          <span>
            <b>${words.sizeName(size.widthMm, size.heightMm)}</b>
            <small>${words.sizePixels(size.widthPx, size.heightPx)}</small>
          </span>
        </label>`,
      )}
    </div>
    <p class="quiet">${words.sizeNote}</p>
  </fieldset>`;
}

function asked({ words, locale }: PickerView, photo: Policy["photo"]) {
  const limit = below(photo.maxBytes);
  const size = limit === null ? words.atMost(words.bytes(number(photo.maxBytes, locale))) : words.below(limit);
  return html`<div class="asked">
    <h2 class="minor">${words.asked}</h2>
    <ul>
      <li>${photo.title ? inLocale(photo.title, locale) : words.askedAge(photo.maxAgeDays)}</li>
      <li>${words.askedSize(size)}</li>
      <li>${words.askedFace}</li>
    </ul>
  </div>`;
}

/** The limit as offices write it, where it is one byte below whole thousands: 29,999 bytes are `below 30 KB`. */
function below(maxBytes: number): string | null {
  return (maxBytes + 1) % 1000 === 0 ? `${(maxBytes + 1) / 1000} KB` : null;
}
