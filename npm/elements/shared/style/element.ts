import { css } from "lit";
import { colours } from "./colours.js";
import { controls } from "./controls.js";

/** Inside an element, where no style of the page is in the way. */
const inside = css`
  small {
    color: var(--_quiet);
    font-size: 0.9375rem;
  }
  input[type="file"] {
    display: none;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.25rem 1rem;
  }
`;

/** An element that stands on a page. */
export const element = [colours, controls, inside];

/** A part inside an element: it takes the colours from there. */
export const part = [controls, inside];
