//! The placement of a document picture, one of eight, from the pixels alone.
//!
//! Text is many small witnesses. The picture is made grey and halved several times, so that glyphs of any size are about 7 to
//! 30 pixels tall at some level. A small net reads a few detailed tiles of every level, then more tiles of the level with the
//! clearest answers. Each tile's evidence becomes a distribution over the eight placements ("ways"), a floor bounds the weight
//! of one tile, and the sums decide. `docs/orientation.md` has the figures behind every constant here.

mod lanes;
mod net;
mod skew;
mod tiles;
mod views;
mod ways;

use std::ops::Range;
use std::sync::OnceLock;

use crate::codec::bitmap::Bitmap;
use crate::codec::turn::QuarterTurn;
use crate::error::{Error, Result, Stage};
use crate::finding::{Code, Finding, Severity};
use crate::material::grey::{self, Grey};
use net::Net;
use skew::Skew;
use views::{View, is_small, levels, views};
use ways::WAYS;

/// The placement of a picture, with its likelihood.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OrientationVerdict {
    /// Clockwise turn of the content from upright, once a mirror is undone.
    pub rotation_cw: QuarterTurn,
    /// `true` if the content is mirrored left to right (before the turn).
    pub mirrored: bool,
    /// Likelihood of this placement against the seven others, 0 to 1.
    pub confidence: f32,
    /// Likelihood that the picture is upright and not mirrored, 0 to 1.
    pub upright_confidence: f32,
    /// Tiles that favour this placement over each other one.
    pub witnesses: u32,
    /// Information in the tiles of the clearest view, in nats, 0 to ln 8: writing has much, scenery little.
    pub information: f32,
    /// Tiles with as much information as writing.
    pub strong: u32,
    /// Tiles that are sure of this placement.
    pub sure: u32,
    /// Tiles that are sure of upright.
    pub sure_upright: u32,
}

/// Share of every tile's distribution that is spread evenly, so that one tile's vote against a way never weighs more than 5 nats.
const DOUBT: f32 = 0.05;
/// Weight of a tile's evidence: neighbouring tiles share their fonts, blur and light, so they are not independent.
const INDEPENDENCE: f32 = 0.5;

/// A turned picture is refused if the likelihood that it is upright is below this. See the curve in `docs/orientation.md`: a
/// higher limit refuses more upright pages, a lower one accepts more turned ones.
const REFUSE_BELOW: f32 = 0.0005;
/// It is refused only if the named way is at least this likely: a candidate who must turn a picture must be told how.
const MIN_CONFIDENCE: f32 = 0.5;
/// The same for a mirror and a quarter turn at once: they are very rare, and a page in columns resembles them.
const MIN_CONFIDENCE_TRANSPOSED: f32 = 0.6;
/// Least information of tiles with writing, in nats: faces, seals and scenery have up to 0.4, writing 0.5 and more.
const MIN_INFORMATION: f32 = 0.5;
/// Least information of one tile of writing, in nats.
const STRONG_FROM: f32 = 0.7;
/// Fewer such tiles count only if they agree: the letters around a seal do not.
const MIN_STRONG: u32 = 6;
/// They agree from this likelihood on.
const OF_ONE_MIND: f32 = 0.99;
/// A picture is refused only if at least this many tiles favour the named way.
const MIN_WITNESSES: u32 = 3;
/// A tile is sure from this likelihood on.
const SURE_FROM: f32 = 0.9;
/// A picture is refused only if this many tiles are sure of the named way for each one that is sure of upright: a sheet with
/// writing both ways round is for a person to judge, whatever the sum of the tiles is.
const SURE_FOR_EACH_UPRIGHT: u32 = 4;
/// Another way gets a warning from this likelihood on.
const WARN_FROM: f32 = 0.6;

/// Numbers of tiles to read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effort {
    /// Tiles of every view that are read first. Default: 4.
    pub probes: usize,
    /// Further tiles of the clearest views. Default: 12.
    pub more: usize,
    /// The probes, or half of them, decide alone if they are this sure. Default: 0.99999.
    pub enough: f32,
}

impl Default for Effort {
    fn default() -> Self {
        Self { probes: 4, more: 12, enough: 0.99999 }
    }
}

/// A judge of orientation, with its model.
pub struct Judge {
    net: Net,
}

/// One tile that the net has read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Witness {
    /// Its view: 0 is the largest, two thirds of it the next, each further one half as large.
    pub level: u32,
    /// Left edge in the level's pixels.
    pub left: u32,
    /// Top edge in the level's pixels.
    pub top: u32,
    /// Detail in the tile, in arbitrary units.
    pub detail: f32,
    /// Distribution over the eight ways: `4 * mirrored + quarter turns`.
    pub ways: [f32; WAYS],
}

