/** `<exam-zoom-stage>`: one picture to look at closely: by wheel, pinch, drag, keys and buttons. */
import { LitElement, css, html } from "lit";
import { property, query, state } from "lit/decorators.js";
import { blobUrl } from "./blob-url.js";
import * as icons from "./icons.js";
import { controls } from "./style/index.js";
import type { Words } from "./words/index.js";
import { fit, moveBy, zoomTo, type Placement, type Point, type Size } from "./zoom.js";

/** A step of a button or a key. */
const STEP = 1.5;
const KEY_MOVE_PX = 80;

export class ExamZoomStage extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        grid-template-rows: minmax(0, 1fr) auto;
        gap: 0.5rem;
        min-height: 0;
      }
      .stage {
        position: relative;
        overflow: hidden;
        min-height: 12rem;
        border: 1px solid var(--_field);
        background: #e4e7e9;
        color: #414d57;
        cursor: grab;
        touch-action: none;
        user-select: none;
      }
      .stage:active {
        cursor: grabbing;
      }
      img {
        position: absolute;
        top: 0;
        left: 0;
        transform-origin: 0 0;
        max-width: none;
      }
      .cannot {
        display: grid;
        place-items: center;
        height: 100%;
        padding: 1rem;
        text-align: center;
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        gap: 0.35rem;
        align-items: center;
      }
      .bar button:not(.square) {
        padding-inline: 0.5rem;
      }
      output {
        min-width: 3.2em;
        text-align: center;
        color: var(--_quiet);
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  @property({ attribute: false }) blob!: Blob;
  @property({ attribute: false }) words!: Words;
  @property() name = "";

  @state() private placement: Placement | undefined;
  @state() private isUnshown = false;
  @query(".stage") private stageBox!: HTMLElement;
  @query("img") private picture!: HTMLImageElement | null;

  #isFit = true;
  #pointers = new Map<number, Point>();
  #resized = new ResizeObserver(() => this.#settle());

  protected override render() {
    const { words, placement: at, name } = this;
    const move = at ? `transform: translate(${at.x}px, ${at.y}px) scale(${at.scale})` : "visibility: hidden";
    return html`<div
        class="stage"
        tabindex="0"
        role="group"
        aria-label=${words.zoomStage(name)}
        @keydown=${this.#onKey}
        @pointerdown=${this.#onDown}
        @pointermove=${this.#onMove}
        @pointerup=${this.#onUp}
        @pointercancel=${this.#onUp}
        @dblclick=${this.#onDouble}
      >
        ${this.isUnshown
          ? html`<p class="cannot">${words.cannotShow}</p>`
          : html`<img
              src=${blobUrl(this.blob)}
              alt=${name}
              draggable="false"
              .style=${move}
              @load=${() => this.#settle()}
              @error=${() => (this.isUnshown = true)}
            />`}
      </div>
      <div class="bar">
        <button aria-label=${words.zoomOut} title=${words.zoomOut} class="square" @click=${() => this.#zoomBy(1 / STEP)}>
          ${icons.zoomOut}
        </button>
        <output>${at ? `${Math.round(at.scale * 100)}%` : ""}</output>
        <button aria-label=${words.zoomIn} title=${words.zoomIn} class="square" @click=${() => this.#zoomBy(STEP)}>
          ${icons.zoomIn}
        </button>
        <button class="fit" @click=${() => this.#fit()}>${words.zoomFit}</button>
        <button class="whole" @click=${() => this.#zoom(1)}>${words.zoomWhole}</button>
      </div>`;
  }

  protected override firstUpdated(): void {
    this.#resized.observe(this.stageBox);
    // Lit's listeners are passive for wheels in some browsers, and a passive one cannot keep the page from scrolling.
    this.stageBox.addEventListener("wheel", this.#onWheel, { passive: false });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("blob")) return;
    this.#isFit = true;
    this.placement = undefined;
    this.isUnshown = false;
  }

  get #size(): { stage: Size; picture: Size } | undefined {
    const { picture, stageBox } = this;
    if (!picture?.naturalWidth) return undefined;
    return {
      stage: { width: stageBox.clientWidth, height: stageBox.clientHeight },
      picture: { width: picture.naturalWidth, height: picture.naturalHeight },
    };
  }

  /** Fits until the person has zoomed; afterwards a change of the stage's size only keeps it in bounds. */
  #settle(): void {
    const size = this.#size;
    if (size === undefined) return;
    const isFit = this.#isFit || this.placement === undefined;
    this.placement = isFit ? fit(size.stage, size.picture) : moveBy(this.placement!, 0, 0, size.stage, size.picture);
  }

  #fit(): void {
    this.#isFit = true;
    this.#settle();
  }

  #zoom(scale: number, at?: Point): void {
    const size = this.#size;
    if (size === undefined || this.placement === undefined) return;
    this.#isFit = false;
    const middle = { x: size.stage.width / 2, y: size.stage.height / 2 };
    this.placement = zoomTo(this.placement, scale, at ?? middle, size.stage, size.picture);
  }

  #zoomBy(factor: number, at?: Point): void {
    if (this.placement) this.#zoom(this.placement.scale * factor, at);
  }

  #moveBy(x: number, y: number): void {
    const size = this.#size;
    if (size && this.placement) this.placement = moveBy(this.placement, x, y, size.stage, size.picture);
  }

  #point({ clientX, clientY }: MouseEvent): Point {
    const box = this.stageBox.getBoundingClientRect();
    return { x: clientX - box.left, y: clientY - box.top };
  }

  #onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act: Record<string, () => void> = {
      "+": () => this.#zoomBy(STEP),
      "=": () => this.#zoomBy(STEP),
      "-": () => this.#zoomBy(1 / STEP),
      "0": () => this.#fit(),
      "1": () => this.#zoom(1),
      ArrowLeft: () => this.#moveBy(KEY_MOVE_PX, 0),
      ArrowRight: () => this.#moveBy(-KEY_MOVE_PX, 0),
      ArrowUp: () => this.#moveBy(0, KEY_MOVE_PX),
      ArrowDown: () => this.#moveBy(0, -KEY_MOVE_PX),
    };
    if (act[event.key] === undefined) return;
    event.preventDefault();
    act[event.key]!();
  };

  #onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    // A line is some 16 pixels; a whole turn of a wheel is about a step.
    const px = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 16 : event.deltaY;
    this.#zoomBy(Math.exp(-px / 300), this.#point(event));
  };

  #onDouble = (event: MouseEvent): void => {
    if (this.#isFit) this.#zoom(1, this.#point(event));
    else this.#fit();
  };

  #onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    this.stageBox.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, this.#point(event));
  };

  #onMove = (event: PointerEvent): void => {
    const before = this.#pointers.get(event.pointerId);
    if (before === undefined) return;
    const now = this.#point(event);
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.#pointers.set(event.pointerId, now);
    if (other === undefined) return this.#moveBy(now.x - before.x, now.y - before.y);
    // Two fingers: the picture follows their middle, and grows as they part.
    const apart = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);
    const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
    this.#moveBy((now.x - before.x) / 2, (now.y - before.y) / 2);
    this.#zoomBy(apart(now, other) / Math.max(1, apart(before, other)), middle);
  };

  #onUp = (event: PointerEvent): void => void this.#pointers.delete(event.pointerId);
}
