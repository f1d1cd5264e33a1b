//! One report for each of many pictures, in the order given: the loop that `photo` and `material` share.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use exam_preflight::report::{Report, Verdict};
use indicatif::ProgressBar;
use serde::Serialize;

use crate::ExitStatus;
use crate::files::{self, Picture};
use crate::text::Lang;

/// Reads each file, judges it, and prints its report: as a line of JSON, or in words. Returns `Blocked` if any report is.
pub fn for_each_picture<M: Serialize>(
    inputs: &[PathBuf],
    json: bool,
    lang: Lang,
    mut judge: impl FnMut(&Path, &str, Picture) -> Result<Report<M>>,
) -> Result<ExitStatus> {
    let bar = if inputs.len() > 1 { ProgressBar::new(inputs.len() as u64) } else { ProgressBar::hidden() };
    let mut status = ExitStatus::Ready;
    for input in inputs {
        let name = files::name_of(input);
        let report = judge(input, &name, files::read_picture(input)?).with_context(|| name.clone())?;
        if report.verdict == Verdict::Blocked {
            status = ExitStatus::Blocked;
        }
        let line = if json { serde_json::to_string(&report)? } else { lang.report(&name, &report) };
        bar.suspend(|| files::print_line(&line))?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(status)
}
