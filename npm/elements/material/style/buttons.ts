import { css } from "lit";

/** Lists without marks, and the buttons of the card and of the dialogs over it. */
export const buttons = css`
  ul,
  ol {
    padding: 0;
    list-style: none;
  }
  .icon {
    display: block;
    flex: none;
    width: 1.5rem;
    height: 1.5rem;
  }
  button {
    padding-inline: 1rem;
  }
  .plain,
  .plain:hover {
    border-color: transparent;
    background: none;
    color: var(--_accent);
    text-decoration: underline;
    text-underline-offset: 0.2em;
  }
  .square {
    flex: none;
    width: 2.75rem;
    height: 2.75rem;
    padding: 0;
  }
`;
