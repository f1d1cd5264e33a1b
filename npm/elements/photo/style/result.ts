import { css } from "lit";

/** The answer: before and after, findings, the file. */
export const result = css`
  .result header {
    display: flex;
    gap: 1rem;
    align-items: center;
    margin-bottom: 1.5rem;
    padding: 0.9rem 1.1rem;
    border-radius: 0.375rem;
  }
  .ready header {
    background: var(--_good-back);
    color: var(--_good);
  }
  .blocked header {
    background: var(--_error-back);
    color: var(--_error);
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
  .result,
  .after {
    scroll-margin-block: 0.5rem;
  }
  .columns {
    display: grid;
    gap: 1.25rem 2rem;
  }
  @container (min-width: 40rem) {
    .columns {
      grid-template: "pictures words" auto "file words" 1fr / minmax(0, 1fr) minmax(0, 1fr);
    }
    .pictures {
      grid-area: pictures;
    }
    .words {
      grid-area: words;
    }
    .file {
      grid-area: file;
    }
  }
  .pictures,
  .words,
  .file {
    min-width: 0;
  }
  /* Side by side where a face is still large enough to be judged, else one above the other. */
  .pair {
    display: grid;
    gap: 1rem;
    max-width: 15rem;
    margin-inline: auto;
  }
  @container (min-width: 24rem) {
    .pair {
      grid-template-columns: 1fr 1fr;
      max-width: 30rem;
      margin-inline: 0;
    }
  }
  /* One above the other, the photo that matters comes first. */
  @container (max-width: 23.99rem) {
    .pair .after {
      order: -1;
    }
  }
  .frame {
    position: relative;
    overflow: hidden;
    border: 1px solid var(--_field);
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
    color: var(--_quiet);
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
  .small-pictures {
    display: grid;
    gap: 1rem;
    max-width: 30rem;
    margin-top: 1.25rem;
    padding-top: 1.25rem;
    border-top: 1px solid var(--_line);
  }
  .print,
  .map {
    display: grid;
    grid-template-columns: max(5.5rem, 35mm) 1fr;
    align-items: center;
    gap: 0.9rem;
  }
  .print .frame {
    border: 0;
    outline: 1px solid var(--_field);
  }
  .map .frame {
    justify-self: center;
    width: 5.5rem;
  }
  .print figcaption,
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
  }
  meter {
    margin-top: 0.35rem;
  }
  meter::-webkit-meter-bar {
    height: 100%;
    border: 0;
    border-radius: 0;
    background: var(--_paper);
  }
  meter::-webkit-meter-optimum-value,
  meter::-webkit-meter-suboptimum-value {
    background: var(--_good);
  }
  meter::-moz-meter-bar {
    background: var(--_good);
  }
  .file > .button {
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
    display: inline-flex;
    align-items: center;
    min-height: 2.75rem;
  }
  .anyway span {
    display: block;
  }

  dl {
    font-size: 0.9375rem;
  }
  dl div {
    display: flex;
    gap: 1rem;
    padding-block: 0.3rem;
    border-bottom: 1px solid var(--_line);
  }
  dt {
    flex: none;
    width: 7em;
    color: var(--_quiet);
  }
  dd {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .changes {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    max-width: 30rem;
    margin-top: 0.75rem;
  }
  .changes button {
    flex: 1 1 auto;
  }
`;
