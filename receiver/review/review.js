// The reviewers' page: the list, one application, two steps. It decides nothing: the receiver says which steps are open.
import { describe, fileSize, worstFirst } from "./describe.js";

const WORDS = {
  "zh-CN": {
    title: "材料审核", other: "English", show: "显示", pending: "待审核", all: "全部", back: "返回列表", refresh: "刷新",
    empty: "没有符合条件的报名。", token: "访问码", enter: "进入", loading: "正在加载……",
    needsToken: "请通过下发的审核链接打开本页，或在此粘贴访问码。",
    submitted: "待审核", resubmitted: "待复审", returned: "已退回", approved: "审核通过", draft: "填写中",
    at: "提交时间", receipt: "回执编号", history: "审核记录", profile: "考生情况", photo: "报名照片", missing: "未上传",
    feedback: "需要考生修改的内容", feedbackOf: (part) => `${part}：需要考生修改的内容`, enlarge: (name) => `放大查看 ${name}`,
    close: "关闭", larger: "放大 2.5 倍", sendBack: "退回修改", approve: "审核通过", nothing: "请至少写明一处需要修改的内容，才能退回。",
    sureBack: (parts) => `退回考生修改：${parts}？`, sureApprove: "确认审核通过？通过后不能再更改。", yes: "确认", no: "取消",
    done: { returned: "已退回。", approved: "已审核通过。" }, cannotShow: "图片读取失败。", whole: "总体问题", others: "其他可以要求补传的材料", colon: "：",
    beijing: (time) => `${time}（北京时间）`,
    errors: {
      unauthorized: "访问码无效或已停用。", not_found: "没有找到该报名。", conflict: "该报名刚刚有变动，已重新加载，请再次核对。",
      locked: "该报名当前状态不能进行此操作，已重新加载。", rate_limited: "操作过于频繁，请稍后再试。", malformed: "内容不符合要求，请检查所写的文字。",
      offline: "无法连接服务器，请检查网络后重试。", internal: "服务器出现故障，未作任何更改，请稍后再试。",
    },
  },
  en: {
    title: "Review", other: "中文", show: "Show", pending: "To be reviewed", all: "All", back: "Back to the list", refresh: "Refresh",
    empty: "No applications match.", token: "Access code", enter: "Enter", loading: "Loading…",
    needsToken: "Use the review link that you were given, or paste the access code here.",
    submitted: "To be reviewed", resubmitted: "To be reviewed again", returned: "Returned", approved: "Approved", draft: "Draft",
    at: "Submitted at", receipt: "Receipt", history: "Review history", profile: "About the candidate", photo: "Photo", missing: "Not uploaded",
    feedback: "What the candidate should change", feedbackOf: (part) => `${part}: what the candidate should change`,
    enlarge: (name) => `Enlarge ${name}`, close: "Close", larger: "2.5 times larger", sendBack: "Return", approve: "Approve",
    nothing: "Write what should be changed in at least one part before returning it.",
    sureBack: (parts) => `Return to the candidate: ${parts}?`, sureApprove: "Approve? This cannot be undone.", yes: "Confirm", no: "Cancel",
    done: { returned: "Returned.", approved: "Approved." }, cannotShow: "The picture can't be loaded.", whole: "General", others: "Other documents that can be asked for", colon: ": ",
    beijing: (time) => `${time} (Beijing time)`,
    errors: {
      unauthorized: "The access code is invalid or expired.", not_found: "There is no such application.",
      conflict: "The application has just changed; it was loaded again. Please check it once more.",
      locked: "This can't be done in the application's current state; it was loaded again.",
      rate_limited: "Too many requests. Please try again in a moment.", malformed: "The text is not acceptable. Please check it.",
      offline: "The server can't be reached. Please check the network and try again.",
      internal: "Server error; nothing was changed. Please try again later.",
    },
  },
};

const $ = (id) => document.getElementById(id);
const view = $("view");
let locale = (localStorage.getItem("locale") ?? navigator.language).startsWith("en") ? "en" : "zh-CN";
let words = WORDS[locale];
let policy = null;
let messages = {};
let token = takeToken();
/** Number of the present visit to a view: an answer to an earlier one is dropped. */
let visit = 0;
/** Addresses of pictures that are shown, to be given back. */
let shown = [];
/** Text that was written and not sent yet, by part. */
let written = {};

