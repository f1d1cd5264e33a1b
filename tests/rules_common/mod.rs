//! What the tests of the rules share: an ordinary candidate, and pictures that need no pixels.
#![allow(dead_code, reason = "each test file uses its own part")]

use exam_preflight::report::{Verdict, sha256_hex};
use exam_preflight::rules::application::{Application, FileRecord};
use exam_preflight::rules::policy::{Policy, built_in};
use exam_preflight::rules::profile::{Facts, Profile};
use exam_preflight::rules::slots::{Need, slots};

/// The ordinary candidate under `hubei-2025`: from the mainland, civilian, with a full-time bachelor's education.
pub const ORDINARY: &str = "origin=mainland service=civilian idDocument=resident_card level=practising upgrade=no \
     entry=education education=bachelor educationPlace=mainland diplomaState=held verification=chsi topUp=no \
     fullTime=yes freshGraduate=no shortLine=no institutionListed=yes";

/// A postgraduate in the year of graduation.
pub const IN_FINAL_YEAR: &str = "origin=mainland service=civilian idDocument=resident_card level=practising upgrade=no \
     entry=education education=postgraduate educationPlace=mainland postgraduateFinalYear=yes bachelorPlace=mainland \
     verification=chsi topUp=no degreeType=professional bachelorFullTime=yes shortLine=no institutionListed=yes";

/// A built-in policy.
pub fn policy(id: &str) -> Policy {
    Policy::from_json(built_in(id).expect("a built-in id")).expect("a sound policy")
}

/// Facts written as `fact=choice fact=choice`; a later one wins, so that a case can amend [`ORDINARY`].
pub fn profile(facts: &[&str]) -> Profile {
    let pairs = facts.iter().flat_map(|text| text.split_whitespace());
    pairs.map(|pair| pair.split_once('=').expect("fact=choice")).map(|(f, c)| (f.to_string(), c.to_string())).collect()
}

/// A picture that passed its inspection; the same number is the same picture.
pub fn picture(number: u32) -> FileRecord {
    FileRecord {
        name: format!("{number}.jpg"),
        sha256: sha256_hex(&number.to_le_bytes()),
        bytes: 20_000,
        format: Some("jpeg".into()),
        verdict: Verdict::Ready,
        perceptual_hash: None,
        confirmed_upright: false,
    }
}

/// A draft in which each required kind has as many pictures as it needs, and the photo is there.
pub fn complete(policy: &Policy, profile: Profile) -> Application {
    let mut application = Application::new(&policy.id);
    application.photo = Some(picture(0));
    let required = slots(policy, &Facts::of(policy, &profile), |_| 0);
    let mut number = 0;
    for slot in required.iter().filter(|slot| slot.need == Need::Required) {
        let numbers = number + 1..=number + slot.min;
        application.slots.insert(slot.kind.clone(), numbers.map(picture).collect());
        number += slot.min;
    }
    application.profile = profile;
    application
}
