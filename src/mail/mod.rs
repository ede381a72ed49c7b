//! Mail: one message to one address, by SMTP over TLS, or as a file that any mail program opens.

mod compose;
mod error;
mod folder;
mod masks;
mod smtp;

pub use self::{
    compose::{Attachment, Mailbox, Message},
    error::{Error, Result},
    folder::Folder,
    smtp::{Login, Protection, Server, Smtp},
};

/// Something that takes messages.
pub trait Mail {
    /// Hands one message over. When this returns, it was taken; or it was not, and the error says by whom and why.
    fn send(&mut self, message: &Message) -> Result<Taken>;

    /// Where the messages go, for people.
    fn about(&self) -> String;
}

/// What became of a message that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The server's own answer, or the file.
    pub answer: String,
}
