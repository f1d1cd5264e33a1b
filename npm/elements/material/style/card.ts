import { css } from "lit";

/** The card itself: title, count, limits, and the pictures that take a slot. */
export const card = css`
  :host {
    display: block;
    line-height: 1.6;
  }
  :host([hidden]) {
    display: none;
  }
  .card {
    position: relative;
    display: grid;
    gap: 0.9rem;
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
  .obtained a,
  .told-here a {
    color: var(--_accent);
  }
  .told-here {
    display: grid;
    gap: 0.35rem;
    padding: 0.6rem 1rem;
    border-left: 4px solid var(--_info);
    border-radius: 0 0.25rem 0.25rem 0;
    background: var(--_info-back);
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

export const tiles = css`
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
    /* The document's own white must not melt into the card: grey on both themes. */
    background: #e4e7e9;
    color: #414d57;
  }
  .view:hover {
    color: #414d57;
  }
  .view exam-thumbnail {
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
  .order button:disabled {
    color: var(--_line);
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
  .plus .touch-only {
    display: none;
  }
  @media (min-width: 48rem) {
    .tiles {
      grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr));
    }
    .view exam-thumbnail {
      height: 10.5rem;
    }
    .plus:not(.alone) .pick {
      min-height: calc(10.5rem + 2px);
    }
  }
  @media (pointer: coarse) {
    .plus .touch-only {
      display: grid;
    }
    .mouse-only {
      display: none;
    }
  }
`;
