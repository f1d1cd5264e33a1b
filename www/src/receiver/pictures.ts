/** Pictures that the receiver has and this device has not: fetched for showing, never without the page's request. */
import type { Draft, MaterialFile } from "../application/draft";
import { inOrder, recordOfFile, type FileRecord } from "../application/events";
import { readFile } from "./api";
import type { PicturesPort } from "./port";

interface Missing {
  kind: string;
  record: FileRecord;
}

/** The pictures of documents that only the receiver has. */
export function missingFiles({ application, files, seen }: Draft): Missing[] {
  const isHere = (kind: string, sha256: string) => (files[kind] ?? []).some((file) => recordOfFile(file).sha256 === sha256);
  return Object.entries(application.slots).flatMap(([kind, records]) =>
    records
      .filter(({ sha256 }) => seen?.files.includes(sha256) && !isHere(kind, sha256))
      .map((record) => ({ kind, record })),
  );
}

/** The hash of the photo, where only the receiver has it. */
export function missingPhoto({ application, photo, seen }: Draft): string | null {
  const sha256 = application.photo?.sha256;
  return photo === null && sha256 !== undefined && seen?.files.includes(sha256) ? sha256 : null;
}

export class Pictures {
  readonly #page: PicturesPort;
  #isFetching = false;
  /** Files whose bytes were not those of their record: they are not asked for again. */
  readonly #spoilt = new Set<string>();

  constructor(page: PicturesPort) {
    this.#page = page;
  }

  /** Fetches, inspects and keeps the missing pictures of documents. */
  async fetchFiles(): Promise<void> {
    if (this.#isFetching || !this.#page.isOwner) return;
    this.#isFetching = true;
    try {
      for (const { kind, record } of missingFiles(this.#page.draft)) if (!(await this.#fetchFile(kind, record))) return;
    } catch (failure) {
      this.#page.fail(failure);
    } finally {
      this.#isFetching = false;
    }
  }

  /** Fetches the photo of a device that did not make it. */
  async fetchPhoto(): Promise<void> {
    const page = this.#page;
    const { token, draft, theirPhoto } = page;
    const sha256 = missingPhoto(draft);
    if (token === undefined || sha256 === null || theirPhoto?.sha256 === sha256) return;
    page.setTheirPhoto({ sha256, url: null });
    const answer = await readFile(token, sha256);
    page.setTheirPhoto(answer.ok ? { sha256, url: URL.createObjectURL(answer.value) } : null);
    if (!answer.ok) page.setLink({ kind: "trouble", trouble: answer.trouble });
    if (theirPhoto?.url) URL.revokeObjectURL(theirPhoto.url);
  }

  /** False where the receiver cannot be asked any further. */
  async #fetchFile(kind: string, record: FileRecord): Promise<boolean> {
    const page = this.#page;
    const { token, pixels } = page;
    const { sha256, name: fileName, confirmedUpright } = record;
    if (token === undefined || pixels === undefined || this.#spoilt.has(sha256)) return true;
    const answer = await readFile(token, sha256);
    if (!answer.ok) {
      page.setLink({ kind: "trouble", trouble: answer.trouble });
      return false;
    }
    const { report } = await pixels.inspectMaterial(answer.value, { kind, fileName, confirmedUpright });
    if (report.input?.sha256 !== sha256) this.#spoilt.add(sha256);
    const file: MaterialFile = { id: sha256, name: fileName, blob: answer.value, report, original: null };
    await page.inLine(async () => page.keep(withFile(page.draft, kind, file)));
    return true;
  }
}

/** The file at its place in the application's order. */
function withFile(draft: Draft, kind: string, file: MaterialFile): Draft {
  const files = inOrder(draft.application, kind, [...(draft.files[kind] ?? []), file]);
  return { ...draft, files: { ...draft.files, [kind]: files } };
}
