//! A message and its text on the wire: deterministic, with plain text, the same as HTML where there is one, and files.

use std::str::FromStr;

use lettre::message::{
    Attachment as Part, Body, MultiPart, SinglePart,
    header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue},
};

use super::{Error, Result};
use crate::domain::moment::Moment;

/// An address, with the name of who reads there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox(lettre::message::Mailbox);

impl Mailbox {
    /// The address of somebody with a name for people. What would end a line is left out of the name.
    pub fn new(name: &str, address: &str) -> Result<Self> {
        let known: lettre::Address = address.trim().parse().map_err(|error: lettre::address::AddressError| Error::Address {
            text: one_line(address),
            reason: error.to_string(),
        })?;
        let name = Some(one_line(name)).filter(|name| !name.is_empty());
        Ok(Self(lettre::message::Mailbox::new(name, known)))
    }

    /// The address alone.
    #[must_use]
    pub fn address(&self) -> &str {
        self.0.email.as_ref()
    }

    /// The part of the address after the `@`.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.email.domain()
    }
}

impl FromStr for Mailbox {
    type Err = Error;

    /// Reads `address` or `Name <address>`.
    fn from_str(text: &str) -> Result<Self> {
        let line = one_line(text);
        match line.strip_suffix('>').and_then(|line| line.rsplit_once('<')) {
            Some((name, address)) => Self::new(name.trim().trim_matches('"'), address),
            None => Self::new("", &line),
        }
    }
}

/// A file that goes along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// Its content, which arrives byte for byte.
    pub content: Vec<u8>,
}

/// One message to one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// A word for its file, such as `acme.test.handover`.
    pub name: String,
    /// Who sends it.
    pub from: Mailbox,
    /// Who reads it.
    pub to: Mailbox,
    /// Where answers go, when not to the sender.
    pub reply_to: Option<Mailbox>,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// The same as HTML.
    pub html: Option<String>,
    /// Files that go along.
    pub attachments: Vec<Attachment>,
    /// The part of its id before the `@`; the same message has the same one.
    pub id: String,
    /// When it was written.
    pub date: Moment,
}

impl Message {
    /// Its id (RFC 5322, section 3.6.4).
    #[must_use]
    pub fn message_id(&self) -> String {
        format!("<{}@{}>", self.id, self.from.domain())
    }

    /// The name of its file: the same message has the same one.
    #[must_use]
    pub fn file_name(&self) -> String {
        let short: String = self.id.chars().take(8).collect();
        format!("{}.{short}.eml", self.name)
    }

    /// The message as it goes over the wire and stands in a file.
    pub fn bytes(&self) -> Result<Vec<u8>> {
        let builder = lettre::Message::builder()
            .from(self.from.0.clone())
            .to(self.to.0.clone())
            .subject(one_line(&self.subject))
            .date(self.date.time().into())
            .message_id(Some(self.message_id()))
            .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()));
        let builder = match &self.reply_to {
            Some(reply_to) => builder.reply_to(reply_to.0.clone()),
            None => builder,
        };
        let built = match (self.attachments.is_empty(), &self.html) {
            (true, None) => builder.singlepart(text(&self.text)),
            (true, Some(html)) => builder.multipart(self.alternative(html)),
            (false, _) => builder.multipart(self.with_files()),
        };
        Ok(built.map_err(|error| Error::Message(error.to_string()))?.formatted())
    }

    /// Sender and recipient on the envelope.
    pub(super) fn envelope(&self) -> (lettre::Address, lettre::Address) {
        (self.from.0.email.clone(), self.to.0.email.clone())
    }

    fn with_files(&self) -> MultiPart {
        let whole = MultiPart::mixed().boundary(format!("mixed-{}", self.id));
        let whole = match &self.html {
            Some(html) => whole.multipart(self.alternative(html)),
            None => whole.singlepart(text(&self.text)),
        };
        self.attachments.iter().fold(whole, |whole, file| whole.singlepart(part(file)))
    }

    fn alternative(&self, html: &str) -> MultiPart {
        let both = MultiPart::alternative().boundary(format!("alternative-{}", self.id));
        both.singlepart(text(&self.text)).singlepart(SinglePart::html(html.to_owned()))
    }
}

fn text(text: &str) -> SinglePart {
    SinglePart::plain(text.to_owned())
}

/// Base64 whatever it holds: a change of line ends on the way would break signatures and digests.
fn part(file: &Attachment) -> SinglePart {
    let kind = KINDS.iter().find(|(ending, _)| file.name.ends_with(ending)).map_or(ANY, |(_, kind)| kind);
    let kind = ContentType::parse(kind).unwrap_or(ContentType::TEXT_PLAIN);
    let body = Body::new_with_encoding(file.content.clone(), ContentTransferEncoding::Base64).unwrap_or_else(Body::new);
    Part::new(one_line(&file.name)).body(body, kind)
}

/// A text that goes into a header: whatever would end the line is a space.
fn one_line(text: &str) -> String {
    text.split(|sign: char| sign.is_control() || sign.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

const ANY: &str = "application/octet-stream";
const KINDS: [(&str, &str); 7] = [
    (".jws", "application/jose+json"),
    (".json", "application/json"),
    (".html", "text/html; charset=utf-8"),
    (".md", "text/markdown; charset=utf-8"),
    (".txt", "text/plain; charset=utf-8"),
    (".pdf", "application/pdf"),
    (".ics", "text/calendar; charset=utf-8"),
];
