//! `material`: pictures of documents in, one report a line out, in the order given.

use std::path::PathBuf;

use exam_preflight::limits::Limits;
use exam_preflight::material::{MaterialSpec, inspect};
use exam_preflight::report::Verdict;
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
    /// One JSON report a line
    #[arg(long)]
    json: bool,
}

/// Blocked where any picture is.
pub fn run(args: Args, lang: Lang) -> Result<Ending, Failure> {
    let policy = policy::load(&args.policy)?;
    let material = policy.material(&args.kind).ok_or_else(|| {
        let kinds: Vec<&str> = policy.materials.iter().map(|m| m.kind.as_str()).collect();
        format!("no material {}; there are {}", args.kind, kinds.join(", "))
    })?;
    let spec = MaterialSpec::of(&policy.id, material);
    let limits = Limits::default();
    let several = args.inputs.len() > 1;
    let bar = if several { ProgressBar::new(args.inputs.len() as u64) } else { ProgressBar::hidden() };
    let mut ending = Ending::Ready;
    for input in &args.inputs {
        let name = files::name_of(input);
        let report = inspect(&files::read(input)?, Some(&name), &spec, &limits).map_err(|e| format!("{name}: {e}"))?;
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
