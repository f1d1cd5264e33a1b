//! Checks the values of a policy of the right form: takes a [`Policy`], adds a fault for every value that makes no sense.

use std::collections::{BTreeMap, BTreeSet};

use self::photo::photo;
use crate::date::Date;
use crate::rules::condition::{Comparison, Condition};
use crate::rules::policy::{
    Basis, Fact, Link, Material, Notice, PHOTO, PROFILE, Place, Policy, SlotCount, Source, Text,
};
use crate::rules::read::{Faults, Path};

mod photo;

/// Most pictures of one kind: a greater number is a slip, and would be more than a page can hold.
const MAX_SLOTS: u32 = 100;

/// Names that no kind may have: feedback names a part of an application by one word, and these are other parts.
const RESERVED: [&str; 2] = [PHOTO, PROFILE];

/// Adds every fault of `policy`.
pub fn validate(policy: &Policy, faults: &mut Faults) {
    let top = Path::Top;
    name(&policy.id, &Path::Key(&top, "id"), faults);
    text(&policy.title, &Path::Key(&top, "title"), faults);
    source(&policy.source, &Path::Key(&top, "source"), faults);
    facts(&policy.facts, &Path::Key(&top, "facts"), faults);
    contradictions(policy, &Path::Key(&top, "contradictions"), faults);
    photo(&policy.photo, &Path::Key(&top, "photo"), faults);
    materials(policy, &Path::Key(&top, "materials"), faults);
    notices(policy, &Path::Key(&top, "notices"), faults);
}

fn source(source: &Source, at: &Path<'_>, faults: &mut Faults) {
    words(&source.title, &Path::Key(at, "title"), faults);
    words(&source.issuer, &Path::Key(at, "issuer"), faults);
    if !(2000..=2100).contains(&source.year) {
        faults.add(&Path::Key(at, "year"), format!("should be a year from 2000 to 2100, is {}", source.year));
    }
    if Date::parse(&source.checked_on).is_none() {
        faults.add(&Path::Key(at, "checkedOn"), format!("should be a date YYYY-MM-DD, is {:?}", source.checked_on));
    }
}

fn facts(facts: &[Fact], at: &Path<'_>, faults: &mut Faults) {
    if facts.is_empty() {
        faults.add(at, "should have at least one fact");
    }
    unique(facts.iter().map(|fact| &*fact.name), "name", at, faults);
    for (i, fact) in facts.iter().enumerate() {
        let at = Path::Item(at, i);
        name(&fact.name, &Path::Key(&at, "name"), faults);
        text(&fact.title, &Path::Key(&at, "title"), faults);
        if let Some(note) = &fact.note {
            text(note, &Path::Key(&at, "note"), faults);
        }
        let choices = Path::Key(&at, "choices");
        if fact.choices.len() < 2 {
            faults.add(&choices, "should have at least two choices");
        }
        unique(fact.choices.iter().map(|choice| &*choice.value), "value", &choices, faults);
        for (j, choice) in fact.choices.iter().enumerate() {
            let at = Path::Item(&choices, j);
            name(&choice.value, &Path::Key(&at, "value"), faults);
            text(&choice.title, &Path::Key(&at, "title"), faults);
        }
        // Only earlier facts: the page asks in order, and nothing can wait for itself.
        condition(fact.asked_when.as_ref(), &facts[..i], &Path::Key(&at, "askedWhen"), faults);
        basis(&fact.basis, &Path::Key(&at, "basis"), faults);
    }
}

fn contradictions(policy: &Policy, at: &Path<'_>, faults: &mut Faults) {
    unique(policy.contradictions.iter().map(|c| &*c.id), "id", at, faults);
    for (i, contradiction) in policy.contradictions.iter().enumerate() {
        let at = Path::Item(at, i);
        name(&contradiction.id, &Path::Key(&at, "id"), faults);
        condition(Some(&contradiction.when), &policy.facts, &Path::Key(&at, "when"), faults);
        text(&contradiction.text, &Path::Key(&at, "text"), faults);
        basis(&contradiction.basis, &Path::Key(&at, "basis"), faults);
    }
}

fn materials(policy: &Policy, at: &Path<'_>, faults: &mut Faults) {
    if policy.materials.is_empty() {
        faults.add(at, "should have at least one kind");
    }
    unique(policy.materials.iter().map(|material| &*material.kind), "kind", at, faults);
    for (i, material) in policy.materials.iter().enumerate() {
        one_material(material, policy, &Path::Item(at, i), faults);
    }
}

