/** The side of the page that the draft's keeper sees. */
import type { Draft } from "../application/draft";
import type { Space } from "./space";

/** The tab's right to change the draft, or the reason why it has none. */
export type Hold = "opening" | "owner" | "reader" | "gone";

/** The outcome of the last save. `none`: this browser keeps nothing. */
export type SaveState = { kind: "untouched" } | { kind: "saved"; at: string } | { kind: "full" } | { kind: "none"; reason: string };

export interface DraftPort {
  readonly draft: Draft;
  readonly hold: Hold;
  readonly saved: SaveState;
  /** The draft of a candidate of whom nothing is kept. */
  newDraft(): Draft;
  /** Takes a draft from the disk in place of the one that is shown. */
  adopt(draft: Draft): Promise<void>;
  /** Work on the application, one after the other. */
  inLine<T>(work: () => Promise<T>): Promise<T>;
  setHold(hold: Hold): void;
  setSaved(saved: SaveState): void;
  setSaving(isSaving: boolean): void;
  setSpace(space: Space): void;
  setToken(token: string): void;
  /** A draft without a link is kept on this device, beside the one with a link. */
  setOrphan(isThere: boolean): void;
  /** Everything kept is deleted: forgets what is kept elsewhere, and begins anew. */
  beginAnew(): void;
}

/** The side of the page that its service worker sees. */
export interface OfflinePort {
  /** Resolves when everything is on the disk, or cannot be. */
  flush(): Promise<void>;
  /** A newer version of the page is ready; `apply` changes to it. */
  setUpdate(apply: () => void): void;
  setOfflineReady(): void;
}
