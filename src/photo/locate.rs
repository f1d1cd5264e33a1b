//! Locates the person. Takes a bitmap, gives faces, head and background. Measures and never judges.

use super::faces::{self, Search};
use super::frame::Point;
use super::head::{self, Head};
use super::level::Level;
use super::mesh::Landmarks;
use super::model::FaceModel;
use super::person::Person;
use crate::codec::bitmap::Bitmap;
use crate::codec::lab::Converter;
use crate::codec::rect::Rect;
use crate::codec::turn::QuarterTurn;
use crate::codec::upright::{Orientation, upright};
use crate::error::Result;

/// The person in a picture.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Subject {
    /// Number of faces.
    pub faces: usize,
    /// Clockwise turn of the person in the bitmap as given.
    pub rotation_cw: QuarterTurn,
    /// The largest face and its head, in pixels of the upright bitmap.
    pub portrait: Option<Portrait>,
}

/// A face and the head around it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Portrait {
    /// Hairline to chin, cheek to cheek.
    pub face: Rect,
    /// The head.
    pub head: Head,
    pub(super) landmarks: Landmarks,
    pub(super) person: Person,
}

/// Locates a person; if `may_be_turned`, also one who appears turned. Returns the bitmap set upright, and the person in it.
pub(super) fn locate(bitmap: Bitmap, may_be_turned: bool, model: &FaceModel) -> Result<(Bitmap, Subject)> {
    let Search { mut faces, rotation_cw } = faces::search(&bitmap, may_be_turned, model);
    let bitmap = turned(bitmap, rotation_cw.inverse())?;
    if rotation_cw != QuarterTurn::Deg0 {
        faces = faces::search(&bitmap, false, model).faces;
    }
    let portrait = faces.first().map(|face| portrait(&bitmap, face.clone(), model));
    Ok((bitmap, Subject { faces: faces.len(), rotation_cw, portrait }))
}

/// Locates the person in a composed photo, which is upright: first at the face's place by the crop, then everywhere.
pub(super) fn locate_again(bitmap: &Bitmap, expected: Option<&Landmarks>, model: &FaceModel) -> Subject {
    let known = expected.and_then(|face| faces::again(bitmap, face, model));
    let faces = known.map_or_else(|| faces::search(bitmap, false, model).faces, |face| vec![face]);
    let portrait = faces.first().map(|face| portrait(bitmap, face.clone(), model));
    Subject { faces: faces.len(), rotation_cw: QuarterTurn::Deg0, portrait }
}

/// Turns a picture clockwise.
pub(super) fn turned(bitmap: Bitmap, turn: QuarterTurn) -> Result<Bitmap> {
    match turn {
        QuarterTurn::Deg0 => Ok(bitmap),
        turn => upright(&bitmap, Orientation::of_turn(turn)),
    }
}

fn portrait(bitmap: &Bitmap, landmarks: Landmarks, model: &FaceModel) -> Portrait {
    let person = Person::find(bitmap, &landmarks, model);
    let head = head::measure(bitmap, &landmarks, &person, &Converter::new());
    Portrait { face: landmarks.rect(), head, landmarks, person }
}

impl Portrait {
    /// Returns the same portrait in a picture with `factor` times as many pixels per side.
    pub fn scaled(&self, factor: f64) -> Self {
        let head = Head { rect: self.head.rect.scaled(factor), ..self.head.clone() };
        let landmarks = self.landmarks.moved(|point: Point| point.scaled(factor), factor);
        Self { face: self.face.scaled(factor), head, landmarks, person: self.person.scaled(factor) }
    }

    /// Returns the portrait in the level picture. The background keeps its figures.
    pub fn levelled(self, level: &Level) -> Self {
        let landmarks = self.landmarks.moved(|place| level.in_level(place), 1.0);
        let rect = head::level(&landmarks, &self.person, level);
        let head = Head { rect, roll_deg: self.head.roll_deg - level.lean_deg(), ..self.head };
        Self { face: landmarks.rect(), head, landmarks, person: self.person }
    }
}
