import { css } from "lit";

/** What the desk and its editor share. Colours and fonts are the page's custom properties; without them, our own. */
export const base = css`
  :host {
    display: block;
    color: var(--_ink);
    font-family: var(--_sans);
    line-height: 1.65;
    overflow-wrap: anywhere;
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
    --_sans: var(
      --sans,
      system-ui, -apple-system, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif
    );
  }
  /* On a page that names no colours but has a dark side, the element has one too. */
  @supports (color: light-dark(#000, #fff)) {
    :host {
      --_ink: var(--ink, light-dark(#1b2733, #e8edf0));
      --_quiet: var(--quiet, light-dark(#4f5d6b, #a9b6c0));
      --_paper: var(--paper, light-dark(#f3f5f4, #12181d));
      --_card: var(--card, light-dark(#ffffff, #1b242b));
      --_line: var(--line, light-dark(#ccd4d8, #36434d));
      --_field: var(--field, light-dark(#7d8b96, #8696a2));
      --_accent: var(--accent, light-dark(#11506e, #8cc7e6));
      --_accent-strong: var(--accent-strong, light-dark(#0b3b53, #b3dcf2));
      --_on-accent: var(--on-accent, light-dark(#ffffff, #08222f));
      --_error: var(--error, light-dark(#a3201a, #ffb0a8));
      --_error-back: var(--error-back, light-dark(#fbeceb, #3b1d1c));
      --_warning: var(--warning, light-dark(#7a4b00, #f3c877));
      --_warning-back: var(--warning-back, light-dark(#fdf3df, #362a14));
      --_info: var(--info, light-dark(#2f5674, #a8cbe4));
      --_info-back: var(--info-back, light-dark(#eaf1f6, #1a2c39));
      --_good: var(--good, light-dark(#17633c, #8fd9ae));
      --_good-back: var(--good-back, light-dark(#e6f3ec, #16301f));
    }
  }
  * {
    box-sizing: border-box;
  }
  h2,
  h3,
  p,
  ul,
  dl,
  figure {
    margin: 0;
  }
  :focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }
  h2:focus {
    outline: none;
  }
  input[type="file"] {
    display: none;
  }
  .live {
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
  .row {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 0.25rem 1rem;
    flex-wrap: wrap;
  }
  .card {
    margin-bottom: 1.25rem;
    padding: clamp(1rem, 0.6rem + 1.6vw, 1.75rem);
    border: 1px solid var(--_line);
    border-radius: 0.5rem;
    background: var(--_card);
  }
  .note {
    margin-bottom: 1.25rem;
    color: var(--_quiet);
  }

  button,
  .button {
    min-height: 2.75rem;
    padding: 0.4rem 1.25rem;
    border: 1px solid var(--_field);
    border-radius: 0.25rem;
    background: none;
    color: var(--_ink);
    font: inherit;
    line-height: 1.4;
    cursor: pointer;
  }
  button:hover {
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
  .primary:disabled {
    opacity: 0.55;
    cursor: default;
  }
  .button {
    display: flex;
    align-items: center;
    justify-content: center;
    text-decoration: none;
  }
  a {
    color: var(--_accent);
  }

  .error {
    border-color: var(--_error);
    background: var(--_error-back);
    color: var(--_error);
  }
  .warning {
    border-color: var(--_warning);
    background: var(--_warning-back);
    color: var(--_warning);
  }
  .info {
    border-color: var(--_info);
    background: var(--_info-back);
    color: var(--_info);
  }

  details {
    margin-top: 1.25rem;
  }
  summary {
    min-height: 2.75rem;
    padding-block: 0.5rem;
    color: var(--_accent);
    cursor: pointer;
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation-duration: 0.01ms !important;
      transition: none !important;
    }
  }
`;
