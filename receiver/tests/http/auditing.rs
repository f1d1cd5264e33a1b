//! The record of who did what: who submitted, read, returned and approved, in a chain that shows every change.

use exam_preflight_receiver::audit::{self, AuditRow, Chain};
use exam_preflight_receiver::tokens::{self, Holder};

use receiver_testkit::candidate::Draft;
use receiver_testkit::client::Client;
use receiver_testkit::{World, on_both, pictures};

async fn reviewer(world: &World, name: &str) -> Client {
    let token = tokens::add(&world.receiver.database, &Holder::Reviewer(name.into())).await.unwrap();
    Client::new(world.address, Some(token))
}

async fn record(world: &World) -> Vec<AuditRow> {
    audit::rows(&world.receiver.database, None, 0, 10_000).await.unwrap()
}

fn token_id(client: &Client) -> &str {
    client.token.as_deref().unwrap().split('-').next().unwrap()
}

on_both! {
    /// Every submission, decision and reading has its row, with the person and the token.
    async fn every_action_is_recorded_with_its_person(world) {
        let candidate = world.candidate("c1").await;
        let (ann, bo) = (reviewer(&world, "ann").await, reviewer(&world, "bo").await);
        let mut draft = Draft::complete(1);
        let accepted = draft.submit(&candidate, 0, "key-00000001").await;
        assert_eq!(accepted.status, 201);
        let sha256 = draft.first("diploma");
        assert_eq!(ann.get("/api/v1/review/applications?status=submitted").await.status, 200);
        assert_eq!(ann.get("/api/v1/review/applications/c1").await.status, 200);
        assert_eq!(ann.get(&format!("/api/v1/review/applications/c1/files/{sha256}")).await.status, 200);
        // Refused and unknown: nothing of it was done or seen.
        assert_eq!(bo.approve("c1", 7).await.status, 409);
        assert_eq!(bo.get("/api/v1/review/applications/c2").await.status, 404);
        assert_eq!(bo.get(&format!("/api/v1/review/applications/c1/files/{}", "0".repeat(64))).await.status, 404);
        assert_eq!(ann.send_back("c1", 1, &[("photo", "x"), ("diploma", "y")]).await.status, 200);
        draft.set_photo(pictures::other_photo());
        draft.replace("diploma", "b.jpg", pictures::document(300));
        let again = draft.submit(&candidate, 2, "key-00000002").await;
        assert_eq!(again.status, 201);
        assert_eq!(bo.approve("c1", 3).await.status, 200);

        let id = |answer: &receiver_testkit::client::Answer| answer.json()["receipt"]["id"].as_str().unwrap().to_owned();
        let wanted = [
            ("candidate", "c1", token_id(&candidate), "submitted", "c1", 1, id(&accepted)),
            ("reviewer", "ann", token_id(&ann), "listed", "", 0, "submitted".into()),
            ("reviewer", "ann", token_id(&ann), "read", "c1", 1, String::new()),
            ("reviewer", "ann", token_id(&ann), "picture_read", "c1", 0, sha256),
            ("reviewer", "ann", token_id(&ann), "returned", "c1", 2, "photo diploma".into()),
            ("candidate", "c1", token_id(&candidate), "submitted", "c1", 3, id(&again)),
            ("reviewer", "bo", token_id(&bo), "approved", "c1", 4, String::new()),
        ];
        let rows = record(&world).await;
        let seen: Vec<_> = rows.iter().map(|row| {
            (&*row.role, &*row.actor, &*row.token, &*row.action, &*row.candidate, row.revision, row.detail.clone())
        }).collect();
        assert_eq!(seen, wanted);
        assert!(rows.iter().all(|row| row.at.len() == 20 && row.at.ends_with('Z')));
        let sha256 = rows.last().unwrap().sha256.clone();
        let whole = audit::verify(&world.receiver.database).await.unwrap();
        assert_eq!(whole, Chain::Whole { rows: 7, sha256 });
        let own = audit::rows(&world.receiver.database, Some("c1"), 0, 100).await.unwrap();
        assert_eq!(own.len(), 6, "all but the list");
    }

    /// A changed, removed or appended row breaks the chain.
    async fn a_changed_record_is_found(world) {
        let candidate = world.candidate("c1").await;
        let ann = reviewer(&world, "ann").await;
        assert_eq!(Draft::complete(2).submit(&candidate, 0, "key-00000001").await.status, 201);
        for _ in 0..3 {
            assert_eq!(ann.get("/api/v1/review/applications/c1").await.status, 200);
        }
        let pool = world.receiver.database.pool();
        let before = audit::verify(&world.receiver.database).await.unwrap();
        assert!(matches!(before, Chain::Whole { rows: 4, .. }));
        for (change, undo, number) in [
            ("UPDATE audit SET actor = 'eve' WHERE number = 3", "UPDATE audit SET actor = 'ann' WHERE number = 3", 3),
            ("UPDATE audit SET number = 9 WHERE number = 2", "UPDATE audit SET number = 2 WHERE number = 9", 2),
            ("UPDATE audit SET number = 9 WHERE number = 4", "UPDATE audit SET number = 4 WHERE number = 9", 4),
            ("UPDATE audit_head SET number = 5", "UPDATE audit_head SET number = 4", 5),
        ] {
            assert_eq!(sqlx::query(change).execute(pool).await.unwrap().rows_affected(), 1, "{change}");
            assert_eq!(audit::verify(&world.receiver.database).await.unwrap(), Chain::Broken { number }, "{change}");
            sqlx::query(undo).execute(pool).await.unwrap();
            assert_eq!(audit::verify(&world.receiver.database).await.unwrap(), before, "{undo}");
        }
        sqlx::query("DELETE FROM audit WHERE number = 4").execute(pool).await.unwrap();
        assert_eq!(audit::verify(&world.receiver.database).await.unwrap(), Chain::Broken { number: 4 }, "the last is gone");
    }

    /// Many at once, at two receivers: one chain without a fork.
    async fn many_at_once_make_one_chain(world) {
        let other = world.another().await;
        let candidate = world.candidate("c1").await;
        assert_eq!(Draft::complete(3).submit(&candidate, 0, "key-00000001").await.status, 201);
        let ann = reviewer(&world, "ann").await;
        let looks = (0..40).map(|number| {
            let client = if number % 2 == 0 { ann.clone() } else { ann.at(other) };
            async move { client.get("/api/v1/review/applications/c1").await.status }
        });
        let statuses = futures_util::future::join_all(looks).await;
        assert!(statuses.iter().all(|status| *status == 200), "{statuses:?}");
        let chain = audit::verify(&world.receiver.database).await.unwrap();
        assert!(matches!(chain, Chain::Whole { rows: 41, .. }), "{chain:?}");
    }
}
