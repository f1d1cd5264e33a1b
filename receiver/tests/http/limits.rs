//! Rates of requests, and the place of all data.

use exam_preflight_receiver::settings::{Rate, Settings};

use receiver_testkit::World;
use receiver_testkit::candidate::Draft;

#[tokio::test(flavor = "multi_thread")]
async fn a_token_and_an_address_have_their_rates() {
    let slow = Rate { burst: 3, per_minute: 1 };
    let world = World::embedded_with(|settings| Settings { rate_per_token: slow, ..settings }).await;
    let (one, two) = (world.candidate("c1").await, world.candidate("c2").await);
    for _ in 0..3 {
        assert_eq!(one.get("/api/v1/application").await.status, 200);
    }
    let refused = one.get("/api/v1/application").await;
    assert_eq!(refused.error(), (429, "rate_limited".into()));
    let wait: u64 = refused.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(two.get("/api/v1/application").await.status, 200, "another has their own");
    // A second token of the same candidate does not help.
    assert_eq!(world.candidate("c1").await.get("/api/v1/application").await.status, 429);

    let world = World::embedded_with(|settings| Settings { rate_per_address: slow, ..settings }).await;
    let stranger = world.candidate("c1").await.with_token(Some("made-up"));
    let statuses: Vec<u16> = [
        stranger.get("/api/v1/application").await,
        stranger.get("/api/v1/application").await,
        stranger.get("/api/v1/application").await,
        stranger.get("/api/v1/application").await,
    ]
    .iter()
    .map(|answer| answer.status)
    .collect();
    assert_eq!(statuses, [401, 401, 401, 429], "tokens cannot be tried out");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submission_counts_as_many_requests() {
    let slow = Rate { burst: 40, per_minute: 1 };
    let world = World::embedded_with(|settings| Settings { rate_per_token: slow, ..settings }).await;
    let candidate = world.candidate("c1").await;
    let draft = Draft::complete(2);
    assert_eq!(draft.submit(&candidate, 0, "key-00000001").await.status, 201);
    assert_eq!(draft.submit(&candidate, 0, "key-00000001").await.error(), (429, "rate_limited".into()));
    assert_eq!(candidate.get("/api/v1/application").await.status, 200, "reading is still possible");
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_proxy_its_last_address_counts() {
    let slow = Rate { burst: 1, per_minute: 1 };
    let proxied = |settings| Settings { rate_per_address: slow, behind_tls_proxy: true, ..settings };
    let world = World::embedded_with(proxied).await;
    let candidate = world.candidate("c1").await;
    let ask = async |noted: &str| {
        let request = candidate.request(reqwest::Method::GET, "/api/v1/application").header("X-Forwarded-For", noted);
        candidate.send(request).await
    };
    let first = ask("198.51.100.1").await;
    assert_eq!(first.status, 200);
    assert!(first.headers["strict-transport-security"].to_str().unwrap().starts_with("max-age="));
    assert_eq!(ask("203.0.113.9, 198.51.100.1").await.status, 429, "what a client makes up does not help");
    assert_eq!(ask("198.51.100.2").await.status, 200);

    let world = World::embedded_with(|settings| Settings { rate_per_address: slow, ..settings }).await;
    let candidate = world.candidate("c1").await;
    let ask = async |noted: &str| {
        let request = candidate.request(reqwest::Method::GET, "/api/v1/application").header("X-Forwarded-For", noted);
        candidate.send(request).await
    };
    let first = ask("198.51.100.1").await;
    assert_eq!(first.status, 200);
    assert!(!first.headers.contains_key("strict-transport-security"));
    assert_eq!(ask("198.51.100.2").await.status, 429, "without a proxy the header is not believed");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_data_is_in_the_data_folder() {
    let world = World::embedded().await;
    let candidate = world.candidate("c1").await;
    let draft = Draft::complete(1);
    assert_eq!(draft.submit(&candidate, 0, "key-00000001").await.status, 201);
    let mut folders = vec![world.folder().to_owned()];
    let mut pictures = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            #[cfg(unix)]
            {
                let mode = std::os::unix::fs::PermissionsExt::mode(&path.metadata().unwrap().permissions());
                assert_eq!(mode & 0o077, 0, "{}: other users may open it: {mode:o}", path.display());
            }
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let below = path.strip_prefix(world.folder().join("data")).expect("inside the data folder").to_owned();
            if below.starts_with("pictures") {
                pictures += 1;
            } else {
                assert!(below.to_string_lossy().starts_with("receiver.sqlite"), "{below:?}");
            }
        }
    }
    assert_eq!(pictures, draft.files.len());
    // The secret itself is stored nowhere.
    let token = candidate.token.unwrap();
    let secret = token.split_once('-').unwrap().1.as_bytes().to_vec();
    for name in ["receiver.sqlite", "receiver.sqlite-wal"] {
        let bytes = std::fs::read(world.folder().join("data").join(name)).unwrap();
        assert!(!bytes.windows(secret.len()).any(|window| window == secret), "{name} holds a token");
    }
}