impl Default for Judge {
    fn default() -> Self {
        Self::new()
    }
}

impl Judge {
    /// Expands the built-in model (35 KB, some 500 KB in memory).
    pub fn new() -> Self {
        let net = Net::load(include_bytes!("../../../models/orientation.bin"));
        // The file is part of the program and a test reads it.
        Self { net: net.unwrap_or_else(|_| unreachable!("the built-in model is whole")) }
    }

    /// Expands another model of the same form, as `training/` writes it, for measuring.
    pub fn with_model(bytes: &[u8]) -> Result<Self> {
        let net = Net::load(bytes).map_err(|_| Error::misuse(Stage::Judge, "no orientation model"))?;
        Ok(Self { net })
    }

    /// Returns the judge with the built-in model, expanded at the first call.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Judge> = OnceLock::new();
        SHARED.get_or_init(Self::new)
    }

    /// Judges a picture of any size.
    pub fn judge(&self, picture: &Bitmap) -> OrientationVerdict {
        verdict(&self.look(picture))
    }

    /// Judges a picture that is grey and of the size of a look already.
    pub(super) fn judge_grey(&self, grey: Grey) -> OrientationVerdict {
        verdict(&self.witnesses_of(grey, Effort::default()))
    }

    /// Returns the tiles that decide in [`Judge::judge`].
    pub fn look(&self, picture: &Bitmap) -> Vec<Witness> {
        self.witnesses(picture, Effort::default())
    }

    /// Returns the tiles that decide with another effort, for measuring.
    pub fn witnesses(&self, picture: &Bitmap, effort: Effort) -> Vec<Witness> {
        self.witnesses_of(grey::look(picture), effort)
    }

    fn witnesses_of(&self, grey: Grey, effort: Effort) -> Vec<Witness> {
        let is_small = is_small(&grey);
        let levels = levels(grey);
        let spots: Vec<_> = levels.iter().map(|level| tiles::spots(level, effort.probes + effort.more)).collect();
        let views = views(&levels, &spots, !is_small);
        // Half the probes are enough for a page of plain print.
        let half = effort.probes.div_ceil(2);
        let mut best = Probed { skew: Some(Skew::default()), ..Probed::default() };
        self.probe(&views, 0..half, &mut best);
        let is_sure = |probed: &Probed| verdict(&probed.seen).confidence > effort.enough;
        if !is_sure(&best)
            && let Some(turn) = best.skew.take().and_then(Skew::turn)
        {
            // Askew, if the slopes are right. The information in the turned tiles shows if they are.
            let mut turned = Probed { turn: Some(turn), ..Probed::default() };
            self.probe(&views, 0..half, &mut turned);
            if clarity(&turned.seen) > clarity(&best.seen) {
                best = turned;
            }
        }
        if !is_sure(&best) {
            self.probe(&views, half..effort.probes, &mut best);
        }
        if is_sure(&best) { best.seen } else { self.ask_more(&views, effort, best) }
    }

    fn witness(&self, view: usize, spot: tiles::Spot, tile: &[u8]) -> Witness {
        Witness {
            level: view as u32,
            left: spot.left as u32,
            top: spot.top as u32,
            detail: spot.detail,
            ways: distribution(self.net.evidence(tile)),
        }
    }

    /// Reads a few tiles of every view.
    fn probe(&self, views: &[View<'_>], which: Range<usize>, probed: &mut Probed) {
        for (at, view) in views.iter().enumerate() {
            for &spot in view.spots.iter().take(which.end).skip(which.start) {
                let tile = view.tile(spot, probed.turn);
                if let Some(skew) = &mut probed.skew {
                    skew.add(&tile);
                }
                probed.seen.push(self.witness(at, spot, &tile));
            }
        }
    }

    /// Reads more tiles of the clearest views.
    fn ask_more(&self, views: &[View<'_>], Effort { probes, more, .. }: Effort, probed: Probed) -> Vec<Witness> {
        let Probed { mut seen, turn, .. } = probed;
        let mut clearest: Vec<(f32, usize)> =
            (0..views.len()).map(|view| (clarity_of(&seen, view as u32), view)).collect();
        clearest.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        // Two thirds to the clearest, the rest to the next.
        for (&(_, view), share) in clearest.iter().zip([more - more / 3, more / 3]) {
            let spots = views[view].spots.iter().skip(probes).take(share);
            seen.extend(spots.map(|&spot| self.witness(view, spot, &views[view].tile(spot, turn))));
        }
        seen
    }
}

/// Result of the probes.
#[derive(Default)]
struct Probed {
    seen: Vec<Witness>,
    /// Skew of the tiles, until it is used.
    skew: Option<Skew>,
    /// Sine and cosine of the turn that set the tiles level.
    turn: Option<(f32, f32)>,
}

/// Returns the softmax of evidence.
fn distribution(evidence: [f32; WAYS]) -> [f32; WAYS] {
    let most = evidence.iter().copied().fold(f32::MIN, f32::max);
    let grown = evidence.map(|e| libm::expf(e - most));
    let sum: f32 = grown.iter().sum();
    grown.map(|g| g / sum)
}

/// Returns the mean information of a view's tiles, in nats; 0 without tiles.
fn clarity_of(seen: &[Witness], view: u32) -> f32 {
    clarity(seen.iter().filter(|witness| witness.level == view))
}

/// Returns the mean information of tiles, in nats.
fn clarity<'a>(seen: impl IntoIterator<Item = &'a Witness>) -> f32 {
    let (sum, count) = seen.into_iter().fold((0.0, 0u32), |(sum, n), w| (sum + information(&w.ways), n + 1));
    sum / count.max(1) as f32
}

