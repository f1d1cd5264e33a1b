//! A policy is refused whole, every fault by its path; the schema in the package is the one of the types.
#![cfg(not(target_arch = "wasm32"))]

mod rules_common;

use exam_preflight::finding::{Code, Finding, Param};
use exam_preflight::rules::policy::{Policy, built_in};
use serde_json::{Value, json};

/// One step on the way to a value.
#[derive(Debug, Clone)]
enum Step {
    Key(String),
    Item(usize),
}

fn text_of(path: &[Step]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Key(key) if text.is_empty() => text.push_str(key),
            Step::Key(key) => text.push_str(&format!(".{key}")),
            Step::Item(i) => text.push_str(&format!("[{i}]")),
        }
    }
    if text.is_empty() { "$".into() } else { text }
}

/// Every place in a document.
fn places(value: &Value, here: &mut Vec<Step>, all: &mut Vec<Vec<Step>>) {
    all.push(here.clone());
    match value {
        Value::Object(object) => {
            for (key, item) in object {
                here.push(Step::Key(key.clone()));
                places(item, here, all);
                here.pop();
            }
        }
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                here.push(Step::Item(i));
                places(item, here, all);
                here.pop();
            }
        }
        _ => {}
    }
}

fn at<'v>(value: &'v mut Value, path: &[Step]) -> &'v mut Value {
    path.iter().fold(value, |value, step| match step {
        Step::Key(key) => &mut value[key.as_str()],
        Step::Item(i) => &mut value[*i],
    })
}

/// A policy read straight from JSON text, so that both entries are walked.
fn faults(value: &Value) -> Vec<Finding> {
    Policy::from_json(&value.to_string()).expect_err("a wrong policy was taken")
}

fn paths(findings: &[Finding]) -> Vec<String> {
    let path = |finding: &Finding| match &finding.params["path"] {
        Param::Text(path) => path.clone(),
        other => panic!("{other:?} is not a path"),
    };
    findings.iter().map(path).collect()
}

/// Numbers that look random and are the same on every machine (Knuth's MMIX generator).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % sides as u64) as usize
    }
}

/// Notes that a number needs, or a field where it is used.
const NEEDED_NOTES: &[&str] = &[
    "maxBytes",
    "slots.min",
    "slots.max",
    "slotsWhen",
    "mayRepeat",
    "links",
    "widthPx",
    "heightPx",
    "widthMm",
    "heightMm",
    "dpi",
    "minInputWidthPx",
    "minInputHeightPx",
    "background.maxDeltaE",
    "background.maxDeltaERefuse",
    "background.maxChroma",
    "background.maxWorst",
    "background.maxWorstRefuse",
    "head.minHeightRatio",
    "head.targetHeightRatio",
    "head.maxHeightRatio",
    "head.minTopMarginRatio",
    "head.targetTopMarginRatio",
    "head.maxTopMarginRatio",
    "head.maxCentreOffsetRatio",
    "head.maxRollDeg",
    "maxAgeDays",
];

