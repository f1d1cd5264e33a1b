/** `<exam-zoom-stage>`: one picture to look at closely: by wheel, pinch, drag, keys and buttons. */
import { LitElement, css, html } from "lit";
import { property, state } from "lit/decorators.js";
import { blobUrl } from "../shared/blob-url.js";
import type { Point, Size } from "../shared/geometry.js";
import { Gestures } from "../shared/gestures.js";
import * as icons from "./icons.js";
import { ofPart } from "./style/index.js";
import type { Words } from "./words/index.js";
import { fit, moveBy, zoomTo, type Zoom } from "./zoom.js";

/** A step of a button, a key or a notch of the wheel. */
const STEP = 1.5;
const KEY_MOVE_PX = 80;

export class ExamZoomStage extends LitElement {
  static override styles = [
    ofPart,
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

  // Lit's decorators take no `#name`.
  @state() private zoom: Zoom | undefined;
  @state() private isUnshown = false;

  #isFit = true;
  #resized = new ResizeObserver(() => this.#settle());

  protected override render() {
    const { words, zoom: at, name } = this;
    const move = at ? `transform: translate(${at.x}px, ${at.y}px) scale(${at.scale})` : "visibility: hidden";
    return html`<div
        class="stage"
        tabindex="0"
        role="group"
        aria-label=${words.zoomStage(name)}
        @keydown=${this.#onKey}
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
        <button class="whole" @click=${() => this.#zoomTo(1)}>${words.zoomWhole}</button>
      </div>`;
  }

  protected override firstUpdated(): void {
    this.#resized.observe(this.#stage);
    new Gestures(this.#stage, {
      onMove: ({ x, y }) => this.#moveBy(x, y),
      onZoom: (factor, at) => this.#zoomBy(factor, at),
      notch: STEP,
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("blob")) return;
    this.#isFit = true;
    this.zoom = undefined;
    this.isUnshown = false;
  }

  get #stage(): HTMLElement {
    return this.renderRoot.querySelector(".stage")!;
  }

  get #size(): { stage: Size; picture: Size } | undefined {
    const picture = this.renderRoot.querySelector("img");
    const stage = this.#stage;
    if (!picture?.naturalWidth) return undefined;
    return {
      stage: { width: stage.clientWidth, height: stage.clientHeight },
      picture: { width: picture.naturalWidth, height: picture.naturalHeight },
    };
  }

  /** Fits until the person has zoomed; afterwards a change of the stage's size only keeps it in bounds. */
  #settle(): void {
    const size = this.#size;
    if (size === undefined) return;
    const isFit = this.#isFit || this.zoom === undefined;
    this.zoom = isFit ? fit(size.stage, size.picture) : moveBy(this.zoom!, 0, 0, size.stage, size.picture);
  }

  #fit(): void {
    this.#isFit = true;
    this.#settle();
  }

  #zoomTo(scale: number, at?: Point): void {
    const size = this.#size;
    if (size === undefined || this.zoom === undefined) return;
    this.#isFit = false;
    const middle = { x: size.stage.width / 2, y: size.stage.height / 2 };
    this.zoom = zoomTo(this.zoom, scale, at ?? middle, size.stage, size.picture);
  }

  #zoomBy(factor: number, at?: Point): void {
    if (this.zoom) this.#zoomTo(this.zoom.scale * factor, at);
  }

  #moveBy(x: number, y: number): void {
    const size = this.#size;
    if (size && this.zoom) this.zoom = moveBy(this.zoom, x, y, size.stage, size.picture);
  }

  #point({ clientX, clientY }: MouseEvent): Point {
    const box = this.#stage.getBoundingClientRect();
    return { x: clientX - box.left, y: clientY - box.top };
  }

  #onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act: Record<string, () => void> = {
      "+": () => this.#zoomBy(STEP),
      "=": () => this.#zoomBy(STEP),
      "-": () => this.#zoomBy(1 / STEP),
      "0": () => this.#fit(),
      "1": () => this.#zoomTo(1),
      ArrowLeft: () => this.#moveBy(KEY_MOVE_PX, 0),
      ArrowRight: () => this.#moveBy(-KEY_MOVE_PX, 0),
      ArrowUp: () => this.#moveBy(0, KEY_MOVE_PX),
      ArrowDown: () => this.#moveBy(0, -KEY_MOVE_PX),
    };
    if (act[event.key] === undefined) return;
    event.preventDefault();
    act[event.key]!();
  };

  #onDouble = (event: MouseEvent): void => {
    if (this.#isFit) this.#zoomTo(1, this.#point(event));
    else this.#fit();
  };
}
