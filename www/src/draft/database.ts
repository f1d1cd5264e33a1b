/**
 * The drafts of this device in IndexedDB: one record a candidate, and the pictures beside it. Every save is one
 * transaction over both, so that a tab that dies at any moment leaves the draft before or the draft after, never a mixture.
 */
import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { Draft, MaterialFile, PhotoValue } from "../application/draft";
import { randomName } from "../application/name";

const NAME = "exam-preflight";
const VERSION = 1;

/** A picture's place: candidate, and a name of its own. */
type Place = [candidate: string, picture: string];

/** A stored picture: a `Blob`, or its bytes in a browser that refuses to store blobs (older Safari in private windows). */
type StoredPicture = Blob | { type: string; bytes: ArrayBuffer };

/** A draft with names in place of its pictures. */
interface StoredDraft extends Omit<Draft, "photo" | "files"> {
  photo: (Omit<PhotoValue, "source" | "jpeg"> & { source: string; jpeg: string | null }) | null;
  files: Record<string, (Omit<MaterialFile, "blob" | "original"> & { blob: string; original: string | null })[]>;
}

interface Schema extends DBSchema {
  drafts: { key: string; value: StoredDraft };
  pictures: { key: Place; value: StoredPicture };
  /** The tab that may write a candidate's draft: a tab that lost it finds another name here and writes nothing. */
  owners: { key: string; value: string };
  /** The links that were opened here, so that a draft is found again without its link. */
  tokens: { key: string; value: { token: string; usedAt: string } };
}

/** Another tab has taken the draft over. */
export class SupersededError extends Error {}

export class Database {
  /** The names of pictures in the database. */
  #names = new WeakMap<Blob, string>();
  #keepsBytes = false;

  readonly #db: IDBPDatabase<Schema>;

  private constructor(db: IDBPDatabase<Schema>) {
    this.#db = db;
  }

  /** Rejects where the browser keeps nothing. */
  static async open(onTaken: () => void): Promise<Database> {
    const db = await openDB<Schema>(NAME, VERSION, {
      upgrade(db) {
        db.createObjectStore("drafts");
        db.createObjectStore("pictures");
        db.createObjectStore("owners");
        db.createObjectStore("tokens");
      },
      // Another tab deletes everything, or brings a newer version: this one lets go.
      blocking: () => {
        db.close();
        onTaken();
      },
      terminated: onTaken,
    });
    return new Database(db);
  }

  /** Everything that this page keeps on this device, of every candidate. */
  async deleteEverything(): Promise<void> {
    this.#db.close();
    await deleteDB(NAME);
  }

  /** From now on only `tab` may write this draft. */
  async claim(candidate: string, tab: string): Promise<void> {
    await this.#db.put("owners", tab, candidate);
  }

  async load(candidate: string): Promise<Draft | null> {
    const tx = this.#db.transaction(["drafts", "pictures"]);
    const packed = await tx.objectStore("drafts").get(candidate);
    if (packed === undefined) return null;
    const pictures = new Map<string, Blob>();
    const store = tx.objectStore("pictures");
    for (const name of names(packed)) {
      const kept = await store.get([candidate, name]);
      if (kept === undefined) continue;
      const blob = kept instanceof Blob ? kept : new Blob([kept.bytes], { type: kept.type });
      this.#names.set(blob, name);
      pictures.set(name, blob);
    }
    return unpack(packed, pictures);
  }

  /** Rejects with `SupersededError`, with a `QuotaExceededError`, or with what else the browser says. */
  async save(candidate: string, draft: Draft, tab: string): Promise<void> {
    try {
      await this.#save(candidate, draft, tab);
    } catch (e) {
      if (this.#keepsBytes || e instanceof SupersededError || isFull(e)) throw e;
      // Perhaps it was the blobs that it does not take.
      this.#keepsBytes = true;
      await this.#save(candidate, draft, tab);
    }
  }

  async #save(candidate: string, draft: Draft, tab: string): Promise<void> {
    const pictures = new Map<string, Blob>();
    const packed = pack(draft, (blob) => {
      const name = this.#names.get(blob) ?? randomName();
      this.#names.set(blob, name);
      pictures.set(name, blob);
      return name;
    });
    // Bytes are read before the transaction: one that waits for anything else ends by itself.
    const bytes = new Map<string, StoredPicture>();
    if (this.#keepsBytes) {
      for (const [name, blob] of pictures) bytes.set(name, { type: blob.type, bytes: await blob.arrayBuffer() });
    }
    // Strict: the disk confirms the write, because the battery may be about to die.
    const tx = this.#db.transaction(["drafts", "pictures", "owners"], "readwrite", { durability: "strict" });
    const finished = tx.done;
    // The first failure is reported below; this rejection is the same one.
    finished.catch(() => {});
    try {
      if ((await tx.objectStore("owners").get(candidate)) !== tab) throw new SupersededError("another tab has this draft");
      const store = tx.objectStore("pictures");
      const there = await store.getAllKeys(IDBKeyRange.bound([candidate], [candidate, []]));
      const known = new Set(there.map(([, name]) => name));
      for (const [name, blob] of pictures) {
        if (!known.has(name)) await store.put(bytes.get(name) ?? blob, [candidate, name]);
      }
      for (const [, name] of there) if (!pictures.has(name)) await store.delete([candidate, name]);
      await tx.objectStore("drafts").put(packed, candidate);
    } catch (e) {
      abort(tx);
      throw e;
    }
    await finished;
  }

