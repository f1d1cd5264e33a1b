/**
 * `<exam-photo-editor>`: the crop by hand, in a dialog of its own. The frame stands still; the picture is moved, zoomed and
 * turned under it. The package is asked about the crop at every move. The editor itself prepares nothing.
 *
 * Not cropperjs: it keeps no crop inside the picture, moves no picture by keyboard and speaks CSS pixels, so what is left
 * for it is the dragging, for 13 KB gzip.
 *
 * @event crop-use - `CustomEvent<ChosenCrop>`, when another crop was chosen.
 * @event crop-cancel - When none was.
 */
import { LitElement, html, nothing, type PropertyValues } from "lit";
import { property, state } from "lit/decorators.js";
import { worstFirst, type Crop, type Finding, type Preflight } from "exam-preflight";
import { sentence } from "../../shared/findings.js";
import { middleOf, type Point, type QuarterTurn, type Size } from "../../shared/geometry.js";
import { Gestures } from "../../shared/gestures.js";
import { LiveRegion } from "../../shared/live-region.js";
import type { Locale } from "../../shared/locale.js";
import { number } from "../../shared/text.js";
import { orientationOf, turnOf, uprightSize, uprightStyle, type Orientation } from "../model/picture.js";
import type { ShownPhoto, Spec } from "../model/state.js";
import { base } from "../style/base.js";
import { words } from "../words/index.js";
import { boundsOf, factorTo, fitted, movedBy, turnedQuarter, zoomOf, zoomedBy, type Bounds } from "./frame.js";
import { guides } from "./guides.js";
import { LiveCheck, type Answer } from "./live.js";
import { styles } from "./style.js";

/** The detail of `crop-use`: a null crop is the automatic one. */
export interface ChosenCrop {
  crop: Crop | null;
  rotationCw: QuarterTurn;
}

/** Space around the frame in which the rest of the picture shows, in parts of the stage. */
const MARGIN = 0.09;
/** A step of the keys and buttons, in parts of the frame; with Shift. */
const STEP = 0.005;
const LARGE_STEP = 0.05;
const ZOOM = 1.02;
const LARGE_ZOOM = 1.1;
/** A press of a button: fine enough to settle a place, coarse enough to get there. */
const PRESS = 0.02;
const PRESS_ZOOM = 1.05;
/** One notch of a wheel. */
const NOTCH_ZOOM = 1.15;

export class ExamPhotoEditor extends LitElement {
  static override styles = [base, styles];

  @property({ attribute: false }) preflight!: Preflight;
  @property({ attribute: false }) shown!: ShownPhoto;
  @property({ attribute: false }) spec!: Spec;
  @property() locale: Locale = "zh-CN";

  // Lit's decorators take no `#name`.
  @state() private crop!: Crop;
  @state() private turnCw: QuarterTurn = 0;
  @state() private isAutomatic = false;
  @state() private answer: Answer | undefined;
  @state() private stageSize: Size = { width: 0, height: 0 };
  @state() private isUnshown = false;

