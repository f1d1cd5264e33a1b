//! `photo`: portraits in, exam photos and reports out.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use exam_preflight::codec::probe::probe;
use exam_preflight::codec::rect::Rect;
use exam_preflight::date::Date;
use exam_preflight::limits::Limits;
use exam_preflight::photo::{FaceModel, PrepareOptions, prepare};
use exam_preflight::report::Verdict;
use exam_preflight::rules::photo_spec::PhotoSpec;
use indicatif::ProgressBar;

use crate::text::Lang;
use crate::{Ending, Failure, files, policy};

/// What `photo` takes.
#[derive(clap::Args)]
pub struct Args {
    /// Portraits: JPEG, PNG or WebP
    #[arg(required = true, value_name = "IN")]
    inputs: Vec<PathBuf>,
    /// Where to write the photo; a folder for several portraits
    #[arg(short, long, value_name = "OUT.jpg")]
    output: Option<PathBuf>,
    /// A built-in policy's id, or a policy file
    #[arg(long, default_value = "hubei-2025", value_name = "ID|FILE")]
    policy: String,
    /// Another size that the policy offers, such as 33x48
    #[arg(long, value_name = "NAME")]
    preset: Option<String>,
    /// The crop in upright input pixels, instead of the automatic one
    #[arg(long, value_name = "L,T,W,H", value_parser = parse_crop)]
    crop: Option<Rect>,
    /// Judge the photo's age as of this day. Default: today
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_date)]
    today: Option<Date>,
    /// Write the photo also where the report blocks it
    #[arg(long)]
    even_if_blocked: bool,
    /// One JSON report a line
    #[arg(long)]
    json: bool,
}

/// Blocked where any portrait is.
pub fn run(args: Args, lang: Lang) -> Result<Ending, Failure> {
    let several = args.inputs.len() > 1;
    if several && args.output.as_ref().is_some_and(|o| !o.is_dir()) {
        return Err("several portraits need a folder after -o".into());
    }
    let policy = policy::load(&args.policy)?;
    let spec = match &args.preset {
        None => policy.photo.clone(),
        Some(name) => policy.photo.at_preset(name).ok_or_else(|| unknown_preset(&policy.photo, name))?,
    };
    let model = FaceModel::embedded();
    let today = args.today.or_else(today);
    let options = PrepareOptions { spec: &spec, crop: args.crop, today, ..PrepareOptions::new(&policy, &model) };
    let bar = if several { ProgressBar::new(args.inputs.len() as u64) } else { ProgressBar::hidden() };
    let mut ending = Ending::Ready;
    for input in &args.inputs {
        let name = files::name_of(input);
        let bytes = files::read(input)?;
        let options = PrepareOptions { file_name: Some(&name), ..options.clone() };
        let outcome = prepare(&bytes, &options, &mut |_| ()).map_err(|e| format!("{name}: {e}"))?;
        let ready = outcome.report.verdict == Verdict::Ready;
        if !ready {
            ending = Ending::Blocked;
        }
        let line = if args.json {
            serde_json::to_string(&outcome.report).map_err(|e| e.to_string())?
        } else {
            lang.report(&name, &outcome.report)
        };
        bar.suspend(|| files::print_line(&line))?;
        if let (Some(output), Some(jpeg)) = (&args.output, &outcome.jpeg)
            && (ready || args.even_if_blocked)
        {
            let path = if several { output.join(Path::new(&name).with_extension("jpg")) } else { output.clone() };
            files::write(&path, jpeg)?;
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(ending)
}

fn unknown_preset(spec: &PhotoSpec, name: &str) -> Failure {
    let all: Vec<&str> =
        [spec.preset.as_str()].into_iter().chain(spec.alternatives.iter().map(|a| a.preset.as_str())).collect();
    format!("no preset {name}; there are {}", all.join(", "))
}

fn parse_crop(text: &str) -> Result<Rect, String> {
    let sides: Vec<f64> = text
        .split(',')
        .map(|v| v.trim().parse())
        .collect::<Result<_, _>>()
        .map_err(|_| "four numbers, as in 120,80,826,1062")?;
    let [left, top, width, height] = sides[..] else { return Err("four numbers, as in 120,80,826,1062".into()) };
    Ok(Rect { left, top, width, height })
}

/// A day on the command line.
pub fn parse_date(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| format!("{text} is no day; write YYYY-MM-DD"))
}

/// Today in UTC; the age limit is months, so the time zone does not matter.
pub fn today() -> Option<Date> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    Date::of_days_since_1970(i64::try_from(seconds / 86_400).ok()?)
}

/// The requirement at the size that a file already has; `None` where it has none of the sizes.
pub fn spec_of_size(spec: &PhotoSpec, bytes: &[u8]) -> Option<PhotoSpec> {
    let header = probe(bytes, &Limits::default()).ok()?;
    let (width_px, height_px) = header.upright_size();
    spec.at_size(width_px, height_px)
}

/// The crop that takes everything of a photo that has its size.
pub fn whole(spec: &PhotoSpec) -> Rect {
    Rect { left: 0.0, top: 0.0, width: spec.width_px.into(), height: spec.height_px.into() }
}
