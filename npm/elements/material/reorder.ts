/**
 * Reordering by a handle: dragged with a mouse, a pen or a finger, or moved with the arrow keys. While it is dragged the
 * others make room (by CSS `order`, so nothing is drawn anew); the list itself changes when it is let go.
 */
import type { MaterialController } from "./controller.js";
import type { MaterialFile } from "./state.js";

export interface Board {
  readonly files: MaterialFile[];
  readonly renderRoot: ParentNode;
  requestUpdate(): void;
  readonly updateComplete: Promise<boolean>;
}

/** Near the window's upper or lower edge a drag scrolls on: twelve pictures do not fit a phone. */
const EDGE_PX = 70;
const SCROLL_PX = 14;

function scrollAtEdge(clientY: number): void {
  if (clientY < EDGE_PX) window.scrollBy(0, -SCROLL_PX);
  else if (clientY > window.innerHeight - EDGE_PX) window.scrollBy(0, SCROLL_PX);
}

interface Drag {
  file: MaterialFile;
  from: number;
  to: number;
  /** Position of the pointer in the tile, from the tile's upper left corner. */
  heldX: number;
  heldY: number;
  /** From there to the middle of the tile's picture, which is what a person aims with. */
  aimX: number;
  aimY: number;
}

export class Reorder {
  #drag: Drag | undefined;
  readonly #board: Board;
  readonly #controller: MaterialController;

  constructor(board: Board, controller: MaterialController) {
    this.#board = board;
    this.#controller = controller;
  }

  isDragged(file: MaterialFile): boolean {
    return this.#drag?.file.id === file.id;
  }

  /** Position of a tile while another is dragged past it. */
  placeOf(file: MaterialFile, at: number): number {
    if (this.#drag === undefined) return at;
    const { from, to } = this.#drag;
    if (this.isDragged(file)) return to;
    if (at > from && at <= to) return at - 1;
    if (at < from && at >= to) return at + 1;
    return at;
  }

  onDown(event: PointerEvent, file: MaterialFile): void {
    const tile = this.#tile(file);
    if (event.button !== 0 || tile === null) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    const box = tile.getBoundingClientRect();
    const at = this.#board.files.findIndex(({ id }) => id === file.id);
    const picture = tile.querySelector(".shown")!.getBoundingClientRect();
    this.#drag = {
      file,
      from: at,
      to: at,
      heldX: event.clientX - box.left,
      heldY: event.clientY - box.top,
      aimX: picture.left + picture.width / 2 - event.clientX,
      aimY: picture.top + picture.height / 2 - event.clientY,
    };
    this.#board.requestUpdate();
  }

  onMove(event: PointerEvent): void {
    const drag = this.#drag;
    if (drag === undefined) return;
    scrollAtEdge(event.clientY);
    const { clientX: x, clientY: y } = event;
    const over = this.#under(x + drag.aimX, y + drag.aimY) ?? this.#under(x, y);
    if (over) {
      const to = this.placeOf(over, this.#board.files.indexOf(over));
      if (to !== drag.to) {
        drag.to = to;
        this.#board.requestUpdate();
      }
    }
    void this.#board.updateComplete.then(() => this.#follow(event, drag));
  }

  drop(): void {
    const drag = this.#end();
    if (drag && drag.to !== drag.from) this.step(drag.file, drag.to, ".handle");
  }

  giveUp(): void {
    this.#end();
  }

  onKey(event: KeyboardEvent, file: MaterialFile): void {
    const at = this.#board.files.indexOf(file);
    const to = { ArrowLeft: at - 1, ArrowUp: at - 1, ArrowRight: at + 1, ArrowDown: at + 1, Home: 0, End: Infinity }[event.key];
    if (event.key === "Escape" && this.#drag) this.giveUp();
    if (to === undefined) return;
    event.preventDefault();
    if (to >= 0) this.step(file, to, ".handle");
  }

  /** A moved element loses the focus: it is given back to `button`, or to the handle where that button is disabled at an end. */
  step(file: MaterialFile, to: number, button: ".earlier" | ".later" | ".handle"): void {
    if (!this.#controller.move(file, to)) return;
    void this.#board.updateComplete.then(() => {
      const tile = this.#tile(file);
      const next = tile?.querySelector<HTMLElement>(`${button}:enabled`) ?? tile?.querySelector<HTMLElement>(".handle");
      next?.focus();
    });
  }

  #end(): Drag | undefined {
    const drag = this.#drag;
    if (drag === undefined) return undefined;
    this.#drag = undefined;
    const tile = this.#tile(drag.file);
    if (tile) tile.style.transform = "";
    this.#board.requestUpdate();
    return drag;
  }

  #tile(file: MaterialFile): HTMLElement | null {
    return this.#board.renderRoot.querySelector<HTMLElement>(`.tile[data-id="${file.id}"]`);
  }

  /** The picture at a point of the window, other than the dragged one. */
  #under(x: number, y: number): MaterialFile | undefined {
    return this.#board.files.find((file) => {
      const box = this.isDragged(file) ? undefined : this.#tile(file)?.getBoundingClientRect();
      return box && x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
    });
  }

  /** The tile stays under the pointer, wherever its place in the order has gone. */
  #follow({ clientX, clientY }: PointerEvent, { file, heldX, heldY }: Drag): void {
    const tile = this.#tile(file);
    if (tile === null || this.#drag?.file !== file) return;
    tile.style.transform = "";
    const box = tile.getBoundingClientRect();
    tile.style.transform = `translate(${clientX - heldX - box.left}px, ${clientY - heldY - box.top}px)`;
  }
}