fn one_material(material: &Material, policy: &Policy, at: &Path<'_>, faults: &mut Faults) {
    let known = &policy.facts;
    name(&material.kind, &Path::Key(at, "kind"), faults);
    if RESERVED.contains(&&*material.kind) {
        faults.add(&Path::Key(at, "kind"), format!("{:?} names another part of an application", material.kind));
    }
    text(&material.title, &Path::Key(at, "title"), faults);
    text(&material.note, &Path::Key(at, "note"), faults);
    text(&material.example, &Path::Key(at, "example"), faults);
    if let Some(obtained_from) = &material.obtained_from {
        text(obtained_from, &Path::Key(at, "obtainedFrom"), faults);
    }
    links(&material.links, &Path::Key(at, "links"), faults);
    let formats = Path::Key(at, "formats");
    if material.formats.is_empty() {
        faults.add(&formats, "should have at least one format");
    }
    let mut seen = BTreeSet::new();
    for (i, format) in material.formats.iter().enumerate() {
        if !seen.insert(format) {
            faults.add(&Path::Item(&formats, i), format!("{} stands here twice", format.as_str()));
        }
    }
    positive(material.max_bytes, &Path::Key(at, "maxBytes"), faults);
    slot_count(&material.slots, &Path::Key(at, "slots"), faults);
    for (i, other) in material.slots_when.iter().enumerate() {
        let list = Path::Key(at, "slotsWhen");
        let at = Path::Item(&list, i);
        condition(Some(&other.when), known, &Path::Key(&at, "when"), faults);
        slot_count(&other.slots, &Path::Key(&at, "slots"), faults);
    }
    if material.required_when.is_none() && material.optional_when.is_none() {
        faults.add(at, "should have requiredWhen or optionalWhen, or nobody could ever upload it");
    }
    condition(material.required_when.as_ref(), known, &Path::Key(at, "requiredWhen"), faults);
    condition(material.optional_when.as_ref(), known, &Path::Key(at, "optionalWhen"), faults);
    kinds(&material.may_repeat, policy, &Path::Key(at, "mayRepeat"), faults);
    if material.may_repeat.contains(&material.kind) {
        faults.add(&Path::Key(at, "mayRepeat"), "names its own kind");
    }
    basis(&material.basis, &Path::Key(at, "basis"), faults);
    let used = |key, is_used: bool| is_used.then_some(key);
    let numbers = ["maxBytes", "slots.min", "slots.max"].into_iter().chain(
        [
            used("slotsWhen", !material.slots_when.is_empty()),
            used("mayRepeat", !material.may_repeat.is_empty()),
            used("links", !material.links.is_empty()),
        ]
        .into_iter()
        .flatten(),
    );
    noted(&material.notes, numbers, &Path::Key(at, "notes"), faults);
}

/// Checks that each name is a kind of the policy, and is there once.
fn kinds(names: &[String], policy: &Policy, at: &Path<'_>, faults: &mut Faults) {
    let is_known = |name: &str| policy.material(name).is_some();
    known(names, is_known, "is not a kind of this policy", at, faults);
}

/// Checks that each name is known, and is there once.
fn known(names: &[String], is_known: impl Fn(&str) -> bool, fault: &str, at: &Path<'_>, faults: &mut Faults) {
    let mut seen = BTreeSet::new();
    for (i, name) in names.iter().enumerate() {
        if !is_known(name) {
            faults.add(&Path::Item(at, i), format!("{name:?} {fault}"));
        }
        if !seen.insert(name) {
            faults.add(&Path::Item(at, i), format!("{name:?} stands here twice"));
        }
    }
}

/// Longest address of a link, in bytes.
const MAX_URL_BYTES: usize = 2_000;

fn links(links: &[Link], at: &Path<'_>, faults: &mut Faults) {
    for (i, link) in links.iter().enumerate() {
        let at = Path::Item(at, i);
        text(&link.title, &Path::Key(&at, "title"), faults);
        // It becomes a link of the page: no other scheme, and nothing that could end an attribute or a line.
        let host = link.url.strip_prefix("https://").or_else(|| link.url.strip_prefix("http://"));
        let is_plain = |c: char| c.is_ascii_graphic() && !"\"'<>\\^`{|}".contains(c);
        let is_sound = host.is_some_and(|host| host.starts_with(|c: char| c.is_ascii_alphanumeric()))
            && link.url.len() <= MAX_URL_BYTES
            && link.url.chars().all(is_plain);
        if !is_sound {
            faults.add(&Path::Key(&at, "url"), format!("should be an address http:// or https://, is {:?}", link.url));
        }
    }
}

