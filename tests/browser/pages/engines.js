// In the page of any engine: the package as an integrator uses it, and what it makes of each input.
import { createPreflight } from "/npm/dist/index.js";

const violations = [];
addEventListener("securitypolicyviolation", (event) => violations.push(`${event.violatedDirective} ${event.blockedURI}`));

const hex = async (bytes) =>
  Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)), (b) => b.toString(16).padStart(2, "0")).join("");

/** One answer a case: the SHA-256 of the JPEG that came out, and the whole report. */
globalThis.run = async (cases) => {
  const preflight = await createPreflight({ policy: "hubei-2025" });
  const answers = [];
  for (const { input, options } of cases) {
    const bytes = await (await fetch(`/inputs/${input}`)).arrayBuffer();
    const { report, jpeg } = await preflight.preparePhoto(new File([bytes], input), options);
    answers.push({ sha256: jpeg && (await hex(await jpeg.arrayBuffer())), report });
  }
  preflight.dispose();
  return { answers, violations };
};

/** The same for document pictures: the report, and what the repair makes. */
globalThis.runMaterials = async (inputs) => {
  const preflight = await createPreflight({ policy: "hubei-2025" });
  const answers = [];
  for (const input of inputs) {
    const file = new File([await (await fetch(`/inputs/${input}`)).arrayBuffer()], input);
    const { report } = await preflight.inspectMaterial(file, { kind: "diploma" });
    const { report: after, image } = await preflight.repairMaterial(file, { kind: "diploma" });
    answers.push({ report, repaired: { sha256: image && (await hex(await image.arrayBuffer())), report: after } });
  }
  preflight.dispose();
  return { answers, violations };
};
