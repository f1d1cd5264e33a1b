/** How far each step is, by what the gate says: counted, never decided here. */
import type { Finding } from "exam-preflight";
import { PHOTO, PROFILE } from "../application/events";
import type { Step } from "../app/route";
import { unchanged, type State } from "../app/state";

/** What is left to do in a step; null where that is no question of counting. */
export interface Progress {
  isDone: boolean;
  left: number | null;
}

export function progressOf(state: State, step: Step): Progress {
  const { report, draft } = state;
  if (report === undefined) return { isDone: false, left: null };
  const errors = report.findings.filter(({ severity }) => severity === "error");
  const at = (finding: Finding) => placeOf(finding)?.step === step;
  const { status } = draft.application;
  switch (step) {
    case "facts":
    case "photo":
    case "materials": {
      const left = errors.filter(at).length + unchanged(state).filter((part) => stepOf(part) === step).length;
      // Nothing is asked for yet while no question is answered: that is no step that is done.
      const isBegun = step !== "materials" || draft.application.status !== "draft" || answered(state) > 0;
      return { isDone: left === 0 && isBegun, left: isBegun ? left : null };
    }
    case "check":
      return { isDone: report.verdict === "ready" || report.measured.locked, left: null };
    case "submit":
      return { isDone: report.measured.locked, left: null };
    case "status":
      return { isDone: status === "approved", left: null };
  }
}

/** Where a part is changed. */
export function stepOf(part: string): "facts" | "photo" | "materials" {
  if (part === PROFILE) return "facts";
  return part === PHOTO ? "photo" : "materials";
}

/** Questions that are answered, of those that are asked. */
export function answered({ report, draft }: State): number {
  return report?.measured.asked.filter((fact) => draft.application.profile[fact] !== undefined).length ?? 0;
}

/** Where a finding is dealt with. Null where no step can mend it. */
export function placeOf({ code, slot, params }: Finding): { step: Step; place: string | null } | null {
  if (slot === PHOTO) return { step: "photo", place: null };
  if (code.startsWith("profile.")) {
    // Of answers that contradict each other the last one is the newest to look at.
    const facts = String(params["fact"] ?? params["facts"] ?? "").split(", ");
    return { step: "facts", place: facts[facts.length - 1] || null };
  }
  if (slot !== null) return { step: "materials", place: slot };
  return code === "application.locked" ? { step: "status", place: null } : null;
}
