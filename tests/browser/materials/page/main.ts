/**
 * A page with nothing but material cards, as any other page may have them: the real package, its real worker, and an
 * application that the package itself keeps. `?kind=..&lang=..&profile=..&status=..&feedback=..`, kinds by commas.
 */
import { createPreflight, type ApplicationReport, type Preflight } from "exam-preflight";
import type { ExamMaterial, MaterialFile } from "exam-preflight/elements";
import "exam-preflight/elements";
import drawings from "../../../../www/src/views/drawings.json";
import pageCss from "../../../../www/src/page.css?url";

const query = new URLSearchParams(location.search);
const locale = query.get("lang") === "en" ? "en" : "zh-CN";
const kinds = (query.get("kind") ?? "identity").split(",");
const profile: Record<string, string> = { origin: "mainland", idDocument: "resident_card", entry: "education", diplomaState: "held" };
const pictures = new Map<string, MaterialFile[]>();
const changes: { kind: string; names: string[] }[] = [];

document.documentElement.lang = locale;
if (query.has("css")) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = pageCss;
  document.head.append(link);
}

const cards = kinds.map((kind) => {
  const card = document.createElement("exam-material") as ExamMaterial;
  card.locale = locale;
  card.dataset["kind"] = kind;
  card.status = (query.get("status") ?? "draft") as ExamMaterial["status"];
  card.locked = query.has("locked") || card.status === "submitted";
  card.feedback = query.get("feedback") ?? "";
  card.addEventListener("material-change", (event) => {
    const { kind, files } = (event as CustomEvent<{ kind: string; files: MaterialFile[] }>).detail;
    pictures.set(kind, files);
    changes.push({ kind, names: files.map(({ name }) => name) });
    void evaluate();
  });
  return card;
});

let preflight: Preflight;

async function evaluate(): Promise<ApplicationReport> {
  const record = ({ name, blob, report }: MaterialFile) => ({
    name,
    sha256: report.input!.sha256,
    bytes: blob.size,
    format: report.input!.format,
    verdict: report.verdict,
    perceptualHash: report.measured.perceptualHash,
  });
  const slots = Object.fromEntries([...pictures].map(([kind, files]) => [kind, files.map(record)]));
  const application = { version: 1, policy: preflight.policy.id, profile, photo: null, slots, status: "draft", open: [], history: [] };
  const { report } = await preflight.evaluate(application);
  for (const card of cards) {
    card.slotState = report.measured.slots.find(({ kind }) => kind === card.material.kind);
    card.findings = report.findings.filter(({ slot }) => slot === card.material.kind);
  }
  return report;
}

function setMaterial(card: ExamMaterial, kind: string): void {
  const names = (drawings as Record<string, string[]>)[kind] ?? drawings["*"];
  card.material = preflight.policy.materials.find((material) => material.kind === kind)!;
  card.drawings = names.map((name) => `examples/${name}.svg`);
}

async function start(): Promise<void> {
  preflight = await createPreflight({ policy: "hubei-2025" });
  for (const card of cards) {
    setMaterial(card, card.dataset["kind"]!);
  }
  document.querySelector("main")!.append(...cards);
  await evaluate();
  for (const card of cards) card.preflight = preflight;
}

Object.assign(window, {
  harness: {
    changes,
    cards,
    profile,
    evaluate,
    setMaterial,
    get preflight() {
      return preflight;
    },
  },
});
void start();
