//! The one door to files.

use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use partnerctl::files;

#[test]
fn files_that_are_no_files_are_refused_and_never_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(folder.path().join("target"), &link).unwrap();
    let started = Instant::now();
    assert!(files::read(&pipe, 10).unwrap_err().to_string().ends_with("is a named pipe, and a file is needed there"));
    assert!(files::read(folder.path(), 10).unwrap_err().to_string().ends_with("is a folder, and a file is needed there"));
    assert!(
        files::read(Path::new("/dev/zero"), 10).unwrap_err().to_string().ends_with("is a device, and a file is needed there")
    );
    for target in [&pipe, &link, &folder.path().to_owned()] {
        for mode in [files::Mode::Public, files::Mode::Private] {
            assert!(matches!(files::write_atomic(target, b"x", mode), Err(files::Error::NotAFile { .. })));
            assert!(matches!(files::append_sync(target, b"x", mode), Err(files::Error::NotAFile { .. })));
            assert!(files::write_new(target, b"x", mode).is_err());
        }
    }
    assert!(started.elapsed() < Duration::from_secs(2));
}

#[test]
fn files_are_bounded_text_and_private_where_it_matters() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/er/file");
    files::write_atomic(&path, b"12345", files::Mode::Private).unwrap();
    files::check_private(&path).unwrap();
    assert!(matches!(files::read(&path, 4), Err(files::Error::TooLarge { limit: 4, .. })));
    assert!(matches!(files::write_new(&path, b"", files::Mode::Private), Err(files::Error::Exists { .. })));
    files::append_sync(&path, b"6", files::Mode::Private).unwrap();
    assert_eq!(files::read_text(&path, 10).unwrap(), "123456");
    for bytes in [&b"\xff\xfe"[..], b"a\0b"] {
        files::write_quick(&path, bytes, files::Mode::Public).unwrap();
        assert!(matches!(files::read_text(&path, 10), Err(files::Error::Binary { .. })));
    }
    assert!(matches!(files::check_private(&path), Err(files::Error::TooOpen { .. })));
    assert_eq!(files::list(path.parent().unwrap()).unwrap(), ["file"]);
    assert!(files::remove(&path).unwrap() && !files::remove(&path).unwrap());
}
