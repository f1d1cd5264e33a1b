//! Turns of candidates at the checks, and pictures that were changed in the store.

use std::time::Duration;

use exam_preflight::rules::policy::built_in;
use exam_preflight_receiver::audit::Actor;
use exam_preflight_receiver::claim::Claim;
use exam_preflight_receiver::settings::Settings;
use exam_preflight_receiver::submit::{SubmitOutcome, Upload, submit};
use serde_json::Value;

use receiver_testkit::candidate::Draft;
use receiver_testkit::rules_common::{ORDINARY, profile};
use receiver_testkit::{Folder, World, pictures};

/// The one kind of the test's policy.
const KIND: &str = "identity";
/// Pictures of the large submission.
const MANY: usize = 100;

fn upload(candidate: &str, draft: &Draft) -> Upload {
    let manifest = draft.manifest(0).to_string();
    let claim = Claim::read(manifest.as_bytes()).unwrap();
    let actor = Actor { role: "candidate", name: candidate.to_owned(), token: String::new() };
    let key = "key-00000001".to_owned();
    Upload { actor, key, manifest: manifest.into(), claim, files: draft.files.clone() }
}

fn draft(first: usize, number: usize) -> Draft {
    let mut draft = Draft::empty();
    draft.application.profile = profile(&[ORDINARY]);
    draft.set_photo(pictures::photo());
    for number in first..first + number {
        draft.add(KIND, &format!("{number}.jpg"), pictures::own_document(number));
    }
    draft
}

/// A submission with few pictures does not wait for all pictures of one that came before.
#[tokio::test(flavor = "multi_thread")]
async fn candidates_take_turns_at_the_checks() {
    let folder = Folder::temporary();
    let mut policy: Value = serde_json::from_str(built_in("hubei-2025").unwrap()).unwrap();
    policy["materials"].as_array_mut().unwrap().retain(|material| material["kind"] == KIND);
    policy["materials"][0]["slots"]["max"] = MANY.into();
    policy["notices"] = Value::Array(Vec::new());
    let path = folder.0.join("policy.json");
    std::fs::write(&path, policy.to_string()).unwrap();
    let policy = path.to_str().unwrap().to_owned();
    let world = World::embedded_with(|settings| Settings { policy, checks_at_once: 1, ..settings }).await;

    let (many, few) = (upload("many", &draft(0, MANY)), upload("few", &draft(MANY, 2)));
    let receiver = world.receiver.clone();
    let many = tokio::spawn(async move { submit(&receiver, many).await.map(|outcome| is_accepted(&outcome)) });
    while world.receiver.inspector.oldest_check().is_none() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert!(is_accepted(&submit(&world.receiver, few).await.unwrap()));
    assert!(!many.is_finished(), "the few pictures waited for the many");
    assert!(many.await.unwrap().unwrap());
}

fn is_accepted(outcome: &SubmitOutcome) -> bool {
    matches!(outcome, SubmitOutcome::Accepted(_))
}

/// A picture that the disk or somebody changed is not handed out as the one that was submitted.
#[tokio::test(flavor = "multi_thread")]
async fn a_changed_picture_is_not_sent() {
    let world = World::embedded().await;
    let (candidate, reviewer) = (world.candidate("c1").await, world.reviewer().await);
    let draft = Draft::complete(1);
    assert_eq!(draft.submit(&candidate, 0, "key-00000001").await.status, 201);
    let sha256 = draft.first("diploma");
    let object = world.objects().await.into_iter().find(|object| object.ends_with(&sha256)).unwrap();
    let file = world.folder().join("data").join(object);
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    for (client, path) in [
        (&candidate, format!("/api/v1/files/{sha256}")),
        (&reviewer, format!("/api/v1/review/applications/c1/files/{sha256}")),
    ] {
        assert_eq!(client.get(&path).await.error(), (500, "internal".into()));
    }
    // Sent again on the same day, for instance by another candidate, it is whole again.
    let other = world.candidate("c2").await;
    assert_eq!(draft.submit(&other, 0, "key-00000001").await.status, 201);
    assert_eq!(candidate.get(&format!("/api/v1/files/{sha256}")).await.bytes, draft.files[&sha256]);
}
