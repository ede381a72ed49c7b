//! Letters: one document, signed, in one file. Written, read, and held against who, where and when.

use crate::{
    crypto::{digest, jws, key::Key, public::PublicKey, random},
    document,
    domain::{
        document::Kind,
        exchange::{Letter, LetterMetadata, SentLetter},
        moment::{Moment, Span},
        name::ProfileKey,
    },
    job::{
        Cause, Context, Error, Result,
        material::{Given, usage},
    },
};

/// A letter that was read; its signature is good. Whose key it is remains to be asked.
#[derive(Debug, Clone)]
pub struct Signed<T> {
    /// What it says.
    pub document: T,
    /// The key that signed it.
    pub key: PublicKey,
    /// The SHA-256 of the document as it was signed, in hex.
    pub sha256: String,
}

/// A letter that is ready to be written to a file.
#[derive(Debug, Clone)]
pub struct Written {
    /// The file's content.
    pub text: String,
    /// What the record keeps of it.
    pub kept: SentLetter,
}

/// The metadata of a new letter.
#[must_use]
pub fn metadata(ctx: &Context<'_>, key: &ProfileKey, life: Span) -> LetterMetadata {
    let issued = ctx.clock.now();
    LetterMetadata {
        id: random::identifier(),
        issued,
        expires: issued.after(life),
        answers: None,
        partner: key.partner.clone(),
        environment: key.environment.clone(),
    }
}

/// The SHA-256 of a letter as it will be signed.
pub fn sha256<T: Letter>(letter: &T) -> Result<String> {
    Ok(digest::sha256(document::write(letter)?.as_bytes()))
}

/// Signs a letter.
pub fn write<T: Letter>(letter: &T, key: &Key) -> Result<Written> {
    let text = document::write(letter)?;
    let signed = jws::sign(key, &typ::<T>(), &text).map_err(|error| {
        let what = format!("the letter cannot be signed: {error}");
        Error::from(Cause::Other { what, next: "look at `partnerctl secret list`".to_owned() })
    })?;
    let metadata = letter.metadata();
    let kept = SentLetter {
        id: metadata.id.clone(),
        sha256: digest::sha256(text.as_bytes()),
        issued: metadata.issued,
        expires: metadata.expires,
    };
    Ok(Written { text: format!("{signed:#}\n"), kept })
}

/// Takes a file apart that should be a letter, whoever signed it.
pub fn opened(given: &Given) -> Result<jws::Opened> {
    let next = "ask for the file again, and save it as it was sent";
    let text = std::str::from_utf8(&given.bytes);
    let text = text.map_err(|_| usage(format!("`{}` is not text, and no letter", given.name), next))?;
    jws::open(text).map_err(|error| usage(format!("`{}`: {error}", given.name), next))
}

/// Reads a letter of one kind. A signature that is not good is a refusal, whatever the letter says.
pub fn read<T: Letter>(given: &Given) -> Result<Signed<T>> {
    let opened = opened(given)?;
    if !opened.good {
        let what = format!("`{}` was changed after it was signed: its signature is not good", given.name);
        return Err(refused(what, "ask for the file again, by another way"));
    }
    if opened.typ != typ::<T>() {
        let what = format!("`{}` is of the type `{}`, and `{}` is needed", given.name, shown(&opened.typ), typ::<T>());
        return Err(usage(what, format!("`partnerctl show {}` says what it holds", given.name)));
    }
    let document = document::read(&given.name, &opened.payload)?;
    Ok(Signed { document, key: opened.key, sha256: digest::sha256(opened.payload.as_bytes()) })
}

/// The kind of letter that a file says it is.
pub fn kind_of(given: &Given) -> Result<String> {
    Ok(opened(given)?.typ)
}

impl<T: Letter> Signed<T> {
    /// Refuses a letter that has ended, or that was written later than now by this machine's clock.
    pub fn must_be_current(&self, now: Moment, skew: Span) -> Result<()> {
        let LetterMetadata { issued, expires, .. } = self.document.metadata();
        let key = self.document.metadata().key();
        if *expires < now {
            let what = format!("the {} ended at {expires}{}", word::<T>(), ago(now.days_since(*expires)));
            return Err(refused(what, renewal(T::KIND, &key)).at(&key));
        }
        if *issued > now.after(skew) {
            let what = format!("the {} was written at {issued}, which is still to come", word::<T>());
            return Err(refused(what, "compare the clocks of both machines").at(&key));
        }
        Ok(())
    }

    /// Refuses a letter about another partner or environment than is meant.
    pub fn must_be_about(&self, key: &ProfileKey) -> Result<()> {
        let about = self.document.metadata().key();
        if about == *key {
            return Ok(());
        }
        let what = format!("the {} is about {about}, and not about {key}", word::<T>());
        Err(refused(what, "use the file that belongs here"))
    }

    /// What a record keeps of it.
    #[must_use]
    pub fn kept(&self) -> SentLetter {
        let metadata = self.document.metadata();
        SentLetter { id: metadata.id.clone(), sha256: self.sha256.clone(), issued: metadata.issued, expires: metadata.expires }
    }
}

/// The `typ` of a kind of letter, such as `partnerctl-invitation`.
#[must_use]
pub fn typ<T: Letter>() -> String {
    format!("partnerctl-{}", word::<T>())
}

fn word<T: Letter>() -> String {
    T::KIND.to_string().to_ascii_lowercase()
}

/// How long ago something was, for whoever finds it much later.
fn ago(days: i64) -> String {
    match days {
        ..=0 => String::new(),
        1 => ", a day ago".to_owned(),
        days => format!(", {days} days ago"),
    }
}

/// Who writes a new letter of a kind, and with which line.
fn renewal(kind: Kind, ProfileKey { partner, environment }: &ProfileKey) -> String {
    match kind {
        Kind::Invitation => format!("ask the operator for a new one (`partnerctl invite {partner} -e {environment}`)"),
        Kind::Handover => format!("ask the operator for a new one (`partnerctl handover {partner} -e {environment}`)"),
        Kind::Response => format!("ask the partner for a new one (`partnerctl accept {partner}.{environment}.invitation.jws`)"),
        _ => "ask for a new one".to_owned(),
    }
}

/// A check said no.
pub fn refused(what: impl Into<String>, next: impl Into<String>) -> Error {
    Cause::Refused { what: what.into(), next: next.into() }.into()
}

/// What was done already is not done again.
pub fn replayed(what: impl Into<String>, next: impl Into<String>) -> Error {
    Cause::Conflict { what: what.into(), next: next.into() }.into()
}

/// A foreign text as it may stand in a message.
fn shown(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control()).take(60).collect()
}

/// How long a letter shall be good, as people type it: longer than nothing, and no longer than anybody remembers what it is about.
pub fn life(text: &str) -> std::result::Result<Span, String> {
    let span: Span = text.parse().map_err(|error: crate::domain::moment::SpanError| error.to_string())?;
    if span == Span::seconds(0) || span > LONGEST {
        return Err(format!("a letter is good for a second at least, and for {LONGEST} at most"));
    }
    Ok(span)
}

const LONGEST: Span = Span::days(366);
/// How long a letter is good unless somebody says otherwise.
pub const LIFE: Span = Span::days(30);
