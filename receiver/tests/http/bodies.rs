//! Malformed, large, slow and broken bodies; over a bare socket where no client library would send them.

use std::net::SocketAddr;
use std::time::Duration;

use exam_preflight_receiver::settings::Settings;
use reqwest::multipart::{Form, Part};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use receiver_testkit::World;
use receiver_testkit::candidate::{Draft, manifest_part, picture_part};
use receiver_testkit::client::Client;
use receiver_testkit::pictures;

const KEY: &str = "key-00000001";

#[tokio::test(flavor = "multi_thread")]
async fn a_malformed_submission_is_refused() {
    let world = World::embedded().await;
    let candidate = world.candidate("c1").await;
    let draft = Draft::complete(1);
    let (sha256, document) = (draft.first("diploma"), draft.files[&draft.first("diploma")].clone());
    let manifest = || manifest_part(draft.manifest(0).to_string());
    let text = |text: &str| Form::new().part("manifest", manifest_part(text.into()));
    let mut deep = "[".repeat(100_000);
    deep.push_str(&"]".repeat(100_000));
    let mut other_schema = draft.manifest(0);
    other_schema["schema"] = 2.into();
    let mut stranger = draft.manifest(0);
    stranger["more"] = 1.into();
    let mut bad_hash = draft.manifest(0);
    bad_hash["application"]["photo"]["sha256"] = "../../etc/passwd".into();
    let mut negative = draft.manifest(0);
    negative["revision"] = (-1).into();
    let forms: Vec<(&str, Form)> = vec![
        ("no part", Form::new()),
        ("no manifest", Form::new().part(sha256.clone(), picture_part(document.clone()))),
        (
            "the manifest last",
            Form::new().part(sha256.clone(), picture_part(document.clone())).part("manifest", manifest()),
        ),
        ("a manifest of another type", Form::new().part("manifest", Part::text(draft.manifest(0).to_string()))),
        ("no JSON", text("{")),
        ("another JSON", text("[]")),
        ("deep JSON", text(&deep)),
        ("no application", text(r#"{"schema":1,"revision":0,"application":null}"#)),
        ("another schema", text(&other_schema.to_string())),
        ("an unknown member", text(&stranger.to_string())),
        ("a malformed hash", text(&bad_hash.to_string())),
        ("a negative revision", text(&negative.to_string())),
        (
            "a picture that is not in the manifest",
            draft.form(0).part("0".repeat(64), picture_part(pictures::document(60))),
        ),
        ("a part that comes twice", draft.form(0).part(sha256.clone(), picture_part(document.clone()))),
        ("two manifests", draft.form(0).part("manifest", manifest())),
        ("a path as a name", draft.form(0).part("../../etc/passwd", picture_part(document.clone()))),
        ("an absolute path as a name", draft.form(0).part("/etc/passwd", picture_part(document.clone()))),
        (
            "an upper-case hash",
            Form::new().part("manifest", manifest()).part(sha256.to_uppercase(), picture_part(document.clone())),
        ),
        ("an empty name", draft.form(0).part("", picture_part(document.clone()))),
        (
            "HTML in place of a picture",
            Form::new()
                .part("manifest", manifest())
                .part(sha256.clone(), Part::bytes(document.to_vec()).mime_str("text/html").unwrap()),
        ),
    ];
    for (why, form) in forms {
        let answer = candidate.submit(KEY, form).await;
        assert_eq!(answer.error(), (400, "malformed".into()), "{why}");
    }
    for key in ["", "short", &"x".repeat(65), "with space", "a/../../b", "ключ-ключ"] {
        let request = candidate.request(reqwest::Method::POST, "/api/v1/submissions").multipart(draft.form(0));
        let request = if key.is_empty() { request } else { request.header("Idempotency-Key", key.as_bytes()) };
        assert_eq!(candidate.send(request).await.error(), (400, "malformed".into()), "{key:?}");
    }
    let kinds = ["application/json", "multipart/form-data", "multipart/mixed; boundary=x", "text/plain"];
    for kind in kinds {
        let request = candidate.request(reqwest::Method::POST, "/api/v1/submissions").header("Idempotency-Key", KEY);
        let answer = candidate.send(request.header("Content-Type", kind).body("--x--")).await;
        assert_eq!(answer.error(), (400, "malformed".into()), "{kind}");
    }
    world.assert_nothing_is_stored("malformed bodies").await;
    assert_eq!(draft.submit(&candidate, 0, KEY).await.status, 201, "the key is free still");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_above_a_limit_is_refused() {
    let world = World::embedded().await;
    let candidate = world.candidate("c1").await;
    // A document one byte above its kind's limit.
    let mut draft = Draft::complete(2);
    let mut heavy = pictures::document(61).to_vec();
    heavy.resize(500_001, 0);
    draft.replace("diploma", "heavy.jpg", heavy.clone().into());
    let answer = draft.submit(&candidate, 0, KEY).await;
    assert_eq!(answer.error(), (413, "too_large".into()));
    assert_eq!(answer.json()["error"]["params"]["limit"], 500_000);
    // A photo has its own, smaller limit.
    let mut draft = Draft::complete(2);
    draft.set_photo(pictures::document(62));
    let mut photo = pictures::photo().to_vec();
    photo.resize(30_000, 0);
    draft.set_photo(photo.into());
    assert_eq!(draft.submit(&candidate, 0, KEY).await.json()["error"]["params"]["limit"], 29_999);
    // A manifest without end.
    let manifest = manifest_part(format!("{{\"schema\":1{}", " ".repeat(2 << 20)));
    assert_eq!(candidate.submit(KEY, Form::new().part("manifest", manifest)).await.error(), (413, "too_large".into()));
    // More pictures than all kinds together take.
    let mut draft = Draft::complete(2);
    let record = draft.application.files("diploma")[0].clone();
    draft.application.slots.insert("diploma".into(), vec![record; 500]);
    assert_eq!(draft.submit(&candidate, 0, KEY).await.error(), (413, "too_large".into()));
    // A body that announces more than the limit is not read at all.
    let head = head(&candidate, "multipart/form-data; boundary=x", "Content-Length: 100000000000\r\n");
    let answer = raw(world.address, &[head.as_bytes()]).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    // One that announces no length is cut off at the limit of its part.
    let head = self::head(&candidate, "multipart/form-data; boundary=x", "Transfer-Encoding: chunked\r\n");
    let start = "--x\r\nContent-Disposition: form-data; name=\"manifest\"\r\nContent-Type: application/json\r\n\r\n";
    let mut parts = vec![head.into_bytes(), chunk(start.as_bytes())];
    parts.extend(std::iter::repeat_n(chunk(&[b' '; 65_536]), 40));
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    let answer = raw(world.address, &parts).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    world.assert_nothing_is_stored("large bodies").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_uploads_share_one_limit_of_memory() {
    let world = World::embedded_with(|settings| Settings { upload_memory_bytes: 100 << 10, ..settings }).await;
    let candidate = world.candidate("c1").await;
    let draft = Draft::complete(3);
    let answer = draft.submit(&candidate, 0, KEY).await;
    assert_eq!(answer.error(), (429, "rate_limited".into()));
    assert!(answer.headers.contains_key("retry-after"));
    // The memory is given back: a small submission still fits.
    for _ in 0..20 {
        let form = Form::new().part("manifest", manifest_part(draft.manifest(0).to_string()));
        assert_eq!(candidate.submit(KEY, form).await.error(), (400, "files_missing".into()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_and_broken_bodies_end() {
    let quick = Duration::from_millis(400);
    let world = World::embedded_with(|settings| Settings {
        idle_timeout: quick,
        body_timeout: Duration::from_millis(1500),
        header_timeout: quick,
        ..settings
    })
    .await;
    let candidate = world.candidate("c1").await;
    let head = head(&candidate, "multipart/form-data; boundary=x", "Content-Length: 5000\r\n");
    let start = "--x\r\nContent-Disposition: form-data; name=\"manifest\"\r\nContent-Type: application/json\r\n\r\n{";
    // Silent within the body.
    let answer = raw(world.address, &[head.as_bytes(), start.as_bytes()]).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    // Never silent and never finished.
    let drip = async {
        let mut stream = TcpStream::connect(world.address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(start.as_bytes()).await.unwrap();
        for _ in 0..40 {
            tokio::time::sleep(Duration::from_millis(100)).await;
            if stream.write_all(b" ").await.is_err() {
                break;
            }
        }
        let mut answer = String::new();
        let _ = tokio::time::timeout(Duration::from_secs(2), stream.read_to_string(&mut answer)).await;
        answer
    };
    let answer = drip.await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408 "), "{answer}");
    // Silent within the headers.
    let answer = raw(world.address, &[b"POST /api/v1/submissions HTTP/1.1\r\nHost: x\r\n"]).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408 "), "{answer}");
    // Gone in the middle.
    for cut in [0, 10, start.len() / 2, start.len()] {
        let mut stream = TcpStream::connect(world.address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(&start.as_bytes()[..cut]).await.unwrap();
        drop(stream);
    }
    // No HTTP at all.
    let answer = raw(world.address, &[&[0xff; 300]]).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400 "), "{answer}");
    world.assert_nothing_is_stored("broken bodies").await;
    // The next submission is served, so the candidate's turn was given back.
    tokio::time::sleep(quick * 2).await;
    let world_is_well = Draft::complete(4).submit(&candidate, 0, KEY).await;
    assert_eq!(world_is_well.status, 201, "{}", world_is_well.json());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_upload_a_candidate_at_a_time() {
    let world = World::embedded().await;
    let candidate = world.candidate("c1").await;
    let head = head(&candidate, "multipart/form-data; boundary=x", "Content-Length: 5000\r\n");
    // Drawn before: on a busy machine that takes longer than a silent upload may.
    let second = Draft::complete(6);
    let mut stream = TcpStream::connect(world.address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let refused = second.submit(&candidate, 0, KEY).await;
    assert_eq!(refused.error(), (429, "rate_limited".into()));
    let draft = Draft::complete(5);
    let other = world.candidate("c2").await;
    assert_eq!(draft.submit(&other, 0, KEY).await.status, 201, "others need not wait");
    drop(stream);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(draft.submit(&candidate, 0, KEY).await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_early_answer_reaches_a_client_that_still_sends() {
    let world = World::embedded().await;
    let stranger = world.candidate("c1").await.with_token(Some("made-up"));
    let body = vec![b'x'; 4 << 20];
    let length = format!("Content-Length: {}\r\n", body.len());
    let head = head(&stranger, "multipart/form-data; boundary=x", &length);
    let mut stream = TcpStream::connect(world.address).await.unwrap();
    for round in 0..2 {
        stream.write_all(head.as_bytes()).await.unwrap();
        for piece in body.chunks(1 << 20) {
            // The answer is on its way long before the last piece.
            tokio::time::sleep(Duration::from_millis(50)).await;
            stream.write_all(piece).await.unwrap_or_else(|error| panic!("round {round}: {error}"));
        }
        let mut answer = vec![0; 4096];
        let read = stream.read(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer[..read]);
        assert!(answer.starts_with("HTTP/1.1 401 "), "round {round}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rest_of_a_body_is_bounded() {
    let world = World::embedded().await;
    let stranger = world.candidate("c1").await.with_token(Some("made-up"));
    let head = head(&stranger, "multipart/form-data; boundary=x", "Transfer-Encoding: chunked\r\n");
    let mut stream = TcpStream::connect(world.address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let piece = chunk(&[b'x'; 1 << 20]);
    let mut sent_mib = 0;
    while sent_mib < 256 && stream.write_all(&piece).await.is_ok() {
        sent_mib += 1;
    }
    assert!((4..256).contains(&sent_mib), "{sent_mib} MiB");
}

/// The head of a submission, to be followed by anything.
fn head(client: &Client, kind: &str, more: &str) -> String {
    let token = client.token.as_deref().unwrap();
    format!(
        "POST /api/v1/submissions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
         Idempotency-Key: {KEY}\r\nContent-Type: {kind}\r\n{more}\r\n"
    )
}

fn chunk(bytes: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}

/// Sends and reads until the receiver has nothing more to say.
async fn raw(address: SocketAddr, parts: &[&[u8]]) -> String {
    let (mut from, mut to) = TcpStream::connect(address).await.unwrap().into_split();
    for part in parts {
        if to.write_all(part).await.is_err() {
            break;
        }
    }
    let mut answer = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(Ok(read)) = tokio::time::timeout(Duration::from_secs(3), from.read(&mut buffer)).await {
        if read == 0 {
            break;
        }
        answer.extend_from_slice(&buffer[..read]);
    }
    String::from_utf8_lossy(&answer).into_owned()
}
