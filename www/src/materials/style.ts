import { css } from "lit";

/** Colours come from the page where it names them (see page.css); alone, the card brings its own, light and dark. */
export const colours = css`
  :host {
    --_ink: var(--ink, #1b2733);
    --_quiet: var(--quiet, #4f5d6b);
    --_paper: var(--paper, #f3f5f4);
    --_card: var(--card, #ffffff);
    --_line: var(--line, #ccd4d8);
    --_field: var(--field, #7d8b96);
    --_accent: var(--accent, #11506e);
    --_accent-strong: var(--accent-strong, #0b3b53);
    --_on-accent: var(--on-accent, #ffffff);
    --_error: var(--error, #a3201a);
    --_error-back: var(--error-back, #fbeceb);
    --_warning: var(--warning, #7a4b00);
    --_warning-back: var(--warning-back, #fdf3df);
    --_info: var(--info, #2f5674);
    --_info-back: var(--info-back, #eaf1f6);
    --_good: var(--good, #17633c);
    --_good-back: var(--good-back, #e6f3ec);
  }
  @media (prefers-color-scheme: dark) {
    :host {
      --_ink: var(--ink, #e8edf0);
      --_quiet: var(--quiet, #a9b6c0);
      --_paper: var(--paper, #12181d);
      --_card: var(--card, #1b242b);
      --_line: var(--line, #36434d);
      --_field: var(--field, #8696a2);
      --_accent: var(--accent, #8cc7e6);
      --_accent-strong: var(--accent-strong, #b3dcf2);
      --_on-accent: var(--on-accent, #08222f);
      --_error: var(--error, #ffb0a8);
      --_error-back: var(--error-back, #3b1d1c);
      --_warning: var(--warning, #f3c877);
      --_warning-back: var(--warning-back, #362a14);
      --_info: var(--info, #a8cbe4);
      --_info-back: var(--info-back, #1a2c39);
      --_good: var(--good, #8fd9ae);
      --_good-back: var(--good-back, #16301f);
    }
  }
`;

/** Buttons and text, the same in the card and in what lies over it. Every target is at least 44 pixels. */
export const controls = css`
  * {
    box-sizing: border-box;
  }
  h3,
  h4,
  p,
  ul,
  ol,
  dl,
  dd,
  figure {
    margin: 0;
  }
  ul,
  ol {
    padding: 0;
    list-style: none;
  }
  :focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }
  h3:focus,
  h4:focus {
    outline: none;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .quiet,
  small {
    color: var(--_quiet);
    font-size: 0.9375rem;
  }
  .icon {
    display: block;
    flex: none;
    width: 1.5rem;
    height: 1.5rem;
  }
  button {
    min-width: 2.75rem;
    min-height: 2.75rem;
    padding: 0.4rem 1rem;
    border: 1px solid var(--_field);
    border-radius: 0.25rem;
    background: var(--_card);
    color: var(--_ink);
    font: inherit;
    line-height: 1.35;
    cursor: pointer;
  }
  button:hover:not(:disabled) {
    border-color: var(--_accent);
    color: var(--_accent);
  }
  button:disabled {
    border-color: var(--_line);
    color: var(--_line);
    cursor: default;
  }
  .primary,
  .primary:hover:not(:disabled) {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 600;
  }
  .primary:hover:not(:disabled) {
    background: var(--_accent-strong);
  }
  .plain {
    border-color: transparent;
    background: none;
    color: var(--_accent);
    text-decoration: underline;
    text-underline-offset: 0.2em;
  }
  .square {
    display: grid;
    place-items: center;
    flex: none;
    width: 2.75rem;
    height: 2.75rem;
    padding: 0;
  }
`;

