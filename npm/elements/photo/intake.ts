/**
 * How files come in without a button: dropped or pasted. Other elements on the page take files too, so a paste belongs to
 * the element that has the focus, and where nothing has it, to the only element of its kind in sight.
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";

interface Host extends ReactiveControllerHost, HTMLElement {}

export interface IntakeOptions {
  /** Whether anything may be taken now. */
  isOpen: () => boolean;
  /** Files that are meant for the host; none where something else was pasted. */
  onFiles: (files: File[]) => void;
}

export class Intake implements ReactiveController {
  /** Whether something is being held over the page that could be dropped here. */
  isOver = false;

  constructor(
    private readonly host: Host,
    private readonly options: IntakeOptions,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener("paste", this.onPaste);
    document.addEventListener("dragover", this.onDragOver);
    document.addEventListener("dragleave", this.onDragLeave);
    document.addEventListener("drop", this.onDrop);
  }

  hostDisconnected(): void {
    document.removeEventListener("paste", this.onPaste);
    document.removeEventListener("dragover", this.onDragOver);
    document.removeEventListener("dragleave", this.onDragLeave);
    document.removeEventListener("drop", this.onDrop);
  }

  private readonly onPaste = (event: ClipboardEvent): void => {
    const files = event.clipboardData?.files;
    if (files === undefined || event.defaultPrevented || !this.isMeant(event)) return;
    // Words that are pasted nowhere are nobody's business.
    if (files.length === 0 && !event.composedPath().includes(this.host)) return;
    event.preventDefault();
    this.options.onFiles([...files]);
  };

  private readonly onDragOver = (event: DragEvent): void => {
    if (event.defaultPrevented || !holdsFiles(event) || !this.isMeant(event)) return this.setOver(false);
    // Without this the browser would leave the page and show the file.
    event.preventDefault();
    this.setOver(true);
  };

  private readonly onDragLeave = (event: DragEvent): void => {
    if (event.relatedTarget === null) this.setOver(false);
  };

  private readonly onDrop = (event: DragEvent): void => {
    this.setOver(false);
    if (event.defaultPrevented || !holdsFiles(event) || !this.isMeant(event)) return;
    event.preventDefault();
    this.options.onFiles([...(event.dataTransfer?.files ?? [])]);
  };

  private isMeant(event: Event): boolean {
    if (!this.options.isOpen() || !isVisible(this.host)) return false;
    const path = event.composedPath();
    // Text goes where it is written.
    if (event.type === "paste" && path[0] instanceof Element && path[0].matches(TEXT)) return false;
    if (path.includes(this.host)) return true;
    const { activeElement, body } = document;
    if (event.type === "paste" && activeElement !== null && activeElement !== body) return activeElement === this.host;
    const root = this.host.getRootNode() as Document | ShadowRoot;
    return [...root.querySelectorAll(this.host.localName)].filter(isVisible).length === 1;
  }

  private setOver(isOver: boolean): void {
    if (isOver === this.isOver) return;
    this.isOver = isOver;
    this.host.requestUpdate();
  }
}

/** Where a paste is text. */
const TEXT = "textarea, [contenteditable], input:not([type=radio], [type=checkbox], [type=range], [type=file])";

const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;

const isVisible = (element: Element) => element.getClientRects().length > 0;
