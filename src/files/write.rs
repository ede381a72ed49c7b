//! Writing: what a reader sees is the old content or the new one, never a part.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::Write as _,
    path::{Path, PathBuf},
    time::SystemTime,
};

use tempfile::NamedTempFile;

use super::{Error, Result, create_dir, create_dir_private, failed, must_be_file};

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Everybody, as far as the user's mask allows (0644). Missing folders are made 0755.
    Public,
    /// Its owner alone (0600). Missing folders are made 0700.
    Private,
}

/// Writes a file so that it is durable when this returns and never seen in part; replaces a file of that name.
pub fn write_atomic(path: &Path, bytes: &[u8], mode: Mode) -> Result<()> {
    write_many(&[(path.to_owned(), bytes)], mode)
}

/// Writes many files like [`write_atomic`], several syncs at a time and one per folder. Each file for itself is old or new.
pub fn write_many<B: AsRef<[u8]> + Sync>(many: &[(PathBuf, B)], mode: Mode) -> Result<()> {
    at_a_time(many, &|(path, bytes)| {
        let draft = draft(path, bytes.as_ref(), mode)?;
        draft.as_file().sync_all().map_err(failed("write", path))?;
        publish(draft, path)
    })?;
    let mut folders: Vec<&Path> = many.iter().map(|(path, _)| parent(path)).collect();
    folders.sort_unstable();
    folders.dedup();
    folders.into_iter().try_for_each(sync_folder)
}

/// Makes files durable that [`write_quick`] wrote, several at a time. A file that is gone needs nothing.
pub fn sync_many(paths: &[PathBuf]) -> Result<()> {
    let mut paths: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
    paths.sort_unstable();
    paths.dedup();
    at_a_time(&paths, &|path| sync_file(path))?;
    let mut folders: Vec<&Path> = paths.iter().map(|path| parent(path)).collect();
    folders.dedup();
    folders.into_iter().try_for_each(sync_folder)
}

/// Does something with each of many files, several at a time: syncs that wait together take little longer than one.
fn at_a_time<T: Sync>(many: &[T], each: &(dyn Fn(&T) -> Result<()> + Sync)) -> Result<()> {
    let share = many.len().div_ceil(SYNCS_AT_A_TIME).max(1);
    let some = |part: &[T]| part.iter().try_for_each(each);
    std::thread::scope(|scope| {
        let start = |part| std::thread::Builder::new().spawn_scoped(scope, move || some(part));
        let parts: Vec<_> = many.chunks(share).skip(1).map(|part| (part, start(part))).collect();
        many.chunks(share).take(1).try_for_each(some)?;
        // What no thread could be had for is done here.
        parts
            .into_iter()
            .try_for_each(|(part, started)| started.ok().and_then(|part| part.join().ok()).unwrap_or_else(|| some(part)))
    })
}

/// Gives a file another name in one step, replacing what has that name.
#[expect(clippy::disallowed_methods, reason = "this is the room that renames files")]
pub fn rename(from: &Path, to: &Path) -> Result<()> {
    std::fs::rename(from, to).map_err(failed("rename", from))?;
    sync_folder(parent(to))
}

/// Writes a file that is never seen in part, without waiting for the disk: for what the journal can restore.
pub fn write_quick(path: &Path, bytes: &[u8], mode: Mode) -> Result<()> {
    publish(draft(path, bytes, mode)?, path)
}

/// Writes a new file like [`write_atomic`]; of several writers one succeeds and the others get [`Error::Exists`].
pub fn write_new(path: &Path, bytes: &[u8], mode: Mode) -> Result<()> {
    let draft = draft(path, bytes, mode)?;
    draft.as_file().sync_all().map_err(failed("write", path))?;
    draft.persist_noclobber(path).map_err(|refused| failed("write", path)(refused.error))?;
    sync_folder(parent(path))
}

/// Adds bytes at the end of a file, which is made when it is not there; durable when this returns.
pub fn append_sync(path: &Path, bytes: &[u8], mode: Mode) -> Result<()> {
    let fresh = !path.exists();
    let mut file = open_to_append(path, mode)?;
    file.write_all(bytes).map_err(failed("write", path))?;
    file.sync_data().map_err(failed("write", path))?;
    if fresh { sync_folder(parent(path)) } else { Ok(()) }
}

/// Opens a file to add to its end; makes it, and the folders above it, when it is not there.
pub fn open_to_append(path: &Path, mode: Mode) -> Result<File> {
    open(path, mode, OpenOptions::new().append(true).read(true).create(true))
}

