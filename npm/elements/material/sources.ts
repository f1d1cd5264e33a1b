/** Where files come from besides the picker: dropped on the card, or pasted where the person is. */

export interface Receiver {
  /** Files, maybe none: a paste that holds text only. */
  receive(files: File[]): void;
  hover(isOver: boolean): void;
}

const hasFiles = (data: DataTransfer | null): data is DataTransfer => data?.types.includes("Files") ?? false;

/** Every card of the page, so that one can know whether it is the only one in sight. */
const cards = new Set<HTMLElement>();

const isVisible = (card: HTMLElement): boolean => card.getClientRects().length > 0;

/** A paste is a card's own when the person is in it; when they are nowhere, when there is no other card to mean. */
function isMeant(event: ClipboardEvent, card: HTMLElement): boolean {
  const path = event.composedPath();
  if (path.includes(card)) return true;
  const isNowhere = path[0] === document.body || path[0] === document.documentElement;
  return isNowhere && isVisible(card) && ![...cards].some((other) => other !== card && isVisible(other));
}

export class Sources {
  /** Enters and leaves come in pairs for every element below the card. */
  #depth = 0;

  constructor(
    private readonly card: HTMLElement,
    private readonly receiver: Receiver,
  ) {}

  connect(): void {
    const { card } = this;
    cards.add(card);
    document.addEventListener("paste", this.#onPaste);
    card.addEventListener("dragenter", this.#onEnter);
    card.addEventListener("dragover", this.#onOver);
    card.addEventListener("dragleave", this.#onLeave);
    card.addEventListener("drop", this.#onDrop);
  }

  disconnect(): void {
    const { card } = this;
    cards.delete(card);
    this.#depth = 0;
    document.removeEventListener("paste", this.#onPaste);
    card.removeEventListener("dragenter", this.#onEnter);
    card.removeEventListener("dragover", this.#onOver);
    card.removeEventListener("dragleave", this.#onLeave);
    card.removeEventListener("drop", this.#onDrop);
  }

  #onPaste = (event: ClipboardEvent): void => {
    if (!isMeant(event, this.card)) return;
    const files = [...(event.clipboardData?.files ?? [])];
    const isInside = event.composedPath().includes(this.card);
    // Text that is pasted nowhere is nobody's business.
    if (files.length === 0 && !isInside) return;
    event.preventDefault();
    this.receiver.receive(files);
  };

  #onEnter = (event: DragEvent): void => {
    if (!hasFiles(event.dataTransfer)) return;
    this.#depth += 1;
    this.receiver.hover(true);
  };

  #onOver = (event: DragEvent): void => {
    // Without this the browser would leave the page and show the file.
    if (hasFiles(event.dataTransfer)) event.preventDefault();
  };

  #onLeave = (event: DragEvent): void => {
    if (!hasFiles(event.dataTransfer)) return;
    this.#depth = Math.max(0, this.#depth - 1);
    if (this.#depth === 0) this.receiver.hover(false);
  };

  #onDrop = (event: DragEvent): void => {
    this.#depth = 0;
    this.receiver.hover(false);
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    this.receiver.receive([...event.dataTransfer.files]);
  };
}
