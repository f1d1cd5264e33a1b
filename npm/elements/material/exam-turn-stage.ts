/**
 * `<exam-turn-stage>`: a person turns a picture until it is upright. Only the view turns; the repair turns the pixels.
 *
 * @event turn-apply - `CustomEvent<Placement>`: the placement of the content as the person found it.
 */
import { LitElement, css, html } from "lit";
import { property, state } from "lit/decorators.js";
import type { Placement } from "exam-preflight";
import { blobUrl } from "../shared/blob-url.js";
import * as icons from "./icons.js";
import { ofPart } from "./style/index.js";
import type { Words } from "./words/index.js";

/** The change that sets the picture upright: turned clockwise by so many quarters, then mirrored. */
interface Cure {
  quarters: number;
  isFlipped: boolean;
}

const NOTHING: Cure = { quarters: 0, isFlipped: false };

/** Seen from behind a mirror, a turn to the right is one to the left. */
const turned = ({ quarters, isFlipped }: Cure, by: number): Cure => ({ quarters: quarters + (isFlipped ? -by : by), isFlipped });

/** 0 to 3, also for turns to the left. */
const rest = (quarters: number): number => ((quarters % 4) + 4) % 4;

/** The placement of the content that this sets upright. */
const placementOf = ({ quarters, isFlipped }: Cure): Placement => ({
  rotationCw: (rest(-quarters) * 90) as Placement["rotationCw"],
  mirrored: isFlipped,
});

export class ExamTurnStage extends LitElement {
  static override styles = [
    ofPart,
    css`
      :host {
        display: grid;
        gap: 0.9rem;
      }
      .frame {
        display: grid;
        grid-template: minmax(0, 1fr) / minmax(0, 1fr);
        place-items: center;
        /* Square, so that a picture fits on its side as well. */
        width: min(26rem, 100%, 50vh);
        aspect-ratio: 1;
        margin-inline: auto;
        overflow: hidden;
        border: 1px solid var(--_field);
        background: #e4e7e9;
      }
      img {
        display: block;
        max-width: 100%;
        max-height: 100%;
        transition: transform 0.2s;
      }
      .ways {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(7.5rem, 1fr));
        gap: 0.5rem;
      }
      .ways button {
        gap: 0.4rem;
        padding-inline: 0.5rem;
      }
      .ends {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem;
        align-items: center;
      }
    `,
  ];

  @property({ attribute: false }) blob!: Blob;
  @property({ attribute: false }) words!: Words;
  @property() name = "";
  // Lit's decorators take no `#name`.
  @state() private cure: Cure = NOTHING;

  protected override render() {
    const { words, cure } = this;
    const { quarters, isFlipped } = cure;
    const isAsItWas = rest(quarters) === 0 && !isFlipped;
    const apply = () => this.dispatchEvent(new CustomEvent("turn-apply", { detail: placementOf(cure) }));
    // CSS applies the last function first.
    const look = `transform: ${isFlipped ? "scaleX(-1) " : ""}rotate(${quarters * 90}deg)`;
    return html`<div><p>${words.turnIntro}</p><p class="quiet">${words.turnWord}</p></div>
      <div class="frame">
        <img src=${blobUrl(this.blob)} alt=${words.turnAlt(this.name)} .style=${look} />
      </div>
      <p role="status" class="quiet">${words.turnNow(rest(quarters) * 90, isFlipped)}</p>
      <div class="ways">
        <button class="left" @click=${() => (this.cure = turned(cure, -1))}>${icons.turnLeft}${words.turnLeft}</button>
        <button class="right" @click=${() => (this.cure = turned(cure, 1))}>${icons.turnRight}${words.turnRight}</button>
        <button class="half" @click=${() => (this.cure = turned(cure, 2))}>${icons.turnHalf}${words.turnHalf}</button>
        <button class="flip" @click=${() => (this.cure = { quarters, isFlipped: !isFlipped })}>${icons.flip}${words.flip}</button>
      </div>
      <div class="ends">
        <button class="primary apply" @click=${apply}>${isAsItWas ? words.turnKeep : words.turnApply}</button>
        <button class="plain" @click=${() => (this.cure = NOTHING)}>${words.turnReset}</button>
      </div>`;
  }
}
