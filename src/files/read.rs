//! Reading: bounded, and never waiting for somebody at the other end of a pipe.

use std::{
    fs::{File, OpenOptions},
    io::Read as _,
    path::Path,
    time::SystemTime,
};

use super::{Error, Result, failed, must_be_file};

/// Reads a file of at most `limit` bytes. Symbolic links to files are followed, as mounted secrets are such links;
/// pipes, devices and folders are refused without waiting for them.
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>> {
    let file = open_to_read(path)?;
    let mut bytes = Vec::new();
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(failed("read", path))?;
    if bytes.len() as u64 > limit {
        return Err(Error::TooLarge { path: path.to_owned(), limit });
    }
    Ok(bytes)
}

/// Reads a file like [`read`]; `None` when it is not there.
pub fn read_if_exists(path: &Path, limit: u64) -> Result<Option<Vec<u8>>> {
    match read(path, limit) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(Error::Missing { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Reads a file like [`read`] as UTF-8, without a byte order mark.
pub fn read_text(path: &Path, limit: u64) -> Result<String> {
    let text = String::from_utf8(read(path, limit)?).map_err(|_| Error::Binary { path: path.to_owned() })?;
    if text.contains('\0') {
        return Err(Error::Binary { path: path.to_owned() });
    }
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Refuses a private file that its group or others can read. Where the system has no such modes, nothing is refused.
pub fn check_private(path: &Path) -> Result<()> {
    let about = std::fs::metadata(path).map_err(failed("read", path))?;
    must_be_file(path, about.file_type())?;
    match shared_mode(&about) {
        Some(mode) => Err(Error::TooOpen { path: path.to_owned(), mode }),
        None => Ok(()),
    }
}

/// The mode of a file that stdout was sent into, where its group or others can read it; `None` when it goes elsewhere.
#[must_use]
pub fn shared_stdout() -> Option<u32> {
    stdout_file().and_then(|file| file.metadata().ok()).filter(std::fs::Metadata::is_file).and_then(|about| shared_mode(&about))
}

/// When a file was last written or touched; `None` when it is not there or the system does not say.
#[must_use]
pub fn modified(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|about| about.modified()).ok()
}

/// The length of a file; `None` when it is not there.
#[must_use]
pub fn length(path: &Path) -> Option<u64> {
    std::fs::metadata(path).map(|about| about.len()).ok()
}

/// Opens a file for reading bit by bit, refusing what [`read`] refuses.
pub fn open_to_read(path: &Path) -> Result<File> {
    let about = std::fs::metadata(path).map_err(failed("read", path))?;
    must_be_file(path, about.file_type())?;
    let mut options = OpenOptions::new();
    options.read(true);
    // Between the look and the opening a pipe may have taken the file's place: opening it must not wait for a writer.
    never_wait(&mut options);
    let file = options.open(path).map_err(failed("read", path))?;
    must_be_file(path, file.metadata().map_err(failed("read", path))?.file_type())?;
    Ok(file)
}

#[cfg(unix)]
fn never_wait(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.custom_flags(libc::O_NONBLOCK | libc::O_CLOEXEC);
}

#[cfg(not(unix))]
fn never_wait(_: &mut OpenOptions) {}

#[cfg(unix)]
fn stdout_file() -> Option<File> {
    use std::os::fd::AsFd as _;
    std::io::stdout().as_fd().try_clone_to_owned().ok().map(File::from)
}

#[cfg(not(unix))]
fn stdout_file() -> Option<File> {
    None
}

#[cfg(unix)]
fn shared_mode(about: &std::fs::Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = about.permissions().mode() & 0o7777;
    (mode & 0o077 != 0).then_some(mode)
}

#[cfg(not(unix))]
fn shared_mode(_: &std::fs::Metadata) -> Option<u32> {
    None
}
