//! `policy list | show ID | check FILE | schema`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Error, Result, anyhow};
use exam_preflight::finding::Param;
use exam_preflight::report;
use exam_preflight::rules::policy::{self, Policy};

use serde_json::json;

use crate::text::Lang;
use crate::{ExitStatus, files};

/// Arguments of `policy`.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// The policies that are built in, one id a line
    List,
    /// A built-in policy, as JSON
    Show {
        /// Such as hubei-2025
        id: String,
    },
    /// Say everything that is wrong with a policy file, each fault by its path
    Check {
        /// A policy, as JSON
        file: PathBuf,
        /// The answer as one line of JSON
        #[arg(long)]
        json: bool,
    },
    /// The JSON Schema of a policy
    Schema,
}

/// Returns `Blocked` if a checked policy is refused.
pub fn run(args: Args, lang: Lang) -> Result<ExitStatus> {
    match args.action {
        Action::List => policy::built_in_ids().try_for_each(files::print_line)?,
        Action::Show { id } => files::print_line(policy::built_in(&id).ok_or_else(|| unknown(&id))?.trim_end())?,
        Action::Check { file, json } => return check(&file, json, lang),
        Action::Schema => {
            files::print_line(&serde_json::to_string_pretty(&policy::json_schema())?)?;
        }
    }
    Ok(ExitStatus::Ready)
}

fn check(file: &Path, json: bool, lang: Lang) -> Result<ExitStatus> {
    let name = files::name_of(file);
    // Text that is not UTF-8 is no JSON either, and the reader says so.
    let text = String::from_utf8_lossy(&files::read_text(file)?).into_owned();
    let (id, findings) = match Policy::from_json(&text) {
        Ok(policy) => (Some(policy.id), Vec::new()),
        Err(findings) => (None, findings),
    };
    let verdict = report::verdict(&findings);
    if json {
        files::print_line(&json!({ "policy": id, "verdict": verdict, "findings": findings }).to_string())?;
    } else {
        let faults: String = findings.iter().map(|finding| format!("\n{}", lang.finding(finding))).collect();
        files::print_line(&(lang.verdict(&name, verdict) + &faults))?;
    }
    Ok(verdict.into())
}

/// Returns a built-in policy by its id, or the policy in a file.
pub fn load(id_or_file: &str) -> Result<Policy> {
    let text = match policy::built_in(id_or_file) {
        Some(text) => text.to_owned(),
        None if Path::new(id_or_file).exists() => {
            let bytes = files::read_text(Path::new(id_or_file))?;
            String::from_utf8(bytes).with_context(|| format!("{id_or_file} is not UTF-8"))?
        }
        None => return Err(unknown(id_or_file)),
    };
    Policy::from_json(&text).map_err(|findings| {
        let faults = findings.iter().map(|f| {
            let param = |name| match f.params.get(name) {
                Some(Param::Text(text)) => text.as_str(),
                _ => "",
            };
            format!("\n  {}: {}", param("path"), param("fault"))
        });
        anyhow!("policy {id_or_file} is refused:{}", faults.collect::<String>())
    })
}

/// Returns the error about an id that is not built in.
fn unknown(id: &str) -> Error {
    anyhow!("no policy {id}; there are {}", policy::built_in_ids().collect::<Vec<_>>().join(", "))
}
