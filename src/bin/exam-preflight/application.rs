//! `application`: the facts, the photo and the papers of one candidate, read from a JSON file and the pictures beside
//! it, and whether anything may be sent.

use std::path::{Path, PathBuf};

use exam_preflight::date::Date;
use exam_preflight::finding::{Code, Finding};
use exam_preflight::material::{self, InspectOptions};
use exam_preflight::photo::{FaceModel, PrepareOptions, prepare};
use exam_preflight::report::{Report, Verdict};
use exam_preflight::rules::application::{Application, FileRecord, PHOTO, VERSION};
use exam_preflight::rules::gate::{Measured, evaluate, evaluate_papers};
use exam_preflight::rules::material_spec::MaterialSpec;
use exam_preflight::rules::policy::Policy;
use exam_preflight::rules::slots::Need;
use indicatif::ProgressBar;
use serde_json::{Map, Value, json};

use crate::text::Lang;
use crate::{Ending, Failure, files, photo, policy};

/// What `application` takes.
#[derive(clap::Args)]
pub struct Args {
    /// The application: profile, slots with the names of pictures beside this file, photo, status
    #[arg(value_name = "FILE.json")]
    file: PathBuf,
    /// A built-in policy's id, or a policy file. Default: the one that the application names, else hubei-2025
    #[arg(long, value_name = "ID|FILE")]
    policy: Option<String>,
    /// Judge the photo's age as of this day. Default: today
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = photo::parse_date)]
    today: Option<Date>,
    /// The report as one line of JSON
    #[arg(long)]
    json: bool,
}

/// Where no policy is named at all.
const DEFAULT_POLICY: &str = "hubei-2025";

/// Reads, inspects, evaluates, reports.
pub fn run(args: Args, lang: Lang) -> Result<Ending, Failure> {
    let path = args.file.display().to_string();
    let text = files::read(&args.file)?;
    let value: Value = serde_json::from_slice(&text).map_err(|e| format!("{path} is not JSON: {e}"))?;
    let Value::Object(mut object) = value else { return Err(format!("{path} should hold an object")) };

    let named = object.get("policy").and_then(Value::as_str).map(str::to_owned);
    let policy = policy::load(args.policy.as_deref().or(named.as_deref()).unwrap_or(DEFAULT_POLICY))?;
    object.entry("policy").or_insert_with(|| json!(policy.id));
    let has_photo = object.contains_key(PHOTO);
    let listed = Listed::take(&mut object).map_err(|fault| format!("{path}: {fault}"))?;
    let mut application = Application::from_value(Value::Object(object))
        .map_err(|finding| format!("{path}: {}", lang.message(&finding)))?;

    let folder = args.file.parent().unwrap_or(Path::new("")).to_owned();
    let mut inspection =
        Inspection { policy: &policy, folder, today: args.today.or_else(photo::today), said: Vec::new() };
    let bar = ProgressBar::new(listed.count());
    if let Some(entry) = listed.photo {
        application.photo = Some(inspection.photo(&entry)?);
        bar.inc(1);
    }
    for (kind, entries) in listed.slots {
        let mut records = Vec::new();
        for entry in &entries {
            records.push(inspection.paper(&kind, entry)?);
            bar.inc(1);
        }
        application.slots.insert(kind, records);
    }
    bar.finish_and_clear();

    // A file that says nothing of a photo is about papers alone; one that says `null` is about a photo that is missing.
    let report = if has_photo { evaluate(&policy, &application) } else { evaluate_papers(&policy, &application) };
    let report = with_inspections(report, inspection.said);
    if args.json {
        files::print_line(&serde_json::to_string(&report).map_err(|e| e.to_string())?)?;
    } else {
        files::print_line(&in_words(&files::name_of(&args.file), &policy, &report, lang))?;
    }
    Ok(if report.verdict == Verdict::Ready { Ending::Ready } else { Ending::Blocked })
}

/// A picture as the application names it.
struct Entry {
    name: String,
    /// The hash that was recorded for it, if any.
    sha256: Option<String>,
    /// The candidate's word that it lies right, if it was given.
    confirmed_upright: bool,
}

/// The pictures that the file lists.
struct Listed {
    photo: Option<Entry>,
    slots: Vec<(String, Vec<Entry>)>,
}

impl Listed {
    /// Takes the pictures out of the application, where they may be names only, and leaves the rest as the library
    /// reads it. Answers may be `true` and `false` for yes and no.
    fn take(object: &mut Map<String, Value>) -> Result<Self, String> {
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
            Some(Value::Object(slots)) => slots
                .iter()
                .map(|(kind, list)| Ok((kind.clone(), entries(kind, list)?)))
                .collect::<Result<_, String>>()?,
            Some(_) => return Err("slots should be an object of lists".into()),
        };
        Ok(Self { photo, slots })
    }

    fn count(&self) -> u64 {
        let papers: usize = self.slots.iter().map(|(_, entries)| entries.len()).sum();
        papers as u64 + u64::from(self.photo.is_some())
    }
}

