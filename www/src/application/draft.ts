/** One candidate's draft: the application, the pictures behind it, and how far its submission has come. */
import type { Application } from "exam-preflight";
import type { MaterialFile, PhotoValue } from "exam-preflight/elements";
import type { Receipt, ReceiverRecord } from "./receipt";

export type { MaterialFile, PhotoValue };

/** A submission that has begun. The key is kept before the first byte leaves, so that nothing is sent twice. */
export interface Sending {
  key: string;
  /** The manifest's text: the same key must never go with another. */
  manifest: string;
  /** SHA-256 of the files that go along, in their order. */
  files: string[];
  startedAt: string;
}

export interface Draft {
  application: Application;
  photo: PhotoValue | null;
  /** By kind, in the candidate's order: the same pictures as in the application's slots. */
  files: Record<string, MaterialFile[]>;
  /** The receiver's last answer. Null before the first, and without a token. */
  seen: ReceiverRecord | null;
  sending: Sending | null;
  receipts: Receipt[];
}

/** The draft around an empty application. */
export function draftOf(application: Application): Draft {
  return { application, photo: null, files: {}, seen: null, sending: null, receipts: [] };
}

/** Returns `true` if nothing would be lost with the draft. */
export function isEmpty({ application, photo, files }: Draft): boolean {
  const hasFiles = Object.values(files).some((list) => list.length > 0);
  return Object.keys(application.profile).length === 0 && photo === null && !hasFiles && application.history.length === 0;
}
