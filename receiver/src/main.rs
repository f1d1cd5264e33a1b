//! The command line: serves, hands out tokens, and does a reviewer's work.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use exam_preflight::rules::application::{Feedback, Status};
use exam_preflight_receiver::audit::{self, Action, Actor, Chain, Entry};
use exam_preflight_receiver::error::Failure;
use exam_preflight_receiver::review::{Decision, decide};
use exam_preflight_receiver::settings::{Rate, Settings};
use exam_preflight_receiver::tokens::{self, Holder};
use exam_preflight_receiver::{Receiver, clock, demo, http, records, sweep};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tracing_subscriber::EnvFilter;

/// Default address.
const LISTEN: &str = "127.0.0.1:8080";
/// Days that a candidate's token is valid: a season from its first announcement to its last correction.
const CANDIDATE_DAYS: u32 = 180;
/// Days that a reviewer's token is valid.
const REVIEWER_DAYS: u32 = 30;
/// Pause between sweeps.
const SWEEP_EVERY: Duration = Duration::from_secs(6 * 3600);
/// Longest wait at the end for checks that still run: a thread cannot be stopped.
const CHECKS_WAIT: Duration = Duration::from_secs(5);
/// Stack of a thread that checks pictures; a build without optimisation needs more than the usual 2 MiB.
const STACK_BYTES: usize = 8 << 20;

/// Takes submissions of the upload page, checks them again, stores them as a whole or not at all.
#[derive(Parser)]
#[command(name = "receiver", version)]
struct Cli {
    #[command(flatten)]
    storage: Storage,
    #[command(subcommand)]
    command: Command,
}

/// Options that say where data is stored.
#[derive(Args)]
struct Storage {
    /// Folder for the database and the pictures
    #[arg(long, global = true, default_value = "receiver-data", env = "RECEIVER_DATA")]
    data: PathBuf,
    /// postgres://... or sqlite://... Default: a SQLite file in the data folder
    #[arg(long, global = true, env = "RECEIVER_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// s3://bucket or file:///folder. Default: a folder in the data folder
    #[arg(long, global = true, env = "RECEIVER_STORE", hide_env_values = true)]
    store: Option<String>,
    /// A built-in policy's id, or a policy file
    #[arg(long, global = true, default_value = "hubei-2025", env = "RECEIVER_POLICY")]
    policy: String,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the page and the interface
    Serve(Serve),
    /// Hand out and revoke tokens
    #[command(subcommand)]
    Token(Token),
    /// Show and check the record of who did what
    #[command(subcommand)]
    Audit(Audit),
    /// List applications
    List {
        /// Only those of this status: submitted, returned, resubmitted, approved
        #[arg(long, value_parser = status)]
        status: Option<Status>,
    },
    /// Send an application back to its candidate
    Return {
        /// The candidate's id
        candidate: String,
        /// What to change: photo, profile or a kind, and the words; may be given several times
        #[arg(long = "feedback", value_name = "PART=TEXT", required = true, value_parser = feedback)]
        feedback: Vec<Feedback>,
    },
    /// Accept an application
    Approve {
        /// The candidate's id
        candidate: String,
    },
    /// Remove pictures that no application names any more; `serve` does it by itself
    Sweep,
}

#[derive(Args)]
struct Serve {
    /// Address and port [default: 127.0.0.1:8080, or any port if that one is in use]
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// The built page
    #[arg(long, value_name = "FOLDER")]
    page: Option<PathBuf>,
    /// Make a demo candidate and a demo reviewer, and print their links
    #[arg(long)]
    demo: bool,
    /// Behind a proxy that ends TLS: believe its X-Forwarded-For, send HSTS
    #[arg(long)]
    behind_tls_proxy: bool,
    /// Requests of one token a minute; half as many at once
    #[arg(long, default_value_t = 600, value_name = "N")]
    rate_per_token: u32,
    /// Requests from one address a minute; a fifth as many at once
    #[arg(long, default_value_t = 3000, value_name = "N")]
    rate_per_address: u32,
}

#[derive(Subcommand)]
enum Token {
    /// Make a token and print it, once
    Add {
        #[command(flatten)]
        owner: Owner,
        /// Days that it is valid [default: 180 for a candidate, 30 for a reviewer]
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=3650))]
        days: Option<u32>,
    },
    /// Revoke a token by its id, or all tokens of a candidate or a reviewer
    Revoke {
        /// The id, as `token list` shows it: the part before the hyphen
        #[arg(required_unless_present_any = ["candidate", "reviewer"], conflicts_with_all = ["candidate", "reviewer"])]
        id: Option<String>,
        /// The candidate's id
        #[arg(long, value_name = "ID", conflicts_with = "reviewer")]
        candidate: Option<String>,
        /// The reviewer's name
        #[arg(long, value_name = "NAME")]
        reviewer: Option<String>,
    },
    /// List tokens, without their secrets
    List,
}

