/**
 * `<photo-desk>`: pick a portrait, see what became of it. It knows nothing of the page around it: it is given the
 * client, the words and the language, and keeps the candidate's file to itself.
 */
import { LitElement, html, nothing, type PropertyValues } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { Messages, Preflight } from "exam-preflight";
import type { Locale, Words } from "../locale";
import { picker } from "./picker";
import { progress } from "./progress";
import { result } from "./result";
import type { Picked, State } from "./state";
import { styles } from "./style";

@customElement("photo-desk")
export class PhotoDesk extends LitElement {
  static override styles = styles;

  @property({ attribute: false }) preflight: Preflight | undefined;
  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) messages!: Messages;
  @property() locale: Locale = "zh-CN";

  @state() private now: State = { kind: "empty", note: "" };
  @state() private preset: string | undefined;
  @state() private isOver = false;
  @query("input[type=file]") private input!: HTMLInputElement;
  @query(".pick button") private pickButton!: HTMLElement;
  @query("h2[tabindex]") private heading!: HTMLElement | null;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("paste", this.onPaste);
    document.addEventListener("dragover", this.onDragOver);
    document.addEventListener("dragleave", this.onDragLeave);
    document.addEventListener("drop", this.onDrop);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("paste", this.onPaste);
    document.removeEventListener("dragover", this.onDragOver);
    document.removeEventListener("dragleave", this.onDragLeave);
    document.removeEventListener("drop", this.onDrop);
    this.forget();
  }

  protected override render() {
    const { now, words } = this;
    const note = now.kind === "empty" ? now.note : now.picked.note;
    return html`
      ${picker({
        words,
        locale: this.locale,
        photo: this.preflight?.policy.photo,
        preset: this.preset,
        isOver: this.isOver,
        hasPicture: now.kind !== "empty",
        onPick: () => this.input.click(),
        onPreset: (preset) => this.choosePreset(preset),
      })}
      <!-- accept="image/*" and nothing narrower: in-app browsers open no picker at all for a list of types. -->
      <input type="file" accept="image/*" aria-label=${words.pick} tabindex="-1" @change=${this.onInput} />
      <div class="live" role="status">${this.spoken()}</div>
      ${now.kind === "working" ? progress({ words, state: now, onCancel: () => this.cancel() }) : nothing}
      ${now.kind === "done"
        ? result({
            words,
            locale: this.locale,
            messages: this.messages,
            report: now.report,
            picked: now.picked,
            made: now.made,
            spec: this.spec(),
          })
        : nothing}
      ${note === "" ? nothing : html`<p class="note">${note}</p>`}
      ${now.kind === "failed"
        ? html`<section class="card failure">
            <h2 tabindex="-1">${words.failed}</h2>
            <p>${this.failure(now.reason)}</p>
            <button class="primary" @click=${() => void this.prepare(now.picked)}>${words.retry}</button>
          </section>`
        : nothing}
    `;
  }

  protected override updated(changed: PropertyValues): void {
    // A photo may be picked while the module is still on its way.
    if (changed.has("preflight") && this.preflight && this.now.kind === "working") void this.prepare(this.now.picked);
    // When the answer is there, the reader of the screen is taken to it.
    const before = changed.get("now" as never) as State | undefined;
    if (before?.kind === "working" && (this.now.kind === "done" || this.now.kind === "failed")) this.heading?.focus();
  }

  /** The size in force: the policy's own, or the one that was chosen. */
  private spec() {
    const photo = this.preflight?.policy.photo;
    const other = photo?.alternatives?.find((size) => size.preset === this.preset);
    return photo && { ...photo, ...other };
  }

  private spoken(): string {
    const { now, words } = this;
    if (now.kind === "working") return words.steps[now.step];
    if (now.kind === "done") return now.report.verdict === "ready" ? words.ready : words.blocked;
    return now.kind === "empty" ? now.note : "";
  }

  private failure(reason: unknown): string {
    const failures = this.words.failures as Record<string, string>;
    const code = (reason as { code?: unknown }).code;
    return failures[String(code)] ?? this.words.failures.other;
  }

  private choosePreset(preset: string): void {
    this.preset = preset;
    if (this.now.kind !== "empty") void this.prepare(this.now.picked);
  }

  private pick(file: Blob, note = ""): void {
    this.forget();
    this.now = { kind: "empty", note: "" };
    const name = "name" in file ? String(file.name) : "";
    void this.prepare({ file, name, note, url: URL.createObjectURL(file) });
  }

  private async prepare(picked: Picked): Promise<void> {
    if (this.now.kind === "working") this.now.abort.abort();
    if (this.now.kind === "done" && this.now.made) URL.revokeObjectURL(this.now.made.url);
    const abort = new AbortController();
    // A newer call has its own controller: what comes in for an older one is no longer wanted.
    const isCurrent = () => this.now.kind === "working" && this.now.abort === abort;
    this.now = { kind: "working", picked, step: "start", abort };
    if (this.preflight === undefined) return;
    try {
      const { report, jpeg } = await this.preflight.preparePhoto(picked.file, {
        preset: this.preset,
        signal: abort.signal,
        onProgress: (step) => {
          if (isCurrent()) this.now = { kind: "working", picked, step, abort };
        },
      });
      if (!isCurrent()) return;
      const made = jpeg ? { url: URL.createObjectURL(jpeg), bytes: jpeg.size } : undefined;
      this.now = { kind: "done", picked, report, made };
    } catch (reason) {
      if (!isCurrent()) return;
      this.now = { kind: "failed", picked, reason };
    }
  }

  private cancel(): void {
    this.forget();
    this.now = { kind: "empty", note: this.words.cancelled };
    // The button that was pressed is gone; the next thing to do is to choose again.
    void this.updateComplete.then(() => this.pickButton.focus());
  }

  /** Lets go of the pictures that the browser holds for this element. */
  private forget(): void {
    if (this.now.kind === "working") this.now.abort.abort();
    if (this.now.kind === "done" && this.now.made) URL.revokeObjectURL(this.now.made.url);
    if (this.now.kind !== "empty") URL.revokeObjectURL(this.now.picked.url);
  }

  private onInput(): void {
    const [file] = this.input.files ?? [];
    if (file) this.pick(file);
    // The same file again is a new choice.
    this.input.value = "";
  }

  private onPaste = (event: ClipboardEvent): void => {
    const files = event.clipboardData?.files;
    if (files === undefined || event.composedPath()[0] instanceof HTMLInputElement) return;
    this.take(files);
  };

  private onDragOver = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    // Without this the browser would leave the page and show the file.
    event.preventDefault();
    this.isOver = true;
  };

  private onDragLeave = (event: DragEvent): void => {
    if (event.relatedTarget === null) this.isOver = false;
  };

  private onDrop = (event: DragEvent): void => {
    this.isOver = false;
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.take(event.dataTransfer.files);
  };

  private take(files: FileList): void {
    const file = files[0];
    if (file) this.pick(file, files.length > 1 ? this.words.several : "");
    else if (this.now.kind === "empty") this.now = { kind: "empty", note: this.words.notPicture };
  }
}
