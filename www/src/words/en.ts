import type { Words } from "./zh-CN";

export const en: Words = {
  title: "Exam photo check",
  lead: "Choose a recent photo that shows your face from the front. It is cropped to the size the exam asks for, made small enough, and every point that is still wrong is named.",
  privacy: "The photo is processed on your device only. Nothing is uploaded.",
  lastWord:
    "The exam's own photo tool (医考报名照片检测工具) and the reviewers have the last word. This page only helps you find problems earlier.",
  language: "中文",
  languageLabel: "切换到中文",
  skip: "Skip to the main content",
  failed: "The page has a problem",
  failures: {
    "worker.failed":
      "This browser cannot run the program that processes photos. Please use a recent Chrome, Edge, Firefox (114 or newer) or Safari (16.4 or newer).",
    "asset.failed": "A part of the page was not downloaded. Please check the connection and try again.",
    other: "Something unexpected happened. Please reload the page and try again.",
  },
  retry: "Try again",
};
