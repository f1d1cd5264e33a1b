/**
 * `<exam-photo>`: a person picks a portrait, sees the exam photo that the package makes of it, and may move the crop. Crown,
 * eyes, chin and the places of the findings can be shown on the photo; they are drawn over it, never into the file. The
 * answer comes into view and takes the focus. The element is given the client and the language; it decides no rule and
 * sends nothing. It has no slots and no CSS parts.
 *
 * @attr locale, @attr locked, @attr feedback - As the properties of these names.
 * @prop preflight - The client. A photo may be picked before it is there.
 * @prop locale - Language of the element, `zh-CN` or `en`. Default: `zh-CN`.
 * @prop value - The photo, or null. Set it to show a photo that was prepared before.
 * @prop locked - `true` if nothing may be changed. Default: `false`.
 * @prop feedback - The reviewer's request. Default: empty.
 * @event photo-change - `CustomEvent<PhotoValue | null>`, after every finished preparation and after a removal. It bubbles.
 * @slot - None.
 * @csspart - None.
 * @cssproperty --exam-ink, --exam-quiet - Text; secondary text.
 * @cssproperty --exam-paper, --exam-card - Ground of the page; ground of a card.
 * @cssproperty --exam-line, --exam-field - Lines between parts; borders of controls.
 * @cssproperty --exam-accent, --exam-accent-strong, --exam-on-accent - Controls; controls under the pointer; text on them.
 * @cssproperty --exam-good, --exam-error, --exam-warning, --exam-info - Text of a finding by its severity.
 * @cssproperty --exam-good-back, --exam-error-back, --exam-warning-back, --exam-info-back - Ground behind that text.
 * @cssproperty --exam-sans - The font. Default: the system's. All colours default to those of `colours.css`, light and dark.
 */
import { LitElement, html, nothing, type PropertyValues } from "lit";
import { property, state } from "lit/decorators.js";
import type { Preflight } from "exam-preflight";
import { FileSources } from "../shared/file-sources.js";
import { LiveRegion } from "../shared/live-region.js";
import type { Locale } from "../shared/locale.js";
import type { ChosenCrop } from "./editor/exam-photo-editor.js";
import { picker } from "./picker.js";
import { progress } from "./progress.js";
import { result } from "./result.js";
import type { Part } from "./overlay/marks.js";
import { Spotlight } from "./overlay/spotlight.js";
import { styles as overlayStyle } from "./overlay/style.js";
import { forget, show, specOf, type Preparation, type RestingState, type ShownPhoto, type State } from "./model/state.js";
import type { PhotoValue } from "./model/value.js";
import { base } from "./style/base.js";
import { picker as pickerStyle } from "./style/picker.js";
import { result as resultStyle } from "./style/result.js";
import { words } from "./words/index.js";

const EMPTY: RestingState = { kind: "empty", note: "" };

export class ExamPhoto extends LitElement {
  static override styles = [base, pickerStyle, resultStyle, overlayStyle];

  /** The client. A photo may be picked before it is there. */
  @property({ attribute: false }) preflight: Preflight | undefined;
  @property() locale: Locale = "zh-CN";
  /** The photo; set from outside to show one that was made before. */
  @property({ attribute: false }) value: PhotoValue | null = null;
  /** Nothing may be changed any more. */
  @property({ type: Boolean }) locked = false;
  /** The reviewer's request; empty without one. */
  @property() feedback = "";

  // Lit's decorators take no `#name`.
  @state() private now: State = EMPTY;
  /** The size that the next preparation makes; null for the policy's first. */
  @state() private preset: string | null = null;
  @state() private isEditing = false;

