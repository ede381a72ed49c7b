//! The way that messages take: the mail server of the workspace, or a folder.

use std::path::PathBuf;

use super::Order;
use crate::{
    domain::{
        mail::{MailSecurity, MailSettings},
        secret::SecretRef,
    },
    job::{Cause, Context, Result},
    mail::{self, Folder, Login, Mail, Mailbox, Protection, Server, Smtp},
};

/// How messages go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// To the mail server of the workspace.
    Server,
    /// Into a folder, a file each.
    Folder(PathBuf),
}

/// What the workspace says about mail.
pub(super) fn settings<'a>(ctx: &Context<'a>) -> Result<&'a MailSettings> {
    let next = "add `mail: { server: smtp.example.net, from: \"API onboarding <api@example.net>\" }`";
    let missing = || Cause::Usage { what: "`partnerctl.yaml` says nothing about mail".to_owned(), next: next.to_owned() };
    Ok(ctx.workspace.mail.as_ref().ok_or_else(missing)?)
}

/// Who sends.
pub(super) fn sender(settings: &MailSettings) -> Result<Mailbox> {
    Ok(settings.from.parse()?)
}

/// Where the messages go, for people.
pub(super) fn named(settings: &MailSettings, order: &Order) -> String {
    match &order.way {
        Way::Folder(path) => path.display().to_string(),
        Way::Server => place(settings).map_or_else(|_| "no mail server yet".to_owned(), |(host, port)| format!("{host}:{port}")),
    }
}

/// Opens the way. A mail server is not called before there is a message.
pub(super) fn open(ctx: &Context<'_>, settings: &MailSettings, order: &Order) -> Result<Box<dyn Mail>> {
    if let Way::Folder(path) = &order.way {
        return Ok(Box::new(Folder::new(path.clone())));
    }
    let (host, port) = place(settings)?;
    let server = Server {
        host,
        port,
        protection: match settings.security {
            MailSecurity::Tls => Protection::Tls,
            MailSecurity::StartTls => Protection::StartTls,
            MailSecurity::None => Protection::None,
        },
        login: login(ctx, settings)?,
        ca_pem: settings.ca_file.as_ref().map(|file| ctx.store.attachment(file)).transpose()?,
        patience: order.timeout,
    };
    Ok(Box::new(Smtp::new(server)?))
}

/// Host and port.
fn place(settings: &MailSettings) -> Result<(String, u16)> {
    let next = "add `server` to `mail` in `partnerctl.yaml`, or write files with `--out DIR`";
    let missing = || Cause::Usage { what: "no mail server is known".to_owned(), next: next.to_owned() };
    let server = settings.server.as_ref().ok_or_else(missing)?;
    let (host, port) = match server.rsplit_once(':') {
        Some((host, port)) if !host.is_empty() && !host.ends_with(':') => (host, port.parse().ok()),
        _ => (server.as_str(), Some(settings.security.port())),
    };
    let wrong = || mail::Error::Settings(format!("`mail.server: {server}` is no host with an optional port"));
    let fits =
        |host: &str| !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte));
    Ok((Some(host).filter(|host| fits(host)).ok_or_else(wrong)?.to_owned(), port.ok_or_else(wrong)?))
}

fn login(ctx: &Context<'_>, settings: &MailSettings) -> Result<Option<Login>> {
    let Some(login) = &settings.login else { return Ok(None) };
    let slot = SecretRef::mail();
    let found = ctx.secrets.get(&slot)?;
    let password = found.ok_or_else(|| Cause::Denied {
        what: format!("there is no password for `{}` at the mail server", login.user),
        next: format!("`partnerctl secret put {slot}`"),
    })?;
    Ok(Some(Login { user: login.user.clone(), password }))
}
