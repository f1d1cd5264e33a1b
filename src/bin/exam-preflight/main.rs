//! The command line: the same core as the page, over files.
//!
//! Reports go to stdout, everything else to stderr. Exit code 0: ready; 1: blocked; 2: misuse or an input/output error.

mod application;
mod encode;
mod files;
mod material;
mod photo;
mod policy;
mod text;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

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
    /// Say whether an application may be sent: facts, photo and papers, read from a JSON file
    Application(application::Args),
    /// List, show, check or describe policies
    Policy(policy::Args),
}

/// How a command ended, when it ended well enough to say.
enum Ending {
    Ready,
    Blocked,
}

/// What is told on stderr before exit code 2.
type Failure = String;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let lang = cli.lang.unwrap_or_else(Lang::of_environment);
    let ending = match cli.command {
        Command::Photo(args) => photo::run(args, lang),
        Command::Material(args) => material::run(args, lang),
        Command::Encode(args) => encode::run(args),
        Command::Application(args) => application::run(args, lang),
        Command::Policy(args) => policy::run(args, lang),
    };
    match ending {
        Ok(Ending::Ready) => ExitCode::SUCCESS,
        Ok(Ending::Blocked) => ExitCode::from(1),
        Err(failure) => {
            eprintln!("exam-preflight: {failure}");
            ExitCode::from(2)
        }
    }
}
