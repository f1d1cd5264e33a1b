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
