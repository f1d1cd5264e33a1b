/** What every part of the card is drawn from. */
import type { Policy } from "exam-preflight";
import type { Desk } from "./controller.js";
import type { MaterialFile, Origin, Picked } from "./state.js";
import type { Locale, Words } from "./words/index.js";

/** What lies over the page. One at a time. */
export type Opened =
  | { what: "example" }
  | { what: "preview"; file: MaterialFile | (Picked & { report: MaterialFile["report"] | null; original?: Blob | null }) }
  | { what: "turn"; origin: Origin };

export interface View {
  words: Words;
  locale: Locale;
  policy: Policy | undefined;
  material: Policy["materials"][number];
  title: string;
  desk: Desk;
  files: MaterialFile[];
  max: number;
  /** Nothing may be changed. */
  isLocked: boolean;
  isApproved: boolean;
  open(opened: Opened): void;
  /** Opens the picker; what is chosen may be in place of a refused file. */
  pick(instead?: string): void;
}