fn slot_count(slots: &SlotCount, at: &Path<'_>, faults: &mut Faults) {
    positive(slots.min, &Path::Key(at, "min"), faults);
    if slots.max < slots.min {
        faults.add(&Path::Key(at, "max"), format!("is {}, below min {}", slots.max, slots.min));
    }
    if slots.max > MAX_SLOTS {
        faults.add(&Path::Key(at, "max"), format!("is {}, limit is {MAX_SLOTS}", slots.max));
    }
}

fn notices(policy: &Policy, at: &Path<'_>, faults: &mut Faults) {
    unique(policy.notices.iter().map(|notice| &*notice.id), "id", at, faults);
    for (i, notice) in policy.notices.iter().enumerate() {
        one_notice(notice, policy, &Path::Item(at, i), faults);
    }
}

fn one_notice(notice: &Notice, policy: &Policy, at: &Path<'_>, faults: &mut Faults) {
    name(&notice.id, &Path::Key(at, "id"), faults);
    condition(notice.when.as_ref(), &policy.facts, &Path::Key(at, "when"), faults);
    text(&notice.text, &Path::Key(at, "text"), faults);
    if let Some(place) = &notice.place {
        let at = Path::Key(at, "place");
        if *place == Place::default() {
            faults.add(&at, "should name a fact, the photo or a kind");
        }
        let is_fact = |name: &str| policy.fact(name).is_some();
        known(&place.facts, is_fact, "is not a fact of this policy", &Path::Key(&at, "facts"), faults);
        kinds(&place.kinds, policy, &Path::Key(&at, "kinds"), faults);
    }
    links(&notice.links, &Path::Key(at, "links"), faults);
    basis(&notice.basis, &Path::Key(at, "basis"), faults);
    let used = (!notice.links.is_empty()).then_some("links");
    noted(&notice.notes, used.into_iter(), &Path::Key(at, "notes"), faults);
}

/// Checks that every fact and answer of a condition is known.
fn condition(condition: Option<&Condition>, known: &[Fact], at: &Path<'_>, faults: &mut Faults) {
    let Some(condition) = condition else { return };
    condition.visit(at, &mut |at, Comparison { fact: name, key, choices }| {
        let Some(fact) = known.iter().find(|fact| fact.name == name) else {
            faults.add(&Path::Key(at, "fact"), format!("{name:?} is not a fact that was asked before"));
            return;
        };
        let list = Path::Key(at, key);
        let mut seen = BTreeSet::new();
        for (i, choice) in choices.iter().enumerate() {
            let item = Path::Item(&list, i);
            let at = if key == "in" { &item } else { &list };
            if !fact.has_choice(choice) {
                faults.add(at, format!("{choice:?} is not a choice of {name:?}"));
            }
            if !seen.insert(choice) {
                faults.add(at, format!("{choice:?} stands here twice"));
            }
        }
    });
}

fn basis(basis: &Basis, at: &Path<'_>, faults: &mut Faults) {
    words(&basis.section, &Path::Key(at, "section"), faults);
    words(&basis.quote, &Path::Key(at, "quote"), faults);
}

fn text(text: &Text, at: &Path<'_>, faults: &mut Faults) {
    words(&text.zh_cn, &Path::Key(at, "zh-CN"), faults);
    words(&text.en, &Path::Key(at, "en"), faults);
}

fn words(words: &str, at: &Path<'_>, faults: &mut Faults) {
    if words.trim().is_empty() {
        faults.add(at, "is empty");
    }
}

/// Checks a name: it must be usable unchanged in a path, a file name, a form field and a URL.
fn name(name: &str, at: &Path<'_>, faults: &mut Faults) {
    let starts_well = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    if !starts_well || name.len() > 64 || !name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c)) {
        faults.add(at, format!("should be 1 to 64 of a-z, A-Z, 0-9, _ and -, is {name:?}"));
    }
}

fn unique<'a>(names: impl Iterator<Item = &'a str>, key: &str, at: &Path<'_>, faults: &mut Faults) {
    let mut seen = BTreeSet::new();
    for (i, name) in names.enumerate() {
        if !seen.insert(name) {
            let at = Path::Item(at, i);
            faults.add(&Path::Key(&at, key), format!("{name:?} stands here twice"));
        }
    }
}

fn positive(number: u32, at: &Path<'_>, faults: &mut Faults) {
    if number == 0 {
        faults.add(at, "should be at least 1");
    }
}

/// Checks that every number has a note with its source or reason.
fn noted<'a>(
    notes: &BTreeMap<String, String>,
    numbers: impl Iterator<Item = &'a str>,
    at: &Path<'_>,
    faults: &mut Faults,
) {
    for number in numbers {
        if notes.get(number).is_none_or(|note| note.trim().is_empty()) {
            faults.add(&Path::Key(at, number), "is missing: it needs its source or why");
        }
    }
}