  /**
   * The picture as the database has it. A file that was picked is outside the browser and may be gone by now: a
   * phone takes the permission back, a chat program clears its folder.
   */
  async readBack(candidate: string, blob: Blob): Promise<Blob> {
    const name = this.#names.get(blob);
    const kept = name === undefined ? undefined : await this.#db.get("pictures", [candidate, name]);
    if (kept === undefined) return blob;
    return kept instanceof Blob ? kept : new Blob([kept.bytes], { type: kept.type });
  }

  /** Gives a draft to another candidate: what was put together before the link was opened. */
  async rename(from: string, to: string): Promise<void> {
    const tx = this.#db.transaction(["drafts", "pictures"], "readwrite", { durability: "strict" });
    const [drafts, pictures] = [tx.objectStore("drafts"), tx.objectStore("pictures")];
    const draft = await drafts.get(from);
    if (draft !== undefined) {
      await drafts.put(draft, to);
      await drafts.delete(from);
      for (const [, name] of await pictures.getAllKeys(IDBKeyRange.bound([from], [from, []]))) {
        await pictures.put((await pictures.get([from, name]))!, [to, name]);
        await pictures.delete([from, name]);
      }
    }
    await tx.done;
  }

  async keepToken(candidate: string, token: string): Promise<void> {
    await this.#db.put("tokens", { token, usedAt: new Date().toISOString() }, candidate);
  }

  /** The candidate whose link was opened last. */
  async lastCandidate(): Promise<{ candidate: string; token: string } | undefined> {
    let last: { candidate: string; token: string; usedAt: string } | undefined;
    let cursor = await this.#db.transaction("tokens").store.openCursor();
    while (cursor !== null) {
      const { token, usedAt } = cursor.value;
      if (last === undefined || usedAt > last.usedAt) last = { candidate: cursor.key, token, usedAt };
      cursor = await cursor.continue();
    }
    return last;
  }
}

/** Returns `true` if the browser has no room left. */
export function isFull(e: unknown): boolean {
  return (e as { name?: unknown } | null)?.name === "QuotaExceededError";
}

function abort(tx: { abort(): void }): void {
  try {
    tx.abort();
  } catch {
    // It is over already.
  }
}

function pack(draft: Draft, name: (blob: Blob) => string): StoredDraft {
  const { photo, files, ...rest } = draft;
  return {
    ...rest,
    photo: photo && { ...photo, source: name(photo.source), jpeg: photo.jpeg && name(photo.jpeg) },
    files: Object.fromEntries(
      Object.entries(files).map(([kind, list]) => [
        kind,
        list.map((file) => ({ ...file, blob: name(file.blob), original: file.original && name(file.original) })),
      ]),
    ),
  };
}

function names({ photo, files }: StoredDraft): string[] {
  const all = [photo?.source, photo?.jpeg, ...Object.values(files).flat().flatMap((file) => [file.blob, file.original])];
  return all.filter((name): name is string => typeof name === "string");
}

/** A picture that is not there, which no save leaves behind, takes its entry along: the gate then names what is missing. */
function unpack(packed: StoredDraft, pictures: Map<string, Blob>): Draft {
  const { photo, files, ...rest } = packed;
  const source = photo && pictures.get(photo.source);
  return {
    ...rest,
    photo: photo && source ? { ...photo, source, jpeg: (photo.jpeg && pictures.get(photo.jpeg)) || null } : null,
    files: Object.fromEntries(
      Object.entries(files).map(([kind, list]) => [
        kind,
        list.flatMap((file) => {
          const blob = pictures.get(file.blob);
          return blob ? [{ ...file, blob, original: (file.original && pictures.get(file.original)) || null }] : [];
        }),
      ]),
    ),
  };
}
