//! How long the rules take: `cargo bench --bench rules`. The ceiling for a full application is 1 ms.
//!
//! A plain program: one figure does not need a framework. It fails where the median passes the ceiling.

use std::hint::black_box;
use std::time::{Duration, Instant};

use exam_preflight::report::{Verdict, sha256_hex};
use exam_preflight::rules::application::{Application, FileRecord};
use exam_preflight::rules::gate::evaluate;
use exam_preflight::rules::policy::{Policy, built_in};
use exam_preflight::rules::transition::{Event, apply};

/// The longest that one evaluation of a full application may take.
const CEILING: Duration = Duration::from_millis(1);

/// Times of so many rounds are sorted for the median.
const ROUNDS: usize = 2_000;

fn main() {
    let text = built_in("hubei-2025").expect("a built-in id");
    let policy = Policy::from_json(text).expect("a sound policy");
    let application = full(&policy);
    let pictures: usize = application.slots.values().map(Vec::len).sum();
    println!("a full application: {} kinds, {pictures} pictures", application.slots.len());
    let evaluated = median("evaluate", || {
        black_box(evaluate(black_box(&policy), black_box(&application)));
    });
    median("apply (a fact)", || {
        let event = Event::SetFact { fact: "shortLine".into(), choice: Some("no".into()) };
        black_box(apply(black_box(&policy), black_box(&application), event)).expect("an open draft");
    });
    let saved = application.to_json();
    println!("saved: {} bytes", saved.len());
    median("Application::from_json", || {
        black_box(Application::from_json(black_box(&saved))).expect("what was saved opens");
    });
    median("Policy::from_json", || {
        black_box(Policy::from_json(black_box(text))).expect("a sound policy");
    });
    if evaluated > CEILING {
        eprintln!("evaluate takes {evaluated:?}, ceiling is {CEILING:?}");
        std::process::exit(1);
    }
}

/// Every question answered, and every kind of the policy filled to its maximum, asked or not: the most that an
/// application can hold.
fn full(policy: &Policy) -> Application {
    let mut application = Application::new(&policy.id);
    for fact in &policy.facts {
        application.profile.insert(fact.name.clone(), fact.choices[0].value.clone());
    }
    let mut number = 0u32;
    let mut picture = || {
        number += 1;
        FileRecord {
            name: format!("IMG_{number:04}.jpg"),
            sha256: sha256_hex(&number.to_le_bytes()),
            bytes: 20_000,
            format: Some("jpeg".into()),
            verdict: Verdict::Ready,
            perceptual_hash: None,
            confirmed_upright: false,
        }
    };
    application.photo = Some(picture());
    for material in &policy.materials {
        application.slots.insert(material.kind.clone(), (0..material.slots.max).map(|_| picture()).collect());
    }
    application
}

fn median(what: &str, mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort();
    let (median, worst) = (times[ROUNDS / 2], times[ROUNDS * 99 / 100]);
    println!("{what}: median {median:?}, 99 % below {worst:?}");
    median
}
