import type { Words } from "./zh-CN";

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

export const en: Words = {
  title: "Exam photo check",
  lead: "Choose a recent photo that shows your face from the front. It is cropped to the size the exam asks for, made small enough, and every point that is still wrong is named.",
  privacy: "The photo is processed on your device only. Nothing is uploaded.",
  lastWord:
    "The exam's own photo tool (医考报名照片检测工具) and the reviewers have the last word. This page only helps you find problems earlier.",
  language: "中文",
  languageLabel: "切换到中文",
  skip: "Skip to the main content",

  sizeLegend: "Photo size",
  sizeName: (widthMm, heightMm) => `${widthMm} × ${heightMm} mm`,
  sizePixels: (widthPx, heightPx) => `${widthPx} × ${heightPx} pixels`,
  sizeNote: "“Small two-inch” (小2寸) is used for two sizes. Take the first unless your notice says otherwise.",

  pick: "Choose a photo",
  pickAgain: "Choose another photo",
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

  failed: "The page has a problem",
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
