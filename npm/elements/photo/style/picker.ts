import { css } from "lit";

/** Picking a photo, and waiting for it. */
export const picker = css`
  /* The element's own width decides, not the window's: it may stand in a narrow column. */
  :host {
    container-type: inline-size;
  }
  .feedback {
    border-color: var(--_warning);
    border-left-width: 4px;
    background: var(--_warning-back);
  }
  .feedback p {
    white-space: pre-line;
  }
  .lock {
    padding: 0.75rem 1rem;
    border-left: 4px solid var(--_info);
    background: var(--_info-back);
    color: var(--_ink);
  }

  .picker {
    display: grid;
    gap: 1.5rem;
  }
  .pick {
    display: grid;
    justify-items: center;
    align-content: center;
    gap: 0.75rem;
    padding: 2.25rem 1rem;
    border: 2px dashed var(--_field);
    border-radius: 0.5rem;
    text-align: center;
  }
  .over .pick {
    border-style: solid;
    border-color: var(--_accent);
    background: var(--_info-back);
  }
  .pick .primary {
    min-height: 3.25rem;
    min-width: 12rem;
    font-size: 1.125rem;
  }
  /* Where there is no touch screen, the camera's button would only open the same file picker again. */
  .camera {
    display: none;
  }
  @media (any-pointer: coarse) {
    .camera {
      display: block;
      min-width: 12rem;
    }
  }
  /* Nothing is dropped with a thumb. */
  @media (hover: none) {
    .pick .quiet {
      display: none;
    }
  }
  .small .pick {
    padding: 1rem;
  }
  .small .pick .primary {
    min-height: 2.75rem;
    font-size: 1rem;
  }
  .sizes {
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend,
  .minor {
    padding: 0;
    margin-bottom: 0.5rem;
    font-size: 1rem;
    font-weight: 600;
  }
  .choices {
    display: grid;
    gap: 0.5rem;
    margin-bottom: 0.5rem;
  }
  .choices label {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    min-height: 2.75rem;
    padding: 0.5rem 0.9rem;
    border: 1px solid var(--_field);
    border-radius: 0.25rem;
    cursor: pointer;
  }
  /* :has() is an extra: in older browsers the radio button alone shows choice and focus. */
  .choices label:has(:checked) {
    border-color: var(--_accent);
    box-shadow: inset 0 0 0 1px var(--_accent);
  }
  .choices input {
    flex: none;
    width: 1.15rem;
    height: 1.15rem;
    margin: 0;
    accent-color: var(--_accent);
  }
  .choices b {
    display: block;
    font-weight: 600;
    line-height: 1.4;
  }
  .choices small {
    display: block;
    line-height: 1.4;
  }
  .asked ul {
    padding-left: 1.25em;
  }
  .asked li::marker {
    color: var(--_quiet);
  }

  /* Working: what is done within a blink shows no bar. */
  .working {
    animation: appear 0.2s 0.3s backwards;
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
  .working .name {
    margin-bottom: 0.75rem;
    font-weight: 600;
  }
  progress {
    margin-bottom: 0.75rem;
  }
  .failure {
    border-color: var(--_error);
    background: var(--_error-back);
  }
  .failure p {
    margin-block: 0.5rem 1rem;
  }

  @container (min-width: 40rem) {
    .choices {
      grid-template-columns: 1fr 1fr;
    }
    .picker:not(.small) {
      grid-template-columns: 5fr 4fr;
    }
    .picker:not(.small) .pick {
      grid-row: 1 / span 2;
    }
    .picker.small {
      grid-template-columns: auto 1fr;
      align-items: start;
    }
    .picker.small .pick {
      height: 100%;
      padding-inline: 1.5rem;
      max-width: 17rem;
    }
    .picker:not(.small) .choices {
      grid-template-columns: 1fr;
    }
  }
`;
