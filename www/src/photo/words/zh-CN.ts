/** What the photo element says. What the checks say is in the package's messages. */
export const zh = {
  sizeLegend: "照片规格",
  sizeName: (widthMm: number, heightMm: number) => `${widthMm} × ${heightMm} 毫米`,
  sizePixels: (widthPx: number, heightPx: number) => `${widthPx} × ${heightPx} 像素`,
  sizeNote: "“小2寸”有两种通行尺寸，通知里没有写明时选第一种。",

  pick: "选择照片",
  pickAgain: "换一张照片",
  camera: "用相机拍摄",
  drop: "也可以把照片拖到这里，或直接粘贴。",
  dropNow: "松开即可",
  asked: "照片要求",
  askedSize: (bytes: string) => `白色背景，JPG 格式，文件不超过 ${bytes}`,
  askedAge: (days: number) => `${days} 天以内拍摄，不要把小照片放大`,
  askedFace: "正对镜头，神情自然，光线均匀，五官不修改、不遮挡",

  working: (name: string) => `正在处理 ${name}`,
  steps: {
    start: "准备",
    decode: "读取照片",
    locate: "寻找面部",
    crop: "确定裁切",
    resize: "缩放",
    encode: "压缩到规定大小",
    judge: "复核成品",
  },
  stepOf: (step: string, at: number, of: number) => `${step}（第 ${at} 步，共 ${of} 步）`,
  cancel: "取消",
  cancelled: "已取消。",

  ready: "照片已备好",
  readyNote: "没有发现必须处理的问题。",
  readyWarned: (count: number) => `没有必须处理的问题，另有 ${count} 处提醒，请自己看一看。`,
  blocked: "这张照片还不合要求",
  blockedNote: (count: number) => `有 ${count} 个问题必须处理。`,
  none: "没能做出照片",

  before: "处理前",
  after: "处理后",
  beforeAlt: "原照片中被选用的部分",
  afterAlt: "做好的报名照片",
  wholeAlt: "整张原照片，框内是选用的部分",
  whole: "框内为选用部分",
  cannotShow: "浏览器无法显示这个文件",
  notMade: "没有成品",
  sameScale: "两张照片比例相同，可以直接对比。",

  size: "文件大小",
  sizeOf: (bytes: string, max: string) => `${bytes}，上限 ${max}`,
  bytes: (count: string) => `${count} 字节`,
  facts: "成品参数",
  pixels: "像素",
  dpi: "分辨率",
  quality: "压缩质量",
  fingerprint: "SHA-256",

  findings: "检查结果",
  severity: { error: "必须处理", warning: "请留意", info: "说明" },
  noFindings: "各项检查都没有发现问题。",

  download: "下载照片",
  downloadAnyway: "仍要保存这张照片",
  downloadAnywayNote: "它没有通过这里的检查，很可能被退回。",
  fileName: "报名照片.jpg",

  print: (widthMm: number, heightMm: number) => `约为冲印大小：${widthMm} × ${heightMm} 毫米。屏幕尺寸不一，仅供参考。`,
  printAlt: "冲印大小的成品照片",

  feedback: "审核意见",
  locked: "内容已锁定，照片不能修改。",
  lockedEmpty: "内容已锁定，不能添加照片。",

  failed: "照片没能处理",
  failures: {
    "worker.failed": "这个浏览器打不开处理照片的程序。请用较新的 Chrome、Edge、Firefox（114 或更新）或 Safari（16.4 或更新）再试。",
    "asset.failed": "页面的文件没有下载完整，请检查网络后重试。",
    other: "页面遇到意外错误，请刷新后重试。",
  },
  retry: "重试",
  notPicture: "粘贴的内容里没有图片。",
  several: "一次只能处理一张，已取第一张。",
};

export type Words = typeof zh;
