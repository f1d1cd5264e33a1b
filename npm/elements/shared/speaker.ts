/**
 * What is said in a live region, once it has stood for a moment: whoever hears the page is told where things came to,
 * not every step on the way.
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";

const QUIET_MS = 600;

export class Speaker implements ReactiveController {
  /** What the live region holds. */
  spoken = "";
  private next = "";
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.timer);
    this.next = this.spoken;
  }

  say(text: string): void {
    if (text === this.next) return;
    this.next = text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.spoken = text;
      this.host.requestUpdate();
    }, QUIET_MS);
  }
}
