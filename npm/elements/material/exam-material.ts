/**
 * `<exam-material>`: the pictures of one kind of material. It knows its properties and nothing of the page around it; it
 * decides no rule: what is wrong with a picture the package says, how many are wanted the application's report.
 */
import { LitElement, html, nothing, type PropertyValues } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { Finding, Policy, Preflight } from "exam-preflight";
import { Desk, type Host } from "./controller.js";
import { dialog } from "./dialogs.js";
import { header, notices, slotFindings } from "./header.js";
import { refused } from "./refused.js";
import { Reorder } from "./reorder.js";
import { repaired } from "./repaired.js";
import { Sources } from "./sources.js";
import type { MaterialFile, Slot, Status } from "./state.js";
import { styles } from "./style/index.js";
import { tiles } from "./tiles.js";
import type { Opened, View } from "./view.js";
import { words, type Locale } from "./words/index.js";
import { work } from "./work.js";

export type { MaterialFile } from "./state.js";

/** How long a removed picture can be brought back at least. */
const UNDO_MS = 10_000;

export class ExamMaterial extends LitElement implements Host {
  static override styles = styles;

  @property({ attribute: false }) preflight: Preflight | undefined;
  @property() locale: Locale = "zh-CN";
  @property({ type: Boolean }) locked = false;
  /** Where the application stands: it says why the slot is locked, and whether its pictures are approved. */
  @property() status: Status = "draft";
  /** A reviewer's words; empty where there are none. */
  @property() feedback = "";
  @property({ attribute: false }) material!: Policy["materials"][number];
  @property({ attribute: false }) slotState: Slot | undefined;
  @property({ attribute: false }) findings: Finding[] = [];
  @property({ attribute: false }) files: MaterialFile[] = [];
  /** Where the drawings of the examples lie, seen from the page. */
  @property() examples = "examples/";

  @state() private isOver = false;
  @state() private opened: Opened | undefined;
  @state() private isBefore = false;
  @state() private spoken = "";
  @query("input.files") private filesInput!: HTMLInputElement;
  @query("input.shot") private shotInput!: HTMLInputElement;
  @query("dialog") private over!: HTMLDialogElement;