/// Returns the information in a distribution, in nats: 0 of an even one, up to ln 8.
fn information(ways: &[f32; WAYS]) -> f32 {
    ways.iter().map(|&p| if p > 0.0 { p * libm::logf(p * WAYS as f32) } else { 0.0 }).sum()
}

/// Returns the verdict by the sum of the witnesses.
pub fn verdict(seen: &[Witness]) -> OrientationVerdict {
    let mut sums = [0.0f32; WAYS];
    for witness in seen {
        for (sum, &p) in sums.iter_mut().zip(&witness.ways) {
            *sum += INDEPENDENCE * libm::logf((1.0 - DOUBT) * p + DOUBT / WAYS as f32);
        }
    }
    let ways = distribution(sums);
    let best = (0..WAYS).fold(0, |best, w| if ways[w] > ways[best] { w } else { best });
    let favours = |w: &&Witness| (0..WAYS).all(|g| g == best || w.ways[best] > w.ways[g]);
    let sure_of = |way: usize| seen.iter().filter(|witness| witness.ways[way] >= SURE_FROM).count() as u32;
    OrientationVerdict {
        rotation_cw: QuarterTurn::of_quarters(best as u32),
        mirrored: best >= 4,
        confidence: ways[best],
        upright_confidence: ways[0],
        witnesses: seen.iter().filter(favours).count() as u32,
        information: information_of_clearest(seen),
        strong: seen.iter().filter(|witness| information(&witness.ways) >= STRONG_FROM).count() as u32,
        sure: sure_of(best),
        sure_upright: sure_of(0),
    }
}

/// Returns the mean information of the clearest view; 0 without tiles.
fn information_of_clearest(seen: &[Witness]) -> f32 {
    let last = seen.iter().map(|witness| witness.level).max().unwrap_or(0);
    (0..=last).map(|view| clarity_of(seen, view)).fold(0.0, f32::max)
}

impl OrientationVerdict {
    /// Returns `true` if the likeliest placement is upright.
    pub fn is_upright(&self) -> bool {
        self.rotation_cw == QuarterTurn::Deg0 && !self.mirrored
    }

    /// Returns `true` if the tiles show writing: scenery, faces and seals have little information, and it does not agree.
    pub fn has_writing(&self) -> bool {
        self.information >= MIN_INFORMATION && (self.strong >= MIN_STRONG || self.confidence >= OF_ONE_MIND)
    }

    /// Returns `true` if the picture is so surely turned or mirrored that it is refused.
    pub fn is_refused(&self) -> bool {
        let least = if self.is_transposed() { MIN_CONFIDENCE_TRANSPOSED } else { MIN_CONFIDENCE };
        !self.is_upright()
            && self.upright_confidence < REFUSE_BELOW
            && self.confidence >= least
            && self.witnesses >= MIN_WITNESSES
            && self.sure >= SURE_FOR_EACH_UPRIGHT * self.sure_upright
            && self.has_writing()
    }

    /// Returns `true` for a mirror and a quarter turn at once: rows become columns.
    fn is_transposed(&self) -> bool {
        self.mirrored && self.rotation_cw.swaps_sides()
    }

    /// Returns an error if the picture is refused, a warning if another placement is likelier but not sure, else nothing.
    pub fn finding(&self) -> Option<Finding> {
        if self.is_upright() || !self.has_writing() || (!self.is_refused() && self.confidence < WARN_FROM) {
            return None;
        }
        let code = match (self.mirrored, self.rotation_cw) {
            (true, _) => Code::MaterialOrientationMirrored,
            (false, QuarterTurn::Deg180) => Code::MaterialOrientationUpsideDown,
            (false, _) => Code::MaterialOrientationSideways,
        };
        let severity = if self.is_refused() { Severity::Error } else { Severity::Warning };
        let finding = Finding::new(code, severity);
        Some(finding.with("rotationCw", self.rotation_cw.degrees()).with("confidence", self.confidence))
    }