/// Makes a policy wrong at one place; `None` where this change would not be wrong there. Gives where the fault must be
/// named: at the place or inside it, or at a named neighbour.
fn spoil(policy: &mut Value, path: &[Step], how: usize) -> Option<String> {
    let text = text_of(path);
    let in_notes = text.contains("notes");
    // A note that no number needs is free: it may be left out or be empty.
    let is_free_note = in_notes && !NEEDED_NOTES.iter().any(|number| text.ends_with(&format!(".notes.{number}")))
        || in_notes && !text.starts_with("photo") && !text.starts_with("materials");
    let in_place = text.contains(".place");
    let value = at(policy, path);
    match how {
        // Another type. A note is free text, so that another text would be no fault, but a number is.
        0 => {
            *value = match value {
                Value::String(_) => json!(7),
                Value::Number(_) => json!("7"),
                Value::Bool(_) => json!("yes"),
                _ => json!(true),
            };
            Some(text)
        }
        // A field more.
        1 => {
            let object = value.as_object_mut().filter(|_| !in_notes)?;
            object.insert("zzz".into(), json!(1));
            let top = path.is_empty();
            Some(if top { "zzz".into() } else { format!("{text}.zzz") })
        }
        // A field less.
        2 => {
            let optional = [
                "note",
                "askedWhen",
                "contradictions",
                "notices",
                "alternatives",
                "when",
                "weight",
                "confidence",
                "obtainedFrom",
                "links",
                "mayRepeat",
                "place",
            ];
            let Some((Step::Key(key), above)) = path.split_last() else { return None };
            let is_optional = !in_notes && (optional.contains(&&**key) || key.ends_with("When"));
            if is_optional || in_place || is_free_note {
                return None;
            }
            at(policy, above).as_object_mut()?.remove(key);
            // A condition without its key says what it should have had, at the condition.
            let is_condition = ["fact", "all", "any", "not", "equals", "in", "always"].contains(&&**key);
            // Without its list of formats, facts or materials it is the empty list that is refused, at the same path.
            Some(if is_condition { text_of(above) } else { text })
        }
        // An empty text.
        3 => {
            value.as_str().filter(|_| !is_free_note)?;
            *value = json!(" ");
            Some(text)
        }
        // A number that no office means.
        4 => {
            value.as_f64()?;
            *value = json!(-1);
            Some(text)
        }
        5 => {
            value.as_f64()?;
            *value = json!(1e12);
            // The year, the counts and every measure have an upper bound; a byte limit is bounded by its type.
            Some(text)
        }
        // An empty list.
        6 => {
            value.as_array()?;
            let may_be_empty = ["contradictions", "notices", "alternatives", "links", "slotsWhen", "mayRepeat"];
            if in_place || may_be_empty.iter().any(|list| text.ends_with(list)) {
                return None;
            }
            *value = json!([]);
            Some(text)
        }
        // The first item of a list once more.
        7 => {
            let items = value.as_array_mut().filter(|items| !items.is_empty())?;
            let may_repeat = [".all", ".any", ".links", ".slotsWhen"];
            if may_repeat.iter().any(|list| text.ends_with(list)) {
                return None;
            }
            items.push(items[0].clone());
            Some(text)
        }
        // A null.
        8 => {
            let nullable = [
                "askedWhen",
                "requiredWhen",
                "optionalWhen",
                ".when",
                ".note",
                "confidence",
                "obtainedFrom",
                "place",
                "photo.title",
            ];
            if !in_notes && nullable.iter().any(|key| text.ends_with(key)) {
                return None;
            }
            *value = Value::Null;
            Some(text)
        }
        _ => unreachable!(),
    }
}

/// Returns `true` if a fault names the place, something inside it, or a neighbour that depends on it.
fn names(paths: &[String], place: &str) -> bool {
    paths.iter().any(|path| place == "$" || path.starts_with(place))
}

#[test]
fn a_thousand_wrong_policies_are_refused_with_a_path() {
    let whole: Value = serde_json::from_str(built_in("hubei-2025").unwrap()).unwrap();
    let mut all = Vec::new();
    places(&whole, &mut Vec::new(), &mut all);
    let mut dice = Dice(2025);
    let mut spoilt = 0;
    let mut by_kind = [0; 9];
    // Every way of spoiling has its turn.
    while spoilt < 1_000 || by_kind.iter().any(|count| *count < 5) {
        let (path, how) = (&all[dice.roll(all.len())], dice.roll(9));
        let mut policy = whole.clone();
        let Some(place) = spoil(&mut policy, path, how) else { continue };
        let findings = faults(&policy);
        assert!(findings.iter().all(|finding| finding.code == Code::PolicyInvalid));
        let paths = paths(&findings);
        assert!(names(&paths, &place), "change {how} at {} should be named at {place}: {paths:?}", text_of(path));
        spoilt += 1;
        by_kind[how] += 1;
    }
}

