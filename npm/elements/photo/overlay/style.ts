import { css } from "lit";

/** Marks on the photo. Each line has a casing in the colour behind it, so that it shows on any picture and in both themes. */
export const styles = css`
  .marks {
    position: absolute;
    inset: 0;
    font-size: 0.8125rem;
    line-height: 1.25;
  }
  .marks[hidden] {
    display: none;
  }
  .marks svg {
    position: absolute;
    width: 100%;
    height: 100%;
    pointer-events: none;
  }
  .spot {
    --mark: var(--_ink);
    --casing: var(--_card);
    transition: opacity 0.15s;
  }
  .spot.error {
    --mark: var(--_error);
    --casing: var(--_error-back);
  }
  .spot.warning {
    --mark: var(--_warning);
    --casing: var(--_warning-back);
  }
  .spot path:not(.filled) {
    fill: none;
  }
  .spot path {
    stroke: var(--mark);
    stroke-width: 2;
    vector-effect: non-scaling-stroke;
  }
  .spot .casing {
    stroke: var(--casing);
    stroke-width: 4.5;
    opacity: 0.85;
  }
  .spot .help {
    stroke-dasharray: 5 4;
  }
  .spot .casing.help {
    stroke-dasharray: none;
  }
  .spot .leader {
    stroke-width: 1;
  }
  .spot .filled {
    stroke: none;
  }
  .spot .hatch {
    stroke-width: 1;
    opacity: 0.8;
    vector-effect: none;
  }
  /* The inner half of these is masked. */
  .spot .outline {
    stroke-width: 3;
  }
  .spot .casing.outline {
    stroke-width: 6;
  }
  .spot path.hole {
    fill: #000;
    stroke: none;
  }
  .calm path {
    stroke-width: 1;
  }
  .calm .casing {
    stroke-width: 3;
    opacity: 0.7;
  }
  /* The highlighted mark stays as it is, and bolder; the others step back. */
  .lit .spot:not(.on) {
    opacity: 0.3;
  }
  .spot.on path.core {
    stroke-width: 3.5;
  }
  .spot.on path.casing {
    stroke-width: 7;
  }

  span.spot {
    position: absolute;
    transform: translateY(-50%);
    padding: 0.05rem 0.3rem;
    border: 1px solid var(--mark);
    border-radius: 0.25rem;
    background: var(--casing);
    color: var(--mark);
    white-space: nowrap;
  }
  span.spot:not(.calm) {
    right: 0.25rem;
    font-weight: 600;
  }
  span.spot.on {
    box-shadow: 0 0 0 2px var(--mark);
  }
  span.calm {
    left: 0.25rem;
    border-color: transparent;
    opacity: 0.9;
    pointer-events: none;
  }

  .switch {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 0.5rem;
    min-height: 2.75rem;
    cursor: pointer;
  }
  .switch input {
    flex: none;
    width: 1.15rem;
    height: 1.15rem;
    margin: 0;
    accent-color: var(--_accent);
  }
  .look {
    flex: none;
    gap: 0.4rem;
    padding-inline: 0.75rem;
    font-size: 0.9375rem;
  }
  .look.on,
  .look[aria-pressed="true"] {
    border-color: currentColor;
    box-shadow: inset 0 0 0 1px currentColor;
  }
  .look b {
    min-width: 1.5em;
    border: 1px solid;
    border-radius: 0.25rem;
    line-height: 1.4;
  }
  .look.error b {
    color: var(--_error);
  }
  .look.warning b {
    color: var(--_warning);
  }
`;
