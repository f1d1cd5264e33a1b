//! `material`: pictures of documents in, one report a line out, in the order given; and repaired copies where asked.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use exam_preflight::material::{InspectOptions, MaterialMeasured, Placement, RepairOptions, Repaired, inspect, repair};
use exam_preflight::report::{Report, Verdict};
use exam_preflight::rules::material_spec::MaterialSpec;
use indicatif::ProgressBar;

use crate::text::Lang;
use crate::{Ending, Failure, files, policy};

/// What `material` takes.
#[derive(clap::Args)]
pub struct Args {
    /// Pictures of documents
    #[arg(required = true, value_name = "FILE")]
    inputs: Vec<PathBuf>,
    /// The kind of material, as the policy names it, such as identity or diploma
    #[arg(long)]
    kind: String,
    /// A built-in policy's id, or a policy file
    #[arg(long, default_value = "hubei-2025", value_name = "ID|FILE")]
    policy: String,
    /// Write a repaired copy of every picture into this folder: upright, JPEG, within the limit, without metadata
    #[arg(long, value_name = "DIR")]
    repair: Option<PathBuf>,
    /// A person has looked: every picture lies right as it is, and is refused for that no more; the reviewer is told
    #[arg(long)]
    confirmed_upright: bool,
    /// One JSON report a line
    #[arg(long)]
    json: bool,
}

/// Blocked where any picture is.
pub fn run(args: Args, lang: Lang) -> Result<Ending, Failure> {
    let policy = policy::load(&args.policy)?;
    let spec = MaterialSpec::of(&policy, &args.kind).ok_or_else(|| {
        let kinds: Vec<&str> = policy.materials.iter().map(|m| m.kind.as_str()).collect();
        format!("no material {}; there are {}", args.kind, kinds.join(", "))
    })?;
    let several = args.inputs.len() > 1;
    let mut shelf = args.repair.as_deref().map(|folder| Shelf::open(folder, &args.inputs)).transpose()?;
    let bar = if several { ProgressBar::new(args.inputs.len() as u64) } else { ProgressBar::hidden() };
    let mut ending = Ending::Ready;
    for input in &args.inputs {
        let name = files::name_of(input);
        let bytes = files::read(input)?;
        let report = match &mut shelf {
            None => {
                let (file_name, confirmed_upright) = (Some(&*name), args.confirmed_upright);
                let options = InspectOptions { file_name, confirmed_upright, ..InspectOptions::new(&spec) };
                inspect(&bytes, &options, &mut |_| {}).map_err(|e| format!("{name}: {e}"))?
            }
            Some(shelf) => shelf.repair(input, &bytes, &spec, args.confirmed_upright.then_some(Placement::UPRIGHT))?,
        };
        if report.verdict == Verdict::Blocked {
            ending = Ending::Blocked;
        }
        let line = if args.json {
            serde_json::to_string(&report).map_err(|e| e.to_string())?
        } else {
            lang.report(&name, &report)
        };
        bar.suspend(|| files::print_line(&line))?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(ending)
}

/// The folder that repaired pictures go to. No picture of one run overwrites another's, nor any of its inputs.
struct Shelf {
    folder: PathBuf,
    taken: HashSet<PathBuf>,
}

impl Shelf {
    fn open(folder: &Path, inputs: &[PathBuf]) -> Result<Self, Failure> {
        fs::create_dir_all(folder).map_err(|e| format!("cannot make {}: {e}", folder.display()))?;
        let folder = folder.canonicalize().map_err(|e| format!("cannot open {}: {e}", folder.display()))?;
        let taken = inputs.iter().filter_map(|input| input.canonicalize().ok()).collect();
        Ok(Self { folder, taken })
    }

    fn repair(
        &mut self,
        input: &Path,
        bytes: &[u8],
        spec: &MaterialSpec,
        placement: Option<Placement>,
    ) -> Result<Report<MaterialMeasured>, Failure> {
        let name = files::name_of(input);
        let options = RepairOptions { file_name: Some(&name), placement, ..RepairOptions::new(spec) };
        let Repaired { report, image } = repair(bytes, &options, &mut |_| {}).map_err(|e| format!("{name}: {e}"))?;
        if let Some(image) = image {
            files::write(&self.place(input), &image)?;
        }
        Ok(report)
    }

    /// `name.jpg`, or the first free of `name-2.jpg`, `name-3.jpg` and so on.
    fn place(&mut self, input: &Path) -> PathBuf {
        let stem = input.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let names = std::iter::once(format!("{stem}.jpg")).chain((2..).map(|n| format!("{stem}-{n}.jpg")));
        let mut places = names.map(|name| self.folder.join(name));
        let place =
            places.find(|place| !self.taken.contains(place)).unwrap_or_else(|| unreachable!("numbers do not end"));
        self.taken.insert(place.clone());
        place
    }
}
