//! The only file access: bounded reads, atomic writes, modes, appends with sync. Knows nothing of what the files mean.

mod folder;
mod read;
mod write;

use std::{
    io,
    path::{Path, PathBuf},
};

use thiserror::Error;

pub use self::{
    folder::{create_dir, create_dir_private, exists, inside, list, list_folders, remove, temporary_folder},
    read::{check_private, length, modified, open_to_read, read, read_if_exists, read_text, shared_stdout},
    write::{
        Mode, append_sync, hold, is_held, open_to_append, open_to_lock, rename, sync_many, touch, write_atomic, write_many,
        write_new, write_quick,
    },
};

/// The result of every access to a file.
pub type Result<T> = std::result::Result<T, Error>;

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
    /// Something else stands where a file is due.
    #[error("`{}` is {what}, and a file is needed there", path.display())]
    NotAFile {
        /// What was found.
        path: PathBuf,
        /// In words: `a folder`, `a named pipe`, ...
        what: &'static str,
    },
    /// The file holds no text.
    #[error("`{}` is a binary file, and text in UTF-8 is needed", path.display())]
    Binary {
        /// The file.
        path: PathBuf,
    },
    /// The path leads out of the folder that it must stay in.
    #[error("`{}` leads out of `{}`", path.display(), folder.display())]
    Outside {
        /// The path.
        path: PathBuf,
        /// The folder.
        folder: PathBuf,
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

/// Turns the operating system's reason into ours.
fn failed<'a>(doing: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> Error + 'a {
    move |source| match source.kind() {
        io::ErrorKind::NotFound => Error::Missing { path: path.to_owned() },
        io::ErrorKind::AlreadyExists => Error::Exists { path: path.to_owned() },
        _ => Error::Io { doing, path: path.to_owned(), source },
    }
}

/// Refuses everything but regular files, and says what it is.
fn must_be_file(path: &Path, kind: std::fs::FileType) -> Result<()> {
    if kind.is_file() {
        return Ok(());
    }
    Err(Error::NotAFile { path: path.to_owned(), what: word(kind) })
}

#[cfg(unix)]
fn word(kind: std::fs::FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    match kind {
        kind if kind.is_dir() => "a folder",
        kind if kind.is_symlink() => "a symbolic link",
        kind if kind.is_fifo() => "a named pipe",
        kind if kind.is_socket() => "a socket",
        _ => "a device",
    }
}

#[cfg(not(unix))]
fn word(kind: std::fs::FileType) -> &'static str {
    match kind {
        kind if kind.is_dir() => "a folder",
        kind if kind.is_symlink() => "a symbolic link",
        _ => "a device",
    }
}