#[derive(Subcommand)]
enum Audit {
    /// Print the record, one row a line: number, time, role, name, token, action, candidate, revision, detail
    List {
        /// Only the rows of this candidate
        #[arg(long, value_name = "ID")]
        candidate: Option<String>,
    },
    /// Follow the chain of hashes; ends with an error where it is broken. Note the printed hash outside the database
    Verify,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Owner {
    /// The candidate's id
    #[arg(long, value_name = "ID")]
    candidate: Option<String>,
    /// The reviewer's name
    #[arg(long, value_name = "NAME")]
    reviewer: Option<String>,
}

fn main() -> ExitCode {
    let filter = EnvFilter::try_from_env("RECEIVER_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).init();
    let cli = Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(STACK_BYTES).build();
    let done = runtime.map_err(Failure::Io).and_then(|runtime| block_on(runtime, run(cli), CHECKS_WAIT));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("receiver: {failure}");
            ExitCode::from(2)
        }
    }
}

/// Runs to the end. Threads that still check a picture after `wait` are left behind and end with the process.
fn block_on<T>(runtime: Runtime, run: impl Future<Output = T>, wait: Duration) -> T {
    let done = runtime.block_on(run);
    runtime.shutdown_timeout(wait);
    done
}

async fn run(cli: Cli) -> Result<(), Failure> {
    let Storage { data, database, store, policy } = cli.storage;
    let settings = Settings { database, store, policy, ..Settings::in_folder(data) };
    match cli.command {
        Command::Serve(args) => serve(settings, args).await,
        Command::Token(command) => token(&Receiver::open(settings).await?, command).await,
        Command::Audit(command) => audit(&Receiver::open(settings).await?, command).await,
        Command::List { status } => list(&Receiver::open(settings).await?, status).await,
        Command::Return { candidate, feedback } => {
            review(&Receiver::open(settings).await?, &candidate, Decision::Return(feedback)).await
        }
        Command::Approve { candidate } => review(&Receiver::open(settings).await?, &candidate, Decision::Approve).await,
        Command::Sweep => {
            println!("{} removed", sweep::sweep(&Receiver::open(settings).await?).await?);
            Ok(())
        }
    }
}

async fn serve(settings: Settings, args: Serve) -> Result<(), Failure> {
    let rate = |per_minute: u32, part: u32| Rate { burst: (per_minute / part).max(1), per_minute };
    let settings = Settings {
        page: args.page,
        behind_tls_proxy: args.behind_tls_proxy,
        rate_per_token: rate(args.rate_per_token, 2),
        rate_per_address: rate(args.rate_per_address, 5),
        ..settings
    };
    if let Some(page) = settings.page.as_deref().filter(|page| !page.join("index.html").is_file()) {
        return Err(Failure::Setting(format!("{} has no index.html: build the page first", page.display())));
    }
    let listener = listen(args.listen).await?;
    let address = listener.local_addr()?;
    if !address.ip().is_loopback() && !settings.behind_tls_proxy {
        tracing::warn!(%address, "other machines can reach this address, and tokens and pictures travel without TLS");
    }
    let port = address.port();
    let receiver = Receiver::open(settings).await?;
    if args.demo {
        let (candidate, reviewer) = demo::tokens(&receiver.database).await?;
        println!("\nThe page, as the demo candidate:  http://localhost:{port}/#token={candidate}");
        println!("The review, as the demo reviewer: http://localhost:{port}/review/#token={reviewer}");
    }
    println!("\nListening on http://localhost:{port}/  (Ctrl+C stops it)\n");
    let sweeping = tokio::spawn(sweep_periodically(receiver.clone()));
    http::serve(listener, http::router(receiver.clone()), &receiver.settings, end()).await;
    sweeping.abort();
    Ok(())
}

/// Opens the listener. A port in use is an error only if the operator chose it.
async fn listen(wanted: Option<SocketAddr>) -> Result<TcpListener, Failure> {
    if let Some(address) = wanted {
        let in_use = |e| Failure::Setting(format!("cannot listen on {address}: {e}"));
        return TcpListener::bind(address).await.map_err(in_use);
    }
    match TcpListener::bind(LISTEN).await {
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => Ok(TcpListener::bind("127.0.0.1:0").await?),
        other => Ok(other?),
    }
}

async fn sweep_periodically(receiver: Receiver) {
    loop {
        match sweep::sweep(&receiver).await {
            Ok(removed) => tracing::info!(removed, "swept"),
            Err(failure) => tracing::warn!(%failure, "the sweep did not finish"),
        }
        tokio::time::sleep(SWEEP_EVERY).await;
    }
}

/// Waits for Ctrl+C, or for the signal that `kill` sends.
async fn end() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        let Ok(mut terminated) = terminated else { return drop(interrupted.await) };
        tokio::select! {
            _ = interrupted => {}
            _ = terminated.recv() => {}
        }
    }
    #[cfg(not(unix))]
    drop(interrupted.await);
}

