//! A clockwise turn by a multiple of 90 degrees.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A clockwise turn by a multiple of 90 degrees. JSON has the number of degrees: 0, 90, 180 or 270.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QuarterTurn {
    /// No turn.
    #[default]
    Deg0,
    /// A quarter turn to the right.
    Deg90,
    /// A half turn.
    Deg180,
    /// A quarter turn to the left.
    Deg270,
}

impl QuarterTurn {
    /// All four, by their degrees.
    pub const ALL: [QuarterTurn; 4] = [Self::Deg0, Self::Deg90, Self::Deg180, Self::Deg270];

    /// The turn by this many quarters.
    pub fn of_quarters(quarters: u32) -> Self {
        Self::ALL[quarters as usize % 4]
    }

    /// The turn by this many degrees; `None` for anything but 0, 90, 180 and 270.
    pub fn of_degrees(degrees: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|turn| u64::from(turn.degrees()) == degrees)
    }

    /// The number of quarters, 0 to 3.
    pub fn quarters(self) -> u32 {
        self as u32
    }

    /// The number of degrees: 0, 90, 180 or 270.
    pub fn degrees(self) -> u32 {
        self.quarters() * 90
    }

    /// The turn that takes this one back.
    pub fn inverse(self) -> Self {
        Self::of_quarters(4 - self.quarters())
    }

    /// This turn and then the other.
    pub fn then(self, other: Self) -> Self {
        Self::of_quarters(self.quarters() + other.quarters())
    }

    /// Returns `true` if width and height change places.
    pub fn swaps_sides(self) -> bool {
        self.quarters() % 2 == 1
    }

    /// Width and height after the turn.
    pub fn turned_size(self, (width_px, height_px): (u32, u32)) -> (u32, u32) {
        if self.swaps_sides() { (height_px, width_px) } else { (width_px, height_px) }
    }
}

impl Serialize for QuarterTurn {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.degrees().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for QuarterTurn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let degrees = u64::deserialize(deserializer)?;
        let refused = || de::Error::custom(format!("a turn by {degrees} degrees, expected 0, 90, 180 or 270"));
        Self::of_degrees(degrees).ok_or_else(refused)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for QuarterTurn {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "QuarterTurn".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let degrees = Self::ALL.map(Self::degrees);
        let description = "A clockwise turn by a multiple of 90 degrees.";
        schemars::json_schema!({ "description": description, "type": "integer", "enum": degrees })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_add_up_modulo_a_whole_one() {
        for turn in QuarterTurn::ALL {
            assert_eq!(turn.then(turn.inverse()), QuarterTurn::Deg0);
            assert_eq!(QuarterTurn::of_degrees(turn.degrees().into()), Some(turn));
            for other in QuarterTurn::ALL {
                assert_eq!(turn.then(other).degrees(), (turn.degrees() + other.degrees()) % 360);
            }
        }
        assert_eq!(QuarterTurn::Deg90.turned_size((3, 4)), (4, 3));
        assert_eq!(QuarterTurn::Deg180.turned_size((3, 4)), (3, 4));
    }

    #[test]
    fn only_whole_quarters_are_read() {
        for turn in QuarterTurn::ALL {
            let text = serde_json::to_string(&turn).unwrap();
            assert_eq!(text, turn.degrees().to_string());
            assert_eq!(serde_json::from_str::<QuarterTurn>(&text).unwrap(), turn);
        }
        for text in ["45", "360", "-90", "90.5", "\"90\"", "null"] {
            assert!(serde_json::from_str::<QuarterTurn>(text).is_err(), "{text}");
        }
    }
}
