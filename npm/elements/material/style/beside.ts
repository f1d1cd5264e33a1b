import { css } from "lit";

/** Styles of everything beside the slots: work, refusals, repairs, answers. */
export const beside = css`
  .undo,
  .notices li {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    padding: 0.35rem 0.35rem 0.35rem 1rem;
    border-radius: 0.25rem;
    background: var(--_info-back);
    color: var(--_info);
  }
  .notices li {
    background: var(--_warning-back);
    color: var(--_warning);
  }
  .undo p,
  .notices p {
    flex: 1;
    min-width: 0;
    padding-block: 0.35rem;
  }
  .notices {
    display: grid;
    gap: 0.5rem;
  }
  .work {
    display: grid;
    gap: 0.5rem;
  }
  .work ul {
    display: grid;
    gap: 0.5rem;
  }
  .work li {
    display: flex;
    align-items: center;
    gap: 1rem;
  }
  .doing {
    flex: 1;
    min-width: 0;
  }
  progress {
    height: 0.6rem;
    margin-block: 0.25rem;
  }
  .beside {
    display: grid;
    gap: 0.75rem;
  }
  .refused {
    display: grid;
    gap: 0.75rem 1rem;
    padding: 0.9rem;
    border: 1px solid var(--_error);
    border-radius: 0.375rem;
  }
  .refused > .view {
    max-width: 11rem;
    align-self: start;
  }
  .reason {
    display: grid;
    gap: 0.6rem;
    align-content: start;
    min-width: 0;
  }
  .reason small {
    font-weight: 400;
    white-space: nowrap;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }
  .repaired {
    display: grid;
    gap: 0.6rem;
    padding: 0.9rem;
    border: 1px solid var(--_good);
    border-radius: 0.375rem;
  }
  .repaired.waiting {
    border-color: var(--_warning);
  }
  .repaired h4 {
    display: flex;
    gap: 0.4rem;
    color: var(--_good);
  }
  .pair {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 0.75rem;
    max-width: 36rem;
  }
  .pair .view exam-thumbnail {
    height: clamp(10rem, 34vw, 18rem);
  }
  figcaption {
    margin-top: 0.25rem;
    color: var(--_quiet);
    font-size: 0.9375rem;
    text-align: center;
  }
  .minor {
    font-weight: 600;
  }
  .changes {
    padding-left: 1.25em;
    list-style: disc;
  }
  @media (min-width: 40rem) {
    .refused.pictured {
      grid-template-columns: 11rem minmax(0, 1fr);
    }
  }
`;
