import { css } from "lit";

/**
 * Text, buttons, cards, progress and findings, the same in every element; every target is at least 44 pixels.
 * `scripts/styles.mjs` writes the same as `exam-preflight/elements/controls.css`, for the page around the elements.
 */
export const controls = css`
  * {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  h4,
  p,
  ul,
  ol,
  dl,
  dd,
  figure,
  fieldset {
    margin: 0;
  }
  a {
    color: var(--_accent);
    text-underline-offset: 0.15em;
  }
  :focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }
  :is(h1, h2, h3, h4):focus {
    outline: none;
  }
  /* Heard, not seen. */
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .quiet {
    color: var(--_quiet);
    font-size: 0.9375rem;
  }
  .card {
    padding: clamp(1rem, 0.6rem + 1.6vw, 1.75rem);
    border: 1px solid var(--_line);
    border-radius: 0.5rem;
    background: var(--_card);
  }

  button,
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    min-width: 2.75rem;
    min-height: 2.75rem;
    padding: 0.4rem 1.25rem;
    border: 1px solid var(--_field);
    border-radius: 0.25rem;
    background: var(--_card);
    color: var(--_ink);
    font: inherit;
    line-height: 1.4;
    text-align: center;
    text-decoration: none;
    cursor: pointer;
  }
  button:hover,
  .button:hover {
    border-color: var(--_accent);
    color: var(--_accent);
  }
  .primary,
  .primary:hover {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 600;
  }
  .primary:hover {
    background: var(--_accent-strong);
  }
  button:disabled,
  button:disabled:hover {
    border-color: var(--_line);
    background: var(--_paper);
    color: var(--_quiet);
    cursor: not-allowed;
  }
  summary {
    min-height: 2.75rem;
    padding-block: 0.5rem;
    color: var(--_accent);
    cursor: pointer;
  }

  progress,
  meter {
    display: block;
    width: 100%;
    height: 0.75rem;
    appearance: none;
    border: 1px solid var(--_field);
    border-radius: 0.375rem;
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

  .findings {
    display: grid;
    gap: 0.6rem;
    padding: 0;
    list-style: none;
  }
  .findings li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0 1.5rem;
    padding: 0.65rem 1rem;
    border-left: 4px solid;
    border-radius: 0 0.25rem 0.25rem 0;
  }
  .findings li > div {
    flex: 1 1 16rem;
    min-width: 0;
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
  .tag {
    display: block;
    font-size: 0.875rem;
    letter-spacing: 0.03em;
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
  @media (prefers-reduced-motion: reduce) {
    * {
      animation-duration: 0.01ms !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }
`;
