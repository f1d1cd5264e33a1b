/**
 * Sends the application, and hears how it stands. Before anything is sent the gate is asked once more: while it is closed
 * there is no request.
 */
import type { Application, Finding } from "exam-preflight";
import { randomName } from "../draft/database";
import { emptyDraft, type Draft, type MaterialFile, type Sending } from "../application/draft";
import { inOrder, recordOfFile, recordOfPhoto, type FileRecord } from "../application/events";
import type { Host } from "../app/host";
import type { Seen } from "../application/receipt";
import { readApplication, readFile, type Accepted } from "./api";
import { multipart, type Part } from "./body";
import { merge } from "./merge";
import { progressAt, send } from "./send";

export class Submission {
  #hearing: Promise<void> | undefined;

  constructor(private readonly app: Host) {}

  /** What the receiver has of this candidate, brought together with what is here. */
  refresh(): Promise<void> {
    this.#hearing ??= this.#hear().finally(() => (this.#hearing = undefined));
    return this.#hearing;
  }

  async submit(): Promise<void> {
    const { app } = this;
    const { rules, token, hold, sent } = app.state;
    if (rules === undefined || token === undefined || hold !== "owner" || sent.kind === "sending") return;
    const abort = new AbortController();
    const { draft } = app.state;
    // The gate decides, and nothing else.
    const { refusal, report } = await rules.apply(draft.application, { type: "submit", at: new Date().toISOString() });
    if (refusal !== null) return app.set({ report, sent: { kind: "refused", findings: refusal } });

    const sending = begin(draft);
    const progress = { sent: 0, total: 1, files: {} };
    app.set({ draft: { ...draft, sending }, refused: null, sent: { kind: "sending", progress, waiting: null, abort } });
    // The key is on the disk before the first byte leaves.
    app.keeper.save();
    await app.keeper.flush();
    const parts = await this.#parts(draft, sending.files);
    if (typeof parts === "string") return app.set({ sent: { kind: "unreadable", name: parts } });

    // The seconds until the next try are shown.
    const ticking = setInterval(() => app.set({}), 1000);
    const body = multipart(sending.manifest, parts, `exam-preflight-${randomName()}`);
    const outcome = await send({
      token,
      key: sending.key,
      body,
      signal: abort.signal,
      onProgress: (progress) => app.set({ sent: { kind: "sending", progress, waiting: null, abort } }),
      onWait: (waitMs, trouble) => {
        const { sent } = app.state;
        const waiting = { untilMs: Date.now() + waitMs, trouble };
        // What has left will leave again.
        if (sent.kind === "sending") app.set({ sent: { ...sent, progress: progressAt(body, 0), waiting } });
      },
    });
    clearInterval(ticking);
    if (outcome.kind === "accepted") return this.#accept(outcome.value);
    if (outcome.kind === "cancelled") return app.set({ sent: { kind: "cancelled" } });
    if (outcome.kind === "refused") {
      const findings = [...outcome.value.report.findings, ...Object.values(outcome.value.reports).flatMap((r) => r.findings)];
      this.#forgetKey();
      return app.set({ refused: outcome.value, sent: { kind: "refused", findings: findings.filter(isError) } });
    }
    const { trouble } = outcome;
    // These keys will never be answered otherwise; what else the receiver knows decides what comes next.
    if (["conflict", "key_reused", "locked", "files_missing", "hash_mismatch"].includes(trouble.code)) {
      this.#forgetKey();
      await this.refresh();
    }
    app.set({ sent: { kind: "trouble", trouble } });
  }

  cancel(): void {
    const { sent } = this.app.state;
    if (sent.kind === "sending") sent.abort.abort();
  }

  /** Pictures that the receiver has and this device has not, for showing. */
  async fetchMissing(): Promise<void> {
    const { token, pixels, draft, hold } = this.app.state;
    if (token === undefined || pixels === undefined || draft.seen === null || hold !== "owner") return;
    for (const [kind, records] of Object.entries(draft.application.slots)) {
      for (const record of records) {
        if (this.#has(kind, record) || !draft.seen.files.includes(record.sha256)) continue;
        const answer = await readFile(token, record.sha256);
        if (!answer.ok) return this.app.set({ link: { kind: "trouble", trouble: answer.trouble } });
        const { name: fileName, confirmedUpright } = record;
        const { report } = await pixels.inspectMaterial(answer.value, { kind, fileName, confirmedUpright });
        const file: MaterialFile = { id: record.sha256, name: fileName, blob: answer.value, report, original: null };
        await this.app.inLine(() => this.#put(kind, file));
      }
    }
  }

  /** The photo as the receiver has it, for a device that did not make it. */
  async fetchPhoto(): Promise<void> {
    const { token, draft, theirPhoto } = this.app.state;
    const sha256 = draft.application.photo?.sha256;
    if (token === undefined || sha256 === undefined || !draft.seen?.files.includes(sha256)) return;
    if (theirPhoto?.sha256 === sha256) return;
    this.app.set({ theirPhoto: { sha256, url: null } });
    const answer = await readFile(token, sha256);
    if (answer.ok) this.app.set({ theirPhoto: { sha256, url: URL.createObjectURL(answer.value) } });
    else this.app.set({ theirPhoto: null, link: { kind: "trouble", trouble: answer.trouble } });
    if (theirPhoto?.url) URL.revokeObjectURL(theirPhoto.url);
  }

  #has(kind: string, record: FileRecord): boolean {
    return (this.app.state.draft.files[kind] ?? []).some((file) => recordOfFile(file).sha256 === record.sha256);
  }

  async #put(kind: string, file: MaterialFile): Promise<void> {
    const { draft } = this.app.state;
    const files = inOrder(draft.application, kind, [...(draft.files[kind] ?? []), file]);
    this.app.set({ draft: { ...draft, files: { ...draft.files, [kind]: files } } });
    this.app.keeper.save();
  }

