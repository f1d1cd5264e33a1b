//! An ordinary candidate's application with its pictures.

use std::collections::BTreeMap;

use bytes::Bytes;
use exam_preflight::report::{Verdict, sha256_hex};
use exam_preflight::rules::application::{Application, FileRecord};
use exam_preflight::rules::profile::Facts;
use exam_preflight::rules::slots::{Need, slots};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::client::{Answer, Client};
use super::pictures;
use super::rules_common::{ORDINARY, policy, profile};

/// An application that is not submitted yet, with its pictures.
#[derive(Clone)]
pub struct Draft {
    pub application: Application,
    pub files: BTreeMap<String, Bytes>,
}

impl Draft {
    /// An empty application.
    pub fn empty() -> Self {
        Self { application: Application::new("hubei-2025"), files: BTreeMap::new() }
    }

    /// A complete application. Another number gives other documents.
    pub fn complete(number: usize) -> Self {
        let policy = policy("hubei-2025");
        let mut draft = Self::empty();
        draft.application.profile = profile(&[ORDINARY]);
        draft.set_photo(pictures::photo());
        let facts = draft.application.profile.clone();
        let slots = slots(&policy, &Facts::of(&policy, &facts), |_| 0);
        let mut next = number * 32;
        for slot in slots.iter().filter(|slot| slot.need == Need::Required) {
            for _ in 0..slot.min {
                next += 1;
                draft.add(&slot.kind, &format!("{next}.jpg"), pictures::document(next));
            }
        }
        draft
    }

    pub fn set_photo(&mut self, bytes: Bytes) {
        self.application.photo = Some(self.record("photo.jpg", bytes));
    }

    pub fn add(&mut self, kind: &str, name: &str, bytes: Bytes) {
        let record = self.record(name, bytes);
        self.application.slots.entry(kind.into()).or_default().push(record);
    }

    /// Replaces the first picture of a kind.
    pub fn replace(&mut self, kind: &str, name: &str, bytes: Bytes) {
        let record = self.record(name, bytes);
        self.application.slots.get_mut(kind).expect("the kind has pictures")[0] = record;
    }

    fn record(&mut self, name: &str, bytes: Bytes) -> FileRecord {
        let sha256 = sha256_hex(&bytes);
        let length = bytes.len() as u64;
        self.files.insert(sha256.clone(), bytes);
        let (name, verdict) = (name.into(), Verdict::Ready);
        let format = Some("jpeg".into());
        FileRecord { name, sha256, bytes: length, format, verdict, perceptual_hash: None, confirmed_upright: false }
    }

    /// SHA-256 of the first picture of a kind.
    pub fn first(&self, kind: &str) -> String {
        self.application.files(kind)[0].sha256.clone()
    }

    pub fn manifest(&self, revision: i64) -> Value {
        json!({ "schema": 1, "revision": revision, "application": self.application })
    }

    pub fn form(&self, revision: i64) -> Form {
        self.form_without(revision, &[])
    }

    /// The body without the pictures that the receiver has stored already.
    pub fn form_without(&self, revision: i64, stored: &[String]) -> Form {
        let mut form = Form::new().part("manifest", manifest_part(self.manifest(revision).to_string()));
        for (sha256, bytes) in self.files.iter().filter(|(sha256, _)| !stored.contains(sha256)) {
            let is_named = self.application.slots.values().flatten().chain(&self.application.photo);
            if is_named.clone().any(|file| file.sha256 == *sha256) {
                form = form.part(sha256.clone(), picture_part(bytes.clone()));
            }
        }
        form
    }

    pub async fn submit(&self, client: &Client, revision: i64, key: &str) -> Answer {
        client.submit(key, self.form(revision)).await
    }
}

pub fn manifest_part(text: String) -> Part {
    Part::text(text).mime_str("application/json").unwrap()
}

pub fn picture_part(bytes: Bytes) -> Part {
    let length = bytes.len() as u64;
    Part::stream_with_length(bytes, length).file_name("x.jpg").mime_str("image/jpeg").unwrap()
}
