import { css } from "lit";

/** Colours and fonts are inherited custom properties: see page.css for their names. */
export const styles = css`
  :host {
    display: block;
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
    outline: 3px solid var(--accent);
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
    color: var(--quiet);
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
    border: 1px solid var(--line);
    border-radius: 0.5rem;
    background: var(--card);
  }
  .note {
    margin-bottom: 1.25rem;
    color: var(--quiet);
  }

  button,
  .button {
    min-height: 2.75rem;
    padding: 0.4rem 1.25rem;
    border: 1px solid var(--field);
    border-radius: 0.25rem;
    background: none;
    color: var(--ink);
    font: inherit;
    line-height: 1.4;
    cursor: pointer;
  }
  button:hover {
    border-color: var(--accent);
    color: var(--accent);
  }
  .primary,
  .primary:hover {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
    font-weight: 600;
  }
  .primary:hover {
    background: var(--accent-strong);
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
    color: var(--accent);
  }

  /* Picking */
  .picker {
    display: grid;
    gap: 1.5rem;
  }
  .pick {
    display: grid;
    justify-items: center;
    align-content: center;
    gap: 0.75rem;
    padding: 2.25rem 1rem;
    border: 2px dashed var(--field);
    border-radius: 0.5rem;
    text-align: center;
  }
  .over .pick {
    border-style: solid;
    border-color: var(--accent);
    background: var(--info-back);
  }
  .pick .primary {
    min-height: 3.25rem;
    min-width: 12rem;
    font-size: 1.125rem;
  }
  .small .pick {
    padding: 1rem;
  }
  .small .pick .primary {
    min-height: 2.75rem;
    font-size: 1rem;
  }
  .sizes {
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend,
  .minor {
    padding: 0;
    margin-bottom: 0.5rem;
    font-size: 1rem;
    font-weight: 600;
  }
  .choices {
    display: grid;
    gap: 0.5rem;
    margin-bottom: 0.5rem;
  }
  .choices label {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    min-height: 2.75rem;
    padding: 0.5rem 0.9rem;
    border: 1px solid var(--field);
    border-radius: 0.25rem;
    cursor: pointer;
  }
  .choices label:has(:checked) {
    border-color: var(--accent);
    box-shadow: inset 0 0 0 1px var(--accent);
  }
  .choices label:has(:focus-visible) {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }
  .choices input {
    flex: none;
    width: 1.15rem;
    height: 1.15rem;
    margin: 0;
    accent-color: var(--accent);
  }
  .choices input:focus-visible {
    outline: none;
  }
  .choices b {
    display: block;
    font-weight: 600;
    line-height: 1.4;
  }
  .choices small {
    display: block;
    line-height: 1.4;
  }
  .asked ul {
    padding-left: 1.25em;
  }
  .asked li::marker {
    color: var(--quiet);
  }

  /* Working: what is done within a blink shows no bar. */
  .working {
    animation: appear 0.2s 0.3s backwards;
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
  .working .name {
    margin-bottom: 0.75rem;
    font-weight: 600;
  }
  progress {
    display: block;
    width: 100%;
    height: 0.75rem;
    margin-bottom: 0.75rem;
    appearance: none;
    border: 1px solid var(--field);
    border-radius: 0.375rem;
    background: var(--paper);
    overflow: hidden;
    color: var(--accent);
  }
  progress::-webkit-progress-bar {
    background: var(--paper);
  }
  progress::-webkit-progress-value {
    background: var(--accent);
    transition: width 0.2s;
  }
  progress::-moz-progress-bar {
    background: var(--accent);
  }

  /* Result */
  .result header {
    display: flex;
    gap: 1rem;
    align-items: center;
    margin-bottom: 1.5rem;
    padding: 0.9rem 1.1rem;
    border-radius: 0.375rem;
  }
  .ready header {
    background: var(--good-back);
    color: var(--good);
  }
  .blocked header {
    background: var(--error-back);
    color: var(--error);
  }
  .mark {
    flex: none;
    display: grid;
    place-items: center;
    width: 2.25rem;
    height: 2.25rem;
    border: 2px solid currentColor;
    border-radius: 50%;
    font-weight: 700;
    line-height: 1;
  }
  h2 {
    font-size: 1.375rem;
    line-height: 1.35;
  }
  h3 {
    margin-bottom: 0.75rem;
    font-size: 1.0625rem;
  }
  .columns {
    display: grid;
    gap: 2rem;
  }
  .pictures,
  .words {
    min-width: 0;
  }
  .pair {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 1rem;
    max-width: 30rem;
  }
  .frame {
    position: relative;
    overflow: hidden;
    border: 1px solid var(--field);
    /* The photo's own white must not melt into the card: the frame keeps its grey on both themes. */
    background: #e4e7e9;
    color: #414d57;
  }
  .frame > img,
  .moved img {
    position: absolute;
    display: block;
    width: 100%;
    height: 100%;
  }
  .frame > .contained {
    object-fit: contain;
  }
  .moved {
    position: absolute;
  }
  .cannot,
  .empty {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    padding: 0.5rem;
    text-align: center;
    font-size: 0.9375rem;
  }
  .cannot,
  .unshown img,
  .unshown .moved {
    display: none;
  }
  .unshown .cannot {
    display: grid;
  }
  .map.unshown {
    display: none;
  }
  figcaption {
    margin-top: 0.35rem;
    color: var(--quiet);
    font-size: 0.9375rem;
    text-align: center;
  }
  figcaption small {
    display: block;
    line-height: 1.4;
  }
  .scale {
    max-width: 30rem;
    margin-top: 0.25rem;
    text-align: center;
  }
  .map {
    display: flex;
    align-items: center;
    gap: 0.9rem;
    margin-top: 1rem;
  }
  .map .frame {
    flex: none;
    width: 5.5rem;
  }
  .map figcaption {
    margin: 0;
    text-align: left;
  }
  .outline {
    position: absolute;
    border: 2px solid #fff;
    box-shadow:
      0 0 0 1px #11506e,
      0 0 0 100vmax rgb(0 0 0 / 45%);
  }
  .size {
    max-width: 30rem;
    margin-top: 1.25rem;
  }
  meter {
    display: block;
    width: 100%;
    height: 0.75rem;
    margin-top: 0.35rem;
    appearance: none;
    border: 1px solid var(--field);
    border-radius: 0.375rem;
    background: var(--paper);
    overflow: hidden;
  }
  meter::-webkit-meter-bar {
    height: 100%;
    border: 0;
    border-radius: 0;
    background: var(--paper);
  }
  meter::-webkit-meter-optimum-value,
  meter::-webkit-meter-suboptimum-value {
    background: var(--good);
  }
  meter::-moz-meter-bar {
    background: var(--good);
  }
  .pictures > .button {
    max-width: 30rem;
    margin-top: 1.25rem;
    min-height: 3.25rem;
    font-size: 1.125rem;
  }
  .anyway {
    max-width: 30rem;
    margin-top: 1.25rem;
  }
  .anyway a {
    display: inline-block;
    padding-block: 0.5rem;
  }
  .anyway span {
    display: block;
  }

  .findings {
    display: grid;
    gap: 0.75rem;
    padding: 0;
    list-style: none;
  }
  .findings li {
    padding: 0.75rem 1rem;
    border-left: 4px solid;
    border-radius: 0 0.25rem 0.25rem 0;
  }
  .findings .tag {
    display: block;
    margin-bottom: 0.15rem;
    font-size: 0.875rem;
    letter-spacing: 0.03em;
  }
  .findings p {
    color: var(--ink);
  }
  .findings .hint {
    margin-top: 0.25rem;
    color: var(--quiet);
    font-size: 1rem;
  }
  .error {
    border-color: var(--error);
    background: var(--error-back);
    color: var(--error);
  }
  .warning {
    border-color: var(--warning);
    background: var(--warning-back);
    color: var(--warning);
  }
  .info {
    border-color: var(--info);
    background: var(--info-back);
    color: var(--info);
  }

  details {
    margin-top: 1.25rem;
  }
  summary {
    min-height: 2.75rem;
    padding-block: 0.5rem;
    color: var(--accent);
    cursor: pointer;
  }
  dl {
    font-size: 0.9375rem;
  }
  dl div {
    display: flex;
    gap: 1rem;
    padding-block: 0.3rem;
    border-bottom: 1px solid var(--line);
  }
  dt {
    flex: none;
    width: 7em;
    color: var(--quiet);
  }
  dd {
    min-width: 0;
    margin: 0;
    overflow-wrap: anywhere;
  }
  .failure {
    border-color: var(--error);
    background: var(--error-back);
  }
  .failure p {
    margin-block: 0.5rem 1rem;
  }

  @media (min-width: 48rem) {
    .choices {
      grid-template-columns: 1fr 1fr;
    }
    .picker:not(.small) {
      grid-template-columns: 5fr 4fr;
    }
    .picker:not(.small) .pick {
      grid-row: 1 / span 2;
    }
    .picker.small {
      grid-template-columns: auto 1fr;
      align-items: start;
    }
    .picker.small .pick {
      height: 100%;
      padding-inline: 1.5rem;
      max-width: 17rem;
    }
    .picker:not(.small) .choices {
      grid-template-columns: 1fr;
    }
    .columns {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation-duration: 0.01ms !important;
      transition-duration: 0.01ms !important;
    }
  }
`;
