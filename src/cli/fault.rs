//! The table of faults: every error of a lower room becomes a kind, a stable word and a next step. Exhaustive on purpose.

use std::error::Error;

use crate::{
    caller::CallerError,
    cli::failure::{Failure, Kind},
    document, files, gateway, handshake, http,
    job::Cause,
    mail, prompt, secrets, store,
};

/// The failure that a cause is.
#[must_use]
pub fn failure(cause: &Cause) -> Failure {
    let told = |kind, code, next: &str| Failure::new(kind, code, cause.to_string()).next(next);
    match cause {
        Cause::Gateway(error) => at_gateway(error),
        Cause::Store(error) => in_store(error),
        Cause::Secrets(error) => in_secrets(error),
        Cause::File(error) => with_file(error),
        Cause::Document(error) => in_document(error),
        Cause::Prompt(error) => at_terminal(error),
        Cause::Http(error) => on_the_way(error),
        Cause::Caller(error) => as_partner(error),
        Cause::Handshake(error) => in_handshake(error),
        Cause::Mail(error) => by_mail(error),
        Cause::Random(_) => told(Kind::Other, "no-randomness", "check the operating system's source of randomness"),
        Cause::Usage { next, .. } => told(Kind::Usage, "usage", next),
        Cause::NotFound { next, .. } => told(Kind::NotFound, "not-found", next),
        Cause::Conflict { next, .. } => told(Kind::Conflict, "conflict", next),
        Cause::Denied { next, .. } => told(Kind::Denied, "denied", next),
        Cause::Unavailable { next, .. } => told(Kind::Unavailable, "unavailable", next),
        Cause::Blocked(_) => told(Kind::Other, "unsupported", "see `partnerctl gateway capabilities`"),
        Cause::SecretLost { .. } => told(
            Kind::Other,
            "secret-lost",
            "run `onboard` with `--replace-lost-secret` to issue a new credential and remove this one, or put the secret into the store",
        ),
        Cause::Refused { next, .. } => told(Kind::Refused, "refused", next),
        Cause::Other { next, .. } => told(Kind::Other, "failed", next),
        Cause::Interrupted => interrupted(),
    }
}

/// The failure that a file gives.
#[must_use]
pub fn with_file(error: &files::Error) -> Failure {
    let (kind, code, next) = match error {
        files::Error::Missing { .. } => (Kind::NotFound, "no-file", "check the name, and the folder that it is in"),
        files::Error::Exists { .. } => (Kind::Conflict, "exists", "choose another name, or remove what is there"),
        files::Error::TooLarge { .. } => (Kind::Usage, "too-large", "check that it is the right file"),
        files::Error::TooOpen { .. } => (Kind::Denied, "too-open", ""),
        files::Error::NotAFile { .. } => (Kind::Usage, "not-a-file", "name a file"),
        files::Error::Binary { .. } => (Kind::Usage, "not-text", "check that it is the right file"),
        files::Error::Outside { .. } => (Kind::Usage, "outside", "name a file inside that folder"),
        files::Error::Io { .. } => (Kind::Other, "file", "check permissions and free space"),
    };
    with_causes(Failure::new(kind, code, error.to_string()).next(next), error)
}

/// The failure that a document gives.
#[must_use]
pub fn in_document(error: &document::Error) -> Failure {
    let next = error.hint.clone().unwrap_or_else(|| "correct the file at this place".to_owned());
    Failure::new(Kind::Usage, "document", error.to_string()).next(next)
}

/// The failure that the store gives.
#[must_use]
pub fn in_store(error: &store::Error) -> Failure {
    let told = |kind, code, next: &str| Failure::new(kind, code, error.to_string()).next(next);
    match error {
        store::Error::Document(error) => in_document(error),
        store::Error::File(error) => with_file(error),
        store::Error::NoWorkspace { .. } => {
            told(Kind::NotFound, "no-workspace", "make one: `partnerctl init`, or name one with `--workspace`")
        }
        store::Error::NoPartner { .. } => told(Kind::NotFound, "no-partner", "see `partnerctl partner list`"),
        store::Error::NoApi { .. } => told(Kind::NotFound, "no-api", "add it: `partnerctl api add FILE`"),
        store::Error::Elsewhere { url, .. } => {
            told(Kind::NotFound, "elsewhere", &format!("fetch it into the workspace: `partnerctl api add {url}`"))
        }
        store::Error::Exists { .. } => told(Kind::Conflict, "exists", "choose another name, or change what is there"),
        store::Error::Changed { .. } => told(Kind::Conflict, "changed", "run the command again; it starts from the new record"),
        store::Error::Locked { .. } => {
            told(Kind::Conflict, "locked", "wait until that command has ended, then run this one again")
        }
        store::Error::AuditBroken { .. } => {
            told(Kind::Refused, "audit-broken", "compare `.partnerctl/` with its backup; find out who changed the log")
        }
    }
}

