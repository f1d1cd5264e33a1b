/**
 * `<exam-thumbnail>`: a small picture of a blob. Only for showing: what is sent is never touched. It holds a canvas
 * and no address, so there is nothing to release but the canvas itself.
 */
import { LitElement, css, html, type PropertyValues } from "lit";
import { property, state } from "lit/decorators.js";

type Answer = (bitmap: ImageBitmap | null) => void;

let worker: Worker | undefined;
let asked = 0;
const waiting = new Map<number, Answer>();

/** One worker for all thumbnails of a page. Where it cannot be had, no thumbnails are shown, and the names remain. */
function ask(blob: Blob, widthPx: number): Promise<ImageBitmap | null> {
  return new Promise((answer) => {
    try {
      worker ??= start();
    } catch {
      return answer(null);
    }
    waiting.set(++asked, answer);
    worker.postMessage({ id: asked, blob, widthPx });
  });
}

function start(): Worker {
  const started = new Worker(new URL("./thumbnail-worker.js", import.meta.url), { type: "module", name: "thumbnails" });
  started.onmessage = ({ data: { id, bitmap } }: MessageEvent<{ id: number; bitmap: ImageBitmap | null }>) => {
    const answer = waiting.get(id);
    waiting.delete(id);
    if (answer) answer(bitmap);
    else bitmap?.close();
  };
  started.onerror = () => {
    started.terminate();
    worker = undefined;
    for (const answer of waiting.values()) answer(null);
    waiting.clear();
  };
  return started;
}

export class ExamThumbnail extends LitElement {
  static override styles = css`
    :host {
      display: grid;
      place-items: center;
      overflow: hidden;
    }
    canvas {
      max-width: 100%;
      max-height: 100%;
      min-width: 0;
      min-height: 0;
    }
    span {
      padding: 0.5rem;
      font-size: 0.875rem;
      line-height: 1.4;
      text-align: center;
    }
  `;

  @property({ attribute: false }) blob: Blob | undefined;
  @property({ type: Number }) widthPx = 320;
  /** Read out in place of the picture; empty where the words beside say it all. */
  @property() label = "";
  /** Shown where the browser cannot read the file. */
  @property() cannotShow = "";

  // Lit's decorators take no `#name`.
  @state() private isUnshown = false;

  protected override render() {
    if (this.isUnshown) return html`<span>${this.cannotShow}</span>`;
    return this.label === ""
      ? html`<canvas width="0" height="0" aria-hidden="true"></canvas>`
      : html`<canvas width="0" height="0" role="img" aria-label=${this.label}></canvas>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("blob") && this.blob) void this.#draw(this.blob);
  }

  async #draw(blob: Blob): Promise<void> {
    const isFine = window.devicePixelRatio > 1.25;
    const bitmap = await ask(blob, this.widthPx * (isFine ? 2 : 1));
    const isCurrent = this.blob === blob;
    const canvas = this.renderRoot.querySelector("canvas");
    if (bitmap && isCurrent && canvas) {
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
      canvas.getContext("bitmaprenderer")?.transferFromImageBitmap(bitmap);
    }
    bitmap?.close();
    if (isCurrent) this.isUnshown = bitmap === null;
    this.toggleAttribute("drawn", bitmap !== null);
  }
}
