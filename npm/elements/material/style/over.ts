import { css } from "lit";

/** Styles of the dialogs: the example, the preview, the turning. */
export const over = css`
  dialog {
    width: min(70rem, 100vw - 1rem);
    max-width: none;
    max-height: min(56rem, 100vh - 1rem);
    max-height: min(56rem, 100dvh - 1rem);
    padding: 0;
    border: 1px solid var(--_line);
    border-radius: 0.5rem;
    background: var(--_card);
    color: var(--_ink);
    overscroll-behavior: contain;
  }
  dialog::backdrop {
    background: rgb(8 16 22 / 65%);
  }
  dialog.turn,
  dialog.example {
    width: min(46rem, 100vw - 1rem);
  }
  .sheet {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.9rem;
    padding: clamp(0.75rem, 0.5rem + 1vw, 1.5rem);
  }
  .head {
    flex-wrap: nowrap;
    align-items: flex-start;
  }
  .head h3 {
    min-width: 0;
    padding-top: 0.5rem;
  }
  .look {
    display: grid;
    gap: 1rem;
    min-height: 0;
  }
  .seen {
    display: grid;
    gap: 0.5rem;
    align-content: start;
    min-width: 0;
  }
  exam-zoom-stage {
    height: min(40rem, 60vh);
  }
  .sides {
    display: flex;
  }
  .sides button {
    flex: 0 1 8rem;
  }
  .sides button + button {
    margin-left: -1px;
  }
  .sides [aria-pressed="true"] {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .told-beside {
    display: grid;
    gap: 0.6rem;
    align-content: start;
  }
  dl div {
    display: flex;
    gap: 1rem;
    padding-block: 0.3rem;
    border-bottom: 1px solid var(--_line);
    font-size: 0.9375rem;
  }
  dt {
    flex: none;
    width: 4.5em;
    color: var(--_quiet);
  }
  dd {
    min-width: 0;
  }
  .good,
  .bad {
    display: grid;
    gap: 0.5rem;
  }
  .drawings {
    display: flex;
    flex-wrap: wrap;
    gap: 1rem;
    justify-content: center;
    padding: 1rem;
    border-radius: 0.375rem;
    background: #dfe3e5;
  }
  .drawings img {
    display: block;
    flex: 0 1 20rem;
    min-width: 0;
    max-width: 100%;
    max-height: 24rem;
  }
  .bad ul {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(7.5rem, 1fr));
    gap: 0.75rem;
  }
  .bad li {
    font-size: 0.9375rem;
    line-height: 1.4;
  }
  .drawn {
    position: relative;
    display: grid;
    place-items: center;
    height: 6.5rem;
    margin-bottom: 0.3rem;
    overflow: hidden;
    border-radius: 0.25rem;
    background: #dfe3e5;
  }
  .drawn img {
    display: block;
    max-width: 84%;
    max-height: 84%;
  }
  .turned img {
    max-width: 5rem;
    transform: rotate(90deg);
  }
  .mirrored img {
    transform: scaleX(-1);
  }
  .blurred img {
    filter: blur(2.5px);
  }
  .glare::after {
    content: "";
    position: absolute;
    inset: 0;
    background: radial-gradient(circle at 58% 42%, #fff 0 16%, rgb(255 255 255 / 75%) 26%, transparent 46%);
  }
  .cut img {
    max-width: 118%;
    max-height: 118%;
    transform: translate(22%, 16%) rotate(-7deg);
  }
  .no {
    color: var(--_error);
    font-weight: 700;
  }
  @media (min-width: 56rem) {
    .look {
      grid-template-columns: minmax(0, 1fr) 20rem;
    }
  }
`;
