import { createPreflight, PreflightError, type Preflight } from "exam-preflight";
import { html, nothing, render } from "lit";
import { initialLocale, remember, words, type Locale } from "./locale";
import "./photo/photo-desk";

const POLICY = "hubei-2025";

/** All that this page knows; the photo's own state is kept by its element. */
const state: { locale: Locale; preflight: Preflight | undefined; failure: unknown } = {
  locale: initialLocale(),
  preflight: undefined,
  failure: undefined,
};

const root = document.querySelector<HTMLElement>("#app")!;

function draw(): void {
  const w = words(state.locale);
  document.documentElement.lang = state.locale;
  document.title = w.title;
  root.querySelector(".boot")?.remove();
  render(page(), root);
}

function page() {
  const { locale, preflight, failure } = state;
  const w = words(locale);
  return html`
    <a class="skip" href="#main">${w.skip}</a>
    <header class="bar">
      <div class="bar-inner">
        <span class="office">${preflight?.policy.title[locale] ?? nothing}</span>
        <button class="language" lang=${locale === "en" ? "zh-CN" : "en"} aria-label=${w.languageLabel} @click=${switchLocale}>
          ${w.language}
        </button>
      </div>
    </header>
    <main id="main" tabindex="-1">
      <h1>${w.title}</h1>
      <p class="lead">${w.lead}</p>
      ${failure === undefined ? desk() : failed()}
      <footer>
        <p>${w.privacy}</p>
        <p>${w.lastWord}</p>
      </footer>
    </main>
  `;
}

function desk() {
  const { locale, preflight } = state;
  return html`<photo-desk .preflight=${preflight} .locale=${locale}></photo-desk>`;
}

function failed() {
  const w = words(state.locale);
  const code = state.failure instanceof PreflightError ? state.failure.code : "other";
  const sentence = (w.failures as Record<string, string>)[code] ?? w.failures.other;
  return html`<section class="failure" role="alert">
    <h2>${w.failed}</h2>
    <p>${sentence}</p>
    <button @click=${start}>${w.retry}</button>
  </section>`;
}

function switchLocale(): void {
  state.locale = state.locale === "en" ? "zh-CN" : "en";
  remember(state.locale);
  draw();
}

async function start(): Promise<void> {
  state.failure = undefined;
  draw();
  try {
    state.preflight = await createPreflight({ policy: POLICY });
  } catch (e) {
    state.failure = e;
  }
  draw();
}

void start();
