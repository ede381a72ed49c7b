//! Messages as files, one each, which mail programs open (RFC 5322).

use std::path::PathBuf;

use super::{Error, Mail, Message, Result, Taken};
use crate::files::{self, Mode};

/// A folder that messages are written to.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// The folder, which is made when the first message comes.
    #[must_use]
    pub const fn new(path: PathBuf) -> Self {
        Self { path }
    }
}

impl Mail for Folder {
    fn send(&mut self, message: &Message) -> Result<Taken> {
        let failed = |error: files::Error| Error::File(error.to_string());
        let bytes = message.bytes()?;
        files::create_dir(&self.path).map_err(failed)?;
        let file = self.path.join(message.file_name());
        files::write_atomic(&file, &bytes, Mode::Public).map_err(failed)?;
        Ok(Taken { answer: file.display().to_string() })
    }

    fn about(&self) -> String {
        self.path.display().to_string()
    }
}
