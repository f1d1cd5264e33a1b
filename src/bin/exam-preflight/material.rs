//! `material`: takes pictures of documents, gives one report per line in the same order, and repaired copies on request.

use std::path::PathBuf;

use anyhow::{Result, anyhow};
use exam_preflight::finding::Finding;
use exam_preflight::material::{InspectOptions, MaterialMeasured, Placement, RepairOptions, Repaired, inspect, repair};
use exam_preflight::report::{Report, Subject};
use exam_preflight::rules::material_spec::MaterialSpec;

use crate::files::{OutputFolder, Picture};
use crate::pictures::for_each_picture;
use crate::text::Lang;
use crate::{ExitStatus, policy};

/// Arguments of `material`.
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
    /// A person has confirmed that every picture is upright as it is: none is refused for that, and the reviewer is told
    #[arg(long)]
    confirmed_upright: bool,
    /// One JSON report a line
    #[arg(long)]
    json: bool,
}

/// Returns `Blocked` if any picture is.
pub fn run(args: Args, lang: Lang) -> Result<ExitStatus> {
    let policy = policy::load(&args.policy)?;
    let spec = MaterialSpec::of(&policy, &args.kind).ok_or_else(|| {
        let kinds: Vec<&str> = policy.materials.iter().map(|m| m.kind.as_str()).collect();
        anyhow!("no material {}; there are {}", args.kind, kinds.join(", "))
    })?;
    let mut folder = args.repair.as_deref().map(|folder| OutputFolder::open(folder, &args.inputs)).transpose()?;
    let confirmed_upright = args.confirmed_upright;
    for_each_picture(&args.inputs, args.json, lang, |input, name, picture| {
        let bytes = match picture {
            Picture::Bytes(bytes) => bytes,
            Picture::TooLarge { finding, .. } => return Ok(unread(&spec, name, finding)),
        };
        let Some(folder) = &mut folder else {
            let options = InspectOptions { file_name: Some(name), confirmed_upright, ..InspectOptions::new(&spec) };
            return Ok(inspect(&bytes, &options, &mut |_| {})?);
        };
        let placement = confirmed_upright.then_some(Placement::UPRIGHT);
        let options = RepairOptions { file_name: Some(name), placement, ..RepairOptions::new(&spec) };
        let Repaired { report, image } = repair(&bytes, &options, &mut |_| {})?;
        if let Some(image) = image {
            folder.write_jpeg(input, &image)?;
        }
        Ok(report)
    })
}

/// Returns the report on a file that is too large to be read.
pub fn unread(spec: &MaterialSpec, name: &str, finding: Finding) -> Report<MaterialMeasured> {
    let findings = vec![finding.in_slot(&*spec.kind).in_file(name)];
    Report::new(Subject::Material, &spec.policy_id, findings, None, MaterialMeasured::default(), None)
}
