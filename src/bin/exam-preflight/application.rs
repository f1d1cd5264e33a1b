//! `application`: the facts, the photo and the documents of one candidate, read from a JSON file and the pictures beside
//! it. Judges whether it may be sent, as the receiver does.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use exam_preflight::finding::{Code, Finding, Param};
use exam_preflight::material::{self, InspectOptions};
use exam_preflight::photo::{self, CheckOptions, FaceModel};
use exam_preflight::report::{Report, Verdict};
use exam_preflight::rules::application::{Application, FileRecord, PHOTO, VERSION};
use exam_preflight::rules::checklist::{Checklist, checklist};
use exam_preflight::rules::gate::{ApplicationMeasured, evaluate, evaluate_documents};
use exam_preflight::rules::material_spec::MaterialSpec;
use exam_preflight::rules::policy::Policy;
use exam_preflight::rules::slots::Need;
use indicatif::ProgressBar;
use serde_json::{Map, Value, json};

use crate::files::{self, Picture};
use crate::text::Lang;
use crate::{ExitStatus, policy};

/// Arguments of `application`.
#[derive(clap::Args)]
pub struct Args {
    /// The application: profile, slots with the names of pictures beside this file, the photo as `photo` made it, status
    #[arg(value_name = "FILE.json")]
    file: PathBuf,
    /// A built-in policy's id, or a policy file. Default: the one that the application names, else hubei-2025
    #[arg(long, value_name = "ID|FILE")]
    policy: Option<String>,
    /// The report as one line of JSON
    #[arg(long)]
    json: bool,
    /// In place of the report: what this candidate needs, by the answers alone
    #[arg(long, value_name = "FORM", num_args = 0..=1, require_equals = true, default_missing_value = "text")]
    checklist: Option<ChecklistForm>,
}

/// Form of a checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ChecklistForm {
    /// For a terminal
    Text,
    /// With boxes to tick
    Markdown,
    /// One line, with the wording in both languages
    Json,
}

/// The policy if none is named.
const DEFAULT_POLICY: &str = "hubei-2025";

/// Reads, inspects, evaluates, reports.
pub fn run(args: Args, lang: Lang) -> Result<ExitStatus> {
    let path = args.file.display().to_string();
    let text = files::read_text(&args.file)?;
    let value: Value = serde_json::from_slice(&text).with_context(|| format!("{path} is not JSON"))?;
    let Value::Object(mut object) = value else { bail!("{path} should hold an object") };

    let named = object.get("policy").and_then(Value::as_str).map(str::to_owned);
    let policy = policy::load(args.policy.as_deref().or(named.as_deref()).unwrap_or(DEFAULT_POLICY))?;
    object.entry("policy").or_insert_with(|| json!(policy.id));
    let has_photo = object.contains_key(PHOTO);
    let listed = ListedPictures::take(&mut object).with_context(|| path.clone())?;
    let mut application = Application::from_value(Value::Object(object))
        .map_err(|finding| anyhow!("{path}: {}", lang.message(&finding)))?;

    if let Some(form) = args.checklist {
        let form = if args.json { ChecklistForm::Json } else { form };
        files::print_line(&written(&checklist(&policy, &application.profile), form, lang)?)?;
        return Ok(ExitStatus::Ready);
    }
    let folder = args.file.parent().unwrap_or(Path::new("")).to_owned();
    let findings = inspect(&policy, folder, listed, &mut application)?;
    // A file that says nothing of a photo is about documents alone; one that says `null` is about a photo that is missing.
    let report = if has_photo { evaluate(&policy, &application) } else { evaluate_documents(&policy, &application) };
    let report = with_inspections(report, findings);
    let name = files::name_of(&args.file);
    let line = if args.json { serde_json::to_string(&report)? } else { in_words(&name, &policy, &report, lang) };
    files::print_line(&line)?;
    Ok(report.verdict.into())
}