/** The token comes in the fragment, which no server sees; it is stored for this tab only. */
function takeToken() {
  const given = /^#token=([\w-]+)$/.exec(location.hash)?.[1];
  if (given) {
    sessionStorage.setItem("token", given);
    history.replaceState(null, "", location.pathname);
  }
  return sessionStorage.getItem("token");
}

function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element && !name.includes("-")) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null));
  return element;
}

function say(text, isBad = false) {
  $("said").textContent = text;
  $("said").classList.toggle("bad", isBad);
}

async function ask(path, options = {}) {
  const headers = { Authorization: `Bearer ${token}`, ...(options.body ? { "Content-Type": "application/json" } : {}) };
  const response = await fetch(`/api/v1/review/applications${path}`, { ...options, headers }).catch(() => {
    throw new Error("offline");
  });
  if (response.ok) return response;
  const body = await response.json().catch(() => ({}));
  throw new Error(body.error?.code ?? "internal");
}

/** Says what went wrong; without a valid token the page asks for one. */
function failed(error) {
  if (error.message === "unauthorized") {
    token = null;
    sessionStorage.removeItem("token");
    showEntrance();
  }
  say(words.errors[error.message] ?? words.errors.internal, true);
}

/** The view that the address names: the list, or one application. */
async function show(options = {}) {
  const mine = ++visit;
  if (!options.keepsWords) say("");
  for (const address of shown.splice(0)) URL.revokeObjectURL(address);
  document.documentElement.lang = locale;
  document.title = words.title;
  $("title").textContent = words.title;
  $("language").textContent = words.other;
  $("language").lang = locale === "en" ? "zh-CN" : "en";
  if (!token) return showEntrance();
  view.setAttribute("aria-busy", "true");
  try {
    policy ??= await (await fetch("policy.json")).json();
    messages[locale] ??= await (await fetch(`messages/${locale}.json`)).json();
    const candidate = /^#\/([\w-]+)$/.exec(location.hash)?.[1];
    const content = candidate ? await application(candidate) : await list();
    if (mine !== visit) return;
    view.replaceChildren(...content);
    if (options.movesFocus) (view.querySelector("h2") ?? view).focus();
  } catch (error) {
    if (mine === visit) failed(error instanceof TypeError ? new Error("offline") : error);
  } finally {
    view.removeAttribute("aria-busy");
  }
}

function showEntrance() {
  const field = h("input", { id: "token", type: "password", autocomplete: "off", required: true });
  const form = h("form", {}, h("p", {}, words.needsToken), h("label", { htmlFor: "token" }, words.token),
    h("div", { className: "choices" }, field, h("button", { className: "main" }, words.enter)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    token = field.value.trim();
    sessionStorage.setItem("token", token);
    show();
  });
  view.replaceChildren(form);
}

// The list.

const FILTERS = { pending: ["submitted", "resubmitted"], returned: ["returned"], approved: ["approved"], all: null };

async function list() {
  const chosen = sessionStorage.getItem("filter") ?? "pending";
  const { applications } = await (await ask("")).json();
  const fitting = applications.filter(({ status }) => FILTERS[chosen]?.includes(status) ?? true);
  const filter = h("select", { id: "filter" },
    Object.keys(FILTERS).map((name) => h("option", { value: name, selected: name === chosen }, words[name])));
  filter.addEventListener("change", () => {
    sessionStorage.setItem("filter", filter.value);
    show().then(() => $("filter").focus());
  });
  const refresh = h("button", { type: "button" }, words.refresh);
  refresh.addEventListener("click", () => show());
  const lines = fitting.map(({ candidate, status, submittedAt }) =>
    h("li", {}, h("a", { href: `#/${candidate}` }, h("strong", {}, candidate), state(status), time(submittedAt))));
  return [
    h("div", { className: "choices" }, h("label", { htmlFor: "filter" }, words.show), filter, refresh),
    h("ul", { className: "applications" }, lines),
    fitting.length ? "" : h("p", { className: "quiet" }, words.empty),
  ];
}