/// Text that is no JSON, cut short, or with one byte changed: an answer, whatever it is, and never a panic.
#[test]
fn any_text_gets_an_answer() {
    let whole = built_in("xinjiang-2024").unwrap();
    let mut dice = Dice(7);
    for _ in 0..150 {
        let end = (0..=dice.roll(whole.len())).rev().find(|end| whole.is_char_boundary(*end)).unwrap_or(0);
        let findings = Policy::from_json(&whole[..end]).expect_err("a policy cut short was taken");
        assert_eq!(paths(&findings), ["$"]);
        let mut bytes = whole.as_bytes().to_vec();
        let index = dice.roll(bytes.len());
        bytes[index] = b'!' + dice.roll(90) as u8;
        if let Ok(text) = String::from_utf8(bytes) {
            drop(Policy::from_json(&text));
        }
    }
    for text in ["", "null", "[]", "7", "\"hubei-2025\"", "{}", &"[".repeat(100_000)] {
        assert!(Policy::from_json(text).is_err(), "{}", &text[..text.len().min(20)]);
    }
    // The limit itself is still read.
    let padded = format!("{whole}{}", " ".repeat((1 << 20) - whole.len()));
    assert!(Policy::from_json(&padded).is_ok());
    assert_eq!(paths(&Policy::from_json(&format!("{padded} ")).unwrap_err()), ["$"]);
    let large = format!("{{\"id\":\"{}\"}}", "x".repeat(1 << 20));
    assert_eq!(paths(&Policy::from_json(&large).unwrap_err()), ["$"]);
}

/// All faults at once, each at its own path.
#[test]
fn every_fault_is_named() {
    let mut policy: Value = serde_json::from_str(built_in("hubei-2025").unwrap()).unwrap();
    policy["id"] = json!("Hubei 2025");
    policy["source"]["checkedOn"] = json!("2025-02-30");
    policy["facts"][3]["choices"][0]["value"] = json!("assistant");
    policy["materials"][0]["slots"] = json!({ "min": 3, "max": 2 });
    policy["materials"][2]["kind"] = json!("photo");
    policy["materials"][4]["requiredWhen"] = json!({ "fact": "verification", "equals": "chis" });
    policy["photo"]["head"]["targetHeightRatio"] = json!(0.9);
    let paths = paths(&faults(&policy));
    for place in [
        "id",
        "source.checkedOn",
        "facts[3].choices[1].value",
        "materials[0].slots.max",
        "materials[2].kind",
        "facts[4].askedWhen.equals",
        "materials[4].requiredWhen.equals",
        "photo.head.maxHeightRatio",
    ] {
        assert!(paths.iter().any(|path| path == place), "{place} is not among {paths:?}");
    }
}

