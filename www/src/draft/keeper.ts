/** Keeps the draft on this device: opens it, saves it after every change, and shares it with the other tabs. */
import { isEmpty, type Draft } from "../application/draft";
import { randomName } from "../application/name";
import { LOCAL, nameOf, takeToken } from "./candidate";
import { Database, SupersededError, isFull } from "./database";
import type { DraftPort } from "./port";
import { askToPersist, readSpace } from "./space";
import { Tabs } from "./tabs";

export class Keeper {
  readonly #page: DraftPort;
  readonly #tab = randomName();
  #candidate = LOCAL;
  #database: Database | undefined;
  #tabs: Tabs | undefined;
  #saving: Promise<void> | undefined;
  #isStale = false;
  #isAskedToPersist = false;

  constructor(page: DraftPort) {
    this.#page = page;
  }

  /** Finds out whose draft it is, and opens it. Resolves once the draft is shown. */
  async start(): Promise<void> {
    const token = takeToken();
    await this.#open();
    await this.#recognise(token);
    await this.#share();
    // A change must not be lost with the window while the disk has no room for it.
    addEventListener("beforeunload", (event) => {
      if (this.#hasUnsaved) event.preventDefault();
    });
  }

  /** Saves what is shown now. Calls that come while a save is running end in one more save, of the latest. */
  save(): void {
    if (this.#page.hold !== "owner") return;
    this.#isStale = true;
    this.#saving ??= this.#saveAll().finally(() => {
      this.#saving = undefined;
      // A change between the last look and now.
      if (this.#isStale) this.save();
      this.#page.setSaving(this.#isSaving);
      void this.#measure();
    });
    this.#page.setSaving(true);
  }

  /** Resolves when everything is on the disk, or cannot be. */
  async flush(): Promise<void> {
    while (this.#saving !== undefined) await this.#saving;
  }

  takeOver(): Promise<void> {
    return this.#tabs?.takeOver() ?? Promise.resolve();
  }

  /** Asks the browser once not to clear the draft by itself. */
  async persist(): Promise<void> {
    if (this.#isAskedToPersist) return;
    this.#isAskedToPersist = true;
    this.#page.setSpace(await askToPersist());
  }

  /** A picture as it was saved: see `Database.readBack`. */
  async readBack(blob: Blob): Promise<Blob> {
    try {
      return (await this.#database?.readBack(this.#candidate, blob)) ?? blob;
    } catch {
      return blob;
    }
  }

  /** Deletes everything that this page keeps on this device, of every candidate. */
  async deleteEverything(): Promise<void> {
    await this.flush();
    this.#isStale = false;
    this.#page.setHold("gone");
    this.#tabs?.close();
    await this.#database?.deleteEverything();
    this.#page.beginAnew();
  }

  /** The draft that was made without a link becomes this candidate's. */
  async adoptOrphan(isWanted: boolean): Promise<void> {
    this.#page.setOrphan(false);
    if (!isWanted || this.#database === undefined) return;
    await this.#page.inLine(async () => {
      await this.flush();
      await this.#database!.rename(LOCAL, this.#candidate);
      await this.#show();
    });
  }

  get #isSaving(): boolean {
    return this.#saving !== undefined || this.#isStale;
  }

  /** `true` if something would be lost with this tab. */
  get #hasUnsaved(): boolean {
    const { saved, draft } = this.#page;
    return this.#isSaving || ((saved.kind === "full" || saved.kind === "none") && !isEmpty(draft));
  }

  async #measure(): Promise<void> {
    this.#page.setSpace(await readSpace());
  }

  async #open(): Promise<void> {
    try {
      this.#database = await Database.open(() => this.#page.setHold("gone"));
    } catch (e) {
      this.#tellUnsaved(e);
    }
    void this.#measure();
  }

  /** By the link, or by the one that was opened here last. */
  async #recognise(token: string | undefined): Promise<void> {
    const database = this.#database;
    try {
      if (token !== undefined) {
        this.#candidate = await nameOf(token);
        this.#page.setToken(token);
        await database?.keepToken(this.#candidate, token);
        return;
      }
      const last = await database?.lastCandidate();
      if (last === undefined) return;
      this.#candidate = last.candidate;
      this.#page.setToken(last.token);
    } catch (e) {
      this.#tellUnsaved(e);
    }
  }

  async #share(): Promise<void> {
    let opened: (() => void) | undefined;
    const isOpened = new Promise<void>((done) => (opened = done));
    this.#tabs = new Tabs(this.#candidate, {
      onOwner: () => void this.#own().then(opened),
      onReader: () => {
        this.#page.setHold("reader");
        void this.#show().then(opened);
      },
      onSaved: () => void this.#show(),
      flush: () => this.flush(),
    });
    await this.#tabs.start();
    await isOpened;
  }

  async #own(): Promise<void> {
    try {
      await this.#database?.claim(this.#candidate, this.#tab);
    } catch (e) {
      this.#tellUnsaved(e);
    }
    await this.#show();
    this.#page.setHold("owner");
    const orphan = this.#candidate !== LOCAL && isEmpty(this.#page.draft) ? await this.#load(LOCAL) : null;
    this.#page.setOrphan(orphan !== null && !isEmpty(orphan));
  }

  /** Reads the draft from the disk and shows it. */
  async #show(): Promise<void> {
    await this.#page.adopt((await this.#load(this.#candidate)) ?? this.#page.newDraft());
  }

  async #load(candidate: string): Promise<Draft | null> {
    try {
      return (await this.#database?.load(candidate)) ?? null;
    } catch (e) {
      this.#tellUnsaved(e);
      return null;
    }
  }

  #tellUnsaved(e: unknown): void {
    this.#page.setSaved(isFull(e) ? { kind: "full" } : { kind: "none", reason: String(e) });
  }

  async #saveAll(): Promise<void> {
    const database = this.#database;
    while (this.#isStale) {
      this.#isStale = false;
      if (database === undefined) break;
      try {
        await database.save(this.#candidate, this.#page.draft, this.#tab);
        this.#page.setSaved({ kind: "saved", at: new Date().toISOString() });
        this.#tabs?.announceSaved();
      } catch (e) {
        if (e instanceof SupersededError) this.#tabs?.lost();
        else this.#tellUnsaved(e);
      }
    }
  }
}