/// The failure that the secret store gives.
#[must_use]
pub fn in_secrets(error: &secrets::Error) -> Failure {
    let told = |kind, code, next: &str| with_causes(Failure::new(kind, code, error.to_string()).next(next), error);
    match error {
        secrets::Error::Unavailable { next, .. } => told(Kind::Other, "no-secret-store", next),
        secrets::Error::Silent { .. } => told(
            Kind::Unavailable,
            "secret-store-silent",
            "unlock the keyring, or set `secrets: { store: sealed }` in `partnerctl.yaml`",
        ),
        secrets::Error::Locked { next, .. } => told(Kind::Denied, "secrets-locked", next),
        secrets::Error::TooLarge { .. } => told(Kind::Usage, "too-large", "give a shorter one"),
        secrets::Error::File(error) => with_file(error),
    }
}

/// The failure that a question gives when it is not answered.
#[must_use]
pub fn at_terminal(error: &prompt::Error) -> Failure {
    match error {
        prompt::Error::Nobody { flag, .. } | prompt::Error::Unconfirmed { flag, .. } => {
            Failure::new(Kind::Usage, "missing", error.to_string()).next(format!("give it with `{flag}`"))
        }
        prompt::Error::Interrupted => interrupted(),
        prompt::Error::Terminal(_) => Failure::new(Kind::Other, "terminal", error.to_string())
            .next("give the answer with a flag, or use `--no-input` to see which one is missing"),
    }
}

/// The failure that the way to a server gives. An untrusted certificate counts as unavailable: the other side did not show
/// who it is, nothing was sent, and running again is safe.
#[must_use]
pub fn on_the_way(error: &http::Error) -> Failure {
    let told = |kind, code, next: &str| Failure::new(kind, code, error.to_string()).next(next);
    let available = Kind::Unavailable;
    match error {
        http::Error::Unreachable { .. } => told(available, "unreachable", "check the address, the firewall and the proxy"),
        http::Error::Untrusted { .. } => told(
            available,
            "untrusted",
            "put the server's certificate authority into a PEM file and name it as `caFile`, or with `--ca`",
        ),
        http::Error::Refused { .. } => {
            let next =
                "`partnerctl cert show FILE` says whose it is, who issued it and when it ends; send the operator its SHA-256";
            told(Kind::Denied, "certificate-refused", next)
        }
        http::Error::NoCertificate { .. } => told(
            Kind::Denied,
            "certificate-needed",
            "show one with `--cert` and `--key`, or use the address without certificates",
        ),
        http::Error::TimedOut { .. } => told(available, "timed-out", "run it again, or allow more time with `--timeout`"),
        http::Error::Lost { .. } => told(available, "connection-lost", "run it again"),
        http::Error::TooLarge { .. } => told(Kind::Other, "too-large", "check that the address is that of the admin API"),
        http::Error::Settings(_) => told(Kind::Usage, "settings", "correct the connection in `partnerctl.yaml`"),
        http::Error::Interrupted => interrupted(),
    }
}

