//! The error codes stand in one list, `ErrorCode`; the documents and the two pages have a word for each of them.

use std::collections::BTreeSet;
use std::path::Path;

use exam_preflight_receiver::http::document;

/// Codes that the page gives by itself, where no receiver answers.
const OF_THE_PAGE: [&str; 2] = ["offline", "unreachable"];
/// Codes that answer a submission only; the reviewers' page sends none.
const OF_SUBMISSIONS: [&str; 4] = ["key_reused", "files_missing", "hash_mismatch", "too_large"];

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The codes as the OpenAPI document has them, which is made from `ErrorCode`.
fn codes() -> BTreeSet<String> {
    let document = document();
    let all = document["components"]["schemas"]["ErrorCode"]["oneOf"].as_array().expect("one entry for each code");
    let codes: BTreeSet<String> = all.iter().map(|code| code["const"].as_str().expect("a code").to_owned()).collect();
    assert!(codes.len() > 5, "{codes:?}");
    codes
}

/// The part of a text between two marks.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let rest = text.split_once(from).unwrap_or_else(|| panic!("{from:?} is not there")).1;
    rest.split_once(to).unwrap_or_else(|| panic!("{to:?} does not follow {from:?}")).0
}

/// Everything that `quote` encloses.
fn quoted(text: &str, quote: char) -> BTreeSet<String> {
    text.split(quote).skip(1).step_by(2).map(str::to_owned).collect()
}

/// The names of the members of an object literal.
fn members(literal: &str) -> BTreeSet<String> {
    let is_name = |word: &&str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    let before_colons = literal.split(": \"").filter_map(|text| text.rsplit([' ', '\n', ',', '{']).next());
    before_colons.filter(is_name).map(str::to_owned).collect()
}

#[test]
fn the_documents_list_every_code() {
    let section =
        between(&read("docs/receiver.md"), "`{ \"error\": { \"code\", \"params\", \"message\" } }`", ".\n").to_owned();
    assert_eq!(quoted(&section, '`'), codes());
}

#[test]
fn the_page_has_a_word_for_every_code_in_both_languages() {
    let wanted: BTreeSet<String> = codes().into_iter().chain(OF_THE_PAGE.map(str::to_owned)).collect();
    let api = read("www/src/receiver/api.ts");
    assert_eq!(quoted(between(between(&api, "interface Trouble {", "}"), "code:", ";"), '"'), wanted);
    for language in ["zh-CN", "en"] {
        let words = read(&format!("www/src/words/{language}.ts"));
        assert_eq!(members(between(&words, "troubles: {", "\n  },")), wanted, "{language}");
    }
}

#[test]
fn the_reviewers_page_has_a_word_for_every_code_that_it_can_meet() {
    let page = read("receiver/review/review.js");
    let wanted: BTreeSet<String> =
        codes().into_iter().filter(|code| !OF_SUBMISSIONS.contains(&&**code)).chain(["offline".to_owned()]).collect();
    let both: Vec<&str> = page.split("errors: {").skip(1).map(|rest| rest.split_once('}').unwrap().0).collect();
    assert_eq!(both.len(), 2, "two languages");
    for words in both {
        assert_eq!(members(words), wanted);
    }
}
