/**
 * The one that changes the state. Every change of the application goes through the rules in the package, one after the
 * other, and is saved; the views only ask.
 */
import { createPreflight, PreflightError, type Application, type ApplicationEvent, type Finding } from "exam-preflight";
import { POLICY, emptyDraft, type Draft, type MaterialFile, type PhotoValue } from "../application/draft";
import { Keeper } from "../draft/keeper";
import { askToPersist } from "../draft/space";
import { initialLocale, remember } from "../words/locale";
import { Submission } from "../receiver/submission";
import { PHOTO, PROFILE, eventsOfKind, eventsOfPhoto, inOrder, recordOfFile, recordOfPhoto } from "../application/events";
import type { Host } from "./host";
import { readRoute, type Route } from "./route";
import type { State } from "./state";

export class App implements Host {
  state: State = {
    locale: initialLocale(),
    route: readRoute(location.hash) ?? { step: "facts", place: null },
    opened: new Set(),
    rules: undefined,
    pixels: undefined,
    policy: undefined,
    failure: undefined,
    draft: emptyDraft(POLICY),
    report: undefined,
    changed: null,
    refusals: {},
    refused: null,
    hold: "opening",
    saved: { kind: "untouched" },
    space: null,
    token: undefined,
    link: { kind: "none" },
    theirPhoto: null,
    sent: { kind: "idle" },
    orphan: false,
    update: null,
    offlineReady: false,
    online: navigator.onLine,
    spoken: "",
  };

  readonly keeper = new Keeper(this);
  readonly submission = new Submission(this);
  #line: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #kept: Promise<void> | undefined;
  #pixels: Promise<void> | undefined;
  #draw: () => void = () => {};
  #isDrawing = false;

  /** `draw` is called after changes, once for all that happen together. */
  onChange(draw: () => void): void {
    this.#draw = draw;
  }

  set(change: Partial<State>): void {
    this.state = { ...this.state, ...change };
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    queueMicrotask(() => {
      this.#isDrawing = false;
      this.#draw();
    });
  }

  /** The rules first: without them nothing can be shown. Again after a failure. */
  async start(): Promise<void> {
    this.set({ failure: undefined });
    try {
      this.#kept ??= this.keeper.start();
      const rules = this.state.rules ?? (await createPreflight({ policy: POLICY }));
      this.set({ rules, policy: rules.policy });
      await this.#kept;
      await this.evaluate();
      this.needPixels();
    } catch (failure) {
      this.set({ failure });
    }
  }

  /** The pictures' worker, for the steps that show pictures; facts need none of it. */
  needPixels(): void {
    const { route, pixels, rules } = this.state;
    if (pixels !== undefined || rules === undefined || !["photo", "materials"].includes(route.step)) return;
    this.#pixels ??= createPreflight({ policy: POLICY }).then(
      (pixels) => this.set({ pixels }),
      (failure: unknown) => {
        this.#pixels = undefined;
        this.set({ failure });
      },
    );
  }

  /** Everything that touches the application, one after the other. */
  inLine<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting++;
    const done = this.#line.then(work);
    this.#line = done
      .catch(() => {})
      .then(() => {
        this.#waiting--;
        this.set({});
      });
    this.set({});
    return done;
  }

  /** Whether everything that was asked for is applied and saved. */
  get isIdle(): boolean {
    return this.#waiting === 0 && !this.keeper.isSaving && this.state.report !== undefined;
  }

  /** The gate's report on the application as it stands. */
  async evaluate(): Promise<void> {
    const { rules, draft } = this.state;
    if (rules === undefined) return;
    const { report } = await rules.evaluate(draft.application);
    this.set({ report });
  }

  /** Takes a draft in place of the one that is shown: from the disk, from the receiver. */
  async adopt(draft: Draft): Promise<void> {
    this.set({ draft, changed: null, refusals: {}, refused: null });
    await this.evaluate();
  }

  setFact(fact: string, choice: string | null): Promise<void> {
    return this.#change(PROFILE, [{ type: "setFact", fact, choice }], (application, draft) => ({ ...draft, application }), fact);
  }

  setPhoto(photo: PhotoValue | null): Promise<void> {
    const wanted = photo && recordOfPhoto(photo);
    this.#askToPersist();
    return this.inLine(() => {
      const events = eventsOfPhoto(this.state.draft.application.photo, wanted);
      return this.#apply(PHOTO, events, (application, draft) => ({ ...draft, application, photo }));
    });
  }

  setMaterial(kind: string, files: MaterialFile[]): Promise<void> {
    this.#askToPersist();
    return this.inLine(() => {
      const events = eventsOfKind(kind, this.state.draft.application.slots[kind] ?? [], files.map(recordOfFile));
      // A picture that the rules refuse has no place in the list; the refusal says why.
      return this.#apply(kind, events, (application, draft) => ({
        ...draft,
        application,
        files: { ...draft.files, [kind]: inOrder(application, kind, files) },
      }));
    });
  }

  goTo(route: Route): void {
    this.set({ route, opened: new Set([...this.state.opened, this.state.route.step, route.step]) });
    this.needPixels();
  }

  switchLocale(): void {
    const locale = this.state.locale === "en" ? "zh-CN" : "en";
    remember(locale);
    this.set({ locale });
  }

  say(spoken: string): void {
    // The same sentence twice is only heard twice when it was gone in between.
    this.set({ spoken: "" });
    setTimeout(() => this.set({ spoken }), 50);
  }

  #change(
    part: string,
    events: ApplicationEvent[],
    next: (application: Application, draft: Draft) => Draft,
    fact: string,
  ): Promise<void> {
    return this.inLine(() => this.#apply(part, events, next, fact));
  }

  async #apply(
    part: string,
    events: ApplicationEvent[],
    next: (application: Application, draft: Draft) => Draft,
    fact: string | null = null,
  ): Promise<void> {
    const { rules, hold } = this.state;
    if (rules === undefined || hold !== "owner") return;
    let { application } = this.state.draft;
    let { report } = this.state;
    const refusals: Finding[] = [];
    let changed: State["changed"] = this.state.changed;
    try {
      for (const event of events) {
        const applied = await rules.apply(application, event);
        ({ application, report } = applied);
        if (applied.refusal !== null) refusals.push(...applied.refusal);
        if (fact !== null) changed = { fact, slots: applied.changes };
      }
    } catch (failure) {
      return this.set({ failure });
    }
    this.set({
      draft: next(application, this.state.draft),
      report,
      changed,
      // What was refused before may no longer be so: a change elsewhere may have made room.
      refusals: refusals.length > 0 ? { [part]: refusals } : {},
      refused: null,
      sent: this.state.sent.kind === "sending" ? this.state.sent : { kind: "idle" },
    });
    this.keeper.save();
  }

  #askToPersist(): void {
    if (this.state.space?.persisted !== null && this.state.space !== null) return;
    void askToPersist().then((space) => this.set({ space }));
  }
}

export function isUnreadable(failure: unknown): boolean {
  return failure instanceof PreflightError && failure.code === "application.unreadable";
}