/// The failure that a call as the partner gives.
#[must_use]
pub fn as_partner(error: &CallerError) -> Failure {
    let told = |kind, code, next: &str| Failure::new(kind, code, error.to_string()).next(next);
    match error {
        CallerError::InvalidClient { .. } => told(
            Kind::Denied,
            "invalid-client",
            "check client id and credential, that they are of this environment, and that the server knows this way to authenticate",
        ),
        CallerError::InvalidGrant { .. } => told(
            Kind::Denied,
            "invalid-grant",
            "check issuer, audience, clock and the key that is registered: `partnerctl jwt decode` shows what an assertion says",
        ),
        CallerError::Refused { status: 404, .. } => told(Kind::NotFound, "not-found", "check the address of the token endpoint"),
        CallerError::Refused { status: 429, .. } => told(Kind::Unavailable, "throttled", "run it again in a minute"),
        CallerError::Refused { .. } => told(Kind::Denied, "refused", "check scope, client and grant with the server's operator"),
        CallerError::Unreachable(error) => on_the_way(error),
        CallerError::Unexpected { status, .. } => unexpected(Some(*status), &error.to_string()),
    }
}

/// The failure that a handshake gives; its message says what to do.
#[must_use]
pub fn in_handshake(error: &handshake::Error) -> Failure {
    let kind = match error {
        handshake::Error::Identity { .. } => Kind::Usage,
        _ => Kind::Unavailable,
    };
    Failure::new(kind, "handshake", error.to_string())
}

/// The failure that a mail server gives, or the file in its place.
#[must_use]
pub fn by_mail(error: &mail::Error) -> Failure {
    let told = |kind, code, next: &str| Failure::new(kind, code, error.to_string()).next(next);
    match error {
        mail::Error::Settings(_) => told(Kind::Usage, "mail-settings", "correct `mail` in `partnerctl.yaml`"),
        mail::Error::Address { .. } => told(
            Kind::Usage,
            "mail-address",
            "correct the contact: `partnerctl partner set NAME 'spec.contacts[0].email=ADDRESS'`, or `mail` in `partnerctl.yaml`",
        ),
        mail::Error::Message(_) => told(Kind::Other, "mail-message", "look at the template of the document"),
        mail::Error::Unreachable { .. } => told(
            Kind::Unavailable,
            "mail-unreachable",
            "check `mail.server` and its port in `partnerctl.yaml`, the firewall, and that `mail.security` is what the server speaks there",
        ),
        mail::Error::Untrusted { .. } => told(
            Kind::Unavailable,
            "mail-untrusted",
            "check the name in `mail.server`, or put the authority of the server's certificate into a file and name it as `mail.caFile`",
        ),
        mail::Error::Clear { .. } => {
            told(Kind::Unavailable, "mail-without-tls", "use the server's port with TLS, and `security: tls` or `starttls`")
        }
        mail::Error::Login { .. } => told(
            Kind::Denied,
            "mail-login",
            "check `mail.login.user`, and put the right password there: `partnerctl secret put connections/mail`",
        ),
        mail::Error::Refused { .. } => told(
            Kind::Other,
            "mail-refused",
            "correct the address that the server names, or ask its administrator; then run it again",
        ),
        mail::Error::Deferred { .. } => told(Kind::Unavailable, "mail-deferred", "run it again in some minutes"),
        mail::Error::Lost { .. } => told(Kind::Unavailable, "mail-lost", "nothing was sent: run it again"),
        mail::Error::Unknown { .. } => told(
            Kind::Unavailable,
            "mail-unknown",
            "ask whether the mail arrived; if not, `--again` sends it once more with the same Message-ID",
        ),
        mail::Error::File(_) => told(Kind::Other, "mail-file", "check the folder, its permissions and free space"),
    }
}

