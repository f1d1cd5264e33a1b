//! Access by token and role, and refusals of the checks.

use exam_preflight::material::{self, InspectOptions};
use exam_preflight::report::sha256_hex;
use exam_preflight::rules::gate::evaluate;
use exam_preflight::rules::material_spec::MaterialSpec;
use exam_preflight_receiver::clock;
use exam_preflight_receiver::tokens::{self, Holder};
use reqwest::Method;
use serde_json::{Value, json};

use receiver_testkit::candidate::{Draft, manifest_part, picture_part};
use receiver_testkit::on_both;
use receiver_testkit::pictures;
use receiver_testkit::rules_common::policy;

type Spoil = fn(&mut Draft);

/// Every address that needs a token, with `X` for a candidate's id and a picture's hash in place.
fn addresses(candidate: &str, sha256: &str, receipt: &str) -> Vec<(Method, String, bool)> {
    let own = ["/api/v1/application".into(), format!("/api/v1/files/{sha256}"), format!("/api/v1/receipts/{receipt}")];
    let review = "/api/v1/review/applications";
    let looks = [review.to_owned(), format!("{review}/{candidate}"), format!("{review}/{candidate}/files/{sha256}")];
    let steps = [format!("{review}/{candidate}/return"), format!("{review}/{candidate}/approve")];
    let own = own.into_iter().map(|path| (Method::GET, path, false));
    let looks = looks.into_iter().map(|path| (Method::GET, path, true));
    let steps = steps.into_iter().map(|path| (Method::POST, path, true));
    own.chain([(Method::POST, "/api/v1/submissions".into(), false)]).chain(looks).chain(steps).collect()
}

