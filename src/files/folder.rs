//! Folders: what is in them, making them, and staying inside them.

use std::path::{Component, Path, PathBuf};

use super::{Error, Result, failed};

/// The names of the files in a folder, sorted; none when the folder is not there. Hidden files, drafts among them, and
/// names that are no text are left out.
pub fn list(folder: &Path) -> Result<Vec<String>> {
    entries(folder, |kind| !kind.is_dir())
}

/// The names of the folders in a folder, sorted; none when the folder is not there. Hidden ones are left out.
pub fn list_folders(folder: &Path) -> Result<Vec<String>> {
    entries(folder, |kind| kind.is_dir())
}

/// Makes a folder and those above it.
#[expect(clippy::disallowed_methods, reason = "this is the room that makes folders")]
pub fn create_dir(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(failed("make", folder))
}

/// Makes a folder and those above it, for its owner alone (0700). A folder that is there stays as it is.
pub fn create_dir_private(folder: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    set_private(&mut builder);
    builder.create(folder).map_err(failed("make", folder))
}

/// Removes a file; `false` when it was not there.
#[expect(clippy::disallowed_methods, reason = "this is the room that removes files")]
pub fn remove(path: &Path) -> Result<bool> {
    match std::fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(failed("remove", path)(error)),
    }
}

/// Makes a new folder for its owner alone among the system's temporary folders; it is not removed by itself.
pub fn temporary_folder(prefix: &str) -> Result<PathBuf> {
    let made = tempfile::Builder::new().prefix(prefix).tempdir();
    let failed = |source| Error::Io { doing: "make a folder in", path: std::env::temp_dir(), source };
    Ok(made.map_err(failed)?.keep())
}

/// Whether something of that name is there, even a link that leads nowhere.
#[must_use]
pub fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// The file that a relative path names below a folder. Absolute paths, `..` and links that lead out are refused.
pub fn inside(folder: &Path, path: &str) -> Result<PathBuf> {
    let outside = || Error::Outside { path: PathBuf::from(path), folder: folder.to_owned() };
    let plain = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    if path.is_empty() || path.contains('\0') || !Path::new(path).components().all(plain) {
        return Err(outside());
    }
    let full = folder.join(path);
    match (folder.canonicalize(), full.canonicalize()) {
        (Ok(folder), Ok(real)) if !real.starts_with(&folder) => Err(outside()),
        _ => Ok(full),
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the room that reads folders")]
fn entries(folder: &Path, wanted: impl Fn(std::fs::FileType) -> bool) -> Result<Vec<String>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed("read", folder)(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(failed("read", folder))?;
        let kind = entry.file_type().map_err(failed("read", folder))?;
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else { continue };
        if wanted(kind) {
            names.push(name.to_owned());
        }
    }
    names.sort_unstable();
    Ok(names)
}

#[cfg(unix)]
fn set_private(builder: &mut std::fs::DirBuilder) {
    use std::os::unix::fs::DirBuilderExt as _;
    builder.mode(0o700);
}

#[cfg(not(unix))]
fn set_private(_: &mut std::fs::DirBuilder) {}