/// The failure that a gateway gives.
#[must_use]
pub fn at_gateway(error: &gateway::Error) -> Failure {
    if error.is_at_identity() {
        return at_identity(error);
    }
    let told = |kind, code, next: &str| Failure::new(kind, code, error.to_string()).next(next);
    let mut failure = match error {
        gateway::Error::Unreachable { source, .. } => {
            let below = on_the_way(source);
            let failure = Failure { kind: below.kind, code: below.code, next: below.next, ..told(Kind::Unavailable, "", "") };
            with_causes(failure, error)
        }
        gateway::Error::Throttled { retry_after, .. } => {
            let pause = retry_after.map_or_else(|| "a minute".to_owned(), |pause| format!("{} s", pause.as_secs()));
            told(Kind::Unavailable, "throttled", &format!("run it again in {pause}"))
        }
        gateway::Error::Unauthenticated { .. } => {
            told(Kind::Denied, "unauthenticated", "sign in again: `partnerctl gateway login -e ENVIRONMENT`")
        }
        gateway::Error::Forbidden { missing, .. } => {
            let wanted = if missing.is_empty() { "what is missing" } else { missing };
            told(Kind::Denied, "forbidden", &format!("ask the gateway's administrator to grant the login {wanted}"))
        }
        gateway::Error::Conflict { next, .. } => told(Kind::Conflict, "conflict", next),
        gateway::Error::Invalid { .. } => told(Kind::Other, "invalid", "correct what the gateway names, then run it again"),
        gateway::Error::Missing { next, .. } => told(Kind::NotFound, "not-found", next),
        gateway::Error::Disowned { .. } => told(
            Kind::Conflict,
            "disowned",
            "put the newer token into its slot with `secret put`; where the client is gone, register it anew with `onboard --adopt`",
        ),
        gateway::Error::Ambiguous { .. } => told(Kind::Conflict, "ambiguous", "remove or rename all but one on the gateway"),
        gateway::Error::Unsupported(_) => told(Kind::Other, "unsupported", "see `partnerctl gateway capabilities`"),
        gateway::Error::SecretMasked { .. } => told(
            Kind::Other,
            "secret-masked",
            "sign in as the account that owns the client; or put what the owner sees there into the secret store with `secret put`",
        ),
        gateway::Error::OutcomeUnknown { .. } => {
            told(Kind::Unavailable, "outcome-unknown", "run it again: it first looks what became of it")
        }
        gateway::Error::Unexpected { call, .. } => unexpected(call.status, &error.to_string()),
        gateway::Error::Desk(_) => told(Kind::Other, "not-kept", "see `partnerctl doctor`, then run it again"),
        gateway::Error::Interrupted => interrupted(),
        gateway::Error::NoPassword { environment } => {
            let line = format!("`partnerctl gateway login -e {environment}`, or set PARTNERCTL_GATEWAY_PASSWORD");
            told(Kind::Denied, "no-password", &line)
        }
        gateway::Error::Asleep => {
            told(Kind::Unavailable, "sandbox-asleep", "start it in another terminal: `partnerctl sandbox run`")
        }
        gateway::Error::Settings(_) => told(Kind::Usage, "settings", "correct the connection in `partnerctl.yaml`"),
        gateway::Error::AtIdentity(_) => at_identity(error),
    };
    failure.place.call = error.call().map(ToString::to_string);
    failure
}

/// The same at the authorization server of a pair, where other things help.
fn at_identity(error: &gateway::Error) -> Failure {
    let plain = error.plain();
    let failure = Failure { message: error.to_string(), ..at_gateway(plain) };
    match plain {
        gateway::Error::Unauthenticated { .. } => {
            failure.next("sign in again: `partnerctl gateway login --identity -e ENVIRONMENT`")
        }
        gateway::Error::Forbidden { missing, .. } if !missing.is_empty() => {
            failure.next(format!("ask the authorization server's administrator to grant the login {missing}"))
        }
        gateway::Error::NoPassword { environment } => {
            failure.next(format!("`partnerctl gateway login --identity -e {environment}`, or set PARTNERCTL_IDENTITY_PASSWORD"))
        }
        gateway::Error::Settings(_) => failure.next("correct `identity` in `partnerctl.yaml`"),
        _ => failure,
    }
}

fn unexpected(status: Option<u16>, message: &str) -> Failure {
    if status.is_some_and(|status| status >= 500) {
        let failure = Failure::new(Kind::Unavailable, "server-error", message);
        return failure.next("run it again; if it stays so, show this to the gateway's administrator");
    }
    Failure::new(Kind::Other, "unexpected", message).next("check that the address and the driver are those of this gateway")
}

fn interrupted() -> Failure {
    Failure::new(Kind::Interrupted, "interrupted", "interrupted").next("run the command again; it resumes where it ended")
}

/// Adds the reasons below an error, leaving out those that its message names already.
fn with_causes(mut failure: Failure, error: &dyn Error) -> Failure {
    let mut below = error.source();
    while let Some(cause) = below {
        let text = cause.to_string();
        if !failure.message.contains(&text) {
            failure.causes.push(text);
        }
        below = cause.source();
    }
    failure
}
