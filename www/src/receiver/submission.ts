/**
 * Sends the application, and asks for its state. Before anything is sent the gate is asked once more: while it is closed
 * there is no request.
 */
import type { Application } from "exam-preflight";
import type { Draft, Sending } from "../application/draft";
import { inOrder, recordOfFile, recordOfPhoto } from "../application/events";
import { randomName } from "../application/name";
import type { ReceiverRecord } from "../application/receipt";
import { readApplication, type Acceptance } from "./api";
import { multipart, type Part } from "./body";
import { merge } from "./merge";
import type { SubmissionPort, Waiting } from "./port";
import { progressAt, send, type Outcome, type Progress } from "./send";

/** Troubles that no second try with the same key can end: the receiver knows another state. */
const KEY_IS_VOID: ReadonlySet<string> = new Set(["conflict", "key_reused", "locked", "files_missing", "hash_mismatch"]);

export class Submission {
  readonly #page: SubmissionPort;
  #refreshing: Promise<void> | undefined;
  #abort: AbortController | undefined;

  constructor(page: SubmissionPort) {
    this.#page = page;
  }

  /** Brings the receiver's state of this candidate together with the state on this device. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  async submit(): Promise<void> {
    const page = this.#page;
    const { rules, token, draft } = page;
    if (rules === undefined || token === undefined || !page.isOwner || page.isSending) return;
    // The gate decides, and nothing else.
    const { refusal, report } = await rules.apply(draft.application, { type: "submit", at: new Date().toISOString() });
    if (refusal !== null) {
      page.setReport(report);
      return page.setSent({ kind: "refused", findings: refusal });
    }
    const sending = begin(draft);
    page.setRefused(null);
    page.setSent({ kind: "sending", progress: { sent: 0, total: 1, files: {} }, waiting: null });
    // The key is on the disk before the first byte leaves.
    page.keep({ ...draft, sending });
    await page.flush();
    const parts = await this.#parts(draft, sending.files);
    if (typeof parts === "string") return page.setSent({ kind: "unreadable", name: parts });
    await this.#end(await this.#send(token, sending, parts));
  }

  cancel(): void {
    this.#abort?.abort();
  }

  /** Sends, and shows how far it is and how long it waits. */
  async #send(token: string, { key, manifest }: Sending, parts: Part[]): Promise<Outcome> {
    const body = multipart(manifest, parts, `exam-preflight-${randomName()}`);
    const abort = (this.#abort = new AbortController());
    let waiting: { untilMs: number; trouble: Waiting["trouble"] } | null = null;
    let progress: Progress = progressAt(body, 0);
    const show = () => {
      const leftS = waiting && Math.max(1, Math.ceil((waiting.untilMs - Date.now()) / 1000));
      this.#page.setSent({ kind: "sending", progress, waiting: waiting && { leftS: leftS!, trouble: waiting.trouble } });
    };
    const ticking = setInterval(() => waiting && show(), 1000);
    try {
      return await send({
        token,
        key,
        body,
        signal: abort.signal,
        onProgress: (now) => {
          [progress, waiting] = [now, null];
          show();
        },
        onWait: (waitMs, trouble) => {
          // The bytes that have left will leave again.
          [progress, waiting] = [progressAt(body, 0), { untilMs: Date.now() + waitMs, trouble }];
          show();
        },
      });
    } finally {
      clearInterval(ticking);
      this.#abort = undefined;
    }
  }

  async #end(outcome: Outcome): Promise<void> {
    const page = this.#page;
    switch (outcome.kind) {
      case "accepted":
        return this.#accept(outcome.value);
      case "cancelled":
        return page.setSent({ kind: "cancelled" });
      case "refused": {
        const { report, reports } = outcome.value;
        const findings = [...report.findings, ...Object.values(reports).flatMap((one) => one.findings)];
        this.#forgetKey();
        page.setRefused(outcome.value);
        return page.setSent({ kind: "refused", findings: findings.filter(({ severity }) => severity === "error") });
      }
      case "trouble":
        if (KEY_IS_VOID.has(outcome.trouble.code)) {
          this.#forgetKey();
          await this.refresh();
        }
        return page.setSent({ kind: "trouble", trouble: outcome.trouble });
    }
  }

  async #refresh(): Promise<void> {
    const page = this.#page;
    const { token } = page;
    if (token === undefined || page.rules === undefined) return;
    page.setLink({ kind: "asking" });
    const answer = await readApplication(token);
    if (!answer.ok) return page.setLink({ kind: "trouble", trouble: answer.trouble });
    await page.inLine(() => this.#take(answer.value));
    page.setLink({ kind: "heard", at: new Date().toISOString() });
  }

  /** The receiver's state wins; changes here to parts that are open are made again on top of it. */
  async #take(seen: ReceiverRecord): Promise<void> {
    const page = this.#page;
    const { rules, draft } = page;
    if (rules === undefined) return;
    const known = draft.seen;
    // A receiver without an application has received none, whatever this device has stored.
    const isUnsent = draft.application.status === "draft";
    const server = seen.application ?? (isUnsent ? null : rules.newApplication());
    const isKnown = known !== null && known.revision === seen.revision && known.application !== null;
    if (isKnown || server === null) return page.keep({ ...draft, seen });
    const base = known?.application ?? null;
    const { application, refusals } = await merge(rules, { local: draft.application, base, server });
    const next = { ...draft, ...pictures(draft, application), application, seen, sending: null, receipts: withReceipt(draft, seen.receipt) };
    await page.adopt(next, refusals);
    page.keep(next);
  }

  async #accept({ application, revision, receipt }: Acceptance): Promise<void> {
    const page = this.#page;
    await page.inLine(async () => {
      const { draft } = page;
      const seen: ReceiverRecord = { application, revision, files: receipt.files.map(({ sha256 }) => sha256), receipt };
      const next = { ...draft, application, seen, sending: null, receipts: withReceipt(draft, receipt) };
      await page.adopt(next);
      page.setSent({ kind: "idle" });
      page.setLink({ kind: "heard", at: new Date().toISOString() });
      page.keep(next);
    });
    page.showStatus();
  }

  #forgetKey(): void {
    this.#page.keep({ ...this.#page.draft, sending: null });
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
      const blob = found && (await this.#page.readBack(found.blob));
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
  // A document that serves two kinds stands in both, and is sent once.
  const files = [...new Set(all)].filter((sha256) => !seen?.files.includes(sha256));
  return { key: randomName(), manifest, files, startedAt: new Date().toISOString() };
}

/** The pictures of this device that the application names, and a photo that has not passed yet. */
function pictures(draft: Draft, application: Application): Pick<Draft, "photo" | "files"> {
  const isIts = draft.photo !== null && recordOfPhoto(draft.photo)?.sha256 === application.photo?.sha256;
  const photo = isIts || application.photo === null ? draft.photo : null;
  const all = Object.values(draft.files).flat();
  const kinds = Object.keys(application.slots);
  return { photo, files: Object.fromEntries(kinds.map((kind) => [kind, inOrder(application, kind, all)])) };
}

function withReceipt({ receipts }: Draft, receipt: ReceiverRecord["receipt"]): Draft["receipts"] {
  if (receipt === null || receipts.some(({ id }) => id === receipt.id)) return receipts;
  return [...receipts, receipt];
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
