/** Keeps the draft on this device: opens it, saves it after every change, and shares it with the other tabs. */
import type { Host } from "../app/host";
import { forget } from "../words/locale";
import { LOCAL, nameOf, takeToken } from "./candidate";
import { Database, Superseded, isFull, randomName } from "./database";
import { POLICY, emptyDraft, isEmpty, type Draft } from "../application/draft";
import { readSpace } from "./space";
import { Tabs } from "./tabs";

export class Keeper {
  readonly #tab = randomName();
  #candidate = LOCAL;
  #database: Database | undefined;
  #tabs: Tabs | undefined;
  #saving: Promise<void> | undefined;
  #isStale = false;

  constructor(private readonly app: Host) {}

  /** Whose draft it is, and opens it. Resolves once the draft is shown. */
  async start(): Promise<void> {
    const token = takeToken();
    await this.#open();
    await this.#recognise(token);
    await this.#share();
    // What was typed must not go with the window while the disk has no room for it.
    addEventListener("beforeunload", (event) => {
      if (this.hasUnsaved) event.preventDefault();
    });
  }

  get isSaving(): boolean {
    return this.#saving !== undefined || this.#isStale;
  }

  /** Whether something would be lost with this tab. */
  get hasUnsaved(): boolean {
    const { saved, draft } = this.app.state;
    return this.isSaving || ((saved.kind === "full" || saved.kind === "none") && !isEmpty(draft));
  }

  /** Saves what is shown now. Calls that come while a save is running end in one more save, of the latest. */
  save(): void {
    if (this.app.state.hold !== "owner") return;
    this.#isStale = true;
    this.#saving ??= this.#saveAll().finally(() => {
      this.#saving = undefined;
      // What came between the last look and now.
      if (this.#isStale) this.save();
      this.app.set({});
      void readSpace().then((space) => this.app.set({ space }));
    });
  }

  /** Resolves when everything is on the disk, or cannot be. */
  async flush(): Promise<void> {
    while (this.#saving !== undefined) await this.#saving;
  }

  takeOver(): Promise<void> {
    return this.#tabs?.takeOver() ?? Promise.resolve();
  }

  /** A picture as it was saved: see `Database.readBack`. */
  async readBack(blob: Blob): Promise<Blob> {
    try {
      return (await this.#database?.readBack(this.#candidate, blob)) ?? blob;
    } catch {
      return blob;
    }
  }

  /** Everything that this page keeps on this device. Ends with a page that knows nothing. */
  async deleteEverything(): Promise<void> {
    await this.flush();
    this.#isStale = false;
    this.app.set({ hold: "gone" });
    this.#tabs?.close();
    await this.#database?.deleteEverything();
    forget();
    location.replace(location.pathname);
  }

  /** The draft that was made without a link becomes this candidate's. */
  async adoptOrphan(isWanted: boolean): Promise<void> {
    this.app.set({ orphan: false });
    if (!isWanted || this.#database === undefined) return;
    await this.app.inLine(async () => {
      await this.flush();
      await this.#database!.rename(LOCAL, this.#candidate);
      await this.#show();
    });
  }

  async #open(): Promise<void> {
    try {
      this.#database = await Database.open(() => this.app.set({ hold: "gone" }));
    } catch (e) {
      this.#tellUnsaved(e);
    }
    void readSpace().then((space) => this.app.set({ space }));
  }

  /** By the link, or by the one that was opened here last. */
  async #recognise(token: string | undefined): Promise<void> {
    const database = this.#database;
    try {
      if (token !== undefined) {
        this.#candidate = await nameOf(token);
        this.app.set({ token });
        await database?.keepToken(this.#candidate, token);
        return;
      }
      const last = await database?.lastCandidate();
      if (last === undefined) return;
      this.#candidate = last.candidate;
      this.app.set({ token: last.token });
    } catch (e) {
      this.#tellUnsaved(e);
    }
  }

  async #share(): Promise<void> {
    let opened: (() => void) | undefined;
    const isOpened = new Promise<void>((done) => (opened = done));
    this.#tabs = new Tabs(this.#candidate, this.#tab, {
      onOwner: () => void this.#own().then(opened),
      onReader: () => {
        this.app.set({ hold: "reader" });
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
    this.app.set({ hold: "owner" });
    const orphan = this.#candidate !== LOCAL && isEmpty(this.app.state.draft) ? await this.#load(LOCAL) : null;
    this.app.set({ orphan: orphan !== null && !isEmpty(orphan) });
  }

  /** Reads the draft from the disk and shows it. */
  async #show(): Promise<void> {
    const draft = (await this.#load(this.#candidate)) ?? emptyDraft(POLICY);
    await this.app.adopt(draft);
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
    this.app.set({ saved: isFull(e) ? { kind: "full" } : { kind: "none", reason: String(e) } });
  }

  async #saveAll(): Promise<void> {
    const database = this.#database;
    while (this.#isStale) {
      this.#isStale = false;
      if (database === undefined) break;
      try {
        await database.save(this.#candidate, this.app.state.draft, this.#tab);
        this.app.set({ saved: { kind: "saved", at: new Date().toISOString() } });
        this.#tabs?.announceSaved();
      } catch (e) {
        if (e instanceof Superseded) this.#tabs?.lost();
        else this.#tellUnsaved(e);
      }
    }
  }
}