  #check!: LiveCheck;
  #first!: ChosenCrop;
  readonly #live = new LiveRegion(() => this.requestUpdate());
  readonly #resizes = new ResizeObserver(([entry]) => {
    if (entry) this.stageSize = { width: entry.contentRect.width, height: entry.contentRect.height };
  });

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resizes.disconnect();
    this.#check.stop();
    this.#live.stop();
  }

  protected override willUpdate(): void {
    if (this.hasUpdated) return;
    const { value } = this.shown;
    this.#check = new LiveCheck(this.preflight, (answer) => (this.answer = answer));
    this.turnCw = turnOf(value);
    this.isAutomatic = value.crop === null;
    this.crop = fitted(value.report.measured.crop!, this.#bounds);
    this.#first = this.#chosen();
  }

  protected override firstUpdated(): void {
    this.#dialog.showModal();
    this.#stage.focus();
    new Gestures(this.#stage, {
      onMove: (by) => this.#moveBy(by),
      onZoom: (factor, at) => this.#zoomBy(factor, this.#pointOf(at)),
      notch: NOTCH_ZOOM,
    });
    this.#resizes.observe(this.#stage);
  }

  /** At most once a frame, however many events a finger makes. */
  protected override async scheduleUpdate(): Promise<void> {
    if (this.hasUpdated) await new Promise(requestAnimationFrame);
    await super.scheduleUpdate();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("crop") || changed.has("turnCw")) this.#ask();
    const findings = this.#findings.map((finding) => this.#inWords(finding));
    this.#live.show(findings.length === 0 ? this.#sentence() : findings.join(" "));
  }

  protected override render() {
    const w = words(this.locale);
    const e = w.editor;
    return html`<dialog aria-labelledby="title" @cancel=${this.#onDialogCancel} @keydown=${this.#onKey}>
      <header>
        <h2 id="title">${e.title}</h2>
        ${this.shown.known.automatic === undefined
          ? nothing
          : html`<button class="automatic" ?disabled=${this.isAutomatic} @click=${this.#backToAutomatic}>${e.automatic}</button>`}
      </header>
      <div class="body">
        ${this.#renderStage()}
        <div class="side">
          <div class="tools" role="group" aria-label=${e.tools}>${this.#renderTools()}</div>
          ${this.#renderFindings()}
          <details><summary>${e.help}</summary><p>${e.hint}</p><p id="keys">${e.keys}</p></details>
        </div>
      </div>
      <footer>
        <button @click=${this.#leave}>${w.cancel}</button>
        <button class="primary" @click=${this.#use}>${e.use}</button>
      </footer>
      <div class="unseen" role="status">${this.#live.text}</div>
    </dialog>`;
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }

  get #stage(): HTMLElement {
    return this.renderRoot.querySelector(".stage")!;
  }

  #renderStage() {
    const e = words(this.locale).editor;
    const { stageSize: stage, crop } = this;
    const frame = this.#frame;
    const { picture } = this.#bounds;
    const scale = frame.width / crop.width;
    const plane = `width: ${picture.width * scale}px; height: ${picture.height * scale}px;
      transform: translate(${frame.left - crop.left * scale}px, ${frame.top - crop.top * scale}px)`;
    // The keys are this element's own, so a screen reader must let them through; the buttons do the same without.
    return html`<div class="stage" role="application" tabindex="0" aria-label=${e.stage} aria-describedby="keys">
      <div class="plane" .style=${plane}>
        <img src=${this.shown.sourceUrl} alt="" draggable="false" decoding="async"
          .style=${uprightStyle(this.#orientation)} @error=${() => (this.isUnshown = true)} />
      </div>
      ${stage.width === 0
        ? nothing
        : guides({ words: words(this.locale), spec: this.spec, stage, frame, crop, head: this.#head, worst: this.#worst })}
      ${this.isUnshown ? html`<p class="unshown">${e.cannotShow}</p>` : nothing}
    </div>`;
  }

  #renderFindings() {
    const e = words(this.locale).editor;
    const findings = this.#findings;
    return html`<div class="findings-now ${this.#worst ?? ""}">
      ${findings.length === 0
        ? html`<p>${this.#sentence()}</p>`
        : html`<ul>
            ${findings.map((finding) => html`<li class=${finding.severity} data-code=${finding.code}>${this.#inWords(finding)}</li>`)}
          </ul>`}
      ${this.#renderFigures()}
      ${this.#worst === "good" ? html`<p class="later">${e.later}</p>` : nothing}
    </div>`;
  }

  #renderFigures() {
    const { answer } = this;
    if (answer === undefined || answer === "failed") return nothing;
    const e = words(this.locale).editor;
    const { headHeightRatio, topMarginRatio, centreOffsetRatio } = answer.measured;
    const { head } = this.spec;
    const inPercent = (ratio: number | null) => (ratio === null ? "–" : number(Math.round(ratio * 100) || 0, this.locale));
    const rows = [
      [e.headHeight, inPercent(headHeightRatio), e.range(inPercent(head.minHeightRatio), inPercent(head.maxHeightRatio))],
      [e.topMargin, inPercent(topMarginRatio), e.range(inPercent(head.minTopMarginRatio), inPercent(head.maxTopMarginRatio))],
      [e.offset, inPercent(centreOffsetRatio), e.within(inPercent(head.maxCentreOffsetRatio))],
    ];
    return html`<dl>
      ${rows.map(([name, value, limit]) => html`<div><dt>${name}</dt><dd>${value} %</dd><dd class="limit">${limit}</dd></div>`)}
    </dl>`;
  }

  #renderTools() {
    const e = words(this.locale).editor;
    const zoomed = zoomOf(this.crop, this.#bounds);
    const press = this.#frame.width * PRESS;
    const move = (x: number, y: number) => () => this.#moveBy({ x: x * press, y: y * press });
    const zoom = (factor: number) => () => this.#zoomBy(factor);
    const tool = (name: string, sign: string, onClick: () => void) =>
      html`<button class="tool" aria-label=${name} title=${name} @click=${onClick}><span aria-hidden="true">${sign}</span></button>`;
    return html`<div class="zoom">
        ${tool(e.zoomOut, "−", zoom(1 / PRESS_ZOOM))}
        <input type="range" min="0" max="1" step="0.005" aria-label=${e.zoom}
          aria-valuetext="${Math.round(zoomed * 100)} %" .value=${String(zoomed)} @input=${this.#onZoomInput} />
        ${tool(e.zoomIn, "+", zoom(PRESS_ZOOM))}
      </div>
      <div class="pad">
        ${tool(e.left, "←", move(-1, 0))} ${tool(e.right, "→", move(1, 0))} ${tool(e.up, "↑", move(0, -1))}
        ${tool(e.down, "↓", move(0, 1))} ${tool(e.turnLeft, "↺", () => this.#turn(3))} ${tool(e.turnRight, "↻", () => this.#turn(1))}
      </div>`;
  }

  /** Known wherever there is a crop to adjust. */
  get #orientation(): Orientation {
    return orientationOf(this.shown.value.report, this.turnCw)!;
  }

  get #bounds(): Bounds {
    const { known, value } = this.shown;
    const widths = [known.automatic?.crop, value.report.measured.crop].map((crop) => crop?.width ?? Infinity);
    return boundsOf(uprightSize(this.#orientation), this.spec.widthPx, this.spec.heightPx, Math.min(...widths));
  }

  /** The frame on the stage, in CSS pixels: as large as fits, in the middle. */
  get #frame(): Crop {
    const { width, height } = this.stageSize;
    const { aspect } = this.#bounds;
    const room = 1 - 2 * MARGIN;
    const h = Math.max(1, Math.min(height * room, (width * room) / aspect));
    return { left: (width - h * aspect) / 2, top: (height - h) / 2, width: h * aspect, height: h };
  }

  /** The head; undefined where the picture is turned otherwise than when the head was measured. */
  get #head() {
    const { head } = this.shown.known;
    return head?.turnCw === this.turnCw ? head : undefined;
  }

  /** Findings about the crop, the worst first. */
  get #findings(): Finding[] {
    return this.answer === undefined || this.answer === "failed" ? [] : worstFirst(this.answer.findings);
  }

  get #worst(): Finding["severity"] | "good" | undefined {
    if (this.answer === undefined || this.answer === "failed") return undefined;
    return this.#findings[0]?.severity ?? "good";
  }

  /** The sentence where there is no finding. */
  #sentence(): string {
    const e = words(this.locale).editor;
    if (this.#head === undefined) return this.shown.known.head === undefined ? e.noHead : e.turnedAway;
    if (this.answer === undefined) return e.checking;
    return this.answer === "failed" ? e.noLive : e.fits;
  }

  #inWords(finding: Finding): string {
    return sentence(finding, this.locale, this.preflight.policy).text;
  }

  /** A point of the stage, in pixels of the picture. */
  #pointOf({ x, y }: Point): Point {
    const { crop } = this;
    const frame = this.#frame;
    const scale = frame.width / crop.width;
    return { x: crop.left + (x - frame.left) / scale, y: crop.top + (y - frame.top) / scale };
  }

  /** Moves the picture, by CSS pixels of the stage; the crop goes the other way. */
  #moveBy({ x, y }: Point): void {
    const scale = this.#frame.width / this.crop.width;
    this.#put(movedBy(this.crop, { x: -x / scale, y: -y / scale }, this.#bounds));
  }

  #zoomBy(factor: number, at = middleOf(this.crop)): void {
    this.#put(zoomedBy(this.crop, factor, at, this.#bounds));
  }

  #put(crop: Crop): void {
    this.crop = crop;
    this.isAutomatic = false;
  }

  #turn(quarters: number): void {
    for (let i = 0; i < quarters; i++) {
      this.turnCw = ((this.turnCw + 90) % 360) as QuarterTurn;
      this.crop = turnedQuarter(this.crop, this.#bounds);
    }
    this.isAutomatic = false;
  }

  readonly #backToAutomatic = (): void => {
    const { automatic } = this.shown.known;
    if (automatic === undefined) return;
    this.turnCw = automatic.turnCw;
    this.crop = fitted(automatic.crop, this.#bounds);
    this.isAutomatic = true;
    // The button that was pressed cannot be pressed again: the keys go on at the picture.
    this.#stage.focus();
  };

  readonly #onZoomInput = (event: Event): void => {
    this.#zoomBy(factorTo(Number((event.target as HTMLInputElement).value), this.crop, this.#bounds));
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.composedPath()[0] !== this.#stage) return;
    const step = this.#frame.width * (event.shiftKey ? LARGE_STEP : STEP);
    const zoom = event.shiftKey ? LARGE_ZOOM : ZOOM;
    const actions: Record<string, () => void> = {
      ArrowLeft: () => this.#moveBy({ x: -step, y: 0 }),
      ArrowRight: () => this.#moveBy({ x: step, y: 0 }),
      ArrowUp: () => this.#moveBy({ x: 0, y: -step }),
      ArrowDown: () => this.#moveBy({ x: 0, y: step }),
      "+": () => this.#zoomBy(zoom),
      "=": () => this.#zoomBy(zoom),
      "-": () => this.#zoomBy(1 / zoom),
      _: () => this.#zoomBy(1 / zoom),
      "0": this.#backToAutomatic,
    };
    const action = actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  };

  #ask(): void {
    const { crop, spec } = this;
    const head = this.#head;
    if (head === undefined) {
      this.#check.stop();
      this.answer = undefined;
      return;
    }
    this.#check.ask({ head: head.head, face: head.face, crop, preset: spec.preset });
  }

  readonly #onDialogCancel = (event: Event): void => {
    event.preventDefault();
    this.#leave();
  };

  readonly #leave = (): void => this.#close(new CustomEvent("crop-cancel"));

  readonly #use = (): void => {
    const detail = this.#chosen();
    // An unchanged crop is not prepared again.
    const isSame = detail.crop === this.#first.crop && detail.rotationCw === this.#first.rotationCw;
    this.#close(isSame ? new CustomEvent("crop-cancel") : new CustomEvent("crop-use", { detail }));
  };

  #chosen(): ChosenCrop {
    return this.isAutomatic ? { crop: null, rotationCw: 0 } : { crop: this.crop, rotationCw: this.turnCw };
  }

  /** Closed by itself first, so that the browser gives the focus back to where it came from. */
  #close(event: CustomEvent): void {
    this.#dialog.close();
    this.dispatchEvent(event);
  }
}