async fn token(receiver: &Receiver, command: Token) -> Result<(), Failure> {
    match command {
        Token::Add { owner: Owner { candidate, reviewer }, days } => {
            let holder = candidate.map(Holder::Candidate).or(reviewer.map(Holder::Reviewer));
            let holder = holder.ok_or_else(|| Failure::Setting("a candidate or a reviewer is needed".into()))?;
            let days = days.unwrap_or(match holder {
                Holder::Candidate(_) => CANDIDATE_DAYS,
                Holder::Reviewer(_) => REVIEWER_DAYS,
            });
            let end = clock::in_days(days);
            let token = tokens::add_until(&receiver.database, &holder, Some(&end)).await?;
            let id = token.split('-').next().unwrap_or_default();
            let detail = format!("{id} {} {}", holder.role(), holder.name());
            record(receiver, Action::TokenAdded, &detail).await?;
            println!("{token}");
        }
        Token::Revoke { id: None, candidate, reviewer } => {
            let holder = candidate.map(Holder::Candidate).or(reviewer.map(Holder::Reviewer));
            let holder = holder.ok_or_else(|| Failure::Setting("a candidate or a reviewer is needed".into()))?;
            let revoked = tokens::revoke_all(&receiver.database, &holder).await?;
            record(receiver, Action::TokenRevoked, &format!("all {} {}", holder.role(), holder.name())).await?;
            println!("{revoked} revoked");
        }
        Token::Revoke { id: Some(id), .. } => {
            if !tokens::revoke(&receiver.database, &id).await? {
                return Err(Failure::Setting(format!("there is no valid token of id {id}")));
            }
            record(receiver, Action::TokenRevoked, &id).await?;
        }
        Token::List => {
            for token in tokens::list(&receiver.database).await? {
                let revoked = token.revoked_at.map_or_else(String::new, |at| format!("  revoked {at}"));
                let end = token.expires_at.as_deref().unwrap_or("no end");
                println!(
                    "{}  {:9}  {}  until {end}  {}{revoked}",
                    token.id, token.role, token.created_at, token.holder
                );
            }
        }
    }
    Ok(())
}

/// Records an action of the operator that concerns no application.
async fn record(receiver: &Receiver, action: Action, detail: &str) -> Result<(), Failure> {
    let entry = Entry { actor: &Actor::operator(), action, candidate: "", revision: 0, detail };
    audit::record(&receiver.database, entry).await
}

async fn audit(receiver: &Receiver, command: Audit) -> Result<(), Failure> {
    match command {
        Audit::List { candidate } => {
            let mut number = 0;
            loop {
                let rows = audit::rows(&receiver.database, candidate.as_deref(), number, 1000).await?;
                let Some(last) = rows.last() else { return Ok(()) };
                number = last.number;
                for row in rows {
                    println!(
                        "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
                        row.number,
                        row.at,
                        row.role,
                        row.actor,
                        row.token,
                        row.action,
                        row.candidate,
                        row.revision,
                        row.detail
                    );
                }
            }
        }
        Audit::Verify => match audit::verify(&receiver.database).await? {
            Chain::Whole { rows, sha256 } => println!("{rows} rows, whole; the last has SHA-256 {sha256}"),
            Chain::Broken { number } => return Err(Failure::Audit(number)),
        },
    }
    Ok(())
}

async fn list(receiver: &Receiver, status: Option<Status>) -> Result<(), Failure> {
    record(receiver, Action::Listed, status.map_or("", Status::as_str)).await?;
    for line in records::list(&receiver.database, status).await? {
        let status = line.status.as_str();
        println!("{}  {status:11}  revision {}  {}", line.submitted_at, line.revision, line.candidate);
    }
    Ok(())
}

async fn review(receiver: &Receiver, candidate: &str, decision: Decision) -> Result<(), Failure> {
    let record = records::read(&receiver.database, candidate).await?;
    let record = record.ok_or_else(|| Failure::Setting(format!("{candidate} has submitted nothing")))?;
    let decided = decide(receiver, &Actor::operator(), candidate, record.revision, decision).await;
    let (application, revision) = decided.map_err(|refusal| Failure::Setting(refusal.to_string()))?;
    println!("{candidate} is {} at revision {revision}", application.status.as_str());
    Ok(())
}

fn status(text: &str) -> Result<Status, String> {
    serde_json::from_value(text.into()).map_err(|e| e.to_string())
}

fn feedback(text: &str) -> Result<Feedback, String> {
    let (part, text) = text.split_once('=').ok_or("should be PART=TEXT, such as photo=请重新拍摄")?;
    Ok(Feedback { target: part.into(), text: text.into() })
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn a_check_that_does_not_end_does_not_keep_the_process() {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let started = Instant::now();
        let run = async {
            let (begun, is_begun) = tokio::sync::oneshot::channel();
            tokio::task::spawn_blocking(move || {
                begun.send(()).unwrap();
                std::thread::sleep(Duration::from_secs(60));
            });
            is_begun.await.unwrap();
        };
        block_on(runtime, run, Duration::from_millis(100));
        assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
    }
}
