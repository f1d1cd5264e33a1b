/**
 * The one that changes the state, by named actions. Every change of the application goes through the rules in the package,
 * one after the other, and is saved; the views only ask.
 */
import {
  createPreflight,
  type Application,
  type ApplicationEvent,
  type ApplicationReport,
  type Finding,
  type Preflight,
} from "exam-preflight";
import { LiveRegion } from "exam-preflight/elements";
import { draftOf, type Draft, type MaterialFile, type PhotoValue } from "../application/draft";
import { PHOTO, PROFILE, byPart, eventsOfKind, eventsOfPhoto, inOrder, recordOfFile, recordOfPhoto } from "../application/events";
import { Keeper } from "../draft/keeper";
import { keepOffline } from "../draft/offline";
import type { DraftPort, Hold, OfflinePort, SaveState } from "../draft/port";
import type { Space } from "../draft/space";
import type { Rejection } from "../receiver/api";
import { Pictures, missingFiles } from "../receiver/pictures";
import type { Link, PicturesPort, SendState, SubmissionPort, TheirPhoto } from "../receiver/port";
import { Submission } from "../receiver/submission";
import { forget, initialLocale, remember } from "../words/language";
import { POLICY } from "./config";
import { addressOf, readRoute, type Route } from "./route";
import { isOpened, type Choices, type State } from "./state";

/** A draft with the next application, from the one before. */
type Next = (application: Application, draft: Draft) => Draft;

export class App implements DraftPort, OfflinePort, SubmissionPort, PicturesPort {
  #state: State = {
    locale: initialLocale(),
    route: readRoute(location.hash) ?? { step: "facts", place: null },
    opened: new Set(),
    rules: undefined,
    pixels: undefined,
    policy: undefined,
    failure: undefined,
    draft: null,
    chosen: { facts: {}, photo: {}, files: {} },
    report: undefined,
    checklist: undefined,
    changed: null,
    refusals: {},
    refused: null,
    hold: "opening",
    saved: { kind: "untouched" },
    isSaving: false,
    waiting: 0,
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

  readonly #keeper = new Keeper(this);
  readonly #submission = new Submission(this);
  readonly #pictures = new Pictures(this);
  readonly #live: LiveRegion = new LiveRegion(() => this.#change({ spoken: this.#live.text }));
  #line: Promise<unknown> = Promise.resolve();
  #kept: Promise<void> | undefined;
  #pixels: Promise<void> | undefined;
  #draw: () => void = () => {};
  #isDrawing = false;

  get state(): State {
    return this.#state;
  }

  /** `draw` is called after changes, once for all that happen together. */
  onChange(draw: () => void): void {
    this.#draw = draw;
  }

  // The candidate's actions.

  /** The rules first: without them nothing can be shown. Again after a failure. */
  async start(): Promise<void> {
    this.#change({ failure: undefined });
    try {
      const rules = this.#state.rules ?? (await createPreflight({ policy: POLICY }));
      this.#change({ rules, policy: rules.policy });
      await (this.#kept ??= this.#keeper.start());
      await this.#evaluate();
      this.#needPixels();
    } catch (failure) {
      this.fail(failure);
    }
  }

  goTo(route: Route): void {
    const { opened, route: before } = this.#state;
    this.#change({ route, opened: new Set([...opened, before.step, route.step]) });
    this.#needPixels();
  }

  switchLocale(): void {
    const locale = this.#state.locale === "en" ? "zh-CN" : "en";
    remember(locale);
    this.#change({ locale });
  }

  say(text: string): void {
    this.#live.say(text);
  }

  setOnline(online: boolean): void {
    this.#change({ online });
  }

  setFact(fact: string, choice: string | null): Promise<void> {
    const event: ApplicationEvent = { type: "setFact", fact, choice };
    return this.#inTurn("facts", fact, choice, () =>
      this.#apply(PROFILE, [event], (application, draft) => ({ ...draft, application }), fact),
    );
  }