/// One value changed, one fault, at one path: the bounds themselves, on both sides.
#[test]
fn bounds_hold_to_the_last_unit() {
    /// A pointer into the document, a value, and the path of the fault; an empty path where there is none.
    struct Case(&'static str, Value, &'static str);
    let cases = [
        Case("/source/year", json!(2000), ""),
        Case("/source/year", json!(2100), ""),
        Case("/source/year", json!(1999), "source.year"),
        Case("/source/year", json!(2101), "source.year"),
        Case("/source/title", json!("\t"), "source.title"),
        Case("/source/issuer", json!(""), "source.issuer"),
        Case("/id", json!("a".repeat(64)), ""),
        Case("/id", json!("a".repeat(65)), "id"),
        Case("/id", json!(""), "id"),
        Case("/id", json!("-a"), "id"),
        Case("/id", json!("a/b"), "id"),
        Case("/id", json!("a_b-C9"), ""),
        Case("/title/en", json!(""), "title.en"),
        Case("/title/zh-CN", json!(""), "title.zh-CN"),
        Case("/facts/2/note/en", json!(""), "facts[2].note.en"),
        Case("/facts/0/title/en", json!(""), "facts[0].title.en"),
        Case("/facts/0/choices/0/title/en", json!(""), "facts[0].choices[0].title.en"),
        Case("/facts/0/basis/quote", json!(""), "facts[0].basis.quote"),
        Case("/facts/0/basis/section", json!(""), "facts[0].basis.section"),
        // A question cannot wait for itself or for a later one.
        Case("/facts/2/askedWhen/fact", json!("idDocument"), "facts[2].askedWhen.fact"),
        Case("/facts/2/askedWhen", json!({ "fact": "level", "equals": "assistant" }), "facts[2].askedWhen.fact"),
        Case("/facts/2/askedWhen", json!({ "fact": "service", "equals": "military" }), ""),
        Case("/contradictions/0/id", json!("a b"), "contradictions[0].id"),
        Case("/contradictions/1/id", json!("military_card_needs_service"), "contradictions[1].id"),
        Case("/contradictions/1/weight", json!("error"), ""),
        Case("/contradictions/1/weight", json!("info"), "contradictions[1].weight"),
        Case("/contradictions/1/basis/confidence", json!("sure"), "contradictions[1].basis.confidence"),
        Case("/contradictions/1/basis/confidence", json!("copies"), ""),
        Case("/contradictions/1/basis/confidence", json!("onePage"), ""),
        Case("/contradictions/0/text/en", json!(""), "contradictions[0].text.en"),
        Case("/contradictions/0/basis/quote", json!(""), "contradictions[0].basis.quote"),
        Case("/notices/1/id", json!("photo_tool"), "notices[1].id"),
        Case("/notices/0/id", json!("a b"), "notices[0].id"),
        Case("/notices/0/text/zh-CN", json!(""), "notices[0].text.zh-CN"),
        Case("/notices/0/basis/section", json!(""), "notices[0].basis.section"),
        Case("/notices/3/when/equals", json!("nothing"), "notices[3].when.equals"),
        Case("/notices/0/place", json!({}), "notices[0].place"),
        Case("/notices/0/place", json!({ "photo": false }), "notices[0].place"),
        Case("/notices/0/place", json!({ "facts": ["level"], "kinds": ["identity", "degree"] }), ""),
        Case("/notices/0/place", json!({ "facts": ["identity"] }), "notices[0].place.facts[0]"),
        Case("/notices/0/place", json!({ "facts": ["level", "level"] }), "notices[0].place.facts[1]"),
        Case("/notices/0/place", json!({ "kinds": ["degree", "level"] }), "notices[0].place.kinds[1]"),
        Case("/notices/0/place", json!({ "kinds": ["degree", "degree"] }), "notices[0].place.kinds[1]"),
        Case("/notices/0/place", json!({ "photo": 1 }), "notices[0].place.photo"),
        Case("/notices/11/links/0/title/en", json!(""), "notices[11].links[0].title.en"),
        Case("/notices/11/links/0/url", json!("javascript:alert(1)"), "notices[11].links[0].url"),
        Case("/notices/11/links/0/url", json!("https://"), "notices[11].links[0].url"),
        Case("/notices/11/links/0/url", json!("https:///a"), "notices[11].links[0].url"),
        Case("/notices/11/links/0/url", json!("https://a.cn/ b"), "notices[11].links[0].url"),
        Case("/notices/11/links/0/url", json!("https://a.cn/\""), "notices[11].links[0].url"),
        Case("/notices/11/links/0/url", json!("https://a.cn/\u{e9}"), "notices[11].links[0].url"),
        Case("/notices/11/links/0/url", json!("https://a.cn/b?c=d&e=%E4#f"), ""),
        Case("/notices/11/links/0/url", json!(format!("http://{}", "a".repeat(1_993))), ""),
        Case("/notices/11/links/0/url", json!(format!("http://{}", "a".repeat(1_994))), "notices[11].links[0].url"),
        Case("/notices/11/notes/links", json!(" "), "notices[11].notes.links"),
        Case("/materials/0/note/en", json!(""), "materials[0].note.en"),
        Case("/materials/0/title/en", json!(""), "materials[0].title.en"),
        Case("/materials/0/example/en", json!(""), "materials[0].example.en"),
        Case("/materials/0/basis/quote", json!(""), "materials[0].basis.quote"),
        Case("/materials/2/kind", json!("profile"), "materials[2].kind"),
        Case("/materials/2/kind", json!("a b"), "materials[2].kind"),
        Case("/materials/0/formats", json!(["webp"]), "materials[0].formats[0]"),
        Case("/materials/0/formats", json!(["png", "png"]), "materials[0].formats[1]"),
        Case("/materials/0/formats", json!(["png"]), ""),
        Case("/materials/0/maxBytes", json!(0), "materials[0].maxBytes"),
        Case("/materials/0/maxBytes", json!(1), ""),
        Case("/materials/0/slots", json!({ "min": 0, "max": 2 }), "materials[0].slots.min"),
        Case("/materials/0/slots", json!({ "min": 2, "max": 1 }), "materials[0].slots.max"),
        Case("/materials/0/slots", json!({ "min": 1, "max": 1 }), ""),
        Case("/materials/0/slots/max", json!(100), ""),
        Case("/materials/0/slots/max", json!(101), "materials[0].slots.max"),
        Case("/materials/0/requiredWhen", Value::Null, "materials[0]"),
        Case("/materials/1/requiredWhen", Value::Null, ""),
        Case("/materials/1/optionalWhen", Value::Null, ""),
        Case("/materials/1/optionalWhen", json!({ "not": { "any": [] } }), "materials[1].optionalWhen.not.any"),
        Case("/materials/1/optionalWhen", json!({ "all": [] }), "materials[1].optionalWhen.all"),
        Case("/materials/1/optionalWhen", json!({}), "materials[1].optionalWhen"),
        Case("/materials/1/optionalWhen", json!({ "fact": "entry", "in": [] }), "materials[1].optionalWhen.in"),
        Case("/materials/1/optionalWhen", json!({ "in": ["education"] }), "materials[1].optionalWhen.fact"),
        Case(
            "/materials/1/optionalWhen",
            json!({ "any": [{ "all": [{ "not": { "fact": "entree", "equals": "education" } }] }] }),
            "materials[1].optionalWhen.any[0].all[0].not.fact",
        ),
        Case("/materials/0/requiredWhen/always", json!(false), "materials[0].requiredWhen.always"),
        Case("/materials/0/requiredWhen/always", json!("true"), "materials[0].requiredWhen.always"),
        Case("/materials/0/requiredWhen", json!({ "always": true, "fact": "level" }), "materials[0].requiredWhen.fact"),
        Case("/materials/0/obtainedFrom/en", json!(""), "materials[0].obtainedFrom.en"),
        Case("/materials/0/slotsWhen/0/slots/min", json!(0), "materials[0].slotsWhen[0].slots.min"),
        Case("/materials/0/slotsWhen/0/slots/max", json!(101), "materials[0].slotsWhen[0].slots.max"),
        Case("/materials/0/slotsWhen/0/when/equals", json!("mars"), "materials[0].slotsWhen[0].when.equals"),
        Case("/materials/0/notes/slotsWhen", json!(""), "materials[0].notes.slotsWhen"),
        Case("/materials/4/links/0/url", json!("ftp://a.cn"), "materials[4].links[0].url"),
        Case("/materials/4/notes/links", json!(""), "materials[4].notes.links"),
        Case("/materials/0/notes/maxBytes", json!(" "), "materials[0].notes.maxBytes"),
        Case("/photo/dpi", json!(71), "photo.dpi"),
        Case("/photo/dpi", json!(1201), "photo.dpi"),
        Case("/photo/dpi", json!(70_000), "photo.dpi"),
        Case("/photo/widthPx", json!(414), ""),
        Case("/photo/widthPx", json!(415), "photo.widthPx"),
        Case("/photo/widthPx", json!(412), "photo.widthPx"),
        Case("/photo/heightPx", json!(532), ""),
        Case("/photo/heightPx", json!(0), "photo.heightPx"),
        Case("/photo/heightMm", json!(0), "photo.heightMm"),
        Case("/photo/preset", json!(""), "photo.preset"),
        Case("/photo/maxBytes", json!(0), "photo.maxBytes"),
        Case("/photo/maxAgeDays", json!(0), "photo.maxAgeDays"),
        Case("/photo/minInputWidthPx", json!(0), "photo.minInputWidthPx"),
        Case("/photo/minInputHeightPx", json!(5_001), "photo.minInputHeightPx"),
        Case("/photo/minInputHeightPx", json!(5_000), ""),
        Case("/photo/background/maxDeltaERefuse", json!(100.1), "photo.background.maxDeltaERefuse"),
        Case("/photo/background/maxDeltaERefuse", json!(100), ""),
        Case("/photo/background/maxWorst", json!(-0.1), "photo.background.maxWorst"),
        Case("/photo/head/minHeightRatio", json!(0), "photo.head.minHeightRatio"),
        Case("/photo/head/minHeightRatio", json!(0.69), "photo.head.targetHeightRatio"),
        Case("/photo/head/maxHeightRatio", json!(1.01), "photo.head.maxHeightRatio"),
        Case("/photo/head/maxHeightRatio", json!(1), ""),
        Case("/photo/head/minTopMarginRatio", json!(0), ""),
        Case("/photo/head/minTopMarginRatio", json!(0.076), "photo.head.targetTopMarginRatio"),
        Case("/photo/head/maxTopMarginRatio", json!(1.5), "photo.head.maxTopMarginRatio"),
        Case("/photo/head/maxCentreOffsetRatio", json!(0.5), ""),
        Case("/photo/head/maxCentreOffsetRatio", json!(0.51), "photo.head.maxCentreOffsetRatio"),
        Case("/photo/head/maxRollDeg", json!(45), ""),
        Case("/photo/head/maxRollDeg", json!(45.5), "photo.head.maxRollDeg"),
        Case("/photo/alternatives/0/preset", json!("35x45"), "photo.alternatives[0].preset"),
        Case("/photo/alternatives/0/widthPx", json!(380), "photo.alternatives[0].widthPx"),
        Case("/photo/alternatives/0/notes/widthMm", json!(""), "photo.alternatives[0].notes.widthMm"),
        Case("/photo/notes/head.maxRollDeg", json!(""), "photo.notes.head.maxRollDeg"),
    ];
    let whole: Value = serde_json::from_str(built_in("hubei-2025").unwrap()).unwrap();
    for Case(pointer, value, path) in cases {
        let mut policy = whole.clone();
        *policy.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value.clone();
        let paths = Policy::from_value(&policy).err().map(|findings| paths(&findings)).unwrap_or_default();
        let expected: Vec<&str> = if path.is_empty() { vec![] } else { vec![path] };
        assert_eq!(paths, expected, "{pointer} = {value}");
    }
    // The tuned numbers are free to change; that a warning comes before its refusal is not.
    for (warn, refuse) in [("maxDeltaE", "maxDeltaERefuse"), ("maxWorst", "maxWorstRefuse")] {
        let mut policy = whole.clone();
        let limit = policy["photo"]["background"][refuse].as_f64().unwrap();
        policy["photo"]["background"][warn] = json!(limit);
        assert!(Policy::from_value(&policy).is_ok(), "{warn}");
        policy["photo"]["background"][warn] = json!(limit + 0.1);
        assert_eq!(paths(&faults(&policy)), [format!("photo.background.{refuse}")]);
    }
    // Numbers without any note: each is named.
    let mut policy = whole.clone();
    policy["materials"][1].as_object_mut().unwrap().remove("notes");
    let notes = ["maxBytes", "slots.min", "slots.max"].map(|number| format!("materials[1].notes.{number}"));
    assert_eq!(paths(&faults(&policy)), notes);
    // The kinds that one paper may serve: known, others, each once, with a reason.
    let enrolment = whole["materials"].as_array().unwrap().iter().position(|m| m["kind"] == "enrolment_proof").unwrap();
    for (named, fault) in [
        (json!(["degree"]), ""),
        (json!(["degree", "nonsense"]), "mayRepeat[1]"),
        (json!(["degree", "degree"]), "mayRepeat[1]"),
        (json!(["enrolment_proof"]), "mayRepeat"),
        (json!("degree"), "mayRepeat"),
    ] {
        let mut policy = whole.clone();
        policy["materials"][enrolment]["mayRepeat"] = named.clone();
        let expected: Vec<String> =
            (!fault.is_empty()).then(|| format!("materials[{enrolment}].{fault}")).into_iter().collect();
        assert_eq!(Policy::from_value(&policy).err().map(|f| paths(&f)).unwrap_or_default(), expected, "{named}");
    }
    let mut policy = whole.clone();
    policy["materials"][enrolment]["notes"].as_object_mut().unwrap().remove("mayRepeat");
    assert_eq!(paths(&faults(&policy)), [format!("materials[{enrolment}].notes.mayRepeat")]);
    // A list that stands nowhere is empty.
    let mut policy = whole.clone();
    policy["photo"].as_object_mut().unwrap().remove("alternatives");
    assert!(Policy::from_value(&policy).is_ok_and(|policy| policy.photo.alternatives.is_empty()));
    // The fault says what stands there.
    let mut policy = whole.clone();
    policy["title"] = json!([]);
    assert_eq!(faults(&policy)[0].params["fault"], "should be an object, is a list".into());
    // Head and margin together pass the picture's height; each alone would do.
    let mut policy = whole.clone();
    policy["photo"]["head"] = json!({
        "minHeightRatio": 0.62, "targetHeightRatio": 0.8, "maxHeightRatio": 0.8,
        "minTopMarginRatio": 0.016, "targetTopMarginRatio": 0.21, "maxTopMarginRatio": 0.3,
        "maxCentreOffsetRatio": 0.05, "maxRollDeg": 8
    });
    assert_eq!(paths(&faults(&policy)), ["photo.head.targetTopMarginRatio"]);
    policy["photo"]["head"]["targetTopMarginRatio"] = json!(0.2);
    assert!(Policy::from_value(&policy).is_ok());
}

