//! A document as a mail: subject, text, HTML where the document has it, files, and who reads it.

use super::{
    due::Due,
    table::{Notice, named},
};
use crate::{
    crypto::digest,
    domain::{
        mail::{MailSettings, SentNotice},
        name::ProfileKey,
        record::Record,
        step::Owner,
    },
    files,
    job::{
        Cause, Context, Error, Result,
        document::{self, Facts},
        exchange::{file_name, letter::opened},
        material::Given,
        session::Session,
    },
    mail::{Attachment, Mailbox, Message},
    store,
    template::document::{Audience, Form},
};

/// A document that is ready to be addressed.
pub(super) struct Sheet {
    subject: String,
    text: String,
    html: Option<String>,
    files: Vec<Attachment>,
    audience: Audience,
}

/// Writes a document as it is now; an invitation or handover as the command wrote it that made the signed file.
pub(super) fn written(ctx: &Context<'_>, session: &Session<'_>, record: &Record, due: &Due) -> Result<Sheet> {
    match &due.notice.needed {
        Some(needed) => made_before(ctx, &session.key, due, &named(needed, &session.key)),
        None => made_now(ctx, session, record, due),
    }
}

fn made_now(ctx: &Context<'_>, session: &Session<'_>, record: &Record, due: &Due) -> Result<Sheet> {
    let facts = Facts::gather(ctx, session, record, None)?;
    let mail = document::rendered(ctx, &facts, &due.document, Form::Mail)?;
    let has_html = document::forms(ctx, &due.document)?.contains(&Form::Html);
    let html = has_html.then(|| document::rendered(ctx, &facts, &due.document, Form::Html)).transpose()?;
    Ok(Sheet {
        subject: mail.subject.unwrap_or(mail.title),
        text: mail.text,
        html: html.map(|html| html.text),
        files: further(ctx, &session.key, due.notice)?,
        audience: mail.audience,
    })
}

/// What lies below `handover/`, when it is what the record says was written last.
fn made_before(ctx: &Context<'_>, key: &ProfileKey, due: &Due, needed: &str) -> Result<Sheet> {
    let again = if due.document == "invitation" { "invite" } else { "handover" };
    let missing = |what: String| {
        let next = format!("`partnerctl {again} {} -e {}` writes it", key.partner, key.environment);
        Error::from(Cause::NotFound { what, next })
    };
    let read = |name: &str| attached(ctx, key, name)?.ok_or_else(|| missing(format!("`{}` is not there", path(key, name))));
    let signed = read(needed)?;
    let given = Given { name: path(key, needed), bytes: signed.clone().into() };
    if !opened(&given)?.payload.contains(&due.event) {
        return Err(missing(format!("`{}` is another one than was written last", given.name)));
    }
    let mail = String::from_utf8_lossy(&read(&format!("{}.txt", due.document))?).into_owned();
    let (subject, text) = mail
        .strip_prefix("Subject: ")
        .and_then(|rest| rest.split_once("\n\n"))
        .ok_or_else(|| missing(format!("`{}.txt` does not begin with its subject", due.document)))?;
    let mut files = vec![Attachment { name: needed.to_owned(), content: signed }];
    files.extend(further(ctx, key, due.notice)?);
    Ok(Sheet { subject: subject.to_owned(), text: text.to_owned(), html: None, files, audience: Audience::Partner })
}

/// The files that go along where they are there.
fn further(ctx: &Context<'_>, key: &ProfileKey, notice: &Notice) -> Result<Vec<Attachment>> {
    let mut files = Vec::new();
    for name in &notice.files {
        let name = named(name, key);
        files.extend(attached(ctx, key, &name)?.map(|content| Attachment { name, content }));
    }
    let terms = ctx.environment(&key.environment)?.terms.as_ref().filter(|_| notice.terms);
    if let Some(terms) = terms {
        let name = terms.rsplit('/').next().unwrap_or(terms).to_owned();
        files.push(Attachment { name, content: ctx.store.attachment(terms)? });
    }
    Ok(files)
}

fn attached(ctx: &Context<'_>, key: &ProfileKey, name: &str) -> Result<Option<Vec<u8>>> {
    match ctx.store.attachment(&path(key, name)) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(store::Error::File(files::Error::Missing { .. })) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn path(key: &ProfileKey, name: &str) -> String {
    format!("handover/{}/{}/{name}", key.environment, key.partner)
}

/// Who reads a document: our side, or every contact of the first role in the table that the partner has one for.
pub(super) fn readers(
    session: &Session<'_>,
    settings: &MailSettings,
    due: &Due,
    sheet: &Sheet,
) -> Result<Vec<(String, Mailbox)>> {
    let ours = match sheet.audience {
        Audience::Partner => false,
        Audience::Operator => true,
        Audience::Owner => due.owner == Some(Owner::Operator),
    };
    if ours {
        let reader: Mailbox = settings.operator.as_ref().unwrap_or(&settings.from).parse()?;
        return Ok(vec![("operator".to_owned(), reader)]);
    }
    let contacts = &session.partner.spec.contacts;
    let role = due.notice.roles.iter().find(|role| contacts.iter().any(|contact| contact.role == **role));
    let role = role.ok_or_else(|| nobody(session, due))?;
    let mut readers: Vec<(String, Mailbox)> = Vec::new();
    for contact in contacts.iter().filter(|contact| contact.role == *role) {
        let reader = Mailbox::new(&session.partner.spec.display_name, &contact.email)?;
        if readers.iter().all(|(_, known)| known.address() != reader.address()) {
            readers.push((role.clone(), reader));
        }
    }
    Ok(readers)
}

fn nobody(session: &Session<'_>, due: &Due) -> Error {
    let name = &session.key.partner;
    let what =
        format!("nobody is known to send `{}` to: no contact of `{name}` is {}", due.document, due.notice.roles.join(", "));
    let role = due.notice.roles.first().map_or("technical", String::as_str);
    let next = format!("`partnerctl partner set {name} 'spec.contacts=[{{ role: {role}, email: ADDRESS }}]'`");
    Cause::NotFound { what, next }.into()
}

/// The mail to one reader. The same one has the same id, so that a reader's server knows it again; what surely went before gets another.
pub(super) fn addressed(
    ctx: &Context<'_>,
    from: &Mailbox,
    settings: &MailSettings,
    (sheet, due): (&Sheet, &Due),
    (session, to, earlier): (&Session<'_>, &Mailbox, Option<&SentNotice>),
) -> Result<Message> {
    let times = earlier.map_or(0, |sent| sent.times);
    let ProfileKey { partner, environment } = &session.key;
    let owner = ctx.workspace.owner();
    let words = [&owner, environment.as_str(), partner.as_str(), &due.document, &due.event, to.address(), &times.to_string()];
    let id = digest::sha256(words.map(|word| format!("{}:{word}", word.len())).concat().as_bytes());
    Ok(Message {
        name: file_name(&session.key, &due.document),
        from: from.clone(),
        to: to.clone(),
        reply_to: settings.reply_to.as_ref().map(|reply_to| reply_to.parse()).transpose()?,
        subject: sheet.subject.clone(),
        text: sheet.text.clone(),
        html: sheet.html.clone(),
        attachments: sheet.files.clone(),
        id: id.chars().take(32).collect(),
        date: ctx.clock.now(),
    })
}
