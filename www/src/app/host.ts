/** What the draft's keeper and the submission may ask of the one that changes the state. */
import type { Draft } from "../application/draft";
import type { State } from "./state";

export interface Host {
  readonly state: State;
  set(change: Partial<State>): void;
  /** Work on the application, one after the other. */
  inLine<T>(work: () => Promise<T>): Promise<T>;
  /** Takes a draft over whole. */
  adopt(draft: Draft): Promise<void>;
  readonly keeper: { save(): void; flush(): Promise<unknown>; readBack(blob: Blob): Promise<Blob> };
}
