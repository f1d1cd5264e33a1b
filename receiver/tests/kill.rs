//! Kills the receiver at random moments of 200 submissions. Half of the kills fall at any moment, the other half shortly after
//! a picture has reached the store, where a submission could be torn. Each submission must be there as a whole or not at all,
//! and its retry must be accepted exactly once. On SQLite and a folder, and on PostgreSQL and S3 if the environment names a
//! server.
//!
//! `RECEIVER_KILL_SEED` sets other moments.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use exam_preflight::report::sha256_hex;
use exam_preflight::rules::policy::built_in;
use exam_preflight_receiver::audit::{self, Chain};
use exam_preflight_receiver::settings::Settings;
use exam_preflight_receiver::tokens::{self, Holder};
use exam_preflight_receiver::{Receiver, records};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use receiver_testkit::candidate::Draft;
use receiver_testkit::client::Client;
use receiver_testkit::{self as testkit, Folder, pictures, rules_common};

const SUBMISSIONS: usize = 200;
/// Fewer where every submission goes over two more servers.
const SUBMISSIONS_ON_SERVICES: usize = 100;
/// Usual time from the first picture in the store to the answer.
const LAST_STRETCH: Duration = Duration::from_millis(60);
/// Submissions in progress when the receiver is killed.
const AT_ONCE: usize = 4;
/// The one kind of the test's policy: with more, most of a submission's time would be spent on pixels.
const KIND: &str = "identity";

