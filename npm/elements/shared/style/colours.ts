/**
 * The colours of an element: the page's where it names them (`--exam-ink` and the others), else those of `colours.css`.
 * There the page's own `color-scheme` decides between light and dark; browsers before 2024 do not know `light-dark()`, so
 * they stay light.
 */
import { css, unsafeCSS } from "lit";
import { COLOURS, SANS } from "../../generated/colours.js";

const declared = (value: (light: string, dark: string) => string) =>
  unsafeCSS(COLOURS.map(([name, light, dark]) => `--_${name}: var(--exam-${name}, ${value(light, dark)});`).join(" "));

export const colours = css`
  :host {
    ${declared((light) => light)}
    --_sans: var(--exam-sans, ${unsafeCSS(SANS)});
    color: var(--_ink);
    font-family: var(--_sans);
    overflow-wrap: anywhere;
  }
  @supports (color: light-dark(#000, #fff)) {
    :host {
      ${declared((light, dark) => `light-dark(${light}, ${dark})`)}
    }
  }
`;
