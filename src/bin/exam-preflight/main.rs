//! The command line: the same core as the page, over files.
//!
//! Reports go to stdout, everything else to stderr. Exit code 0: ready; 1: blocked; 2: misuse or an input/output error.

mod application;
mod encode;
mod files;
mod material;
mod photo;
mod pictures;
mod policy;
mod text;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use exam_preflight::report::Verdict;

use text::Lang;

/// Prepares and checks what a candidate uploads for an examination.
#[derive(Parser)]
#[command(name = "exam-preflight", version)]
struct Cli {
    /// Language of the messages. Default: from LC_ALL, LC_MESSAGES or LANG
    #[arg(long, global = true, value_name = "zh-CN|en")]
    lang: Option<Lang>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Turn portraits into exam photos, and report everything that is wrong with them
    Photo(photo::Args),
    /// Check pictures of documents
    Material(material::Args),
    /// Fit a picture, pixel for pixel, into a number of bytes
    Encode(encode::Args),
    /// Say whether an application may be sent: facts, photo and documents, read from a JSON file
    Application(application::Args),
    /// List, show, check or describe policies
    Policy(policy::Args),
}

/// The exit status of a command that did its work: 0 or 1.
enum ExitStatus {
    Ready,
    Blocked,
}

impl From<Verdict> for ExitStatus {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Ready => Self::Ready,
            Verdict::Blocked => Self::Blocked,
        }
    }
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let lang = cli.lang.unwrap_or_else(Lang::of_environment);
    let status = match cli.command {
        Command::Photo(args) => photo::run(args, lang),
        Command::Material(args) => material::run(args, lang),
        Command::Encode(args) => encode::run(args),
        Command::Application(args) => application::run(args, lang),
        Command::Policy(args) => policy::run(args, lang),
    };
    match status {
        Ok(ExitStatus::Ready) => ExitCode::SUCCESS,
        Ok(ExitStatus::Blocked) => ExitCode::from(1),
        Err(failure) => {
            eprintln!("exam-preflight: {failure:#}");
            ExitCode::from(2)
        }
    }
}
