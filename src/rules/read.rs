//! Reads JSON into types and continues after a fault, so that one pass names them all by their path.
//!
//! serde stops at the first fault, so an office would correct a policy one message at a time.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// One fault of a document: its path, and its description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Path from the top, such as `materials[3].slots.max`; `$` for the document itself.
    pub path: String,
    /// The fault, in English, lower case.
    pub fault: String,
}

/// The faults so far.
#[derive(Debug, Default)]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    /// Adds a fault.
    pub fn add(&mut self, at: &Path<'_>, fault: impl Into<String>) {
        self.0.push(Fault { path: at.text(), fault: fault.into() });
    }
}

/// Position of the reader: a chain of steps up to the top, so that a path costs nothing until it is needed.
#[derive(Debug, Clone, Copy)]
pub enum Path<'a> {
    /// The document.
    Top,
    /// A field of an object.
    Key(&'a Path<'a>, &'a str),
    /// An item of a list.
    Item(&'a Path<'a>, usize),
}

impl Path<'_> {
    /// Returns the path as text: `a.b[2].c`, or `$` at the top.
    pub fn text(&self) -> String {
        match self {
            Path::Top => "$".into(),
            Path::Key(Path::Top, key) => (*key).into(),
            Path::Key(above, key) => format!("{}.{key}", above.text()),
            Path::Item(above, index) => format!("{}[{index}]", above.text()),
        }
    }
}

/// A type that reads itself and collects its faults.
pub trait Read: Sized {
    /// Reads a value. Returns `None` if it added a fault.
    fn read(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self>;

    /// Returns the value of a missing field, or `None` if the field is required.
    fn absent() -> Option<Self> {
        None
    }
}

/// Reads one field, or its stand-in.
pub fn field<T: Read>(object: &Map<String, Value>, key: &str, at: &Path<'_>, faults: &mut Faults) -> Option<T> {
    match object.get(key) {
        Some(value) => T::read(value, &Path::Key(at, key), faults),
        None => {
            let absent = T::absent();
            if absent.is_none() {
                faults.add(&Path::Key(at, key), "is missing");
            }
            absent
        }
    }
}

/// Returns the object in `value`. Every key outside `known` is a fault.
pub fn object<'v>(
    value: &'v Value,
    known: &[&str],
    at: &Path<'_>,
    faults: &mut Faults,
) -> Option<&'v Map<String, Value>> {
    let Some(object) = value.as_object() else {
        faults.add(at, format!("should be an object, is {}", name_of(value)));
        return None;
    };
    for key in object.keys().filter(|key| !known.contains(&key.as_str())) {
        faults.add(&Path::Key(at, key), "is not a known field");
    }
    Some(object)
}

/// Returns the name of a JSON type.
pub fn name_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

impl Read for String {
    fn read(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let text = value.as_str().map(String::from);
        if text.is_none() {
            faults.add(at, format!("should be text, is {}", name_of(value)));
        }
        text
    }
}

/// A missing field is `false`.
impl Read for bool {
    fn read(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let answer = value.as_bool();
        if answer.is_none() {
            faults.add(at, format!("should be true or false, is {}", name_of(value)));
        }
        answer
    }

    fn absent() -> Option<Self> {
        Some(false)
    }
}

impl Read for f64 {
    fn read(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let number = value.as_f64().filter(|n| n.is_finite());
        if number.is_none() {
            faults.add(at, format!("should be a number, is {}", name_of(value)));
        }
        number
    }
}

impl Read for u32 {
    fn read(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let number = value.as_u64().and_then(|n| u32::try_from(n).ok());
        if number.is_none() {
            faults.add(at, format!("should be a whole number from 0 to {}, is {value}", u32::MAX));
        }
        number
    }
}

impl Read for u16 {
    fn read(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let number = value.as_u64().and_then(|n| u16::try_from(n).ok());
        if number.is_none() {
            faults.add(at, format!("should be a whole number from 0 to {}, is {value}", u16::MAX));
        }
        number
    }
}

impl<T: Read> Read for Option<T> {
    fn read(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        if value.is_null() { Some(None) } else { T::read(value, at, faults).map(Some) }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

/// A missing list is empty. If it must not be, the check of the values says so.
impl<T: Read> Read for Vec<T> {
    fn read(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let Some(items) = value.as_array() else {
            faults.add(at, format!("should be a list, is {}", name_of(value)));
            return None;
        };
        // All items are read before the first failure ends the list, so that no fault hides another.
        let read: Vec<Option<T>> =
            items.iter().enumerate().map(|(i, item)| T::read(item, &Path::Item(at, i), faults)).collect();
        read.into_iter().collect()
    }

    fn absent() -> Option<Self> {
        Some(Vec::new())
    }
}

impl<T: Read> Read for BTreeMap<String, T> {
    fn read(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let Some(object) = value.as_object() else {
            faults.add(at, format!("should be an object, is {}", name_of(value)));
            return None;
        };
        let read: Vec<Option<(String, T)>> =
            object.iter().map(|(key, item)| Some((key.clone(), T::read(item, &Path::Key(at, key), faults)?))).collect();
        read.into_iter().collect()
    }

    fn absent() -> Option<Self> {
        Some(BTreeMap::new())
    }
}

/// Reads a struct field by field. The struct literal makes a forgotten field stop the build; a test reads back what
/// serde writes, so that a name cannot drift.
macro_rules! record {
    ($type:ident { $($field:ident = $key:literal,)* }) => {
        impl $crate::rules::read::Read for $type {
            fn read(
                value: &serde_json::Value,
                at: &$crate::rules::read::Path<'_>,
                faults: &mut $crate::rules::read::Faults,
            ) -> Option<Self> {
                let object = $crate::rules::read::object(value, &[$($key),*], at, faults)?;
                $(let $field = $crate::rules::read::field(object, $key, at, faults);)*
                Some($type { $($field: $field?,)* })
            }
        }
    };
}
pub(super) use record;
