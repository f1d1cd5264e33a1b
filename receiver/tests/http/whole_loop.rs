//! An application from its submission to its approval; replays, races.

use exam_preflight_receiver::http::document;
use serde_json::json;

use receiver_testkit::candidate::Draft;
use receiver_testkit::on_both;
use receiver_testkit::pictures;

on_both! {
    /// One application, through the requests of the page and the reviewers' page.
    async fn submitted_locked_returned_corrected_approved(world) {
        let (candidate, reviewer) = (world.candidate("c1").await, world.reviewer().await);
        let before = candidate.application().await;
        assert_eq!(before, json!({ "application": null, "revision": 0, "files": [], "receipt": null }));

        let mut draft = Draft::complete(1);
        // The receiver does not believe what only it can know.
        draft.application.photo.as_mut().unwrap().perceptual_hash = Some("0123456789abcdef".into());
        let accepted = draft.submit(&candidate, 0, "key-00000001").await;
        assert_eq!(accepted.status, 201, "{}", accepted.json());
        let body = accepted.json();
        assert_eq!(body["revision"], 1);
        assert_eq!(body["application"]["status"], "submitted");
        assert_eq!(body["application"]["photo"]["perceptualHash"], json!(null));
        assert_eq!(body["receipt"]["files"].as_array().unwrap().len(), draft.files.len());
        assert_eq!(body["reports"].as_object().unwrap().len(), draft.files.len());
        assert!(body["reports"].as_object().unwrap().values().all(|report| report["verdict"] == "ready"));

        let after = candidate.application().await;
        assert_eq!(after["application"], body["application"]);
        assert_eq!(after["receipt"], body["receipt"]);
        assert_eq!(after["files"].as_array().unwrap().len(), draft.files.len());
        let receipt = candidate.get(&format!("/api/v1/receipts/{}", body["receipt"]["id"].as_str().unwrap())).await;
        assert_eq!(receipt.json(), body["receipt"]);
        for (sha256, bytes) in &draft.files {
            let file = candidate.get(&format!("/api/v1/files/{sha256}")).await;
            assert_eq!((file.status, &file.bytes[..]), (200, &bytes[..]));
            assert_eq!(file.headers["content-type"], "image/jpeg");
            assert_eq!(file.headers["etag"], format!("\"{sha256}\""));
            assert!(file.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
        }

        // Locked: nothing of it may be sent again.
        let again = draft.submit(&candidate, 1, "key-00000002").await;
        assert_eq!(again.error(), (409, "locked".into()));

        // The reviewer sees it, and sends it back for the photo and one kind.
        let list = reviewer.get("/api/v1/review/applications?status=submitted").await.json();
        assert_eq!(list["applications"][0]["candidate"], "c1");
        let looked = reviewer.get("/api/v1/review/applications/c1").await.json();
        assert_eq!(looked["application"], body["application"]);
        assert!(looked["report"]["findings"].as_array().unwrap().iter().all(|f| f["severity"] != "error"));
        let sha256 = draft.first("diploma");
        let file = reviewer.get(&format!("/api/v1/review/applications/c1/files/{sha256}")).await;
        assert_eq!(file.bytes, draft.files[&sha256]);
        let returned = reviewer.send_back("c1", 1, &[("photo", "请重新拍摄"), ("diploma", "看不清")]).await;
        assert_eq!((returned.status, returned.revision()), (200, 2), "{}", returned.json());
        let state = candidate.application().await;
        assert_eq!(state["application"]["status"], "returned");
        assert_eq!(state["application"]["open"], json!(["diploma", "photo"]));
        assert_eq!(state["application"]["history"][1]["feedback"][0]["text"], "请重新拍摄");

        // A closed part must be as it was.
        let mut closed = draft.clone();
        closed.replace("identity", "new.jpg", pictures::document(900));
        let refused = closed.submit(&candidate, 2, "key-00000003").await;
        assert_eq!((refused.status, refused.errors()), (422, vec!["application.locked".to_owned()]));
        let mut closed = draft.clone();
        closed.application.profile.insert("service".into(), "military".into());
        assert!(closed.submit(&candidate, 2, "key-00000003").await.errors().contains(&"application.locked".into()));
        assert_eq!(candidate.application().await, state, "nothing of it is stored");

        // Corrected: stored pictures are not sent again.
        draft.set_photo(pictures::other_photo());
        draft.replace("diploma", "better.jpg", pictures::document(901));
        let stored: Vec<String> = serde_json::from_value(state["files"].clone()).unwrap();
        let corrected = candidate.submit("key-00000004", draft.form_without(2, &stored)).await;
        assert_eq!(corrected.status, 201, "{}", corrected.json());
        assert_eq!(corrected.json()["application"]["status"], "resubmitted");
        assert_eq!(corrected.revision(), 3);
        // The first receipt stands, the picture that was replaced is gone.
        assert_eq!(candidate.get(&format!("/api/v1/receipts/{}", body["receipt"]["id"].as_str().unwrap())).await.status, 200);
        assert_eq!(candidate.get(&format!("/api/v1/files/{sha256}")).await.status, 404);

        let list = reviewer.get("/api/v1/review/applications?status=resubmitted").await.json();
        assert_eq!(list["applications"].as_array().unwrap().len(), 1);
        let approved = reviewer.approve("c1", 3).await;
        assert_eq!((approved.status, approved.json()["application"]["status"].as_str()), (200, Some("approved")));
        assert_eq!(draft.submit(&candidate, 4, "key-00000005").await.error(), (409, "locked".into()));
        assert_eq!(reviewer.send_back("c1", 4, &[("photo", "x")]).await.error(), (409, "locked".into()));
        assert_eq!(world.rows("receipts").await, 2);
    }

    /// A corrected fact opens the slots that it asks for, although the reviewer named the facts only.
    async fn a_corrected_fact_opens_its_slots(world) {
        let (candidate, reviewer) = (world.candidate("c1").await, world.reviewer().await);
        let mut draft = Draft::complete(2);
        assert_eq!(draft.submit(&candidate, 0, "key-00000001").await.status, 201);
        assert_eq!(reviewer.send_back("c1", 1, &[("profile", "学历填写有误")]).await.status, 200);
        draft.application.profile.insert("shortLine".into(), "yes".into());
        let missing = draft.submit(&candidate, 1 + 1, "key-00000002").await;
        assert_eq!(missing.status, 422);
        let report = missing.json()["report"].clone();
        let short: Vec<_> = report["measured"]["slots"].as_array().unwrap().iter()
            .filter(|slot| slot["need"] == "required" && slot["have"] == 0)
            .map(|slot| (slot["kind"].as_str().unwrap().to_owned(), slot["min"].as_u64().unwrap())).collect();
        assert!(!short.is_empty(), "the fact asks for another paper: {report}");
        let mut number = 700;
        for (kind, min) in short {
            for _ in 0..min {
                number += 1;
                draft.add(&kind, &format!("{number}.jpg"), pictures::document(number));
            }
        }
        let corrected = draft.submit(&candidate, 2, "key-00000003").await;
        assert_eq!(corrected.status, 201, "{}", corrected.json());
    }

    /// A retry with the same key gets the same answer, however its manifest is written; other content does not.
    async fn a_key_is_answered_once(world) {
        let candidate = world.candidate("c1").await;
        let draft = Draft::complete(3);
        let first = draft.submit(&candidate, 0, "key-00000001").await;
        assert_eq!(first.status, 201);
        let second = draft.submit(&candidate, 0, "key-00000001").await;
        assert_eq!((second.status, &second.bytes), (200, &first.bytes));
        // Written in another way and without the pictures, but with the same claim.
        let mut manifest = draft.manifest(0);
        manifest["application"]["status"] = json!("draft");
        manifest["application"]["photo"]["format"] = json!(null);
        let form = reqwest::multipart::Form::new()
            .part("manifest", receiver_testkit::candidate::manifest_part(format!("{manifest:#}")));
        let third = candidate.submit("key-00000001", form).await;
        assert_eq!((third.status, &third.bytes), (200, &first.bytes));

        let mut other = draft.clone();
        other.replace("diploma", "other.jpg", pictures::document(800));
        assert_eq!(other.submit(&candidate, 0, "key-00000001").await.error(), (409, "key_reused".into()));
        // Each candidate has keys of their own.
        let stranger = world.candidate("c2").await;
        assert_eq!(draft.submit(&stranger, 0, "key-00000001").await.status, 201);
        assert_eq!((world.rows("applications").await, world.rows("receipts").await), (2, 2));
    }

    /// A submission that starts from an old revision is refused.
    async fn a_stale_revision_is_a_conflict(world) {
        let (candidate, reviewer) = (world.candidate("c1").await, world.reviewer().await);
        let draft = Draft::complete(4);
        assert_eq!(draft.submit(&candidate, 7, "key-00000001").await.error(), (409, "conflict".into()));
        world.assert_nothing_is_stored("a revision that never was").await;
        assert_eq!(draft.submit(&candidate, 0, "key-00000002").await.status, 201);
        assert_eq!(reviewer.approve("c1", 0).await.error(), (409, "conflict".into()));
        assert_eq!(reviewer.send_back("c1", 1, &[("photo", "x")]).await.status, 200);
        assert_eq!(draft.submit(&candidate, 1, "key-00000003").await.error(), (409, "conflict".into()));
        assert_eq!(reviewer.send_back("c1", 1, &[("photo", "x")]).await.error(), (409, "conflict".into()));
    }

    /// Two receivers on one database, two submissions at once: exactly one is accepted, and it is there as a whole.
    async fn of_two_at_once_exactly_one_is_accepted(world) {
        let other = world.another().await;
        for round in 0..4 {
            let here = world.candidate(&format!("c{round}")).await;
            let there = here.at(other);
            let (a, b) = (Draft::complete(10 + 2 * round), Draft::complete(11 + 2 * round));
            let (a, b) = tokio::join!(a.submit(&here, 0, "key-0000000a"), b.submit(&there, 0, "key-0000000b"));
            let (winner, loser) = if a.status == 201 { (a, b) } else { (b, a) };
            assert_eq!((winner.status, loser.status), (201, 409), "{}", loser.json());
            assert!(["conflict", "locked"].contains(&&*loser.code()), "{}", loser.code());
            let state = there.application().await;
            assert_eq!(state["application"], winner.json()["application"]);
            for sha256 in state["files"].as_array().unwrap() {
                assert_eq!(here.get(&format!("/api/v1/files/{}", sha256.as_str().unwrap())).await.status, 200);
            }
        }
        assert_eq!((world.rows("applications").await, world.rows("receipts").await), (4, 4));
    }

    /// The same submission with the same key at two receivers at once, as when a phone changes its network.
    async fn a_retry_that_overtakes_is_the_same_submission(world) {
        let other = world.another().await;
        for round in 0..4 {
            let here = world.candidate(&format!("c{round}")).await;
            let there = here.at(other);
            let draft = Draft::complete(20 + round);
            let (a, b) = tokio::join!(draft.submit(&here, 0, "key-00000001"), draft.submit(&there, 0, "key-00000001"));
            let mut statuses = [a.status, b.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 201]);
            let again = draft.submit(&here, 0, "key-00000001").await;
            assert_eq!(again.status, 200);
            let accepted = if a.status == 201 { a } else { b };
            assert_eq!(again.bytes, accepted.bytes);
        }
        assert_eq!(world.rows("receipts").await, 4);
    }
}

/// The file in the documentation is the one that is served.
#[test]
fn the_openapi_file_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/receiver.openapi.json");
    let made = serde_json::to_string_pretty(&document()).unwrap() + "\n";
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &made).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == made, "docs/receiver.openapi.json is out of date: run UPDATE=1 cargo test in receiver");
}
