/** What the page itself says. What the checks say is in the package's messages. */
export const zh = {
  title: "报名照片预检",
  lead: "选一张近期的正面照片，这里按报名要求裁成小2寸，压到规定大小，并逐条指出还有哪里不合要求。",
  privacy: "照片只在您的设备上处理，不会上传。",
  lastWord: "能否通过，以考试机构的“医考报名照片检测工具”和审核结果为准；这里只帮您提前发现问题。",
  language: "English",
  languageLabel: "Switch to English",
  skip: "跳到主要内容",
  failed: "页面出了问题",
  failures: {
    "worker.failed": "这个浏览器打不开处理照片的程序。请用较新的 Chrome、Edge、Firefox（114 或更新）或 Safari（16.4 或更新）再试。",
    "asset.failed": "页面的文件没有下载完整，请检查网络后重试。",
    other: "页面遇到意外错误，请刷新后重试。",
  },
  retry: "重试",
};

export type Words = typeof zh;