const card = css`
  :host {
    display: block;
    color: var(--_ink);
    line-height: 1.6;
    overflow-wrap: anywhere;
  }
  .card {
    position: relative;
    display: grid;
    gap: 0.9rem;
    padding: clamp(1rem, 0.6rem + 1.6vw, 1.75rem);
    border: 1px solid var(--_line);
    border-radius: 0.5rem;
    background: var(--_card);
  }
  .card > * {
    min-width: 0;
  }
  .card.over {
    border-color: var(--_accent);
    box-shadow: inset 0 0 0 2px var(--_accent);
  }
  .card.over.shut {
    border-color: var(--_error);
    box-shadow: inset 0 0 0 2px var(--_error);
  }
  input[type="file"] {
    display: none;
  }
  .row {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 0.25rem 1rem;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 0.1rem 1.5rem;
  }
  h3 {
    font-size: 1.25rem;
    line-height: 1.35;
  }
  h4 {
    font-size: 1.0625rem;
    line-height: 1.4;
  }
  .count {
    color: var(--_quiet);
  }
  .count.required b {
    color: var(--_ink);
  }
  .count.complete,
  .count.complete b {
    color: var(--_good);
  }
  .tick {
    font-weight: 700;
    margin-right: 0.25em;
  }
  .count b.missing {
    margin-left: 0.6em;
    color: var(--_warning);
  }
  .figures {
    font-variant-numeric: tabular-nums;
  }
  .tag {
    display: block;
    font-size: 0.875rem;
    letter-spacing: 0.03em;
  }
  .feedback {
    padding: 0.75rem 1rem;
    border-left: 4px solid var(--_warning);
    border-radius: 0 0.25rem 0.25rem 0;
    background: var(--_warning-back);
    white-space: pre-line;
  }
  .feedback .tag {
    color: var(--_warning);
  }
  .lock {
    padding: 0.6rem 1rem;
    border-radius: 0.25rem;
    background: var(--_info-back);
    color: var(--_info);
  }
  .limits {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    justify-content: space-between;
    gap: 0.5rem 1.5rem;
    padding-top: 0.75rem;
    border-top: 1px solid var(--_line);
  }
  .limits ul {
    flex: 1 1 18rem;
    display: flex;
    flex-wrap: wrap;
    gap: 0 1.25rem;
    color: var(--_quiet);
    font-size: 0.9375rem;
  }
  .limits li::before {
    content: "·";
    margin-right: 0.4em;
    font-weight: 700;
  }
`;

const tiles = css`
  .tiles {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(8.5rem, 100%), 1fr));
    gap: 0.75rem;
    align-items: start;
  }
  .tile {
    position: relative;
    min-width: 0;
    font-size: 0.9375rem;
    line-height: 1.45;
  }
  .tile[data-dragged] {
    z-index: 2;
    padding: 0.25rem;
    border-radius: 0.25rem;
    background: var(--_card);
    box-shadow: 0 0.5rem 1.5rem rgb(0 0 0 / 30%);
    cursor: grabbing;
  }
  .shown {
    position: relative;
  }
  .view {
    display: block;
    width: 100%;
    padding: 0;
    overflow: hidden;
    /* The paper's own white must not melt into the card: grey on both themes. */
    background: #e4e7e9;
    color: #414d57;
  }
  .view:hover:not(:disabled) {
    color: #414d57;
  }
  .view material-thumbnail {
    height: 8.5rem;
  }
  .remove {
    position: absolute;
    top: 0;
    right: 0;
    display: grid;
    place-items: center;
    width: 2.75rem;
    height: 2.75rem;
    padding: 0;
    border: 0;
    background: none;
  }
  .remove .icon {
    width: 1.75rem;
    height: 1.75rem;
    padding: 0.15rem;
    border: 1px solid var(--_error);
    border-radius: 50%;
    background: var(--_card);
    color: var(--_error);
  }
  .remove:hover .icon {
    background: var(--_error-back);
  }
  .approved {
    position: absolute;
    right: 0.4rem;
    bottom: 0.4rem;
    display: grid;
    place-items: center;
    width: 2rem;
    height: 2rem;
    border-radius: 50%;
    background: #17633c;
    color: #fff;
  }
  .name {
    font-weight: 600;
  }
  .tile .name {
    display: -webkit-box;
    margin-top: 0.35rem;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
  }
  .badge {
    padding: 0.05rem 0.4rem;
    border-radius: 0.25rem;
    background: var(--_good-back);
    color: var(--_good);
    font-size: 0.875rem;
  }
  .told li {
    margin-top: 0.25rem;
    padding-left: 0.5rem;
    border-left: 3px solid;
  }
  .told .quiet {
    border: 0;
  }
  .told .warning {
    color: var(--_warning);
  }
  .told .info {
    color: var(--_info);
  }
  .cures {
    display: grid;
    gap: 0.35rem;
    margin-top: 0.35rem;
  }
  .order {
    display: flex;
    justify-content: space-between;
    margin-top: 0.35rem;
  }
  .order button {
    display: grid;
    place-items: center;
    flex: 1 1 2.75rem;
    padding: 0;
  }
  .order button + button {
    margin-left: -1px;
  }
  .handle {
    cursor: grab;
    touch-action: none;
  }
  .plus {
    display: grid;
    gap: 0.5rem;
    min-width: 0;
  }
  .plus button {
    display: grid;
    justify-items: center;
    align-content: center;
    gap: 0.25rem;
    width: 100%;
    padding: 0.5rem;
    text-align: center;
  }
  .pick {
    min-height: calc(8.5rem + 2px);
    border: 2px dashed var(--_field);
    color: var(--_accent);
    font-weight: 600;
  }
  .pick small {
    font-size: 0.875rem;
    font-weight: 400;
    line-height: 1.4;
  }
  .over .pick {
    border-style: solid;
    border-color: var(--_accent);
    background: var(--_info-back);
  }
  .plus.alone {
    grid-column: 1 / -1;
    grid-auto-flow: column;
    grid-auto-columns: minmax(0, 1fr);
    max-width: 36rem;
  }
  .alone .pick {
    min-height: 6.5rem;
  }
  .plus .phone-only {
    display: none;
  }
  @media (min-width: 48rem) {
    .tiles {
      grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr));
    }
    .view material-thumbnail {
      height: 10.5rem;
    }
    .plus:not(.alone) .pick {
      min-height: calc(10.5rem + 2px);
    }
  }
  @media (pointer: coarse) {
    .plus .phone-only {
      display: grid;
    }
    .desk-only {
      display: none;
    }
  }
`;