    /// Returns the finding about a picture that is refused, although a person has confirmed that it is upright.
    pub fn confirmed_finding(&self) -> Option<Finding> {
        let finding = || {
            Finding::warning(Code::MaterialOrientationConfirmed)
                .with("rotationCw", self.rotation_cw.degrees())
                .with("mirrored", u32::from(self.mirrored))
                .with("confidence", self.confidence)
        };
        self.is_refused().then(finding)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn witness(way: usize, p: f32) -> Witness {
        let mut ways = [(1.0 - p) / 7.0; WAYS];
        ways[way] = p;
        Witness { level: 0, left: 0, top: 0, detail: 1.0, ways }
    }

    #[test]
    fn verdicts_follow_the_witnesses() {
        struct Case {
            what: &'static str,
            seen: Vec<Witness>,
            way: (u32, bool),
            severity: Option<Severity>,
        }
        let cases = [
            Case { what: "nobody", seen: vec![], way: (0, false), severity: None },
            Case { what: "upright", seen: vec![witness(0, 0.99); 9], way: (0, false), severity: None },
            Case {
                what: "sideways",
                seen: vec![witness(1, 0.99); 9],
                way: (90, false),
                severity: Some(Severity::Error),
            },
            Case {
                what: "upside down",
                seen: vec![witness(2, 0.99); 9],
                way: (180, false),
                severity: Some(Severity::Error),
            },
            Case { what: "mirrored", seen: vec![witness(4, 0.99); 9], way: (0, true), severity: Some(Severity::Error) },
            Case {
                what: "mirrored and turned",
                seen: vec![witness(7, 0.99); 9],
                way: (270, true),
                severity: Some(Severity::Error),
            },
            Case {
                what: "one loud voice, as of a seal",
                seen: vec![witness(2, 1.0)],
                way: (180, false),
                severity: None,
            },
            Case {
                what: "writing both ways round",
                seen: [vec![witness(2, 0.99); 12], vec![witness(0, 0.99); 8]].concat(),
                way: (180, false),
                severity: Some(Severity::Warning),
            },
            Case { what: "undecided", seen: vec![witness(2, 0.2); 3], way: (180, false), severity: None },
            Case {
                what: "one against five",
                seen: [vec![witness(2, 1.0)], vec![witness(0, 0.9); 5]].concat(),
                way: (0, false),
                severity: None,
            },
        ];
        for case in cases {
            let v = verdict(&case.seen);
            assert_eq!((v.rotation_cw.degrees(), v.mirrored), case.way, "{}", case.what);
            assert_eq!(v.finding().map(|f| f.severity), case.severity, "{}: {v:?}", case.what);
            // A confirmation is reported if it overrules a refusal, and not if there was only doubt.
            assert_eq!(v.confirmed_finding().is_some(), case.severity == Some(Severity::Error), "{}", case.what);
        }
    }

    #[test]
    fn blank_and_tiny_pictures_are_not_refused() {
        let judge = Judge::new();
        for (width, height) in [(1, 1), (1, 900), (64, 64), (65, 65), (700, 33), (300, 400), (2000, 1500)] {
            for level in [0, 128, 255] {
                let picture = Bitmap::new(width, height, vec![level; (width * height * 3) as usize]).expect("a bitmap");
                let v = judge.judge(&picture);
                assert!(v.finding().is_none(), "{width} x {height} of {level}: {v:?}");
            }
        }
    }

    #[test]
    fn a_turned_picture_gets_the_turned_verdict() {
        // One tile in size, so that its own level (below the enlarged one) has the same pixels in every placement.
        let side = net::SIDE;
        let mut grey = vec![230u8; side * side];
        for (left, top, wide, high) in
            [(5, 6, 30, 3), (8, 12, 3, 30), (20, 20, 25, 3), (40, 30, 3, 22), (12, 50, 14, 3), (30, 56, 3, 8)]
        {
            for y in top..top + high {
                grey[y * side + left..][..wide].fill(40);
            }
        }
        let turned = |way: usize| {
            let rgb = (0..side * side).flat_map(|i| {
                let (x, y) = ways::source(way, side, i % side, i / side);
                [grey[y * side + x]; 3]
            });
            Bitmap::new(side as u32, side as u32, rgb.collect()).expect("a bitmap")
        };
        let judge = Judge::new();
        let own = |way: usize| judge.look(&turned(way)).iter().find(|w| w.level == 1).expect("a tile").ways;
        let plain = own(0);
        for way in 0..WAYS {
            let seen = own(way);
            for (g, &p) in seen.iter().enumerate() {
                assert!((p - plain[ways::relative(way, g)]).abs() < 1e-3, "way {way}: {seen:?}, {plain:?}");
            }
        }
    }
}