/// Numbers of submissions by how far they were when the receiver was killed.
#[derive(Default, Debug)]
struct Found {
    nothing: u32,
    pictures_only: u32,
    accepted_unanswered: u32,
    answered: u32,
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_on_sqlite_and_a_folder() {
    let folder = Folder::temporary();
    let settings = Settings { policy: policy(&folder.0), ..testkit::settings(&folder.0.join("data")) };
    killed(settings, SUBMISSIONS).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_on_postgres_and_s3() {
    let Some(url) = testkit::new_postgres().await else { return };
    let folder = Folder::temporary();
    let store = match std::env::var(testkit::S3) {
        Ok(url) => url,
        Err(_) => testkit::s3::start(&folder.0.join("s3")).await,
    };
    let mut settings = Settings { policy: policy(&folder.0), ..testkit::settings(&folder.0.join("data")) };
    (settings.database, settings.store) = (Some(url), Some(store));
    killed(settings, SUBMISSIONS_ON_SERVICES).await;
}

async fn killed(settings: Settings, submissions: usize) {
    let started = Instant::now();
    let mut random = Random::seeded();
    let receiver = Receiver::open(settings.clone()).await.unwrap();
    let mut server = Server::start(&settings).await;

    // The time of a submission without a kill, so that the kills fall everywhere.
    let mut longest = Duration::ZERO;
    for number in 0..3 {
        let all = (0..AT_ONCE).map(|i| Case::new(&receiver, 10_000 + number * AT_ONCE + i));
        let cases = futures_util::future::join_all(all).await;
        let start = Instant::now();
        let answers = cases.iter().map(|case| case.submit(server.address));
        let answers = futures_util::future::join_all(answers).await;
        assert!(answers.iter().all(|answer| answer.as_ref().is_some_and(|(status, _)| *status == 201)), "{answers:?}");
        longest = longest.max(start.elapsed());
    }

    let mut found = Found::default();
    for round in 0..submissions / AT_ONCE {
        let cases = (0..AT_ONCE).map(|i| Case::new(&receiver, round * AT_ONCE + i));
        let cases = futures_util::future::join_all(cases).await;
        let address = server.address;
        let (part, waits_for_a_picture) = (random.part(), round % 2 == 1);
        let killing = async {
            if waits_for_a_picture {
                until_a_picture_is_stored(&receiver, &cases).await;
                tokio::time::sleep(LAST_STRETCH.mul_f64(part)).await;
            } else {
                tokio::time::sleep(longest.mul_f64(part)).await;
            }
            server.kill().await;
        };
        let submitting = futures_util::future::join_all(cases.iter().map(|case| case.submit(address)));
        let (answers, ()) = tokio::join!(submitting, killing);
        server = Server::start(&settings).await;
        let mut was_there = Vec::new();
        for (case, answer) in cases.iter().zip(&answers) {
            let is_there = case.is_wholly_there_or_not_at_all(&receiver).await;
            match (answer, is_there, case.has_pictures(&receiver).await) {
                (Some((201, _)), true, _) => found.answered += 1,
                (Some(other), ..) => panic!("{}: answered {other:?}, there: {is_there}", case.id),
                (None, true, _) => found.accepted_unanswered += 1,
                (None, false, true) => found.pictures_only += 1,
                (None, false, false) => found.nothing += 1,
            }
            was_there.push(is_there);
        }
        let retrying = cases.iter().zip(&answers).zip(was_there).map(|((case, answer), is_there)| {
            case.is_accepted_once(&receiver, server.address, answer.as_ref(), is_there)
        });
        futures_util::future::join_all(retrying).await;
    }
    server.kill().await;
    // The record of who did what has each accepted submission once, those of the first three rounds included.
    let chain = audit::verify(&receiver.database).await.unwrap();
    let accepted = i64::try_from(3 * AT_ONCE + submissions).unwrap();
    assert!(matches!(chain, Chain::Whole { rows, .. } if rows == accepted), "{chain:?}, {accepted} were accepted");
    println!(
        "{submissions} submissions, {} kills in {:.0} s: {found:?}; one takes up to {longest:.1?}",
        submissions / AT_ONCE,
        started.elapsed().as_secs_f64()
    );
    let within = found.pictures_only + found.accepted_unanswered;
    assert!(found.nothing > 0 && within > 0 && found.answered > 0, "the kills should fall everywhere: {found:?}");
    assert_eq!(found.nothing + found.pictures_only + found.accepted_unanswered + found.answered, submissions as u32);
}

async fn until_a_picture_is_stored(receiver: &Receiver, cases: &[Case]) {
    let look = async {
        loop {
            for case in cases {
                if case.has_pictures(receiver).await {
                    return;
                }
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), look).await.expect("a picture reaches the store");
}

/// The policy of Hubei with one kind of document.
fn policy(folder: &Path) -> String {
    let mut policy: Value = serde_json::from_str(built_in("hubei-2025").unwrap()).unwrap();
    policy["materials"].as_array_mut().unwrap().retain(|material| material["kind"] == KIND);
    policy["notices"] = Value::Array(Vec::new());
    let path: PathBuf = folder.join("policy.json");
    std::fs::write(&path, policy.to_string()).unwrap();
    path.to_str().unwrap().to_owned()
}

/// One candidate with one submission.
struct Case {
    id: String,
    token: String,
    draft: Draft,
}

impl Case {
    async fn new(receiver: &Receiver, number: usize) -> Self {
        let id = format!("c{number}");
        let token = tokens::add(&receiver.database, &Holder::Candidate(id.clone())).await.unwrap();
        let mut draft = Draft::empty();
        draft.application.profile = rules_common::profile(&[rules_common::ORDINARY]);
        draft.set_photo(pictures::photo());
        for side in 0..2 {
            draft.add(KIND, &format!("{number}-{side}.jpg"), pictures::own_document(number * 2 + side));
        }
        Self { id, token, draft }
    }

    /// Returns status and body; `None` if the connection broke.
    async fn submit(&self, address: SocketAddr) -> Option<(u16, String)> {
        let client = Client::new(address, Some(self.token.clone()));
        let answer = client.try_send(client.submission("the-one-key", self.draft.form(0))).await.ok()?;
        Some((answer.status, String::from_utf8(answer.bytes).unwrap()))
    }

    /// Returns `true` if the submission is stored as a whole, `false` if nothing of it is. Anything else fails the test.
    async fn is_wholly_there_or_not_at_all(&self, receiver: &Receiver) -> bool {
        let mut rows = BTreeMap::new();
        for table in ["applications", "files", "receipts", "submissions"] {
            let count = format!("SELECT COUNT(*) FROM {table} WHERE candidate = $1");
            let count: i64 =
                sqlx::query_scalar(&count).bind(&*self.id).fetch_one(receiver.database.pool()).await.unwrap();
            rows.insert(table, count);
        }
        if rows.values().all(|count| *count == 0) {
            return false;
        }
        let files = i64::try_from(self.draft.files.len()).unwrap();
        let whole = BTreeMap::from([("applications", 1), ("files", files), ("receipts", 1), ("submissions", 1)]);
        assert_eq!(rows, whole, "{}", self.id);
        let record = records::read(&receiver.database, &self.id).await.unwrap().unwrap();
        assert_eq!(record.revision, 1);
        assert_eq!(record.receipt.files.len(), self.draft.files.len());
        for (sha256, bytes) in &self.draft.files {
            let stored =
                receiver.store.get(&record.files[sha256].object).await.unwrap().expect("a named picture is there");
            assert_eq!((sha256_hex(&stored), &stored), (sha256.clone(), bytes), "{}", self.id);
        }
        true
    }

    /// The retry is accepted if nothing was stored, otherwise answered as before; so is every further one.
    async fn is_accepted_once(
        &self,
        receiver: &Receiver,
        address: SocketAddr,
        first: Option<&(u16, String)>,
        is_there: bool,
    ) {
        let retried = self.submit(address).await.expect("the retry is answered");
        assert_eq!(retried.0, if is_there { 200 } else { 201 }, "{}: {}", self.id, retried.1);
        if let Some((_, first)) = first {
            assert_eq!(retried.1, *first, "{}: the same answer", self.id);
        }
        let again = self.submit(address).await.expect("the second retry is answered");
        assert_eq!((again.0, &again.1), (200, &retried.1), "{}", self.id);
        assert!(self.is_wholly_there_or_not_at_all(receiver).await, "{}", self.id);
    }

    /// Returns `true` if the store has a picture that only this candidate sent.
    async fn has_pictures(&self, receiver: &Receiver) -> bool {
        let mut objects = Vec::new();
        for day in receiver.store.days().await.unwrap() {
            objects.extend(receiver.store.objects(&day).await.unwrap());
        }
        let own = self.draft.application.files(KIND);
        own.iter().any(|file| objects.iter().any(|object| object.ends_with(&file.sha256)))
    }
}

/// The receiver as a process of its own.
struct Server {
    process: Child,
    address: SocketAddr,
}

impl Server {
    async fn start(settings: &Settings) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_receiver"));
        command.arg("--data").arg(&settings.data).args(["--policy", &settings.policy]);
        for (flag, value) in [("--database", &settings.database), ("--store", &settings.store)] {
            if let Some(value) = value {
                command.args([flag, value]);
            }
        }
        command.args([
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--rate-per-token",
            "100000",
            "--rate-per-address",
            "1000000",
        ]);
        let log = Stdio::null();
        let mut process = command.stdout(Stdio::piped()).stderr(log).kill_on_drop(true).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        while let Some(line) = lines.next_line().await.unwrap() {
            if let Some(rest) = line.strip_prefix("Listening on http://localhost:") {
                let port: u16 = rest.split('/').next().unwrap().parse().unwrap();
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Self { process, address: SocketAddr::from(([127, 0, 0, 1], port)) };
            }
        }
        panic!("the receiver does not start: {:?}", process.wait().await);
    }

    /// Kills with SIGKILL, so that the receiver cannot tidy up.
    async fn kill(&mut self) {
        self.process.start_kill().unwrap();
        self.process.wait().await.unwrap();
    }
}

/// A generator of random numbers with a seed.
struct Random(u64);

impl Random {
    fn seeded() -> Self {
        let seed = std::env::var("RECEIVER_KILL_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20250120);
        println!("seed {seed}");
        Self(seed)
    }

    /// From 0 to 1.
    fn part(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}
