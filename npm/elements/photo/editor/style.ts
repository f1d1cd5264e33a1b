import { css } from "lit";

/** The editor's dialog: the whole screen on a phone, a sheet on a computer. What is too high scrolls inside. */
export const styles = css`
  dialog {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto;
    width: 100vw;
    max-width: none;
    height: 100vh;
    height: 100dvh;
    max-height: none;
    margin: 0;
    padding: 0;
    border: 0;
    background: var(--_card);
    color: var(--_ink);
  }
  dialog:not([open]) {
    display: none;
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 55%);
  }
  header,
  footer {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 0.75rem;
    padding: 0.4rem 1rem;
  }
  header {
    min-height: 3.5rem;
    border-bottom: 1px solid var(--_line);
  }
  h2 {
    font-size: 1.125rem;
    line-height: 1.35;
  }
  header button {
    flex: none;
    padding-inline: 0.9rem;
  }
  footer {
    padding-block: 0.6rem;
    border-top: 1px solid var(--_line);
  }
  footer .primary {
    flex: 1;
    max-width: 22rem;
    min-height: 3rem;
  }
  footer button {
    min-height: 3rem;
  }

  .body {
    display: flex;
    flex-direction: column;
    min-height: 0;
    overflow: auto;
    overscroll-behavior: contain;
  }
  .stage {
    position: relative;
    flex: 1 0 auto;
    height: 17rem;
    overflow: hidden;
    /* Neutral on both themes: a white ground must show where it ends. */
    background: #6f777d;
    cursor: grab;
    touch-action: none;
    -webkit-user-select: none;
    user-select: none;
  }
  .stage:active {
    cursor: grabbing;
  }
  /* Over the picture and its guides, in a colour for the dark that surrounds them. */
  .stage:focus-visible {
    outline: none;
  }
  .stage:focus-visible::after {
    content: "";
    position: absolute;
    inset: 0;
    border: 3px solid #8fd3ff;
    pointer-events: none;
  }
  .plane {
    position: absolute;
    left: 0;
    top: 0;
    transform-origin: 0 0;
  }
  .plane img {
    position: absolute;
    display: block;
    max-width: none;
    pointer-events: none;
  }
  .unshown {
    position: absolute;
    inset: auto 0 0;
    padding: 0.5rem 1rem;
    background: #1b2733;
    color: #fff;
    font-size: 0.9375rem;
  }

  .guides {
    position: absolute;
    inset: 0;
    pointer-events: none;
  }
  .guides path,
  .guides rect,
  .guides ellipse,
  .guides circle {
    fill: none;
    stroke: #fff;
    stroke-width: 1.25;
  }
  .guides .shade {
    stroke: none;
    fill: rgb(20 26 31 / 58%);
  }
  .guides .edge {
    stroke-width: 2;
  }
  .guides .casing,
  .guides .casing * {
    stroke: rgb(0 0 0 / 45%);
    stroke-width: 3.5;
  }
  .guides .band {
    fill: rgb(20 90 130 / 16%);
    stroke: none;
  }
  .guides .guide,
  .guides .bound {
    stroke-dasharray: 5 4;
  }
  .guides .guide.casing,
  .guides .bound.casing {
    stroke: rgb(0 0 0 / 40%);
    stroke-dasharray: none;
    stroke-width: 2.5;
  }
  .guides text {
    fill: #fff;
    font-size: 0.8125rem;
    font-weight: 600;
  }
  .guides text.casing {
    fill: none;
    stroke: rgb(0 0 0 / 75%);
    stroke-width: 3.5;
    stroke-linejoin: round;
  }
  .guides .head.core * {
    stroke: #8fd3ff;
    stroke-width: 2;
  }
  .guides .head.core.good * {
    stroke: #7be0a4;
  }
  .guides .head.core.warning * {
    stroke: #ffd166;
  }
  .guides .head.core.error * {
    stroke: #ff9d94;
  }

  .side {
    display: flex;
    flex-direction: column;
    flex: none;
    padding: 0.6rem 1rem 0.75rem;
  }
  /* Room for two findings, so that the tools stay under the finger that presses them. */
  .findings-now {
    order: -1;
    min-height: 11.5rem;
    padding: 0.5rem 0.75rem;
    border-left: 4px solid var(--_field);
    background: var(--_paper);
    font-size: 0.9375rem;
    line-height: 1.5;
  }
  .findings-now.good {
    border-color: var(--_good);
    background: var(--_good-back);
  }
  .findings-now.error {
    border-color: var(--_error);
    background: var(--_error-back);
  }
  .findings-now.warning {
    border-color: var(--_warning);
    background: var(--_warning-back);
  }
  .findings-now,
  .findings-now li {
    color: var(--_ink);
  }
  .findings-now.good > p:first-child {
    color: var(--_good);
    font-weight: 600;
  }
  .findings-now ul {
    padding: 0;
    list-style: none;
  }
  .findings-now li {
    font-weight: 600;
  }
  .findings-now li.error {
    color: var(--_error);
  }
  .findings-now li.warning {
    color: var(--_warning);
  }
  .findings-now .later {
    color: var(--_quiet);
  }
  dl {
    display: grid;
    grid-template-columns: repeat(3, 1fr);
    gap: 0 0.75rem;
    margin-block: 0.35rem;
    line-height: 1.35;
  }
  dt,
  dd.limit {
    color: var(--_quiet);
    font-size: 0.8125rem;
  }
  dd {
    font-variant-numeric: tabular-nums;
  }
  dd:not(.limit) {
    font-weight: 600;
  }

  .tools {
    display: grid;
    gap: 0.5rem;
    margin-top: 0.6rem;
  }
  .zoom,
  .pad {
    display: flex;
    gap: 0.4rem;
  }
  .zoom input {
    flex: 1;
    min-width: 0;
    height: 2.75rem;
    margin: 0;
    accent-color: var(--_accent);
  }
  .tool {
    min-width: 2.75rem;
    padding: 0;
    font-size: 1.25rem;
  }
  .pad .tool {
    flex: 1;
  }
  details {
    margin-top: 0.4rem;
    font-size: 0.9375rem;
  }
  details p + p {
    margin-top: 0.5rem;
  }

  @media (max-height: 44rem) {
    .stage {
      height: 14.5rem;
    }
    .findings-now {
      min-height: 9rem;
    }
  }
  /* Wide or low: the picture beside the tools. */
  @media (min-width: 40rem), (max-height: 30rem) and (min-width: 30rem) {
    .body {
      flex-direction: row;
      overflow: hidden;
    }
    .stage {
      flex: 1 1 0;
      height: auto;
    }
    .side {
      flex: 0 1 22rem;
      min-width: 15rem;
      padding: 1rem;
      overflow: auto;
      overscroll-behavior: contain;
    }
    .findings-now {
      order: 0;
      min-height: 0;
      margin-top: 0.75rem;
    }
    .tools {
      margin-top: 0;
    }
  }
  @media (min-width: 56rem) and (min-height: 40rem) {
    dialog {
      width: min(64rem, 100vw - 4rem);
      height: min(48rem, 100vh - 4rem);
      margin: auto;
      border: 1px solid var(--_line);
      border-radius: 0.5rem;
      overflow: hidden;
    }
  }
`;
