//! Reading and writing files, with the path in every complaint.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::Failure;

/// The whole file.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|e| format!("cannot read {}: {e}", path.display()))
}

/// Writes to a neighbour first, so that a failure leaves no half file under the name.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let written = fs::write(&partial, bytes).and_then(|()| fs::rename(&partial, path));
    written.map_err(|e| {
        let _ = fs::remove_file(&partial);
        format!("cannot write {}: {e}", path.display())
    })
}

/// One line on stdout. A closed pipe is a failure, not a panic.
pub fn print_line(line: &str) -> Result<(), Failure> {
    writeln!(io::stdout().lock(), "{line}").map_err(|e| format!("cannot write to stdout: {e}"))
}

/// The name without its folders, as findings carry it.
pub fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