  setPhoto(photo: PhotoValue | null): Promise<void> {
    const wanted = photo && recordOfPhoto(photo);
    void this.#keeper.persist();
    return this.#inTurn("photo", PHOTO, photo, () => {
      const events = eventsOfPhoto(this.draft.application.photo, wanted);
      return this.#apply(PHOTO, events, (application, draft) => ({ ...draft, application, photo }));
    });
  }

  setMaterial(kind: string, files: MaterialFile[]): Promise<void> {
    void this.#keeper.persist();
    return this.#inTurn("files", kind, files, () => {
      const events = eventsOfKind(kind, this.draft.application.slots[kind] ?? [], files.map(recordOfFile));
      // A picture that the rules refuse has no place in the list; the refusal says why.
      return this.#apply(kind, events, (application, draft) => ({
        ...draft,
        application,
        files: { ...draft.files, [kind]: inOrder(application, kind, files) },
      }));
    });
  }

  /** Moves a picture to another kind. False where the rules refuse it; the refusal stands at the kind it came from. */
  moveMaterial(kind: string, file: MaterialFile, toKind: string): Promise<boolean> {
    return this.inLine(async () => {
      const { sha256 } = recordOfFile(file);
      const count = (application: Application) => application.slots[toKind]?.length ?? 0;
      const before = count(this.draft.application);
      const event: ApplicationEvent = { type: "moveFile", kind, sha256, toKind, toIndex: before };
      await this.#apply(kind, [event], (application, draft) => {
        const { [kind]: here = [], [toKind]: there = [] } = draft.files;
        const files = { ...draft.files, [kind]: inOrder(application, kind, here), [toKind]: inOrder(application, toKind, [...there, file]) };
        return { ...draft, application, files };
      });
      return count(this.draft.application) > before;
    });
  }

  submit(): Promise<void> {
    return this.#submission.submit();
  }

  cancelSubmission(): void {
    this.#submission.cancel();
  }

  refreshStatus(): Promise<void> {
    return this.#submission.refresh();
  }

  takeDraftOver(): Promise<void> {
    return this.#keeper.takeOver();
  }

  saveAgain(): void {
    this.#keeper.save();
  }

  adoptOrphan(isWanted: boolean): Promise<void> {
    return this.#keeper.adoptOrphan(isWanted);
  }

  deleteEverything(): Promise<void> {
    return this.#keeper.deleteEverything();
  }

  keepOffline(): Promise<void> {
    return keepOffline(this);
  }

  // The sides that the keeper, the submission and the downloads see.

  get draft(): Draft {
    const { draft } = this.#state;
    if (draft === null) throw new Error("no draft is open yet");
    return draft;
  }

  get hold(): Hold {
    return this.#state.hold;
  }

  get isOwner(): boolean {
    return this.#state.hold === "owner";
  }

  get saved(): SaveState {
    return this.#state.saved;
  }

  get token(): string | undefined {
    return this.#state.token;
  }

  get rules(): Preflight | undefined {
    return this.#state.rules;
  }

  get pixels(): Preflight | undefined {
    return this.#state.pixels;
  }

  get isSending(): boolean {
    return this.#state.sent.kind === "sending";
  }

  get theirPhoto(): TheirPhoto | null {
    return this.#state.theirPhoto;
  }

  newDraft(): Draft {
    const { rules } = this.#state;
    if (rules === undefined) throw new Error("a draft begins with the rules");
    return draftOf(rules.newApplication());
  }

  inLine<T>(work: () => Promise<T>): Promise<T> {
    this.#change({ waiting: this.#state.waiting + 1 });
    const done = this.#line.then(work);
    this.#line = done
      .catch(() => {})
      .then(() => this.#change({ waiting: this.#state.waiting - 1 }));
    return done;
  }

  async adopt(draft: Draft, refusals: Finding[] = []): Promise<void> {
    this.#change({ draft, changed: null, refusals: {}, refused: null });
    await this.#evaluate();
    this.#change({ refusals: byPart(refusals) });
  }

  keep(draft: Draft): void {
    this.#change({ draft });
    this.#keeper.save();
  }

  flush(): Promise<void> {
    return this.#keeper.flush();
  }

  readBack(blob: Blob): Promise<Blob> {
    return this.#keeper.readBack(blob);
  }

  fail(failure: unknown): void {
    this.#change({ failure });
  }

  setHold(hold: Hold): void {
    this.#change({ hold });
  }

  setSaved(saved: SaveState): void {
    this.#change({ saved });
  }

  setSaving(isSaving: boolean): void {
    this.#change({ isSaving });
  }

  setSpace(space: Space): void {
    this.#change({ space });
  }

  setToken(token: string): void {
    this.#change({ token });
  }

  setOrphan(orphan: boolean): void {
    this.#change({ orphan });
  }

  setUpdate(update: () => void): void {
    this.#change({ update });
  }

  setOfflineReady(): void {
    this.#change({ offlineReady: true });
  }

  setLink(link: Link): void {
    this.#change({ link });
  }

  setSent(sent: SendState): void {
    this.#change({ sent });
  }

  setRefused(refused: Rejection | null): void {
    this.#change({ refused });
  }

  setReport(report: ApplicationReport): void {
    this.#change({ report });
  }

  setTheirPhoto(theirPhoto: TheirPhoto | null): void {
    this.#change({ theirPhoto });
  }

  showStatus(): void {
    location.hash = addressOf("status");
  }

  beginAnew(): void {
    forget();
    location.replace(location.pathname);
  }

  // The state itself.

  #change(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change };
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    queueMicrotask(() => {
      this.#isDrawing = false;
      this.#draw();
      this.#needPictures();
    });
  }

  /** Shows a choice at once and applies it in its turn, unless a newer choice of the same name has come by then. */
  #inTurn<P extends keyof Choices>(part: P, name: string, value: Choices[P][string], apply: () => Promise<void>): Promise<void> {
    const choose = (choices: Choices[P]) => this.#change({ chosen: { ...this.#state.chosen, [part]: choices } });
    choose({ ...this.#state.chosen[part], [name]: value });
    return this.inLine(async () => {
      if (this.#state.chosen[part][name] !== value) return;
      await apply();
      const { [name]: shown, ...others } = this.#state.chosen[part];
      if (shown === value) choose(others as Choices[P]);
    });
  }

  /** Starts the pictures' worker for the steps that show pictures. */
  #needPixels(): void {
    const { route, pixels, rules } = this.#state;
    if (pixels !== undefined || rules === undefined || !["photo", "materials"].includes(route.step)) return;
    this.#pixels ??= createPreflight({ policy: POLICY }).then(
      (pixels) => this.#change({ pixels }),
      (failure: unknown) => {
        this.#pixels = undefined;
        this.fail(failure);
      },
    );
  }

  /** Pictures of the opened steps that only the receiver has are fetched for showing. */
  #needPictures(): void {
    const { pixels, link, draft, failure } = this.#state;
    if (draft === null || draft.seen === null || link.kind === "trouble" || failure !== undefined) return;
    if (isOpened(this.#state, "photo")) void this.#pictures.fetchPhoto();
    if (isOpened(this.#state, "materials") && pixels !== undefined && missingFiles(draft).length > 0) void this.#pictures.fetchFiles();
  }

  /** The gate's report on the application as it stands. */
  async #evaluate(): Promise<void> {
    const { rules, draft } = this.#state;
    if (rules === undefined || draft === null) return;
    const { report } = await rules.evaluate(draft.application);
    this.#change({ report });
    await this.#list();
  }

  /** What this candidate needs, by the answers. */
  async #list(): Promise<void> {
    const { rules, draft } = this.#state;
    if (rules === undefined || draft === null) return;
    const { checklist } = await rules.checklist(draft.application);
    this.#change({ checklist });
  }

  async #apply(part: string, events: ApplicationEvent[], next: Next, fact: string | null = null): Promise<void> {
    const { rules } = this.#state;
    if (rules === undefined || !this.isOwner) return;
    let { application } = this.draft;
    let { report, changed } = this.#state;
    const refusals: Finding[] = [];
    try {
      for (const event of events) {
        const applied = await rules.apply(application, event);
        ({ application, report } = applied);
        if (applied.refusal !== null) refusals.push(...applied.refusal);
        if (fact !== null) changed = { fact, slots: applied.changes };
      }
    } catch (failure) {
      return this.fail(failure);
    }
    this.#change({
      draft: next(application, this.draft),
      report,
      changed,
      // An earlier refusal may be outdated: this change may have made room.
      refusals: refusals.length > 0 ? { [part]: refusals } : {},
      refused: null,
      sent: this.isSending ? this.#state.sent : { kind: "idle" },
    });
    this.#keeper.save();
    if (fact !== null) await this.#list();
  }
}
