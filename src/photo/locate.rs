//! Takes a bitmap, gives what stands in it: faces, the head, the background. Measures and never judges.

use super::faces::{self, Search};
use super::head::{self, Head};
use super::model::FaceModel;
use crate::codec::bitmap::Bitmap;
use crate::codec::lab::Converter;
use crate::codec::rect::Rect;
use crate::codec::turn::QuarterTurn;
use crate::codec::upright::{Orientation, upright};
use crate::error::Result;

/// What stands in a picture.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Subject {
    /// How many faces.
    pub faces: usize,
    /// How far the person was turned clockwise.
    pub rotation_cw: QuarterTurn,
    /// The best face and its head, in pixels of the upright bitmap.
    pub portrait: Option<Portrait>,
}

/// A face and the head around it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Portrait {
    /// From mid-forehead to just above the chin.
    pub face: Rect,
    /// The head.
    pub head: Head,
}

/// Looks for a person, where `may_lie` also for one who lies turned. Gives the bitmap back, set upright.
pub(super) fn locate(bitmap: Bitmap, may_lie: bool, model: &FaceModel) -> Result<(Bitmap, Subject)> {
    let mut detector = model.detector();
    let Search { faces, rotation_cw } = faces::search(&bitmap, may_lie, detector.as_mut());
    let bitmap = turned(bitmap, rotation_cw.inverse())?;
    let portrait = faces.first().map(|face| {
        let rect = faces::refined(&bitmap, face.rect, detector.as_mut()).unwrap_or(face.rect);
        portrait(&bitmap, rect)
    });
    Ok((bitmap, Subject { faces: faces.len(), rotation_cw, portrait }))
}

/// Looks again at a composed photo, which stands upright: first where the face should be, by the crop, then everywhere.
pub(super) fn locate_again(bitmap: &Bitmap, expected: Option<Rect>, model: &FaceModel) -> Subject {
    let mut detector = model.detector();
    if let Some(face) = expected.and_then(|face| faces::refined(bitmap, face, detector.as_mut())) {
        return Subject { faces: 1, rotation_cw: QuarterTurn::Deg0, portrait: Some(portrait(bitmap, face)) };
    }
    let faces = faces::search_output(bitmap, detector.as_mut());
    let portrait = faces.first().map(|face| {
        let rect = faces::refined(bitmap, face.rect, detector.as_mut()).unwrap_or(face.rect);
        portrait(bitmap, rect)
    });
    Subject { faces: faces.len(), rotation_cw: QuarterTurn::Deg0, portrait }
}

/// Turns a picture clockwise.
pub(super) fn turned(bitmap: Bitmap, turn: QuarterTurn) -> Result<Bitmap> {
    match turn {
        QuarterTurn::Deg0 => Ok(bitmap),
        turn => upright(&bitmap, Orientation::of_turn(turn)),
    }
}

fn portrait(bitmap: &Bitmap, face: Rect) -> Portrait {
    Portrait { face, head: head::measure(bitmap, face, &Converter::new()) }
}

impl Portrait {
    /// The same in a picture whose pixels are `factor` times as many a side.
    pub fn scaled(&self, factor: f64) -> Self {
        let head = Head { rect: self.head.rect.scaled(factor), ..self.head.clone() };
        Self { face: self.face.scaled(factor), head }
    }
}
