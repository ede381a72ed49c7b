//! Where a result goes that is a file by nature: `--out FILE`, else stdout.

use std::path::{Path, PathBuf};

use crate::{
    cli::{failure::Failure, fault},
    files::{self, Mode},
};

/// The flags of every command that writes such a result.
#[derive(Debug, clap::Args)]
pub struct Out {
    /// Write the result to this file; `-` is stdout [default: stdout]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file when it is there
    #[arg(long, requires = "out")]
    replace: bool,
}

impl Out {
    /// The file; `None` for stdout.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.out.as_deref().filter(|path| *path != Path::new("-"))
    }

    /// Writes to the file and returns its name; `None` when stdout was meant, and nothing was written.
    pub fn write(&self, bytes: &[u8], mode: Mode) -> Result<Option<String>, Failure> {
        let Some(path) = self.file() else { return Ok(None) };
        let written = if self.replace { files::write_atomic(path, bytes, mode) } else { files::write_new(path, bytes, mode) };
        match written {
            Ok(()) => Ok(Some(path.display().to_string())),
            Err(error @ files::Error::Exists { .. }) => {
                let failure = fault::with_file(&error);
                Err(Failure { next: Vec::new(), ..failure }.next("add `--replace`, or choose another name"))
            }
            Err(error) => Err(fault::with_file(&error)),
        }
    }
}
