/**
 * `<exam-material>`: the pictures of one document, that is of one kind of material. A person adds, repairs, orders and
 * removes them. The element decides no rule: the package finds what is wrong with a picture, and the report on the
 * application says how many are wanted. It has no slots and no CSS parts.
 *
 * @attr locale, @attr locked, @attr status, @attr feedback - As the properties of these names.
 * @prop preflight - The client.
 * @prop locale - Language of the element, `zh-CN` or `en`. Default: `zh-CN`.
 * @prop material - The kind: a member of `policy.materials`. Required.
 * @prop files - Its pictures, in order. Default: none.
 * @prop slotState - Need and number of pictures: a member of `report.measured.slots`.
 * @prop findings - The application's findings about this kind. Default: none.
 * @prop notices - Notices about this document. Default: none.
 * @prop targets - The kinds that have room for a picture of this one. Default: none, and nothing can be moved.
 * @prop drawings - Addresses of drawings of a good picture. Default: none, and the example is the policy's text alone.
 * @prop locked - `true` if nothing may be changed. Default: `false`.
 * @prop status - State of the application: the reason for a lock. Default: `draft`.
 * @prop feedback - The reviewer's request. Default: empty.
 * @event material-change - `CustomEvent<{ kind: string; files: MaterialFile[] }>`, after every change of its pictures. It
 *   bubbles.
 * @event material-move - `CustomEvent<{ kind: string; file: MaterialFile; toKind: string }>`, when a person wants a picture
 *   under another kind. The page moves it, and gives both elements their new `files`. It bubbles.
 * @slot - None.
 * @csspart - None.
 * @cssproperty --exam-ink, --exam-quiet, --exam-paper, --exam-card, --exam-line, --exam-field - As for `<exam-photo>`.
 * @cssproperty --exam-accent, --exam-accent-strong, --exam-on-accent, --exam-sans - As for `<exam-photo>`.
 * @cssproperty --exam-good, --exam-error, --exam-warning, --exam-info, and each of them with `-back` - As for `<exam-photo>`.
 */
import { LitElement, html, nothing, type PropertyValues } from "lit";
import { property, state } from "lit/decorators.js";
import type { Finding, Policy, Preflight } from "exam-preflight";
import { FileSources } from "../shared/file-sources.js";
import { LiveRegion } from "../shared/live-region.js";
import { inLocale, type Locale } from "../shared/locale.js";
import { MaterialController, type MaterialHost } from "./controller.js";
import { dialog } from "./dialogs.js";
import { header, notices, slotFindings, told } from "./header.js";
import { refused } from "./refused.js";
import { Reorder } from "./reorder.js";
import { repaired } from "./repaired.js";
import type { MaterialFile, MoveTarget, Slot, Status, Told } from "./state.js";
import { styles } from "./style/index.js";
import { tiles } from "./tiles.js";
import type { OpenDialog, View } from "./view.js";
import { words } from "./words/index.js";
import { work } from "./work.js";

/** Shortest time in which a removed picture can be restored. */
const UNDO_MS = 10_000;

/** Of small lists that the page makes anew each time. */
const differs = (now: unknown, before: unknown) => JSON.stringify(now) !== JSON.stringify(before);

export class ExamMaterial extends LitElement implements MaterialHost {
  static override styles = styles;

  @property({ attribute: false }) preflight: Preflight | undefined;
  @property() locale: Locale = "zh-CN";
  @property({ type: Boolean }) locked = false;
  /** State of the application: the reason of a lock, and whether the pictures are approved. */
  @property() status: Status = "draft";
  /** A reviewer's words; empty where there are none. */
  @property() feedback = "";
  @property({ attribute: false }) material!: Policy["materials"][number];
  @property({ attribute: false }) slotState: Slot | undefined;
  @property({ attribute: false }) findings: Finding[] = [];
  @property({ attribute: false }) files: MaterialFile[] = [];
  /** Notices about this document. */
  @property({ attribute: false, hasChanged: differs }) notices: readonly Told[] = [];
  /** The kinds that have room for a picture of this one; without any, nothing can be moved. */
  @property({ attribute: false, hasChanged: differs }) targets: readonly MoveTarget[] = [];
  /** Addresses of drawings of a good picture; without them the example is the policy's text alone. */
  @property({ attribute: false }) drawings: readonly string[] = [];

  // Lit's decorators take no `#name`.
  @state() private opened: OpenDialog | undefined;
  @state() private isBefore = false;

