/** Signs drawn in the text's own colour. Each stands beside words or in a button that has a name. */
import { svg, html, type SVGTemplateResult } from "lit";

const icon = (drawing: SVGTemplateResult, viewBox = "0 0 24 24") =>
  html`<svg
    class="icon"
    viewBox=${viewBox}
    width="24"
    height="24"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    ${drawing}
  </svg>`;

export const plus = icon(svg`<path d="M12 5v14M5 12h14" />`);
export const minus = icon(svg`<path d="M6 12h12" />`);
export const earlier = icon(svg`<path d="M14 6l-6 6 6 6" />`);
export const later = icon(svg`<path d="M10 6l6 6-6 6" />`);
export const grip = icon(
  svg`<path d="M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01" stroke-width="3" />`,
);
export const camera = icon(
  svg`<path d="M4 8h3l2-3h6l2 3h3a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1z" /><circle cx="12" cy="13" r="3.5" />`,
);
export const tick = icon(svg`<path d="M5 13l4.5 4.5L19 7" stroke-width="3" />`);
export const warningSign = icon(svg`<path d="M12 4L2.5 20h19z" /><path d="M12 10v4M12 17h.01" />`);
export const cross = icon(svg`<path d="M6 6l12 12M18 6L6 18" />`);
export const turnLeft = icon(svg`<path d="M5 4v5h5" /><path d="M5.6 9A8 8 0 1 1 4 13.5" />`);
export const turnRight = icon(svg`<path d="M19 4v5h-5" /><path d="M18.4 9A8 8 0 1 0 20 13.5" />`);
export const turnHalf = icon(svg`<path d="M4 12a8 8 0 0 1 16 0M20 6v6h-5" /><path d="M4 17h16" stroke-dasharray="2 3" />`);
export const flip = icon(svg`<path d="M12 3v18" stroke-dasharray="2 3" /><path d="M9 7L3 17h6zM15 7l6 10h-6z" />`);
export const zoomIn = icon(svg`<circle cx="10.5" cy="10.5" r="6.5" /><path d="M20 20l-4.8-4.8M10.5 7.5v6M7.5 10.5h6" />`);
export const zoomOut = icon(svg`<circle cx="10.5" cy="10.5" r="6.5" /><path d="M20 20l-4.8-4.8M7.5 10.5h6" />`);
