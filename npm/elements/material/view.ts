/** The data from which every part of the card is drawn. */
import type { Policy } from "exam-preflight";
import type { Locale } from "../shared/locale.js";
import type { MaterialController } from "./controller.js";
import type { MaterialFile, MoveTarget, Origin, PickedFile } from "./state.js";
import type { Words } from "./words/index.js";

/** A dialog over the page. One at a time. */
export type OpenDialog =
  | { what: "example" }
  | { what: "preview"; file: MaterialFile | (PickedFile & { report: MaterialFile["report"] | null; original?: Blob | null }) }
  | { what: "turn"; origin: Origin }
  | { what: "move"; file: MaterialFile };

export interface View {
  words: Words;
  locale: Locale;
  policy: Policy | undefined;
  material: Policy["materials"][number];
  title: string;
  controller: MaterialController;
  files: MaterialFile[];
  max: number;
  /** Nothing may be changed. */
  isLocked: boolean;
  isApproved: boolean;
  /** Pictures stand here that are not needed. */
  isUnneeded: boolean;
  /** The kinds to which a picture can be moved. */
  targets: readonly MoveTarget[];
  move(file: MaterialFile, toKind: string): void;
  open(opened: OpenDialog): void;
  /** Opens the picker; what is chosen may be in place of a refused file. */
  pick(instead?: string): void;
}
