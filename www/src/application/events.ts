/** The events that turn a part of an application into what is wanted. Nothing here changes an application itself. */
import { MAX_NAME_BYTES, type Application, type ApplicationEvent, type Finding } from "exam-preflight";
import type { MaterialFile, PhotoValue } from "./draft";

export type FileRecord = NonNullable<Application["photo"]>;

export const PHOTO = "photo";
export const PROFILE = "profile";

export function recordOfPhoto({ name, jpeg, report }: PhotoValue): FileRecord | null {
  if (jpeg === null || report.output === null) return null;
  const { sha256, bytes, format } = report.output;
  return { name: cleanName(name, "photo.jpg"), sha256, bytes, format, verdict: report.verdict };
}

export function recordOfFile({ name, report }: MaterialFile): FileRecord {
  const { sha256 = "", bytes = 0, format = null } = report.input ?? {};
  return {
    name: cleanName(name, "image.jpg"),
    sha256,
    bytes,
    format,
    verdict: report.verdict,
    perceptualHash: report.measured.perceptualHash,
    ...(report.findings.some(({ code }) => code === "material.orientation.confirmed") ? { confirmedUpright: true } : {}),
  };
}

/** One kind's pictures, from those that are recorded to those that are wanted: removals, additions, then the order. */
export function eventsOfKind(kind: string, now: readonly FileRecord[], wanted: readonly FileRecord[]): ApplicationEvent[] {
  const events: ApplicationEvent[] = [];
  const order: string[] = [];
  for (const { sha256 } of now) {
    if (wanted.some((file) => file.sha256 === sha256)) order.push(sha256);
    else events.push({ type: "removeFile", kind, sha256 });
  }
  for (const file of wanted) {
    if (order.includes(file.sha256) && now.some((other) => other.sha256 === file.sha256)) continue;
    // The same picture twice in one list is added twice, so that the rules can say so.
    order.push(file.sha256);
    events.push({ type: "addFile", kind, file });
  }
  wanted.forEach(({ sha256 }, index) => {
    const at = order.indexOf(sha256);
    if (at === index || at < 0) return;
    order.splice(index, 0, ...order.splice(at, 1));
    events.push({ type: "moveFile", kind, sha256, toKind: kind, toIndex: index });
  });
  return events;
}

export function eventsOfPhoto(now: FileRecord | null, wanted: FileRecord | null): ApplicationEvent[] {
  // A photo whose own report blocks never takes the place: the one before must go all the same.
  if (wanted === null || wanted.verdict === "blocked") return now === null ? [] : [{ type: "removePhoto" }];
  return now?.sha256 === wanted.sha256 && now.name === wanted.name ? [] : [{ type: "setPhoto", file: wanted }];
}

export function eventsOfProfile(now: Application["profile"], wanted: Application["profile"]): ApplicationEvent[] {
  const facts = [...new Set([...Object.keys(now), ...Object.keys(wanted)])];
  return facts
    .filter((fact) => now[fact] !== wanted[fact])
    .map((fact) => ({ type: "setFact", fact, choice: wanted[fact] ?? null }));
}

/** Every part of an application that may hold something: the facts, the photo, the kinds. */
export function partsOf(...applications: Application[]): string[] {
  return [PROFILE, PHOTO, ...new Set(applications.flatMap(({ slots }) => Object.keys(slots)))];
}

/** One part, from one application to what another one has there. */
export function eventsOfPart(part: string, now: Application, wanted: Application): ApplicationEvent[] {
  if (part === PROFILE) return eventsOfProfile(now.profile, wanted.profile);
  if (part === PHOTO) return eventsOfPhoto(now.photo, wanted.photo);
  return eventsOfKind(part, now.slots[part] ?? [], wanted.slots[part] ?? []);
}

/** Findings by the part of the application that they are about; those about no part belong to the facts. */
export function byPart(findings: readonly Finding[]): Record<string, Finding[]> {
  const parts: Record<string, Finding[]> = {};
  for (const finding of findings) (parts[finding.slot ?? PROFILE] ??= []).push(finding);
  return parts;
}

/** Names are for people; phones, chat programs and clipboards give strange ones. */
function cleanName(name: string, otherwise: string): string {
  let clean = name.replace(/[\u0000-\u001f\u007f-\u009f/\\]/g, "_").trim();
  const encoder = new TextEncoder();
  while (encoder.encode(clean).length > MAX_NAME_BYTES) clean = [...clean].slice(1).join("");
  return clean === "" ? otherwise : clean;
}

/** The pictures that stand in the application, in its order. */
export function inOrder(application: Application, kind: string, files: readonly MaterialFile[]): MaterialFile[] {
  const records = application.slots[kind] ?? [];
  return records.flatMap(({ sha256 }) => files.find((file) => recordOfFile(file).sha256 === sha256) ?? []);
}