const state = (status) => h("span", { className: `state ${status}` }, words[status]);
/** In Beijing time, as the office and the candidate both speak of it. */
function beijing(at) {
  const form = { dateStyle: "long", timeStyle: "medium", hourCycle: "h23", timeZone: "Asia/Shanghai" };
  return words.beijing(new Intl.DateTimeFormat(locale, form).format(new Date(at)));
}

const time = (at) => h("time", { className: "quiet", dateTime: at }, beijing(at));

// One application.

async function application(candidate) {
  const looked = await (await ask(`/${candidate}`)).json();
  const { application, revision, receipt, report, reports } = looked;
  written = written.candidate === candidate ? written : { candidate };
  const takesFeedback = ["submitted", "resubmitted", "returned"].includes(application.status);
  const context = { candidate, application, report, reports, takesFeedback };
  const heading = h("h2", { tabIndex: -1 }, candidate);
  const parts = policy.materials.filter(({ kind }) => application.slots[kind]?.length || slot(report, kind)?.need === "required");
  const onTheWhole = report.findings.filter(({ slot, severity }) => !slot && severity !== "info");
  return [
    h("p", {}, h("a", { href: "#/" }, `← ${words.back}`)),
    h("section", {}, heading, h("p", {}, state(application.status)),
      h("dl", {}, pair(words.at, beijing(receipt.receivedAt)), pair(words.receipt, receipt.id)),
      onTheWhole.length ? [h("h3", {}, words.whole), findings(onTheWhole)] : null, past(application)),
    facts(context),
    part(context, "photo", words.photo, application.photo ? [application.photo] : []),
    ...parts.map(({ kind, title }) => part(context, kind, title[locale], application.slots[kind] ?? [])),
    others(context, policy.materials.filter((material) => !parts.includes(material))),
    steps(context, revision),
  ].flat().filter((node) => node !== null);
}

const slot = (report, kind) => report.measured.slots.find((one) => one.kind === kind);
const pair = (term, value) => [h("dt", {}, term), h("dd", {}, value)];

function partTitle(name) {
  if (name === "photo" || name === "profile") return words[name];
  return policy.materials.find(({ kind }) => kind === name)?.title[locale] ?? name;
}

function past({ history }) {
  const step = ({ status, at, feedback = [] }) => h("li", {}, state(status), " ", time(at),
    feedback.length ? h("ul", {}, feedback.map(({ target, text }) => h("li", {}, `${partTitle(target)}${words.colon}${text}`))) : null);
  return [h("h3", {}, words.history), h("ol", { className: "history" }, history.map(step))];
}

function facts(context) {
  const { profile } = context.application;
  const asked = policy.facts.filter(({ name }) => name in profile);
  const lines = asked.map(({ name, title, choices }) =>
    pair(title[locale], choices.find(({ value }) => value === profile[name])?.title[locale] ?? profile[name]));
  return h("section", {}, h("h2", {}, words.profile), h("dl", {}, lines), feedbackField(context, "profile", words.profile));
}

function part(context, name, title, files) {
  const tiles = files.map((file) => tile(context, name, file));
  const ofSlot = context.report.findings.filter(({ slot, file }) => slot === name && !file);
  return h("section", {}, h("h2", {}, title), ofSlot.length ? findings(ofSlot) : null,
    tiles.length ? h("ul", { className: "pictures" }, tiles) : h("p", { className: "quiet" }, words.missing),
    feedbackField(context, name, title));
}

/** The documents that are not there and not required: a reviewer may ask for them all the same. Open where something is written. */
function others(context, materials) {
  const { application, takesFeedback } = context;
  if (!takesFeedback || materials.length === 0) return null;
  const isWritten = materials.some(({ kind }) => written[kind]);
  return h("details", { className: "others", open: isWritten }, h("summary", {}, words.others),
    materials.map(({ kind, title }) => part(context, kind, title[locale], application.slots[kind] ?? [])));
}

