// Looks whether this browser can run the page, and whether the connection is safe, before the page's program comes. Written
// for browsers of any age; a file of its own, since the page's policy allows no script between the lines.
(function () {
  "use strict";
  var root = document.documentElement;

  // A module of one function that uses SIMD: what the pictures' program is made of.
  var simd = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];

  function canRun() {
    return (
      "noModule" in document.createElement("script") &&
      typeof WebAssembly === "object" &&
      WebAssembly.validate(new Uint8Array(simd)) &&
      typeof Worker === "function" &&
      typeof Promise === "function" &&
      typeof AbortController === "function" &&
      "replaceChildren" in Element.prototype
    );
  }

  // The style sheet shows the sentence that belongs to the class; the program takes all of them away when it draws.
  function tell(what) {
    if (!/too-old|insecure/.test(root.className)) root.className += " " + what;
  }

  root.className += " js";
  try {
    // Identity cards and the candidate's token go over this line: not without TLS. Localhost counts as secure.
    if (window.isSecureContext === false) tell("insecure");
    if (!canRun()) tell("too-old");
  } catch (e) {
    tell("too-old");
  }

  // The program did not come, or is written in words that this browser does not know.
  window.addEventListener(
    "error",
    function (event) {
      if (document.querySelector(".boot") === null) return;
      tell(event.target && event.target.nodeName === "SCRIPT" ? "not-loaded" : "too-old");
    },
    true
  );
})();
