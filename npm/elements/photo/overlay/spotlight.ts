/** What the person wants to see of the marks: all or none, and the one that is highlighted. */
import type { Overlay, Part } from "./marks.js";

export class Spotlight {
  #choice: boolean | undefined;
  #pinned: Part | undefined;
  #pointed: Part | undefined;
  readonly #onChange: () => void;

  /** `onChange`: draws the marks anew. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Without a choice a photo is marked where a finding has a place on it; a clean photo is first shown as it is. */
  isShown({ marks }: Overlay): boolean {
    return this.#choice ?? marks.some(({ number }) => number !== undefined);
  }

  /** The highlighted part: the one that is pointed at, else the one that was pressed. */
  get part(): Part | undefined {
    return this.#pointed ?? this.#pinned;
  }

  isPinned(part: Part): boolean {
    return this.#pinned === part;
  }

  choose(isShown: boolean): void {
    this.#choice = isShown;
    if (!isShown) this.#pinned = undefined;
    this.#onChange();
  }

  /** Presses a part, or releases it. */
  pin(part: Part): void {
    this.#pinned = this.#pinned === part ? undefined : part;
    if (this.#pinned !== undefined) this.#choice = true;
    this.#onChange();
  }

  /** The part under the pointer or the focus; undefined where there is none. */
  point(part: Part | undefined): void {
    if (part === this.#pointed) return;
    this.#pointed = part;
    this.#onChange();
  }

  /** For another photo. */
  reset(): void {
    this.#choice = this.#pinned = this.#pointed = undefined;
  }
}