  #desk = new Desk(this);
  #reorder = new Reorder(this, this.#desk);
  /** The refused file that the open picker is to replace. */
  #instead: string | undefined;
  #undoTimer: ReturnType<typeof setTimeout> | undefined;
  #sources = new Sources(this, {
    hover: (isOver) => (this.isOver = isOver),
    receive: (files) => this.#receive(files),
  });

  get max(): number {
    return this.slotState?.max ?? this.material.slots.max;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sources.connect();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sources.disconnect();
    clearTimeout(this.#undoTimer);
    // A card that is only moved on the page is connected again at once.
    queueMicrotask(() => this.isConnected || this.#desk.clear());
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("material");
    if (before && before.kind !== this.material.kind) {
      this.#desk.clear();
      this.opened = undefined;
    }
    if (changed.has("preflight") || changed.has("material")) this.#desk.queue.serve(this.preflight, this.material?.kind ?? "");
    if (changed.has("locked") && this.locked) {
      this.#desk.queue.clear();
      if (this.opened?.what === "turn") this.opened = undefined;
    }
  }

  protected override render() {
    if (this.material === undefined) return nothing;
    const view = this.#view();
    const slot = this.slotState ?? this.#unasked();
    const isShut = view.isLocked || this.files.length >= this.max;
    return html`<section class="card ${this.isOver ? "over" : ""} ${isShut ? "shut" : ""}" aria-labelledby="title">
        ${header(view, slot, this.feedback, this.status)} ${slotFindings(view, this.findings)}
        ${this.isOver && isShut ? html`<p class="lock">${view.isLocked ? view.words.lockedDrop : view.words.dropFull}</p>` : nothing}
        ${tiles(view, this.#reorder, { isOver: this.isOver, onCamera: this.#shoot })} ${this.#undo(view)}
        ${notices(view)} ${work(view)} ${refused(view)} ${repaired(view)}
        <!-- accept="image/*" and nothing narrower: in-app browsers open no picker at all for a list of types. -->
        ${view.isLocked
          ? nothing
          : html`<input class="files" type="file" accept="image/*" multiple tabindex="-1" aria-hidden="true" @change=${this.#onInput} />
              <input
                class="shot"
                type="file"
                accept="image/*"
                capture="environment"
                tabindex="-1"
                aria-hidden="true"
                @change=${this.#onInput}
              />`}
        <div class="unseen" role="status">${this.spoken}</div>
      </section>
      <dialog class=${this.opened?.what ?? ""} aria-labelledby="dialog-title" @close=${() => (this.opened = undefined)} @click=${this.#onBackdrop}>
        ${this.opened ? dialog(view, this.opened, this.examples, () => this.over.close(), this.#side()) : nothing}
      </dialog>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has("opened")) return;
    if (this.opened && !this.over.open) this.over.showModal();
    if (!this.opened && this.over.open) this.over.close();
  }

  #view(): View {
    const { locale, material, files } = this;
    return {
      words: words(locale),
      locale,
      policy: this.preflight?.policy,
      material,
      title: material.title[locale],
      desk: this.#desk,
      files,
      max: this.max,
      isLocked: this.locked || this.status === "approved",
      isApproved: this.status === "approved",
      open: (opened) => {
        this.isBefore = false;
        this.opened = opened;
      },
      pick: (instead) => {
        this.#instead = instead;
        this.filesInput.click();
      },
    };
  }

  /** Until the application's report is there: as the policy has it, and nothing demanded. */
  #unasked(): Slot {
    const { kind, slots } = this.material;
    return { kind, need: "optional", min: 0, max: slots.max, have: this.files.length, status: "empty" };
  }

  #side() {
    return { isBefore: this.isBefore, choose: (isBefore: boolean) => (this.isBefore = isBefore) };
  }

  #undo({ words, isLocked }: View) {
    const last = this.#desk.removed.at(-1);
    if (last === undefined || isLocked) return nothing;
    return html`<div class="undo">
      <p>${words.removed(last.file.name)}</p>
      <button @click=${() => this.#desk.undo()}>${words.undo}</button>
      <button class="plain" @click=${() => this.#desk.forgetRemoved()}>${words.close}</button>
    </div>`;
  }

  change(files: MaterialFile[]): void {
    const isRemoval = files.length < this.files.length;
    this.files = files;
    const detail = { kind: this.material.kind, files };
    this.dispatchEvent(new CustomEvent("material-change", { bubbles: true, composed: true, detail }));
    if (isRemoval) this.#startUndo();
  }

  /** Not taken away from under a pointer, or from who stands on it with the keyboard. */
  #startUndo(): void {
    clearTimeout(this.#undoTimer);
    this.#undoTimer = setTimeout(() => {
      const bar = this.renderRoot.querySelector(".undo");
      if (bar?.matches(":hover") || bar?.querySelector(":focus-visible")) this.#startUndo();
      else this.#desk.forgetRemoved();
    }, UNDO_MS);
  }

  say(text: string): void {
    // The same sentence again is read out only if it differs.
    this.spoken = text === this.spoken ? `${text}\u00a0` : text;
  }

  focusOn(selector: string): void {
    void this.updateComplete.then(() => {
      const { activeElement } = this.renderRoot as ShadowRoot;
      const isLost = activeElement === null && [document.body, this, null].includes(document.activeElement as HTMLElement | null);
      if (isLost || this.over.open === false && activeElement?.closest(".order, .undo")) {
        this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
      }
    });
  }

  #receive(files: File[]): void {
    const say = words(this.locale);
    if (this.#view().isLocked) return this.#desk.tell(say.lockedDrop);
    if (files.length === 0) return this.#desk.tell(say.notPicture);
    this.#desk.take(files);
  }

  #onInput = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    // The same file again is a new choice.
    input.value = "";
    if (files.length > 0) this.#desk.take(files, this.#instead);
    this.#instead = undefined;
  };

  #shoot = (): void => {
    this.#instead = undefined;
    this.shotInput.click();
  };

  #onBackdrop = (event: MouseEvent): void => {
    if (event.target === this.over) this.over.close();
  };
}
