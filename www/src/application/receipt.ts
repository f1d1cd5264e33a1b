/** Types of the receiver's answers: an application's state, and the receipt of a submission. */
import type { Application } from "exam-preflight";

export interface Receipt {
  id: string;
  /** In UTC, by the receiver's clock. */
  receivedAt: string;
  policy: string;
  files: { slot: string; name: string; sha256: string; bytes: number }[];
  manifestSha256: string;
}

/** The receiver's record of this candidate. */
export interface ReceiverRecord {
  application: Application | null;
  revision: number;
  /** SHA-256 of the files that it keeps already. */
  files: string[];
  receipt: Receipt | null;
}
