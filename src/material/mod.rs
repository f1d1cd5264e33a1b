//! One picture of a document: header checks, orientation, clarity, repair.
