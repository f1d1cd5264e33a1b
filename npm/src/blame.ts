/** Reports on files that the module could not be asked about: it trapped, hung, or the file could not be read. */
import type { MaterialReport, PhotoReport } from "./generated/report.js";
import { sha256Hex } from "./hash.js";

/** Every member is there, as in any report; the compiler sees to it that none is forgotten. */
const UNMEASURED_PHOTO: PhotoReport["measured"] = {
  faces: null,
  face: null,
  head: null,
  headHeightRatio: null,
  topMarginRatio: null,
  centreOffsetRatio: null,
  rollDeg: null,
  eyes: null,
  chin: null,
  crown: null,
  interEyePx: null,
  yawDeg: null,
  pitchDeg: null,
  eyeOpenness: null,
  mouthGap: null,
  backgroundRgb: null,
  backgroundDeltaE: null,
  backgroundWorst: null,
  backgroundSpread: null,
  backgroundCells: [],
  insideFrame: null,
  highlight: null,
  sharpness: null,
  luminanceMean: null,
  chromaMean: null,
  rotationCw: null,
  crop: null,
  straightenedDeg: null,
  scale: null,
  takenOn: null,
};

const UNMEASURED_MATERIAL: MaterialReport["measured"] = {
  rotationCw: null,
  mirrored: null,
  uprightConfidence: null,
  sharpness: null,
  luminanceMean: null,
  clippedHighlights: null,
  clippedShadows: null,
  qrCodes: null,
  perceptualHash: null,
  skewDeg: null,
  textContrast: null,
  textHeightPx: null,
};

/** A report on such a file, without measures. */
export type BlameReport = Omit<PhotoReport, "subject" | "measured">;

export async function blame(file: Blob, name: string | undefined, policyId: string, reason: string): Promise<BlameReport> {
  return {
    schema: 1,
    policy: policyId,
    verdict: "blocked",
    findings: [
      { code: "file.unreadable", severity: "error", slot: null, file: name ?? null, params: { reason } },
    ],
    input: { format: null, bytes: file.size, widthPx: null, heightPx: null, orientation: null, sha256: await hashOf(file) },
    output: null,
  };
}

export function blamedPhoto(report: BlameReport): PhotoReport {
  return { ...report, subject: "photo", measured: UNMEASURED_PHOTO };
}

export function blamedMaterial(report: BlameReport, kind: string): MaterialReport {
  const findings = report.findings.map((finding) => ({ ...finding, slot: kind }));
  return { ...report, subject: "material", findings, measured: UNMEASURED_MATERIAL };
}

/** Empty for a file that cannot be read, and on a page without TLS. */
function hashOf(file: Blob): Promise<string> {
  return sha256Hex(file).catch(() => "");
}
