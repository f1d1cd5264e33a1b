// Going on before a picture is there cancels its loading, and `watch` takes that for a request that failed.

/** Returns `true` if every shown picture has loaded or failed, in any depth of shadow. Runs in the page. */
function isPictured() {
  const whole = (root) =>
    [...root.querySelectorAll("*")].every((e) => (e.localName !== "img" || e.complete) && (e.shadowRoot === null || whole(e.shadowRoot)));
  return whole(document);
}

/** The same as an expression, for drivers that take text. */
export const IS_PICTURED = `(${isPictured})()`;

export const pictured = (page) => page.waitForFunction(isPictured);
