//! Pictures that no record names go, those that one names stay.

use bytes::Bytes;
use exam_preflight::report::sha256_hex;
use exam_preflight_receiver::sweep::{sweep, sweep_before};
use jiff::civil::date;

use receiver_testkit::candidate::Draft;
use receiver_testkit::on_both;

on_both! {
    /// The sweep leaves an orphan of today alone. Once its day is old, the sweep removes it and nothing else.
    async fn orphans_go_when_they_are_old(world) {
        let candidate = world.candidate("c1").await;
        let draft = Draft::complete(1);
        assert_eq!(draft.submit(&candidate, 0, "key-00000001").await.status, 201);
        let orphan = Bytes::from_static(b"cut off before its transaction");
        let object = world.receiver.store.put(&sha256_hex(&orphan), orphan).await.unwrap();
        let before = world.objects().await.len();
        assert_eq!(before, draft.files.len() + 1);
        assert_eq!(sweep(&world.receiver).await.unwrap(), 0, "a transaction may be about to name it");
        let far = date(2100, 1, 1);
        assert_eq!(sweep_before(&world.receiver, far).await.unwrap(), 1);
        assert!(!world.objects().await.contains(&object));
        assert_eq!(world.objects().await.len(), draft.files.len());
        assert_eq!(sweep_before(&world.receiver, far).await.unwrap(), 0);
        for sha256 in draft.files.keys() {
            assert_eq!(candidate.get(&format!("/api/v1/files/{sha256}")).await.status, 200);
        }
    }

    /// `/healthz` reports the database and the store.
    async fn health_is_reported(world) {
        let client = world.candidate("c1").await.with_token(None);
        assert_eq!(client.get("/healthz").await.status, 200);
        world.receiver.database.pool().close().await;
        assert_eq!(client.get("/healthz").await.status, 503);
        let answer = client.with_token(Some("012345678901-x")).get("/api/v1/application").await;
        assert_eq!(answer.error(), (503, "internal".into()));
    }
}

/// Interrupted writes to a folder leave files that no listing names; the sweep removes them.
#[tokio::test(flavor = "multi_thread")]
async fn leftovers_of_a_folder_go() {
    let world = receiver_testkit::World::embedded().await;
    let day = world.folder().join("data/pictures/2025-01-20");
    std::fs::create_dir_all(&day).unwrap();
    let name = format!("{}#1", "a".repeat(64));
    std::fs::write(day.join(&name), b"half a pic").unwrap();
    std::fs::write(day.join("b".repeat(64)), b"an orphan").unwrap();
    assert_eq!(sweep(&world.receiver).await.unwrap(), 2);
    assert_eq!(std::fs::read_dir(&day).unwrap().count(), 0);
}
