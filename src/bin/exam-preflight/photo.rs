//! `photo`: takes portraits, gives exam photos and reports.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Error, Result, anyhow, bail};
use exam_preflight::codec::rect::Rect;
use exam_preflight::date::Date;
use exam_preflight::finding::Finding;
use exam_preflight::photo::{FaceModel, PhotoMeasured, PrepareOptions, Prepared, prepare};
use exam_preflight::report::{Report, Subject, Verdict};
use exam_preflight::rules::photo_spec::PhotoSpec;
use exam_preflight::rules::policy::Policy;

use crate::files::{self, OutputFolder, Picture};
use crate::pictures::for_each_picture;
use crate::text::Lang;
use crate::{ExitStatus, policy};

/// Arguments of `photo`.
#[derive(clap::Args)]
pub struct Args {
    /// Portraits: JPEG, PNG or WebP
    #[arg(required = true, value_name = "IN")]
    inputs: Vec<PathBuf>,
    /// The photo to write; a folder for several portraits
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
    /// Turn also the crop given by --crop, about its middle, so that a head that leans by 1 to 10 degrees stands straight.
    /// Default: only an automatic crop is turned
    #[arg(long, requires = "crop")]
    straighten: bool,
    /// Leave a head that leans as it is
    #[arg(long, conflicts_with = "straighten")]
    no_straighten: bool,
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

/// Returns `Blocked` if any portrait is.
pub fn run(args: Args, lang: Lang) -> Result<ExitStatus> {
    let several = args.inputs.len() > 1;
    if several && args.output.as_ref().is_some_and(|o| !o.is_dir()) {
        bail!("several portraits need a folder after -o");
    }
    let policy = policy::load(&args.policy)?;
    let spec = match &args.preset {
        None => policy.photo.clone(),
        Some(name) => policy.photo.at_preset(name).ok_or_else(|| unknown_preset(&policy.photo, name))?,
    };
    let model = FaceModel::embedded();
    let today = args.today.or_else(today);
    let straighten = if args.no_straighten { Some(false) } else { args.straighten.then_some(true) };
    let options =
        PrepareOptions { spec: &spec, crop: args.crop, straighten, today, ..PrepareOptions::new(&policy, &model) };
    let mut output = match &args.output {
        None => None,
        Some(path) if path.is_dir() => Some(Output::Folder(OutputFolder::open(path, &args.inputs)?)),
        Some(path) => Some(Output::File(path)),
    };
    for_each_picture(&args.inputs, args.json, lang, |input, name, picture| {
        let bytes = match picture {
            Picture::Bytes(bytes) => bytes,
            Picture::TooLarge { finding, .. } => return Ok(unread(&policy, finding)),
        };
        let options = PrepareOptions { file_name: Some(name), ..options.clone() };
        let Prepared { report, jpeg } = prepare(&bytes, &options, &mut |_| ())?;
        if let (Some(output), Some(jpeg)) = (&mut output, &jpeg)
            && (report.verdict == Verdict::Ready || args.even_if_blocked)
        {
            output.write(input, jpeg)?;
        }
        Ok(report)
    })
}

/// Destination of the photos.
enum Output<'a> {
    File(&'a Path),
    Folder(OutputFolder),
}

impl Output<'_> {
    fn write(&mut self, input: &Path, jpeg: &[u8]) -> Result<()> {
        match self {
            Self::File(path) => files::write(path, jpeg),
            Self::Folder(folder) => folder.write_jpeg(input, jpeg),
        }
    }
}

/// Returns the report on a file that is too large to be read.
pub fn unread(policy: &Policy, finding: Finding) -> Report<PhotoMeasured> {
    Report::new(Subject::Photo, &policy.id, vec![finding], None, PhotoMeasured::default(), None)
}

fn unknown_preset(spec: &PhotoSpec, name: &str) -> Error {
    let all: Vec<&str> =
        [spec.preset.as_str()].into_iter().chain(spec.alternatives.iter().map(|a| a.preset.as_str())).collect();
    anyhow!("no preset {name}; there are {}", all.join(", "))
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

/// Reads a day of the command line.
fn parse_date(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| format!("{text} is no day; write YYYY-MM-DD"))
}

/// Returns today in UTC. The age limit is months, so the time zone does not matter.
fn today() -> Option<Date> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    Date::of_days_since_1970(i64::try_from(seconds / 86_400).ok()?)
}