function tile({ candidate, report, reports }, name, file) {
  const picture = h("img", { alt: "", decoding: "async" });
  const button = h("button", { type: "button", "aria-label": words.enlarge(file.name) }, picture);
  const own = reports[file.sha256]?.findings ?? [];
  const isNew = (finding) => own.every(({ code }) => code !== finding.code);
  const ofGate = report.findings.filter((finding) => finding.slot === name && finding.file === file.name && isNew(finding));
  const item = h("li", {}, button, h("div", { className: "name" }, file.name, h("span", { className: "quiet" }, ` ${fileSize(file.bytes, locale)}`)),
    findings([...own, ...ofGate]));
  ask(`/${candidate}/files/${file.sha256}`)
    .then((response) => response.blob())
    .then((blob) => {
      const address = URL.createObjectURL(blob);
      shown.push(address);
      picture.src = address;
      button.addEventListener("click", () => enlarge(address, file.name));
    })
    .catch(() => button.replaceWith(h("p", { className: "findings error" }, words.cannotShow)));
  return item;
}

/** Findings in words; what blocks comes first. */
function findings(all) {
  if (all.length === 0) return null;
  const item = (finding) => h("li", { className: finding.severity }, describe(finding, messages[locale], locale, policy).text);
  return h("ul", { className: "findings" }, worstFirst(all).map(item));
}

function feedbackField({ takesFeedback }, name, title) {
  if (!takesFeedback) return null;
  const field = h("textarea", { value: written[name] ?? "", maxLength: 1300, "aria-label": words.feedbackOf(title) });
  field.placeholder = words.feedback;
  field.addEventListener("input", () => (written[name] = field.value));
  return field;
}

// The two steps.

function steps({ candidate, application, takesFeedback }, revision) {
  if (!takesFeedback) return null;
  const sendBack = h("button", { type: "button" }, words.sendBack);
  const approve = h("button", { type: "button", className: "main" }, words.approve);
  approve.disabled = application.status === "returned";
  sendBack.addEventListener("click", async () => {
    const asked = Object.entries(written).filter(([name, text]) => name !== "candidate" && text.trim());
    if (asked.length === 0) {
      say(words.nothing, true);
      return view.querySelector("textarea").focus();
    }
    if (!(await sure(words.sureBack(asked.map(([name]) => partTitle(name)).join(locale === "en" ? ", " : "、"))))) return;
    const feedback = asked.map(([part, text]) => ({ part, text: text.trim() }));
    await take(`/${candidate}/return`, { revision, feedback }, "returned");
  });
  approve.addEventListener("click", async () => {
    if (await sure(words.sureApprove)) await take(`/${candidate}/approve`, { revision }, "approved");
  });
  return h("div", { className: "steps choices" }, sendBack, approve);
}

async function take(path, body, status) {
  for (const button of view.querySelectorAll(".steps button")) button.disabled = true;
  try {
    await ask(path, { method: "POST", body: JSON.stringify(body) });
    written = {};
    await show({ movesFocus: true });
    say(words.done[status]);
  } catch (error) {
    failed(error);
    // The written words stay; the application is shown as the receiver has it now.
    if (token) await show({ keepsWords: true });
  }
}

function sure(question) {
  const dialog = $("sure");
  $("sure-question").textContent = question;
  $("sure-yes").textContent = words.yes;
  $("sure-no").textContent = words.no;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}

function enlarge(address, name) {
  const picture = $("enlarged-picture");
  picture.src = address;
  picture.alt = name;
  $("enlarged-name").textContent = name;
  $("enlarged-close").textContent = words.close;
  $("larger").textContent = words.larger;
  setLarger(false);
  $("enlarged").showModal();
}

function setLarger(isLarger) {
  $("enlarged-picture").classList.toggle("larger", isLarger);
  $("larger").setAttribute("aria-pressed", String(isLarger));
}

$("larger").addEventListener("click", () => setLarger($("larger").getAttribute("aria-pressed") !== "true"));
$("language").addEventListener("click", () => {
  locale = locale === "en" ? "zh-CN" : "en";
  words = WORDS[locale];
  localStorage.setItem("locale", locale);
  show();
});
addEventListener("hashchange", () => {
  if (location.hash.startsWith("#token=")) token = takeToken();
  show({ movesFocus: true });
});
show();