/// Inspects the listed pictures into the application. Returns the findings of their own reports.
fn inspect(
    policy: &Policy,
    folder: PathBuf,
    listed: ListedPictures,
    application: &mut Application,
) -> Result<Vec<Finding>> {
    let mut inspection = Inspection { policy, folder, findings: Vec::new() };
    let bar = ProgressBar::new(listed.count());
    if let Some(entry) = listed.photo {
        application.photo = inspection.photo(&entry)?;
        bar.inc(1);
    }
    for (kind, entries) in listed.slots {
        let mut records = Vec::new();
        for entry in &entries {
            records.extend(inspection.document(&kind, entry)?);
            bar.inc(1);
        }
        application.slots.insert(kind, records);
    }
    bar.finish_and_clear();
    Ok(inspection.findings)
}

/// Returns the checklist in one form.
fn written(list: &Checklist, form: ChecklistForm, lang: Lang) -> Result<String> {
    let text = match form {
        ChecklistForm::Text => list.plain_text(lang.language()),
        ChecklistForm::Markdown => list.markdown(lang.language()),
        ChecklistForm::Json => serde_json::to_string(list)?,
    };
    Ok(text.trim_end().to_owned())
}

/// A picture as the application names it.
struct Entry {
    name: String,
    /// The hash that was recorded for it, if any.
    sha256: Option<String>,
    /// `true` if the candidate has confirmed that it is upright.
    confirmed_upright: bool,
}

/// The pictures that the file lists.
struct ListedPictures {
    photo: Option<Entry>,
    slots: Vec<(String, Vec<Entry>)>,
}

impl ListedPictures {
    /// Takes the pictures, which may be names only, out of the application. The rest stays as the library reads it. Answers
    /// may be `true` and `false` for yes and no.
    fn take(object: &mut Map<String, Value>) -> Result<Self> {
        object.entry("version").or_insert_with(|| json!(VERSION));
        if let Some(Value::Object(profile)) = object.get_mut("profile") {
            for choice in profile.values_mut().filter(|choice| choice.is_boolean()) {
                *choice = json!(if *choice == json!(true) { "yes" } else { "no" });
            }
        }
        let photo = match object.remove(PHOTO) {
            None | Some(Value::Null) => None,
            Some(value) => Some(Entry::of(&value, PHOTO)?),
        };
        let slots = match object.remove("slots") {
            None => Vec::new(),
            Some(Value::Object(slots)) => {
                slots.iter().map(|(kind, list)| Ok((kind.clone(), entries(kind, list)?))).collect::<Result<_>>()?
            }
            Some(_) => bail!("slots should be an object of lists"),
        };
        Ok(Self { photo, slots })
    }

    fn count(&self) -> u64 {
        let documents: usize = self.slots.iter().map(|(_, entries)| entries.len()).sum();
        documents as u64 + u64::from(self.photo.is_some())
    }
}

fn entries(kind: &str, list: &Value) -> Result<Vec<Entry>> {
    let list = list.as_array().with_context(|| format!("slots.{kind} should be a list"))?;
    list.iter().map(|value| Entry::of(value, &format!("slots.{kind}"))).collect()
}

impl Entry {
    /// A name, or a record with one.
    fn of(value: &Value, at: &str) -> Result<Self> {
        let name = value.as_str().or_else(|| value["name"].as_str());
        let name = name.with_context(|| format!("{at} should name a file"))?.to_owned();
        let confirmed_upright = value["confirmedUpright"].as_bool().unwrap_or(false);
        Ok(Self { name, sha256: value["sha256"].as_str().map(str::to_owned), confirmed_upright })
    }
}

/// Reads and inspects the pictures, and keeps the findings of their own reports.
struct Inspection<'a> {
    policy: &'a Policy,
    folder: PathBuf,
    findings: Vec<Finding>,
}