const beside = css`
  .undo,
  .notices li {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    padding: 0.35rem 0.35rem 0.35rem 1rem;
    border-radius: 0.25rem;
    background: var(--_info-back);
    color: var(--_info);
  }
  .notices li {
    background: var(--_warning-back);
    color: var(--_warning);
  }
  .undo p,
  .notices p {
    flex: 1;
    min-width: 0;
    padding-block: 0.35rem;
  }
  .notices {
    display: grid;
    gap: 0.5rem;
  }
  .work {
    display: grid;
    gap: 0.5rem;
  }
  .work ul {
    display: grid;
    gap: 0.5rem;
  }
  .work li {
    display: flex;
    align-items: center;
    gap: 1rem;
  }
  .doing {
    flex: 1;
    min-width: 0;
  }
  progress {
    display: block;
    width: 100%;
    height: 0.6rem;
    margin-block: 0.25rem;
    appearance: none;
    border: 1px solid var(--_field);
    border-radius: 0.3rem;
    background: var(--_paper);
    color: var(--_accent);
    overflow: hidden;
  }
  progress::-webkit-progress-bar {
    background: var(--_paper);
  }
  progress::-webkit-progress-value {
    background: var(--_accent);
    transition: width 0.2s;
  }
  progress::-moz-progress-bar {
    background: var(--_accent);
  }
  .beside {
    display: grid;
    gap: 0.75rem;
  }
  .refused {
    display: grid;
    gap: 0.75rem 1rem;
    padding: 0.9rem;
    border: 1px solid var(--_error);
    border-radius: 0.375rem;
  }
  .refused > .view {
    max-width: 11rem;
    align-self: start;
  }
  .reason {
    display: grid;
    gap: 0.6rem;
    align-content: start;
    min-width: 0;
  }
  .reason small {
    font-weight: 400;
    white-space: nowrap;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }
  .findings {
    display: grid;
    gap: 0.5rem;
  }
  .findings li {
    padding: 0.6rem 0.9rem;
    border-left: 4px solid;
    border-radius: 0 0.25rem 0.25rem 0;
  }
  .findings p {
    color: var(--_ink);
  }
  .findings .hint {
    color: var(--_quiet);
    font-size: 0.9375rem;
  }
  .findings .file {
    margin-right: 0.5em;
    font-weight: 600;
  }
  .findings .error {
    border-color: var(--_error);
    background: var(--_error-back);
    color: var(--_error);
  }
  .findings .warning {
    border-color: var(--_warning);
    background: var(--_warning-back);
    color: var(--_warning);
  }
  .findings .info {
    border-color: var(--_info);
    background: var(--_info-back);
    color: var(--_info);
  }
  .repaired {
    display: grid;
    gap: 0.6rem;
    padding: 0.9rem;
    border: 1px solid var(--_good);
    border-radius: 0.375rem;
  }
  .repaired.waiting {
    border-color: var(--_warning);
  }
  .repaired h4 {
    display: flex;
    gap: 0.4rem;
    color: var(--_good);
  }
  .pair {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 0.75rem;
    max-width: 36rem;
  }
  .pair .view material-thumbnail {
    height: clamp(10rem, 34vw, 18rem);
  }
  figcaption {
    margin-top: 0.25rem;
    color: var(--_quiet);
    font-size: 0.9375rem;
    text-align: center;
  }
  .minor {
    font-weight: 600;
  }
  .changes {
    padding-left: 1.25em;
    list-style: disc;
  }
  @media (min-width: 40rem) {
    .refused.pictured {
      grid-template-columns: 11rem minmax(0, 1fr);
    }
  }
`;