  async #hear(): Promise<void> {
    const { app } = this;
    const { token, rules } = app.state;
    if (token === undefined || rules === undefined) return;
    app.set({ link: { kind: "asking" } });
    const answer = await readApplication(token);
    if (!answer.ok) return app.set({ link: { kind: "trouble", trouble: answer.trouble } });
    await app.inLine(() => this.#take(answer.value));
    app.set({ link: { kind: "heard", at: new Date().toISOString() } });
  }

  /** The receiver's state wins; changes here to parts that are open are made again on top of it. */
  async #take(seen: Seen): Promise<void> {
    const { app } = this;
    const { rules, draft, hold } = app.state;
    if (rules === undefined) return;
    const known = draft.seen;
    if (known !== null && known.revision === seen.revision && known.application !== null) {
      app.set({ draft: { ...draft, seen } });
      return;
    }
    // Where the receiver has nothing, nothing was sent, whatever is remembered here.
    const isUnsent = draft.application.status === "draft";
    const server = seen.application ?? (isUnsent ? null : emptyDraft(draft.application.policy).application);
    if (server === null) {
      app.set({ draft: { ...draft, seen } });
    } else {
      const base = known?.application ?? null;
      const { application, refusals } = await merge(rules, { local: draft.application, base, server });
      await app.adopt({ ...draft, ...pictures(draft, application), application, seen, sending: null, receipts: withReceipt(draft, seen.receipt) });
      app.set({ refusals: byPart(refusals) });
    }
    if (hold === "owner") app.keeper.save();
  }

  async #accept({ application, revision, receipt }: Accepted): Promise<void> {
    const { app } = this;
    await app.inLine(async () => {
      const { draft } = app.state;
      const files = receipt.files.map(({ sha256 }) => sha256);
      const seen: Seen = { application, revision, files, receipt };
      await app.adopt({ ...draft, application, seen, sending: null, receipts: withReceipt(draft, receipt) });
      app.set({ sent: { kind: "idle" }, link: { kind: "heard", at: new Date().toISOString() } });
      app.keeper.save();
    });
    location.hash = "#status";
  }

  #forgetKey(): void {
    this.app.set({ draft: { ...this.app.state.draft, sending: null } });
    this.app.keeper.save();
  }

  /** The files' bytes; where one cannot be read any more, its name. */
  async #parts(draft: Draft, wanted: readonly string[]): Promise<Part[] | string> {
    const parts: Part[] = [];
    const photo = draft.photo && recordOfPhoto(draft.photo);
    const all = [
      ...(photo && draft.photo?.jpeg ? [{ record: photo, blob: draft.photo.jpeg }] : []),
      ...Object.values(draft.files).flat().map((file) => ({ record: recordOfFile(file), blob: file.blob })),
    ];
    for (const sha256 of wanted) {
      const found = all.find(({ record }) => record.sha256 === sha256);
      const blob = found && (await this.app.keeper.readBack(found.blob));
      if (found === undefined || blob === undefined || !(await isReadable(blob))) return found?.record.name ?? sha256;
      parts.push({ sha256, name: found.record.name, type: `image/${found.record.format ?? "jpeg"}`, blob });
    }
    return parts;
  }
}

/** The same manifest goes with the same key, a new one with a new key. */
function begin({ application, seen, sending }: Draft): Sending {
  const manifest = JSON.stringify({ schema: 1, revision: seen?.revision ?? 0, application });
  if (sending?.manifest === manifest) return sending;
  const all = [application.photo, ...Object.values(application.slots).flat()].flatMap((record) => record?.sha256 ?? []);
  const files = all.filter((sha256) => !seen?.files.includes(sha256));
  return { key: randomName(), manifest, files, startedAt: new Date().toISOString() };
}

/** Of the pictures that are here, those that the application has; and a photo that is not yet good enough for it. */
function pictures(draft: Draft, application: Application): Pick<Draft, "photo" | "files"> {
  const isIts = draft.photo !== null && recordOfPhoto(draft.photo)?.sha256 === application.photo?.sha256;
  const photo = isIts || application.photo === null ? draft.photo : null;
  const all = Object.values(draft.files).flat();
  const kinds = Object.keys(application.slots);
  return { photo, files: Object.fromEntries(kinds.map((kind) => [kind, inOrder(application, kind, all)])) };
}

function withReceipt({ receipts }: Draft, receipt: Seen["receipt"]): Draft["receipts"] {
  if (receipt === null || receipts.some(({ id }) => id === receipt.id)) return receipts;
  return [...receipts, receipt];
}

function byPart(findings: Finding[]): Record<string, Finding[]> {
  const parts: Record<string, Finding[]> = {};
  for (const finding of findings) (parts[finding.slot ?? "profile"] ??= []).push(finding);
  return parts;
}

function isError({ severity }: Finding): boolean {
  return severity === "error";
}

/** A file that was picked may have been moved or deleted since. */
async function isReadable(blob: Blob): Promise<boolean> {
  try {
    await blob.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
