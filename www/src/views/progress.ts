/** Progress of each step, counted from the gate's report. Nothing is decided here. */
import type { Finding } from "exam-preflight";
import { PHOTO, PROFILE } from "../application/events";
import type { Step } from "../app/route";
import { unchanged, type State } from "../app/state";

/** Number of things to do in a step; null where nothing can be counted. */
export interface Progress {
  isDone: boolean;
  left: number | null;
}

export function progressOf(state: State, step: Step): Progress {
  const { report, draft } = state;
  if (report === undefined || draft === null) return { isDone: false, left: null };
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

/** The step in which a part is changed. */
export function stepOf(part: string): "facts" | "photo" | "materials" {
  if (part === PROFILE) return "facts";
  return part === PHOTO ? "photo" : "materials";
}

/** Questions that are answered, of those that are asked. */
export function answered({ report, draft }: State): number {
  return report?.measured.asked.filter((fact) => draft?.application.profile[fact] !== undefined).length ?? 0;
}

/** The place where a finding is resolved. Null where no step can resolve it. */
export function placeOf({ code, slot, params }: Finding): { step: Step; place: string | null } | null {
  if (slot === PHOTO) return { step: "photo", place: null };
  if (code.startsWith("profile.")) {
    // The last of several contradictory answers is the newest.
    const facts = String(params["fact"] ?? params["facts"] ?? "").split(", ");
    return { step: "facts", place: facts[facts.length - 1] || null };
  }
  if (slot !== null) return { step: "materials", place: slot };
  return code === "application.locked" ? { step: "status", place: null } : null;
}
