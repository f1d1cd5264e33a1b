//! `policy list | show ID`.

use std::path::Path;

use exam_preflight::finding::Param;
use exam_preflight::rules::policy::{self, Policy};

use crate::{Ending, Failure, files};

/// What `policy` takes.
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
}

/// Always ready, or a failure.
pub fn run(args: Args) -> Result<Ending, Failure> {
    match args.action {
        Action::List => policy::built_in_ids().try_for_each(files::print_line)?,
        Action::Show { id } => files::print_line(policy::built_in(&id).ok_or_else(|| unknown(&id))?.trim_end())?,
    }
    Ok(Ending::Ready)
}

/// A built-in policy by its id, or the policy in a file.
pub fn load(id_or_file: &str) -> Result<Policy, Failure> {
    let text = match policy::built_in(id_or_file) {
        Some(text) => text.to_owned(),
        None if Path::new(id_or_file).exists() => {
            let bytes = files::read(Path::new(id_or_file))?;
            String::from_utf8(bytes).map_err(|_| format!("{id_or_file} is not UTF-8"))?
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
        format!("policy {id_or_file} is refused:{}", faults.collect::<String>())
    })
}

/// What to say of an id that is not built in.
fn unknown(id: &str) -> Failure {
    format!("no policy {id}; there are {}", policy::built_in_ids().collect::<Vec<_>>().join(", "))
}