/// The photo at each of its sizes; the rest of the requirement stays.
#[test]
fn a_photo_is_asked_at_each_of_its_sizes() {
    let photo = Policy::from_json(built_in("hubei-2025").unwrap()).unwrap().photo;
    for (preset, size) in [("35x45", Some((413, 531, 35, 45))), ("33x48", Some((390, 567, 33, 48))), ("1x1", None)] {
        let spec = photo.at_preset(preset);
        assert_eq!(spec.as_ref().map(|s| (s.width_px, s.height_px, s.width_mm, s.height_mm)), size);
        if let Some(spec) = spec {
            assert_eq!((&*spec.preset, spec.max_bytes), (preset, photo.max_bytes));
        }
    }
}

/// `npm/policy.schema.json` is what the types say. `UPDATE_GOLDEN=1` writes it anew.
#[cfg(feature = "schema")]
#[test]
fn the_schema_in_the_package_is_current() {
    let schema = exam_preflight::rules::policy::json_schema();
    let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/npm/policy.schema.json");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/npm")).unwrap();
        std::fs::write(path, &text).unwrap();
    }
    let stored = std::fs::read_to_string(path).unwrap_or_default();
    assert!(stored == text, "npm/policy.schema.json is stale: run with UPDATE_GOLDEN=1");
}
