//! One picture in two places, where the policy allows it.

use exam_preflight::rules::profile::Facts;
use exam_preflight::rules::slots::{Need, slots};

use receiver_testkit::candidate::Draft;
use receiver_testkit::rules_common::{IN_FINAL_YEAR, policy, profile};
use receiver_testkit::{on_both, pictures};

on_both! {
    /// The proof of enrolment and the statement of study may be one document: it is sent and stored once, and stands in both.
    async fn one_document_for_two_kinds_is_sent_once(world) {
        let candidate = world.candidate("c1").await;
        let mut draft = Draft::empty();
        draft.set_photo(pictures::photo());
        draft.application.profile = profile(&[IN_FINAL_YEAR]);
        let (policy, facts) = (policy("hubei-2025"), draft.application.profile.clone());
        let needed = slots(&policy, &Facts::of(&policy, &facts), |_| 0);
        let mut number = 4000;
        for slot in needed.iter().filter(|slot| slot.need == Need::Required && slot.kind != "postgraduate_statement") {
            for _ in 0..slot.min {
                number += 1;
                draft.add(&slot.kind, &format!("{number}.jpg"), pictures::document(number));
            }
        }
        let both = draft.first("enrolment_proof");
        draft.add("postgraduate_statement", "again.jpg", draft.files[&both].clone());

        let taken = draft.submit(&candidate, 0, "key-00000001").await;
        assert_eq!(taken.status, 201, "{}", taken.json());
        let body = taken.json();
        for kind in ["enrolment_proof", "postgraduate_statement"] {
            assert_eq!(body["application"]["slots"][kind][0]["sha256"], both, "{kind}");
        }
        let stored = candidate.application().await["files"].as_array().unwrap().len();
        assert_eq!(stored, draft.files.len(), "each picture once");

        // Two kinds that are never one document.
        let other = world.candidate("c2").await;
        let mut wrong = draft.clone();
        wrong.replace("student_card", "again.jpg", draft.files[&both].clone());
        let refused = wrong.submit(&other, 0, "key-00000001").await;
        assert_eq!((refused.status, refused.errors()), (422, vec!["material.duplicate".to_owned()]));
    }
}
