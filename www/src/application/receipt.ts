/** What the receiver says of an application: its state there, and the receipt for what was sent. */
import type { Application } from "exam-preflight";

export interface Receipt {
  id: string;
  /** In UTC, by the receiver's clock. */
  receivedAt: string;
  policy: string;
  files: { slot: string; name: string; sha256: string; bytes: number }[];
  manifestSha256: string;
}

/** What the receiver has of this candidate. */
export interface Seen {
  application: Application | null;
  revision: number;
  /** SHA-256 of the files that it keeps already. */
  files: string[];
  receipt: Receipt | null;
}
