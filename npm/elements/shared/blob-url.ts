/** `src=${blobUrl(blob)}`: an address for as long as the element is there, given back when it goes or the blob changes. */
import { noChange } from "lit";
import { AsyncDirective, directive } from "lit/async-directive.js";

class BlobUrl extends AsyncDirective {
  #blob: Blob | undefined;
  #url: string | undefined;

  override render(blob: Blob): unknown {
    if (blob === this.#blob) return noChange;
    this.#release();
    this.#blob = blob;
    return (this.#url = URL.createObjectURL(blob));
  }

  protected override disconnected(): void {
    this.#release();
  }

  protected override reconnected(): void {
    if (this.#blob) this.setValue((this.#url = URL.createObjectURL(this.#blob)));
  }

  #release(): void {
    if (this.#url) URL.revokeObjectURL(this.#url);
    this.#url = undefined;
  }
}

export const blobUrl = directive(BlobUrl);