  readonly #sources = new FileSources(this, {
    drops: "document",
    multiple: false,
    // The front camera mirrors, and the office takes no selfies: somebody else holds the phone.
    capture: "environment",
    labels: () => words(this.locale),
    isOpen: () => !this.locked && !this.isEditing && this.preflight !== undefined,
    onDropOrPaste: (files) => this.#take(files),
    onPick: ([file]) => this.#pick(file!),
  });

  readonly #live = new LiveRegion(() => this.requestUpdate());
  readonly #spotlight = new Spotlight(() => this.requestUpdate());

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#live.stop();
    const resting = this.#resting();
    if (resting.kind === "done") forget(resting.shown);
    // To turn to another part of the page is not to cancel: the work goes on, and its end is told.
    this.now = this.now.kind === "working" ? { ...this.now, before: EMPTY } : EMPTY;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated && this.now.kind === "empty") this.#restore();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const known = this.now.kind === "done" ? this.now.shown.value : null;
    if (changed.has("value") && this.value !== known && this.isConnected) this.#restore();
    if (changed.has("locked") && this.locked && this.now.kind !== "done") this.#restore();
    if (this.locked || this.now.kind !== "done") this.isEditing = false;
    if ((changed as PropertyValues).has("now")) this.#spotlight.reset();
  }

  protected override render() {
    const { now, locale, locked } = this;
    const w = words(locale);
    return html`
      ${this.feedback === ""
        ? nothing
        : html`<section class="card feedback">
            <h2 class="minor">${w.feedback}</h2>
            <p>${this.feedback}</p>
          </section>`}
      ${locked
        ? html`<p class="note lock">${now.kind === "done" ? w.locked : w.lockedEmpty}</p>`
        : picker({
            words: w,
            locale,
            photo: this.preflight?.policy.photo,
            preset: this.preset,
            isOver: this.#sources.isOver,
            hasPicture: now.kind !== "empty",
            onPick: () => this.#sources.pick(),
            onCamera: () => this.#sources.shoot(),
            onPreset: (preset) => this.#choosePreset(preset),
          })}
      ${this.#sources.render()}
      <div class="unseen" role="status">${this.#live.text}</div>
      ${now.kind === "working" ? progress({ words: w, state: now, onCancel: () => this.#cancel() }) : nothing}
      ${now.kind === "done" ? this.#renderDone(now.shown) : nothing}
      ${now.note === "" ? nothing : html`<p class="note">${now.note}</p>`}
      ${now.kind === "failed"
        ? html`<section class="card failure">
            <h2 tabindex="-1">${w.failed}</h2>
            <p>${this.#failure(now.reason)}</p>
            <button class="primary" @click=${() => void this.#prepare(now.asked)}>${w.retry}</button>
            ${now.before.kind === "done" ? html`<button @click=${() => this.#cancel()}>${w.cancel}</button>` : nothing}
          </section>`
        : nothing}
    `;
  }

  get #heading(): HTMLElement | null {
    return this.renderRoot.querySelector("h2[tabindex]");
  }

  get #pickButton(): HTMLElement | null {
    return this.renderRoot.querySelector(".pick button");
  }

  #renderDone(shown: ShownPhoto) {
    const { locale, locked, preflight } = this;
    const spec = specOf(preflight?.policy, shown.value.preset);
    if (preflight === undefined || spec === undefined) return nothing;
    return html`${result({
      words: words(locale),
      locale,
      policy: preflight.policy,
      shown,
      spec,
      locked,
      spotlight: this.#spotlight,
      onLook: (part) => void this.#look(part),
      onAdjust: () => (this.isEditing = true),
      onAutomatic: () => this.#recrop({ crop: null, rotationCw: 0 }),
      onRemove: () => this.#removePhoto(),
    })}
    ${this.isEditing
      ? html`<exam-photo-editor
          .preflight=${preflight}
          .shown=${shown}
          .spec=${spec}
          .locale=${locale}
          @crop-use=${(event: CustomEvent<ChosenCrop>) => this.#recrop(event.detail)}
          @crop-cancel=${() => (this.isEditing = false)}
        ></exam-photo-editor>`
      : nothing}`;
  }

  protected override updated(changed: PropertyValues): void {
    // A photo may be picked while the module is still on its way.
    if (changed.has("preflight") && this.preflight && this.now.kind === "working") void this.#prepare(this.now.asked);
    // The focus moves to the answer, except from the choice of size, where the person may try another.
    const before = changed.get("now") as State | undefined;
    const isAnswered = before?.kind === "working" && (this.now.kind === "done" || this.now.kind === "failed");
    if (isAnswered && !this.shadowRoot?.activeElement?.matches("input[type=radio]")) {
      this.#heading?.focus({ preventScroll: true });
      this.#comeIntoView();
    }
    this.#live.show(this.#status());
  }

  /** The sentence for the live region; empty where the focus itself says it. */
  #status(): string {
    const { now } = this;
    const w = words(this.locale);
    if (now.kind === "working") return w.steps[now.step];
    if (now.note !== "" || now.kind !== "done" || this.shadowRoot?.activeElement === this.#heading) return now.note;
    return now.shown.value.report.verdict === "ready" ? w.ready : w.blocked;
  }

  /** The answer, where its head and the photo are not in sight already. The focus is there; the page follows it. */
  #comeIntoView(): void {
    const card = this.#heading?.closest("section");
    const last = card?.querySelector(".after .frame") ?? card;
    if (!card || !last) return;
    const isSeen = card.getBoundingClientRect().top >= 0 && last.getBoundingClientRect().bottom <= innerHeight;
    if (!isSeen) card.scrollIntoView({ block: "start", behavior: calm() });
  }

  /** Highlights a mark, and brings the photo into view. */
  async #look(part: Part): Promise<void> {
    this.#spotlight.pin(part);
    await this.updateComplete;
    if (this.#spotlight.isPinned(part)) this.renderRoot.querySelector(".after")?.scrollIntoView({ block: "nearest", behavior: calm() });
  }

  #failure(reason: unknown): string {
    const failures = words(this.locale).failures as Record<string, string>;
    const code = (reason as { code?: unknown }).code;
    return failures[String(code)] ?? failures["other"]!;
  }

  #choosePreset(preset: string): void {
    const first = this.preflight?.policy.photo.preset;
    this.preset = preset === first ? null : preset;
    const { now } = this;
    // Another shape needs another crop; what was cropped by hand for the old one is not stretched to the new.
    if (now.kind === "done") void this.#prepare({ ...now.shown.value, crop: null, rotationCw: 0, preset: this.preset });
    else if (now.kind !== "empty") void this.#prepare({ ...now.asked, crop: null, rotationCw: 0, preset: this.preset });
  }

  #recrop(chosen: ChosenCrop): void {
    if (this.now.kind === "done") void this.#prepare({ ...this.now.shown.value, ...chosen });
  }

  #pick(source: Blob, note = ""): void {
    const name = "name" in source ? String(source.name) : "";
    void this.#prepare({ source, name, rotationCw: 0, crop: null, preset: this.preset }, note);
  }

  async #prepare(asked: Preparation, note = ""): Promise<void> {
    const before = this.#resting();
    if (this.now.kind === "working") this.now.abort.abort();
    const abort = new AbortController();
    // A newer call has its own controller: what comes in for an older one is no longer wanted.
    const isCurrent = () => this.now.kind === "working" && this.now.abort === abort;
    this.now = { kind: "working", asked, step: "start", abort, note, before };
    if (this.preflight === undefined) return;
    try {
      const { report, jpeg } = await this.preflight.preparePhoto(asked.source, {
        fileName: asked.name,
        preset: asked.preset ?? undefined,
        crop: asked.crop ?? undefined,
        // By hand with a crop alone; otherwise a person who is seen turned is set upright.
        rotationCw: asked.crop === null ? undefined : asked.rotationCw,
        signal: abort.signal,
        onProgress: (step) => {
          if (this.now.kind === "working" && isCurrent()) this.now = { ...this.now, step };
        },
      });
      if (!isCurrent()) return;
      const { source, name, rotationCw, crop, preset } = asked;
      const value = { source, name, rotationCw, crop, preset, jpeg, report };
      if (this.isConnected) {
        const shown = show(value, before.kind === "done" ? before.shown : undefined);
        if (before.kind === "done") forget(before.shown);
        this.#settle({ kind: "done", shown, note });
      } else {
        // Nobody sees it now; it is shown when the element is put back.
        this.now = EMPTY;
        this.value = value;
      }
      this.#announce();
    } catch (reason) {
      if (isCurrent()) this.now = { kind: "failed", asked, reason, note, before: this.#resting() };
    }
  }

  /** The state in which nothing is under way. */
  #resting(): RestingState {
    return this.now.kind === "working" || this.now.kind === "failed" ? this.now.before : this.now;
  }

  #settle(now: RestingState): void {
    this.now = now;
    this.value = now.kind === "done" ? now.shown.value : null;
  }

  #cancel(): void {
    const before = this.#resting();
    this.#leave(before);
    this.#settle({ ...before, note: words(this.locale).cancelled });
    if (before.kind === "done") this.preset = before.shown.value.preset;
    // The button that was pressed is gone; the next thing to do is to choose again, or to read what was there.
    void this.updateComplete.then(() => (before.kind === "done" ? this.#heading : this.#pickButton)?.focus());
  }

  #removePhoto(): void {
    this.#leave();
    this.#settle({ kind: "empty", note: words(this.locale).removed });
    this.#announce();
    void this.updateComplete.then(() => this.#pickButton?.focus());
  }

  /** Shows the value as it is. */
  #restore(): void {
    this.#leave();
    this.isEditing = false;
    const { value } = this;
    this.now = value === null ? EMPTY : { kind: "done", shown: show(value), note: "" };
    if (value !== null) this.preset = value.preset;
  }

  /** Stops the work under way and releases the pictures that are shown, except those of `kept`. */
  #leave(kept?: RestingState): void {
    if (this.now.kind === "working") this.now.abort.abort();
    const resting = this.#resting();
    if (resting.kind === "done" && resting !== kept) forget(resting.shown);
  }

  #announce(): void {
    this.dispatchEvent(new CustomEvent("photo-change", { detail: this.value, bubbles: true, composed: true }));
  }

  #take([file, ...others]: File[]): void {
    const w = words(this.locale);
    if (file) this.#pick(file, others.length > 0 ? w.several : "");
    else if (this.now.kind === "empty" || this.now.kind === "done") this.now = { ...this.now, note: w.notPicture };
  }
}

/** How the page moves: at once where the person asks for little motion. */
function calm(): ScrollBehavior {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
}
