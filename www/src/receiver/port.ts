/** The side of the page that the submission and the downloads see. */
import type { ApplicationReport, Finding, Preflight } from "exam-preflight";
import type { Draft } from "../application/draft";
import type { Rejection, Trouble } from "./api";
import type { Progress } from "./send";

/** The requests to the receiver, apart from sending. */
export type Link =
  | { kind: "none" }
  | { kind: "asking" }
  | { kind: "heard"; at: string }
  | { kind: "trouble"; trouble: Trouble };

/** The time until the next try, and why the last one failed. */
export interface Waiting {
  leftS: number;
  trouble: Trouble;
}

/** A submission on its way, or its end. */
export type SendState =
  | { kind: "idle" }
  | { kind: "sending"; progress: Progress; waiting: Waiting | null }
  | { kind: "refused"; findings: Finding[] }
  | { kind: "trouble"; trouble: Trouble }
  | { kind: "unreadable"; name: string }
  | { kind: "cancelled" };

/** The photo as the receiver has it; without an address while it is on its way. */
export interface TheirPhoto {
  sha256: string;
  url: string | null;
}

interface Port {
  readonly draft: Draft;
  /** The candidate's token, where there is a link. */
  readonly token: string | undefined;
  /** `true` if this tab may change the draft. */
  readonly isOwner: boolean;
  /** Work on the application, one after the other. */
  inLine<T>(work: () => Promise<T>): Promise<T>;
  /** Shows a draft with the same application, and saves it. */
  keep(draft: Draft): void;
  setLink(link: Link): void;
}

export interface SubmissionPort extends Port {
  readonly rules: Preflight | undefined;
  readonly isSending: boolean;
  /** Takes a draft with another application in place of the one that is shown; `refusals`: what it could not take over. */
  adopt(draft: Draft, refusals?: Finding[]): Promise<void>;
  /** Resolves when everything is on the disk, or cannot be. */
  flush(): Promise<void>;
  /** A picture as it was saved. */
  readBack(blob: Blob): Promise<Blob>;
  setReport(report: ApplicationReport): void;
  setSent(sent: SendState): void;
  /** The receiver's findings in what was sent; null once they are void. */
  setRefused(refused: Rejection | null): void;
  showStatus(): void;
}

export interface PicturesPort extends Port {
  readonly pixels: Preflight | undefined;
  readonly theirPhoto: TheirPhoto | null;
  setTheirPhoto(photo: TheirPhoto | null): void;
  fail(failure: unknown): void;
}