impl Inspection<'_> {
    /// Inspects one picture of a document. Returns `None` if it is too large to be read.
    fn document(&mut self, kind: &str, entry: &Entry) -> Result<Option<FileRecord>> {
        let Some(bytes) = self.read(kind, entry)? else { return Ok(None) };
        let Some(spec) = MaterialSpec::of(self.policy, kind) else {
            // There are no requirements to judge it by; the gate refuses the kind.
            return Ok(Some(self.checked(kind, entry, FileRecord::new(&entry.name, &bytes, None, Verdict::Ready))));
        };
        let options = InspectOptions {
            file_name: Some(&entry.name),
            confirmed_upright: entry.confirmed_upright,
            ..InspectOptions::new(&spec)
        };
        let report = material::inspect(&bytes, &options, &mut |_| {}).with_context(|| entry.name.clone())?;
        let record = report.record(&entry.name, &bytes);
        self.findings.extend(report.findings);
        Ok(Some(self.checked(kind, entry, record)))
    }

    /// Judges the photo as the receiver does: unchanged, and as a result of `photo`. Returns `None` if it is too large to
    /// be read.
    fn photo(&mut self, entry: &Entry) -> Result<Option<FileRecord>> {
        let Some(bytes) = self.read(PHOTO, entry)? else { return Ok(None) };
        let model = FaceModel::embedded();
        let options = CheckOptions { file_name: Some(&entry.name), ..CheckOptions::new(self.policy, &model) };
        let report = photo::check(&bytes, &options, &mut |_| ()).with_context(|| entry.name.clone())?;
        let record = FileRecord::new(&entry.name, &bytes, report.input_format(), report.verdict);
        let placed = report.findings.into_iter().map(|finding| finding.in_slot(PHOTO).in_file(&*entry.name));
        self.findings.extend(placed);
        Ok(Some(self.checked(PHOTO, entry, record)))
    }

    /// Returns the bytes of a picture, or `None` and adds a finding if it is too large to be read.
    fn read(&mut self, slot: &str, entry: &Entry) -> Result<Option<Vec<u8>>> {
        match files::read_picture(&self.folder.join(&entry.name))? {
            Picture::Bytes(bytes) => Ok(Some(bytes)),
            Picture::TooLarge { finding, .. } => {
                self.findings.push(finding.in_slot(slot).in_file(&*entry.name));
                Ok(None)
            }
        }
    }

    /// Compares the record with the hash that the application has for the file.
    fn checked(&mut self, slot: &str, entry: &Entry, record: FileRecord) -> FileRecord {
        if let Some(recorded) = entry.sha256.as_ref().filter(|recorded| **recorded != record.sha256) {
            let finding = Finding::error(Code::ApplicationFileChanged).in_slot(slot).in_file(&*entry.name);
            self.findings.push(finding.with("sha256", &*record.sha256).with("recordedSha256", &**recorded));
        }
        record
    }
}

/// Returns the report with the application's own findings first, then those of the pictures' reports that they lack.
fn with_inspections(report: Report<ApplicationMeasured>, of_pictures: Vec<Finding>) -> Report<ApplicationMeasured> {
    let Report { subject, policy, mut findings, input, measured, output, .. } = report;
    for finding in of_pictures {
        let is_known =
            |known: &Finding| (known.code, &known.slot, &known.file) == (finding.code, &finding.slot, &finding.file);
        if !findings.iter().any(is_known) {
            findings.push(finding);
        }
    }
    Report::new(subject, &policy, findings, input, measured, output)
}

/// Returns the report for people: the verdict, the kinds that matter, every finding with its place.
fn in_words(name: &str, policy: &Policy, report: &Report<ApplicationMeasured>, lang: Lang) -> String {
    let mut text = lang.verdict(name, report.verdict);
    for slot in report.measured.slots.iter().filter(|slot| slot.need != Need::None || slot.have > 0) {
        let title = policy.material(&slot.kind).map_or(&*slot.kind, |material| lang.pick(&material.title));
        let mark = if slot.missing() > 0 || slot.superfluous() > 0 { "✗" } else { "✓" };
        let need = lang.need(slot.need);
        text.push_str(&format!("\n  {mark} {title} ({}): {need}, {}/{}", slot.kind, slot.have, slot.max));
    }
    for finding in &report.findings {
        text.push('\n');
        text.push_str(&lang.finding(&with_titles(finding, policy, lang)));
    }
    text
}

/// Returns the finding with the policy's words for the facts that it names.
fn with_titles(finding: &Finding, policy: &Policy, lang: Lang) -> Finding {
    let title = |name: &str| {
        policy.facts.iter().find(|fact| fact.name == name).map_or(name, |fact| lang.pick(&fact.title)).to_owned()
    };
    let mut finding = finding.clone();
    for (name, value) in &mut finding.params {
        if let (&("fact" | "facts"), Param::Text(names)) = (name, value) {
            *names = names.split(", ").map(title).collect::<Vec<_>>().join(lang.comma());
        }
    }
    finding
}
