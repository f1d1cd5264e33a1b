import { css } from "lit";
import { element } from "../../shared/style/element.js";

/** The photo's element and its editor have this in common. */
const own = css`
  :host {
    display: block;
    line-height: 1.65;
  }
  .card,
  .note {
    margin-bottom: 1.25rem;
  }
  .note {
    color: var(--_quiet);
  }
  .button {
    display: flex;
  }
  details {
    margin-top: 1.25rem;
  }
`;

export const base = [element, own];
