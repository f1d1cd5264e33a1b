/** Fingers, pen, mouse and wheel on a stage, as moves and zooms in its own CSS pixels. */
import type { Point } from "./geometry.js";

export interface GestureListener {
  onMove: (by: Point) => void;
  /** Closer by a factor above 1, around a point of the stage. */
  onZoom: (factor: number, at: Point) => void;
  /** The factor of one notch of a wheel. */
  notch: number;
}

/** Distance that browsers report for one notch of a wheel. */
const NOTCH_PX = 120;
/** A trackpad's pinch comes as small wheel steps with Ctrl. */
const PINCH = 0.01;
const LINE_PX = 16;
const PAGE_PX = 400;

export class Gestures {
  readonly #pointers = new Map<number, Point>();
  readonly #stage: HTMLElement;
  readonly #listener: GestureListener;

  /** Listens for as long as the stage exists. */
  constructor(stage: HTMLElement, listener: GestureListener) {
    this.#stage = stage;
    this.#listener = listener;
    stage.addEventListener("pointerdown", this.#onDown);
    stage.addEventListener("pointermove", this.#onMove);
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"] as const) stage.addEventListener(end, this.#onUp);
    // Not passive, or the page would scroll.
    stage.addEventListener("wheel", this.#onWheel, { passive: false });
  }

  readonly #onDown = (event: PointerEvent): void => {
    // A third finger is a hand laid down.
    if (event.button !== 0 || this.#pointers.size >= 2) return;
    this.#stage.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, this.#pointOf(event));
  };

  readonly #onMove = (event: PointerEvent): void => {
    const before = this.#pointers.get(event.pointerId);
    if (before === undefined) return;
    const now = this.#pointOf(event);
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.#pointers.set(event.pointerId, now);
    if (other === undefined) return this.#listener.onMove({ x: now.x - before.x, y: now.y - before.y });
    // Two fingers: the point between them moves with them, and the picture grows as they part.
    const [from, to] = [between(before, other), between(now, other)];
    this.#listener.onMove({ x: to.x - from.x, y: to.y - from.y });
    const [was, is] = [distance(before, other), distance(now, other)];
    if (was > 0 && is > 0) this.#listener.onZoom(is / was, to);
  };

  readonly #onUp = (event: PointerEvent): void => {
    this.#pointers.delete(event.pointerId);
  };

  readonly #onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    const px = event.deltaY * ([1, LINE_PX, PAGE_PX][event.deltaMode] ?? 1);
    const speed = event.ctrlKey ? PINCH : Math.log(this.#listener.notch) / NOTCH_PX;
    this.#listener.onZoom(Math.exp(-px * speed), this.#pointOf(event));
  };

  #pointOf({ clientX, clientY }: MouseEvent): Point {
    const { left, top } = this.#stage.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }
}

const between = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);