on_both! {
    /// Without a token, with a made-up, revoked, expired or altered one: 401, the same for all.
    async fn without_a_known_token_nothing_is_told(world) {
        let candidate = world.candidate("c1").await;
        let draft = Draft::complete(1);
        let accepted = draft.submit(&candidate, 0, "key-00000001").await;
        let receipt = accepted.json()["receipt"]["id"].as_str().unwrap().to_owned();
        let token = candidate.token.clone().unwrap();
        let (id, secret) = token.split_once('-').unwrap();
        let revoked = world.candidate("c1").await;
        let revoked_token = revoked.token.clone().unwrap();
        let revoked_id = revoked_token.split_once('-').unwrap().0;
        assert!(exam_preflight_receiver::tokens::revoke(&world.receiver.database, revoked_id).await.unwrap());
        let stored: String = sqlx::query_scalar("SELECT sha256 FROM tokens WHERE id = $1")
            .bind(id).fetch_one(world.receiver.database.pool()).await.unwrap();
        assert_eq!(stored, sha256_hex(token.as_bytes()), "only the hash is stored");
        let reviewer = Holder::Reviewer("r".into());
        let (ended, later) = (clock::now(), clock::in_days(1));
        let expired = tokens::add_until(&world.receiver.database, &Holder::Candidate("c1".into()), Some(&ended)).await.unwrap();
        let expired_reviewer = tokens::add_until(&world.receiver.database, &reviewer, Some(&ended)).await.unwrap();
        let valid = tokens::add_until(&world.receiver.database, &Holder::Candidate("c1".into()), Some(&later)).await.unwrap();
        assert_eq!(candidate.with_token(Some(&valid)).get("/api/v1/application").await.status, 200, "its end is tomorrow");
        let strangers = [
            Some(expired), Some(expired_reviewer),
            None, Some(String::new()), Some("x".into()), Some(secret.to_owned()), Some(format!("{id}-")),
            Some(format!("{id}-{}", "0".repeat(64))), Some(format!("{id}-{stored}")), Some(stored.clone()), Some(revoked_token.clone()),
            Some(format!("{id}-{} ", &secret[..63])), Some("a".repeat(5000)), Some(format!("' OR '1'='1-{secret}")),
        ];
        for stranger in strangers {
            let client = candidate.with_token(stranger.as_deref());
            for (method, path, _) in addresses("c1", &draft.first("diploma"), &receipt) {
                let answer = client.send(client.request(method.clone(), &path)).await;
                assert_eq!(answer.error(), (401, "unauthorized".into()), "{stranger:?} {method} {path}");
                assert_eq!(answer.headers["www-authenticate"], "Bearer");
            }
        }
        let basic = candidate.with_token(None);
        let request = basic.request(Method::GET, "/api/v1/application").header("Authorization", format!("Basic {token}"));
        assert_eq!(basic.send(request).await.status, 401);
    }

    /// The pictures, receipts and applications of others are answered with 404; so is the review for a candidate, and a
    /// candidate's own addresses for a reviewer.
    async fn what_belongs_to_others_is_not_found(world) {
        let (owner, other, reviewer) = (world.candidate("c1").await, world.candidate("c2").await, world.reviewer().await);
        let draft = Draft::complete(2);
        let accepted = draft.submit(&owner, 0, "key-00000001").await;
        let receipt = accepted.json()["receipt"]["id"].as_str().unwrap().to_owned();
        let sha256 = draft.first("diploma");
        for (method, path, is_review) in addresses("c1", &sha256, &receipt) {
            let answers = [
                (&other, is_review || path.contains(&sha256) || path.contains(&receipt)),
                (&owner, is_review),
                (&reviewer, !is_review),
            ];
            for (client, _) in answers.iter().filter(|(_, is_hidden)| *is_hidden) {
                let answer = client.send(client.request(method.clone(), &path).json(&json!({ "revision": 1 }))).await;
                assert_eq!(answer.error(), (404, "not_found".into()), "{method} {path}");
            }
        }
        assert_eq!(other.application().await["application"], json!(null));
        // The same picture belongs to the other candidate as soon as that one has sent it.
        assert_eq!(draft.submit(&other, 0, "key-00000001").await.status, 201);
        assert_eq!(other.get(&format!("/api/v1/files/{sha256}")).await.status, 200);
        for path in ["/api/v1/review/applications/c3", "/api/v1/review/applications/c1/files/x", "/api/v1/review/applications/%2e%2e",
            "/api/v1/review/applications/..%2fc1", "/api/v1/review/applications/c1%00"] {
            assert_eq!(reviewer.get(path).await.status, 404, "{path}");
        }
        assert_eq!(reviewer.approve("c3", 1).await.status, 404);
        for query in ["status=lost", "status=", "status=submitted&status=draft", "x=1"] {
            let answer = reviewer.get(&format!("/api/v1/review/applications?{query}")).await;
            assert_eq!(answer.error(), (400, "malformed".into()), "{query}");
        }
    }

    /// The receiver answers a blocked picture with the crate's own report and stores nothing of it.
    async fn a_blocked_picture_is_refused_with_the_crates_own_findings(world) {
        let candidate = world.candidate("c1").await;
        let policy = policy("hubei-2025");
        let mut draft = Draft::complete(3);
        let turned = pictures::turned_document(77);
        draft.replace("diploma", "turned.jpg", turned.clone());
        let answer = draft.submit(&candidate, 0, "key-00000001").await;
        assert_eq!(answer.status, 422, "{}", answer.json());
        assert_eq!(answer.errors(), ["slot.files.too_few", "slot.file.blocked"]);
        let spec = MaterialSpec::of(&policy, "diploma").unwrap();
        let options = InspectOptions { file_name: Some("turned.jpg"), ..InspectOptions::new(&spec) };
        let own = material::inspect(&turned, &options, &mut |_| {}).unwrap();
        let own = serde_json::to_value(own).unwrap();
        assert_eq!(own["verdict"], "blocked");
        assert_eq!(answer.json()["reports"][sha256_hex(&turned)], own);
        world.assert_nothing_is_stored("a turned document").await;

        // The gate's report, whole, as the crate gives it for the records that the receiver made itself.
        let mut same = draft.application.clone();
        let reports = answer.json()["reports"].clone();
        for file in same.slots.values_mut().flatten().chain(&mut same.photo) {
            let report = &reports[&file.sha256];
            file.verdict = serde_json::from_value(report["verdict"].clone()).unwrap();
            file.perceptual_hash = report["measured"]["perceptualHash"].as_str().map(str::to_owned);
        }
        assert_eq!(answer.json()["report"], serde_json::to_value(evaluate(&policy, &same)).unwrap());

        // What needs no pixel is refused before any picture is inspected: no report of a picture is made.
        let spoilt: [(&str, Spoil, &str); 10] = [
            ("a photo that is none", |draft| draft.set_photo(pictures::note()), "application.photo.blocked"),
            ("no photo", |draft| draft.application.photo = None, "application.photo.missing"),
            ("a text", |draft| draft.replace("diploma", "a.jpg", b"hello"[..].into()), "slot.file.blocked"),
            ("one on its side", |draft| draft.replace("diploma", "a.jpg", pictures::turned_document(6)), "slot.file.blocked"),
            ("twice the same", |draft| {
                let document = draft.files[&draft.first("diploma")].clone();
                draft.add("diploma", "again.jpg", document);
            }, "material.duplicate"),
            ("too many of a kind", |draft| {
                for number in 0..20 {
                    draft.add("diploma", "more.jpg", pictures::own_document(number));
                }
            }, "slot.files.too_many"),
            ("an unknown kind", |draft| draft.add("secrets", "a.jpg", pictures::document(7)), "slot.kind.unknown"),
            ("a missing answer", |draft| drop(draft.application.profile.remove("education")), "profile.fact.missing"),
            ("an unknown answer", |draft| drop(draft.application.profile.insert("a".into(), "b".into())), "profile.fact.unknown"),
            ("another policy", |draft| draft.application.policy = "xinjiang-2024".into(), "application.policy.mismatch"),
        ];
        let by_pixels = ["application.photo.blocked", "slot.file.blocked"];
        for (why, spoil, code) in spoilt {
            let mut draft = Draft::complete(4);
            spoil(&mut draft);
            let answer = draft.submit(&candidate, 0, "key-00000002").await;
            assert_eq!(answer.status, 422, "{why}");
            assert!(answer.errors().contains(&code.to_owned()), "{why}: {:?}", answer.errors());
            let reports = answer.json()["reports"].as_object().unwrap().len();
            assert_eq!(reports > 0, by_pixels.contains(&code), "{why}: {reports} pictures were inspected");
            world.assert_nothing_is_stored(why).await;
        }
    }

    /// A finished photo is judged as it is, and never encoded again: a progressive one of the right size is refused, as
    /// `exam-preflight application` refuses it.
    async fn a_progressive_photo_of_the_right_size_is_refused(world) {
        let candidate = world.candidate("c1").await;
        let photo = pictures::progressive_photo();
        let mut draft = Draft::complete(3);
        draft.set_photo(photo.clone());
        let answer = draft.submit(&candidate, 0, "key-00000001").await;
        assert_eq!((answer.status, answer.errors()), (422, vec!["application.photo.blocked".to_owned()]));
        let report = &answer.json()["reports"][sha256_hex(&photo)];
        let errors: Vec<&Value> =
            report["findings"].as_array().unwrap().iter().filter(|finding| finding["severity"] == "error").collect();
        assert_eq!(errors.len(), 1, "{report}");
        assert_eq!(errors[0]["code"], "photo.not_prepared");
        assert_eq!(errors[0]["params"], json!({ "property": "coding", "is": "progressive", "expected": "baseline" }));
        world.assert_nothing_is_stored("a progressive photo").await;
    }

    /// A program can be wrong. A candidate who confirms a picture as upright may submit it; the reviewer sees a warning.
    async fn a_turned_picture_passes_when_the_candidate_confirms_it(world) {
        let candidate = world.candidate("c1").await;
        let mut draft = Draft::complete(3);
        draft.replace("diploma", "turned.jpg", pictures::turned_document(77));
        draft.add("diploma", "right.jpg", pictures::document(78));
        for file in draft.application.slots.get_mut("diploma").unwrap() {
            file.confirmed_upright = true;
        }
        let answer = draft.submit(&candidate, 0, "key-00000001").await;
        assert_eq!(answer.status, 201, "{}", answer.json());
        let stored = &answer.json()["application"]["slots"]["diploma"];
        assert_eq!(stored[0]["confirmedUpright"], true);
        assert_eq!(stored[1].get("confirmedUpright"), None, "a confirmation that is not needed is not stored");
        let looked = world.reviewer().await.get("/api/v1/review/applications/c1").await.json();
        let findings = looked["report"]["findings"].as_array().unwrap();
        let warning = findings.iter().find(|f| f["code"] == "material.orientation.confirmed").expect("the reviewer sees it");
        assert_eq!((&warning["slot"], &warning["file"]), (&json!("diploma"), &json!("turned.jpg")));
        assert_eq!(warning["severity"], "warning");

        // Returned for another part: the closed part keeps its record, with or without a confirmation.
        let answer = world.reviewer().await.send_back("c1", 1, &[("identity", "看不清")]).await;
        assert_eq!(answer.status, 200, "{}", answer.json());
        let answer = draft.submit(&candidate, 2, "key-00000002").await;
        assert_eq!(answer.status, 201, "{}", answer.json());
        assert_eq!(&answer.json()["application"]["slots"]["diploma"], stored);
    }

    /// A file's name never becomes a path.
    async fn names_never_become_paths(world) {
        let candidate = world.candidate("c1").await;
        for name in ["../../etc/passwd", "..\\..\\x.jpg", "/etc/shadow", "a\u{0}b.jpg", " ", &"x".repeat(300)] {
            let mut draft = Draft::complete(5);
            draft.replace("diploma", name, pictures::document(8));
            let answer = draft.submit(&candidate, 0, "key-00000001").await;
            assert_eq!((answer.status, answer.errors()), (422, vec!["application.event.invalid".to_owned()]), "{name:?}");
            world.assert_nothing_is_stored(name).await;
        }
        // A name that only looks like a path stays as it is.
        let mut draft = Draft::complete(6);
        draft.replace("diploma", "..%2F证书 <b>.jpg", pictures::document(9));
        assert_eq!(draft.submit(&candidate, 0, "key-00000001").await.status, 201);
        let application = candidate.application().await;
        assert_eq!(application["application"]["slots"]["diploma"][0]["name"], "..%2F证书 <b>.jpg");
        for object in world.objects().await {
            let parts: Vec<&str> = object.split('/').collect();
            assert!(matches!(parts[..], ["pictures", day, sha] if day.len() == 10 && sha.len() == 64), "{object}");
        }
        for path in ["/api/v1/files/..%2f..%2freceiver.sqlite", "/api/v1/files/%2e%2e", "/api/v1/receipts/..%2f..%2fx"] {
            assert_eq!(candidate.get(path).await.status, 404, "{path}");
        }
    }

    /// A part's name is the hash of its bytes, and every named picture is there.
    async fn hashes_hold_and_nothing_is_missing(world) {
        let candidate = world.candidate("c1").await;
        let draft = Draft::complete(7);
        let manifest = || reqwest::multipart::Form::new().part("manifest", manifest_part(draft.manifest(0).to_string()));
        let sha256 = draft.first("diploma");
        let wrong = manifest().part(sha256.clone(), picture_part(pictures::document(10)));
        let answer = candidate.submit("key-00000001", wrong).await;
        assert_eq!(answer.error(), (400, "hash_mismatch".into()));
        assert_eq!(answer.json()["error"]["params"]["named"], sha256);

        let answer = candidate.submit("key-00000001", draft.form_without(0, std::slice::from_ref(&sha256))).await;
        assert_eq!(answer.error(), (400, "files_missing".into()));
        assert_eq!(answer.json()["error"]["params"]["files"], json!([sha256]));
        world.assert_nothing_is_stored("a missing file").await;

        // A picture that another candidate has sent does not count for this one.
        let other = world.candidate("c2").await;
        assert_eq!(draft.submit(&other, 0, "key-00000001").await.status, 201);
        let answer = candidate.submit("key-00000001", draft.form_without(0, std::slice::from_ref(&sha256))).await;
        assert_eq!(answer.error(), (400, "files_missing".into()));
    }

    /// A reviewer's decision that is malformed, or that the status does not allow.
    async fn a_reviewers_step_is_checked(world) {
        let (candidate, reviewer) = (world.candidate("c1").await, world.reviewer().await);
        assert_eq!(Draft::complete(8).submit(&candidate, 0, "key-00000001").await.status, 201);
        let path = "/api/v1/review/applications/c1/return";
        let long = "字".repeat(2000);
        let bodies: [Value; 8] = [
            json!(null), json!([]), json!({ "revision": 1 }), json!({ "revision": "1", "feedback": [] }),
            json!({ "revision": 1, "feedback": [] }),
            json!({ "revision": 1, "feedback": [{ "part": "secrets", "text": "x" }] }),
            json!({ "revision": 1, "feedback": [{ "part": "photo", "text": " " }] }),
            json!({ "revision": 1, "feedback": [{ "part": "photo", "text": long }] }),
        ];
        for body in bodies {
            let answer = reviewer.post(path, body.clone()).await;
            assert_eq!(answer.error(), (400, "malformed".into()), "{body}");
        }
        let broken = reviewer.request(Method::POST, path).body("{");
        assert_eq!(reviewer.send(broken).await.error(), (400, "malformed".into()));
        let large = reviewer.request(Method::POST, path).body(vec![b' '; 600 << 10]);
        assert_eq!(reviewer.send(large).await.error(), (413, "too_large".into()));
        assert_eq!(candidate.application().await["revision"], 1);
        // A second return adds to the open parts.
        assert_eq!(reviewer.send_back("c1", 1, &[("photo", "x")]).await.status, 200);
        let more = reviewer.send_back("c1", 2, &[("profile", "y")]).await;
        assert_eq!(more.json()["application"]["open"], json!(["photo", "profile"]));
        assert_eq!(reviewer.approve("c1", 3).await.error(), (409, "locked".into()));
    }
}