/// Opens a file to lock it and to write its holder into it, without changing what it holds.
pub fn open_to_lock(path: &Path) -> Result<File> {
    open(path, Mode::Public, OpenOptions::new().read(true).write(true).create(true).truncate(false))
}

/// Waits for a lock that is held for moments only, and holds it until the file is dropped.
pub fn hold(path: &Path) -> Result<File> {
    let file = open_to_lock(path)?;
    file.lock().map_err(failed("lock", path))?;
    Ok(file)
}

/// Whether somebody holds the lock of a file; nobody does where it is not there.
pub fn is_held(path: &Path) -> Result<bool> {
    let file = match super::open_to_read(path) {
        Err(Error::Missing { .. }) => return Ok(false),
        file => file?,
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(false),
        Err(TryLockError::WouldBlock) => Ok(true),
        Err(TryLockError::Error(source)) => Err(failed("lock", path)(source)),
    }
}

/// Sets the time of the last change of an open file to now. Failing is harmless: the file only looks older.
pub fn touch(file: &File) {
    // A file system without times loses the sign of life, not the lock.
    let _ = file.set_modified(SystemTime::now());
}

fn open(path: &Path, mode: Mode, options: &mut OpenOptions) -> Result<File> {
    make_parent(path, mode)?;
    check_target(path)?;
    set_mode(options, mode);
    let file = options.open(path).map_err(failed("write", path))?;
    must_be_file(path, file.metadata().map_err(failed("write", path))?.file_type())?;
    Ok(file)
}

fn draft(path: &Path, bytes: &[u8], mode: Mode) -> Result<NamedTempFile> {
    make_parent(path, mode)?;
    check_target(path)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".partnerctl-").suffix(".tmp");
    set_draft_mode(&mut builder, mode);
    let mut draft = builder.tempfile_in(parent(path)).map_err(failed("write", path))?;
    draft.write_all(bytes).map_err(failed("write", path))?;
    Ok(draft)
}

fn publish(draft: NamedTempFile, path: &Path) -> Result<()> {
    draft.persist(path).map_err(|refused| failed("write", path)(refused.error))?;
    Ok(())
}

/// A link is refused as well: writing through it would change a file that nobody named, replacing it would cut the link.
fn check_target(path: &Path) -> Result<()> {
    match std::fs::symlink_metadata(path) {
        Ok(about) => must_be_file(path, about.file_type()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(failed("write", path)(error)),
    }
}

fn make_parent(path: &Path, mode: Mode) -> Result<()> {
    let folder = parent(path);
    match mode {
        _ if folder.is_dir() => Ok(()),
        Mode::Public => create_dir(folder),
        Mode::Private => create_dir_private(folder),
    }
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn sync_file(path: &Path) -> Result<()> {
    match super::open_to_read(path) {
        Ok(file) => file.sync_all().map_err(failed("write", path)),
        Err(Error::Missing { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

#[cfg(unix)]
#[expect(clippy::disallowed_methods, reason = "this is the room that opens files")]
fn sync_folder(folder: &Path) -> Result<()> {
    match File::open(folder).and_then(|open| open.sync_all()) {
        // Some network file systems cannot sync a folder; there the rename is as durable as it gets.
        Err(error) if !matches!(error.kind(), std::io::ErrorKind::InvalidInput | std::io::ErrorKind::Unsupported) => {
            Err(Error::Io { doing: "write", path: folder.to_owned(), source: error })
        }
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> Result<()> {
    Ok(())
}

#[cfg(unix)]
fn set_mode(options: &mut OpenOptions, mode: Mode) {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(bits(mode)).custom_flags(libc::O_NONBLOCK | libc::O_CLOEXEC);
}

#[cfg(not(unix))]
fn set_mode(_: &mut OpenOptions, _: Mode) {}

#[cfg(unix)]
fn set_draft_mode(builder: &mut tempfile::Builder<'_, '_>, mode: Mode) {
    use std::os::unix::fs::PermissionsExt as _;
    builder.permissions(std::fs::Permissions::from_mode(bits(mode)));
}

#[cfg(not(unix))]
fn set_draft_mode(_: &mut tempfile::Builder<'_, '_>, _: Mode) {}

#[cfg(unix)]
const fn bits(mode: Mode) -> u32 {
    match mode {
        Mode::Public => 0o644,
        Mode::Private => 0o600,
    }
}

const SYNCS_AT_A_TIME: usize = 8;
