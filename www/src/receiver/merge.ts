/**
 * Merges the receiver's application with this device's. The receiver's state, open parts and history win;
 * a part that is open and was changed here since is changed there again, event by event, as the rules allow it.
 */
import type { Application, ApplicationEvent, Finding, Preflight } from "exam-preflight";
import { eventsOfPart, partsOf } from "../application/events";

export interface MergeResult {
  application: Application;
  /** Findings about changes that could not be brought over. */
  refusals: Finding[];
}

/** `base`: what the receiver had when this device heard from it last; null where it had not. */
export async function merge(
  rules: Pick<Preflight, "apply" | "newApplication">,
  { local, base, server }: { local: Application; base: Application | null; server: Application },
): Promise<MergeResult> {
  const before = base ?? rules.newApplication();
  const changed = partsOf(local, before).filter((part) => eventsOfPart(part, before, local).length > 0);
  // Facts first, because they open slots; then removals, so that a picture that moved to another kind is not there twice.
  const events = changed.flatMap((part) => eventsOfPart(part, server, local)).sort((a, b) => rank(a) - rank(b));
  let application = server;
  const refusals: Finding[] = [];
  for (const event of events) {
    const applied = await rules.apply(application, event);
    if (applied.refusal === null) application = applied.application;
    // A part that is locked now is the receiver's; that is no news to the candidate.
    else refusals.push(...applied.refusal.filter(({ code }) => code !== "application.locked"));
  }
  return { application, refusals };
}

function rank({ type }: ApplicationEvent): number {
  if (type === "setFact") return 0;
  return type.startsWith("remove") ? 1 : 2;
}
