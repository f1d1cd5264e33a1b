//! The whole in thirty lines: a portrait in, an exam photo and a report out.
//!
//! `cargo run --release --features face-model --example prepare_photo -- PORTRAIT.jpg PHOTO.jpg`

use exam_preflight::photo::{self, FaceModel, PrepareOptions, Prepared};
use exam_preflight::rules::policy::{Policy, built_in};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [input, output] = &args[..] else { return Err("usage: prepare_photo PORTRAIT.jpg PHOTO.jpg".into()) };

    // The rules of one office, and the net that finds faces: both are loaded once.
    let policy = Policy::from_json(built_in("hubei-2025").ok_or("no such policy")?).map_err(|_| "policy refused")?;
    let model = FaceModel::embedded();

    // Any bytes get a report. An error would be a mistake in this program, never in the file.
    let options = PrepareOptions { file_name: Some(input), ..PrepareOptions::new(&policy, &model) };
    let progress = &mut |step: photo::PhotoStep| eprintln!("{}", step.as_str());
    let Prepared { report, jpeg } = photo::prepare(&std::fs::read(input)?, &options, progress)?;

    for finding in &report.findings {
        println!("{:?} {} {:?}", finding.severity, finding.code.as_str(), finding.params);
    }
    // A photo is made whenever one can be; only a report that is ready says that it may be sent.
    println!("{:?}", report.verdict);
    if let Some(jpeg) = jpeg {
        std::fs::write(output, jpeg)?;
    }
    Ok(())
}