fn entries(kind: &str, list: &Value) -> Result<Vec<Entry>, String> {
    let list = list.as_array().ok_or_else(|| format!("slots.{kind} should be a list"))?;
    list.iter().map(|value| Entry::of(value, &format!("slots.{kind}"))).collect()
}

impl Entry {
    /// A name, or a record with one.
    fn of(value: &Value, at: &str) -> Result<Self, String> {
        let name = value.as_str().or_else(|| value["name"].as_str());
        let name = name.ok_or_else(|| format!("{at} should name a file"))?.to_owned();
        let confirmed_upright = value["confirmedUpright"].as_bool().unwrap_or(false);
        Ok(Self { name, sha256: value["sha256"].as_str().map(str::to_owned), confirmed_upright })
    }
}

/// Reads and inspects the pictures, and keeps what their own reports say.
struct Inspection<'a> {
    policy: &'a Policy,
    folder: PathBuf,
    today: Option<Date>,
    said: Vec<Finding>,
}

impl Inspection<'_> {
    fn paper(&mut self, kind: &str, entry: &Entry) -> Result<FileRecord, Failure> {
        let bytes = files::read(&self.folder.join(&entry.name))?;
        let Some(spec) = MaterialSpec::of(self.policy, kind) else {
            // Nobody knows what to ask of it; the gate refuses the kind.
            return Ok(self.checked(kind, entry, FileRecord::new(&entry.name, &bytes, None, Verdict::Ready)));
        };
        let options = InspectOptions {
            file_name: Some(&entry.name),
            confirmed_upright: entry.confirmed_upright,
            ..InspectOptions::new(&spec)
        };
        let report = material::inspect(&bytes, &options, &mut |_| {}).map_err(|e| format!("{}: {e}", entry.name))?;
        let record = report.record(&entry.name, &bytes);
        self.said.extend(report.findings);
        Ok(self.checked(kind, entry, record))
    }

    /// The photo as it would be sent. It is judged as it stands where it already has a size that the office asks for,
    /// and otherwise as what could be made of it.
    fn photo(&mut self, entry: &Entry) -> Result<FileRecord, Failure> {
        let bytes = files::read(&self.folder.join(&entry.name))?;
        let spec = photo::spec_of_size(&self.policy.photo, &bytes);
        let model = FaceModel::embedded();
        let options = PrepareOptions {
            file_name: Some(&entry.name),
            crop: spec.as_ref().map(photo::whole),
            spec: spec.as_ref().unwrap_or(&self.policy.photo),
            today: self.today,
            ..PrepareOptions::new(self.policy, &model)
        };
        let outcome = prepare(&bytes, &options, &mut |_| ()).map_err(|e| format!("{}: {e}", entry.name))?;
        let record = FileRecord::new(&entry.name, &bytes, outcome.report.input_format(), outcome.report.verdict);
        let placed = outcome.report.findings.into_iter().map(|finding| finding.in_slot(PHOTO).in_file(&*entry.name));
        self.said.extend(placed);
        Ok(self.checked(PHOTO, entry, record))
    }

    /// The record, held against the hash that the application has for the file.
    fn checked(&mut self, slot: &str, entry: &Entry, record: FileRecord) -> FileRecord {
        if let Some(recorded) = entry.sha256.as_ref().filter(|recorded| **recorded != record.sha256) {
            let finding = Finding::error(Code::ApplicationFileChanged).in_slot(slot).in_file(&*entry.name);
            self.said.push(finding.with("sha256", &*record.sha256).with("recordedSha256", &**recorded));
        }
        record
    }
}

/// The application's own findings first, then what the pictures' reports say beyond them.
fn with_inspections(report: Report<Measured>, said: Vec<Finding>) -> Report<Measured> {
    let Report { subject, policy, mut findings, input, measured, output, .. } = report;
    for finding in said {
        let is_known =
            |known: &Finding| (known.code, &known.slot, &known.file) == (finding.code, &finding.slot, &finding.file);
        if !findings.iter().any(is_known) {
            findings.push(finding);
        }
    }
    Report::new(subject, &policy, findings, input, measured, output)
}

/// The report for people: the verdict, the kinds that matter, every finding with its place.
fn in_words(name: &str, policy: &Policy, report: &Report<Measured>, lang: Lang) -> String {
    let mut text = lang.verdict(name, report.verdict);
    for slot in report.measured.slots.iter().filter(|slot| slot.need != Need::None || slot.have > 0) {
        let title = policy.material(&slot.kind).map_or(&*slot.kind, |material| lang.pick(&material.title));
        let mark = if slot.missing() > 0 || slot.superfluous() > 0 { "✗" } else { "✓" };
        let need = lang.need(slot.need);
        text.push_str(&format!("\n  {mark} {title} ({}): {need}, {}/{}", slot.kind, slot.have, slot.max));
    }
    for finding in &report.findings {
        text.push('\n');
        text.push_str(&lang.finding(finding));
    }
    text
}
