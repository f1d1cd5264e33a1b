/** Asks the package what a crop would come to while it moves: one question at a time, always the newest. */
import type { CropCheck, CropOptions, Preflight } from "exam-preflight";

export type Answer = CropCheck | "failed";

export class LiveCheck {
  #waiting: CropOptions | undefined;
  #isAsking = false;
  #stops = 0;
  readonly #preflight: Preflight;
  readonly #onAnswer: (answer: Answer) => void;

  constructor(preflight: Preflight, onAnswer: (answer: Answer) => void) {
    this.#preflight = preflight;
    this.#onAnswer = onAnswer;
  }

  ask(question: CropOptions): void {
    this.#waiting = question;
    if (!this.#isAsking) void this.#work();
  }

  /** Forgets what was asked: the answer would be about something else by now. */
  stop(): void {
    this.#waiting = undefined;
    this.#stops++;
  }

  async #work(): Promise<void> {
    this.#isAsking = true;
    while (this.#waiting !== undefined) {
      const question = this.#waiting;
      const stops = this.#stops;
      this.#waiting = undefined;
      const answer = await this.#preflight.checkCrop(question).catch(() => "failed" as const);
      // A newer question is on its way: this answer is out of date before it is read.
      if (this.#waiting === undefined && stops === this.#stops) this.#onAnswer(answer);
    }
    this.#isAsking = false;
  }
}