  #controller = new MaterialController(this);
  #reorder = new Reorder(this, this.#controller);
  /** The refused file that the open picker is to replace. */
  #instead: string | undefined;
  #undoTimer: ReturnType<typeof setTimeout> | undefined;
  #live = new LiveRegion(() => this.requestUpdate());
  #sources = new FileSources(this, {
    drops: "element",
    multiple: true,
    capture: "environment",
    labels: () => ({ pick: words(this.locale).add, camera: words(this.locale).camera }),
    onDropOrPaste: (files) => this.#receive(files),
    onPick: (files) => {
      this.#controller.take(files, this.#instead);
      this.#instead = undefined;
    },
  });

  get max(): number {
    return this.slotState?.max ?? this.material.slots.max;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#live.stop();
    clearTimeout(this.#undoTimer);
    // A card that is only moved on the page is connected again at once.
    queueMicrotask(() => this.isConnected || this.#controller.clear());
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("material");
    if (before && before.kind !== this.material.kind) {
      this.#controller.clear();
      this.opened = undefined;
    }
    if (changed.has("preflight") || changed.has("material")) this.#controller.queue.serve(this.preflight, this.material?.kind ?? "");
    if (changed.has("locked") && this.locked) {
      this.#controller.queue.clear();
      if (this.opened?.what === "turn") this.opened = undefined;
    }
  }

  protected override render() {
    if (this.material === undefined) return nothing;
    const view = this.#view();
    const slot = this.slotState ?? this.#unasked();
    const isShut = view.isLocked || this.files.length >= this.max;
    return html`<section class="card ${this.#sources.isOver ? "over" : ""} ${isShut ? "shut" : ""}" aria-labelledby="title">
        ${header(view, slot, this.feedback, this.status)} ${told(view, this.notices)} ${slotFindings(view, this.findings)}
        ${this.#sources.isOver && isShut ? html`<p class="lock">${view.isLocked ? view.words.lockedDrop : view.words.dropFull}</p>` : nothing}
        ${tiles(view, this.#reorder, { isOver: this.#sources.isOver, onCamera: this.#shoot })} ${this.#undo(view)}
        ${notices(view)} ${work(view)} ${refused(view)} ${repaired(view)}
        ${view.isLocked ? nothing : this.#sources.render()}
        <div class="unseen" role="status">${this.#live.text}</div>
      </section>
      <dialog class=${this.opened?.what ?? ""} aria-labelledby="dialog-title" @close=${() => (this.opened = undefined)} @click=${this.#onBackdrop}>
        ${this.opened ? dialog(view, this.opened, this.drawings, () => this.#over.close(), this.#side()) : nothing}
      </dialog>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has("opened")) return;
    if (this.opened && !this.#over.open) this.#over.showModal();
    if (!this.opened && this.#over.open) this.#over.close();
  }

  get #over(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }

  #view(): View {
    const { locale, material, files } = this;
    return {
      words: words(locale),
      locale,
      policy: this.preflight?.policy,
      material,
      title: inLocale(material.title, locale),
      controller: this.#controller,
      files,
      max: this.max,
      isLocked: this.locked || this.status === "approved",
      isApproved: this.status === "approved",
      isUnneeded: this.slotState?.need === "none" || this.files.length > this.max,
      targets: this.targets,
      move: (file, toKind) => this.#move(file, toKind),
      open: (opened) => {
        this.isBefore = false;
        this.opened = opened;
      },
      pick: (instead) => {
        this.#instead = instead;
        this.#sources.pick();
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
    const last = this.#controller.removed.at(-1);
    if (last === undefined || isLocked) return nothing;
    return html`<div class="undo">
      <p>${words.removed(last.file.name)}</p>
      <button @click=${() => this.#controller.undo()}>${words.undo}</button>
      <button class="plain" @click=${() => this.#controller.forgetRemoved()}>${words.close}</button>
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
      else this.#controller.forgetRemoved();
    }, UNDO_MS);
  }

  #move(file: MaterialFile, toKind: string): void {
    this.opened = undefined;
    const detail = { kind: this.material.kind, file, toKind };
    this.dispatchEvent(new CustomEvent("material-move", { bubbles: true, composed: true, detail }));
  }

  say(text: string): void {
    this.#live.say(text);
  }

  focusOn(selector: string): void {
    void this.updateComplete.then(() => {
      const { activeElement } = this.renderRoot as ShadowRoot;
      const isLost = activeElement === null && [document.body, this, null].includes(document.activeElement as HTMLElement | null);
      if (isLost || this.#over.open === false && activeElement?.closest(".order, .undo")) {
        this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
      }
    });
  }

  #receive(files: File[]): void {
    const w = words(this.locale);
    if (this.#view().isLocked) return this.#controller.tell(w.lockedDrop);
    if (files.length === 0) return this.#controller.tell(w.notPicture);
    this.#controller.take(files);
  }

  #shoot = (): void => {
    this.#instead = undefined;
    this.#sources.shoot();
  };

  #onBackdrop = (event: MouseEvent): void => {
    if (event.target === this.#over) this.#over.close();
  };
}
