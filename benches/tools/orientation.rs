//! Judges the placement of pictures, one JSON report a line, for measuring: `orientation [--model=FILE] [--tiles=N] FILE...`.
//!
//! `--tiles=N` prints instead what N tiles of every level say.

use exam_preflight::codec::decode::decode;
use exam_preflight::codec::probe::probe;
use exam_preflight::error::Error;
use exam_preflight::limits::Limits;
use exam_preflight::material::orientation::{Effort, Judge, Witness, verdict};
use serde_json::{Value, json};

/// As the material driver decodes.
const LOOK_MIN_SIDE_PX: u32 = 1200;

fn report(judge: &Judge, path: &str, tiles: Option<usize>) -> Result<Value, Error> {
    let bytes = std::fs::read(path).unwrap_or_default();
    let limits = Limits::default();
    let header = probe(&bytes, &limits)?;
    let picture = decode(&bytes, &header, (LOOK_MIN_SIDE_PX, LOOK_MIN_SIDE_PX), &limits)?.bitmap;
    if let Some(n) = tiles {
        let all = || judge.witnesses(&picture, Effort { probes: n, more: 0, enough: 1.0 });
        let seen = if n == 0 { judge.look(&picture) } else { all() };
        return Ok(json!({ "file": path, "tiles": seen.iter().map(tile).collect::<Vec<_>>() }));
    }
    let start = std::time::Instant::now();
    let seen = judge.look(&picture);
    let v = verdict(&seen);
    let ms = start.elapsed().as_secs_f64() * 1000.0;
    let measured = json!({
        "rotationCw": v.rotation_cw, "mirrored": v.mirrored, "uprightConfidence": v.upright_confidence,
        "confidence": v.confidence, "witnesses": v.witnesses, "tiles": seen.len(), "ms": ms,
    });
    Ok(json!({ "file": path, "measured": measured, "findings": v.finding().into_iter().collect::<Vec<_>>() }))
}

fn tile(w: &Witness) -> Value {
    json!({ "level": w.level, "left": w.left, "top": w.top, "detail": w.detail, "ways": w.ways })
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (mut judge, mut tiles) = (Judge::new(), None);
    for arg in std::env::args().skip(1) {
        if let Some(n) = arg.strip_prefix("--tiles=") {
            tiles = Some(n.parse()?);
        } else if let Some(path) = arg.strip_prefix("--model=") {
            judge = Judge::with_model(&std::fs::read(path)?)?;
        } else {
            println!("{}", report(&judge, &arg, tiles)?);
        }
    }
    Ok(())
}