const over = css`
  dialog {
    width: min(70rem, 100vw - 1rem);
    max-width: none;
    max-height: min(56rem, 100vh - 1rem);
    max-height: min(56rem, 100dvh - 1rem);
    padding: 0;
    border: 1px solid var(--_line);
    border-radius: 0.5rem;
    background: var(--_card);
    color: var(--_ink);
    overscroll-behavior: contain;
  }
  dialog::backdrop {
    background: rgb(8 16 22 / 65%);
  }
  dialog.turn,
  dialog.example {
    width: min(46rem, 100vw - 1rem);
  }
  .sheet {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.9rem;
    padding: clamp(0.75rem, 0.5rem + 1vw, 1.5rem);
  }
  .head {
    align-items: flex-start;
  }
  .head h3 {
    min-width: 0;
    padding-top: 0.5rem;
  }
  .look {
    display: grid;
    gap: 1rem;
    min-height: 0;
  }
  .seen {
    display: grid;
    gap: 0.5rem;
    align-content: start;
    min-width: 0;
  }
  zoom-stage {
    height: min(40rem, 60vh);
  }
  .sides {
    display: flex;
  }
  .sides button {
    flex: 0 1 8rem;
  }
  .sides button + button {
    margin-left: -1px;
  }
  .sides [aria-pressed="true"] {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .told-beside {
    display: grid;
    gap: 0.6rem;
    align-content: start;
  }
  dl div {
    display: flex;
    gap: 1rem;
    padding-block: 0.3rem;
    border-bottom: 1px solid var(--_line);
    font-size: 0.9375rem;
  }
  dt {
    flex: none;
    width: 4.5em;
    color: var(--_quiet);
  }
  dd {
    min-width: 0;
  }
  .good,
  .bad {
    display: grid;
    gap: 0.5rem;
  }
  .drawings {
    display: flex;
    flex-wrap: wrap;
    gap: 1rem;
    justify-content: center;
    padding: 1rem;
    border-radius: 0.375rem;
    background: #dfe3e5;
  }
  .drawings img {
    display: block;
    flex: 0 1 20rem;
    min-width: 0;
    max-width: 100%;
    max-height: 24rem;
  }
  .bad ul {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(7.5rem, 1fr));
    gap: 0.75rem;
  }
  .bad li {
    font-size: 0.9375rem;
    line-height: 1.4;
  }
  .drawn {
    position: relative;
    display: grid;
    place-items: center;
    height: 6.5rem;
    margin-bottom: 0.3rem;
    overflow: hidden;
    border-radius: 0.25rem;
    background: #dfe3e5;
  }
  .drawn img {
    display: block;
    max-width: 84%;
    max-height: 84%;
  }
  .turned img {
    max-width: 5rem;
    transform: rotate(90deg);
  }
  .mirrored img {
    transform: scaleX(-1);
  }
  .blurred img {
    filter: blur(2.5px);
  }
  .glare::after {
    content: "";
    position: absolute;
    inset: 0;
    background: radial-gradient(circle at 58% 42%, #fff 0 16%, rgb(255 255 255 / 75%) 26%, transparent 46%);
  }
  .cut img {
    max-width: 118%;
    max-height: 118%;
    transform: translate(22%, 16%) rotate(-7deg);
  }
  .no {
    color: var(--_error);
    font-weight: 700;
  }
  @media (min-width: 56rem) {
    .look {
      grid-template-columns: minmax(0, 1fr) 20rem;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation-duration: 0.01ms !important;
      transition-duration: 0.01ms !important;
    }
  }
`;

export const styles = [colours, controls, card, tiles, beside, over];
