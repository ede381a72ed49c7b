//! The only file access: bounded reads, atomic writes, modes, appends with sync.

use std::{io, path::PathBuf};

use thiserror::Error;

/// What went wrong with a file.
#[derive(Debug, Error)]
pub enum Error {
    /// It is not there.
    #[error("`{}` does not exist", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// It is there already.
    #[error("`{}` exists already", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// It is larger than anything that belongs there.
    #[error("`{}` is larger than {limit} bytes", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The limit, in bytes.
        limit: u64,
    },
    /// A private file that others can read.
    #[error("`{}` can be read by others (mode {mode:o}); run `chmod 600 {}`", path.display(), path.display())]
    TooOpen {
        /// The file.
        path: PathBuf,
        /// Its mode bits.
        mode: u32,
    },
    /// The operating system refused.
    #[error("failed to {doing} `{}`", path.display())]
    Io {
        /// What was tried: `read`, `write`, ...
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// The operating system's reason.
        #[source]
        source: io::Error,
    },
}
