import type { Words } from "./zh-CN";

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

export const en: Words = {
  sizeLegend: "Photo size",
  sizeName: (widthMm, heightMm) => `${widthMm} × ${heightMm} mm`,
  sizePixels: (widthPx, heightPx) => `${widthPx} × ${heightPx} pixels`,
  sizeNote: "“Small two-inch” (小2寸) is used for two sizes. Take the first unless your notice says otherwise.",

  pick: "Choose a photo",
  pickAgain: "Choose another photo",
  camera: "Take a photo",
  drop: "Or drop a photo here, or paste one.",
  dropNow: "Let go to use it",
  asked: "What is asked for",
  askedSize: (bytes) => `White background, JPG, at most ${bytes}`,
  askedAge: (days) => `Taken within ${days} days; a small photo must not be enlarged`,
  askedFace: "Facing the camera, natural expression, even light, features neither edited nor covered",

  working: (name) => `Working on ${name}`,
  steps: {
    start: "Getting ready",
    decode: "Reading the photo",
    locate: "Looking for the face",
    crop: "Choosing the crop",
    resize: "Scaling",
    encode: "Fitting the file size",
    judge: "Checking the result",
  },
  stepOf: (step, at, of) => `${step} (step ${at} of ${of})`,
  cancel: "Cancel",
  cancelled: "Cancelled.",

  ready: "The photo is ready",
  readyNote: "Nothing was found that has to be changed.",
  readyWarned: (count) => `Nothing has to be changed. ${plural(count, "point", "points")} to look at yourself.`,
  blocked: "This photo is not right yet",
  blockedNote: (count) => `${plural(count, "problem has", "problems have")} to be solved.`,
  none: "No photo could be made",

  before: "Before",
  after: "After",
  beforeAlt: "The part of the original photo that is used",
  afterAlt: "The finished exam photo",
  wholeAlt: "The whole original photo; the frame marks the part that is used",
  whole: "The frame marks the part that is used",
  cannotShow: "The browser cannot show this file",
  notMade: "Nothing was made",
  sameScale: "Both are shown at the same scale.",

  size: "File size",
  sizeOf: (bytes, max) => `${bytes} of at most ${max}`,
  bytes: (count) => `${count} bytes`,
  facts: "The finished file",
  pixels: "Pixels",
  dpi: "Density",
  quality: "Quality",
  fingerprint: "SHA-256",

  findings: "What was found",
  severity: { error: "Must be solved", warning: "Please look", info: "Note" },
  noFindings: "None of the checks found anything.",

  download: "Download the photo",
  downloadAnyway: "Save this photo all the same",
  downloadAnywayNote: "It did not pass the checks here and will probably be sent back.",
  fileName: "exam-photo.jpg",

  print: (widthMm, heightMm) => `About print size: ${widthMm} × ${heightMm} mm. Screens differ, so this is approximate.`,
  printAlt: "The finished photo at print size",

  feedback: "The reviewer asks",
  locked: "The application is locked; the photo cannot be changed.",
  lockedEmpty: "The application is locked; no photo can be added.",

  failed: "The photo could not be processed",
  failures: {
    "worker.failed":
      "This browser cannot run the program that processes photos. Please use a recent Chrome, Edge, Firefox (114 or newer) or Safari (16.4 or newer).",
    "asset.failed": "A part of the page was not downloaded. Please check the connection and try again.",
    other: "Something unexpected happened. Please reload the page and try again.",
  },
  retry: "Try again",
  notPicture: "There is no picture in what was pasted.",
  several: "One photo at a time: the first was taken.",
};
