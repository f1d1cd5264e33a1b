/**
 * The ways by which files come into an element: dropped, pasted, or picked. Several elements on a page take files, so a
 * paste belongs to the element that has the focus, and where nothing has it, to the only element in sight.
 */
import { html, type ReactiveController, type ReactiveControllerHost } from "lit";

interface Host extends ReactiveControllerHost, HTMLElement {}

export interface FileSourceOptions {
  /** Area of a drop: the element, or the whole page as long as no other element is visible. */
  drops: "element" | "document";
  multiple: boolean;
  /** The camera that a phone opens. */
  capture: "user" | "environment";
  /** Names of the two inputs, for tools that read the page. */
  labels: () => { pick: string; camera: string };
  /** Returns `true` if files are accepted now. Default: always. */
  isOpen?: () => boolean;
  /** Files that are meant for the host; none where a paste holds none. */
  onDropOrPaste: (files: File[]) => void;
  /** Files that were picked, at least one. */
  onPick: (files: File[]) => void;
}

/** Every element on the page that takes files. */
const hosts = new Set<Host>();

export class FileSources implements ReactiveController {
  /** `true` while a file is held over the host, or over the page where the whole page accepts drops. */
  isOver = false;
  readonly #host: Host;
  readonly #options: FileSourceOptions;

  constructor(host: Host, options: FileSourceOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostConnected(): void {
    hosts.add(this.#host);
    document.addEventListener("paste", this.#onPaste);
    this.#dropZone.addEventListener("dragover", this.#onDragOver);
    this.#dropZone.addEventListener("dragleave", this.#onDragLeave);
    this.#dropZone.addEventListener("drop", this.#onDrop);
  }

  hostDisconnected(): void {
    hosts.delete(this.#host);
    this.isOver = false;
    document.removeEventListener("paste", this.#onPaste);
    this.#dropZone.removeEventListener("dragover", this.#onDragOver);
    this.#dropZone.removeEventListener("dragleave", this.#onDragLeave);
    this.#dropZone.removeEventListener("drop", this.#onDrop);
  }

  /** The two inputs behind `pick` and `shoot`. */
  render() {
    const { multiple, capture, labels } = this.#options;
    const { pick, camera } = labels();
    // accept="image/*" and nothing narrower: in-app browsers open no picker at all for a list of types.
    return html`<input class="files" type="file" accept="image/*" ?multiple=${multiple} aria-label=${pick} tabindex="-1" @change=${this.#onInput} />
      <input class="shot" type="file" accept="image/*" capture=${capture} aria-label=${camera} tabindex="-1" @change=${this.#onInput} />`;
  }

  /** Opens the picker for files. */
  pick(): void {
    this.#input("files").click();
  }

  /** Opens the camera, where the device has one. */
  shoot(): void {
    this.#input("shot").click();
  }

  #input(name: "files" | "shot"): HTMLInputElement {
    return this.#host.shadowRoot!.querySelector<HTMLInputElement>(`input.${name}`)!;
  }

  get #dropZone(): EventTarget {
    return this.#options.drops === "element" ? this.#host : document;
  }

  readonly #onInput = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    // The same file again is a new choice.
    input.value = "";
    if (files.length > 0) this.#options.onPick(files);
  };

  readonly #onPaste = (event: Event): void => {
    const { clipboardData } = event as ClipboardEvent;
    if (clipboardData === null || !this.#isMeant(event)) return;
    const files = [...clipboardData.files];
    // Text that is pasted nowhere concerns nobody.
    if (files.length === 0 && !event.composedPath().includes(this.#host)) return;
    event.preventDefault();
    this.#options.onDropOrPaste(files);
  };

  readonly #onDragOver = (event: Event): void => {
    if (!holdsFiles(event) || !this.#isMeant(event)) return this.#setOver(false);
    // Without this the browser would leave the page and show the file.
    event.preventDefault();
    this.#setOver(true);
  };

  readonly #onDragLeave = (event: Event): void => {
    const { relatedTarget } = event as DragEvent;
    if (relatedTarget === null || this.#options.drops === "element") this.#setOver(false);
  };

  readonly #onDrop = (event: Event): void => {
    this.#setOver(false);
    if (!holdsFiles(event) || !this.#isMeant(event)) return;
    event.preventDefault();
    this.#options.onDropOrPaste([...((event as DragEvent).dataTransfer?.files ?? [])]);
  };

  #isMeant(event: Event): boolean {
    const { isOpen = () => true } = this.#options;
    if (event.defaultPrevented || !isOpen() || !isVisible(this.#host)) return false;
    const path = event.composedPath();
    // Text goes where it is written.
    if (event.type === "paste" && path[0] instanceof Element && path[0].matches(TEXT)) return false;
    if (path.includes(this.#host)) return true;
    const { activeElement, body, documentElement } = document;
    if (event.type === "paste") {
      if (activeElement === this.#host) return true;
      const hasFocus = activeElement !== null && activeElement !== body;
      if (hasFocus || (path[0] !== body && path[0] !== documentElement)) return false;
    }
    return [...hosts].filter(isVisible).length === 1;
  }

  #setOver(isOver: boolean): void {
    if (isOver === this.isOver) return;
    this.isOver = isOver;
    this.#host.requestUpdate();
  }
}

/** Returns `true` for an element that takes text from a paste. */
const TEXT = "textarea, [contenteditable], input:not([type=radio], [type=checkbox], [type=range], [type=file])";

const holdsFiles = (event: Event): boolean => (event as DragEvent).dataTransfer?.types.includes("Files") ?? false;

const isVisible = (element: Element): boolean => element.getClientRects().length > 0;
