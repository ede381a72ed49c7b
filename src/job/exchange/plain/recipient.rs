//! An age recipient that a partner without this tool told: what the gateway issues for it is sealed for that.

use crate::{
    crypto::seal::Recipient,
    domain::{exchange::Known, mechanism::MechanismKind, partner::SignedBy},
    job::{
        Cause, Context, Result,
        exchange::{receive::Received, record, save},
        material::usage,
        session::Session,
    },
};

/// Keeps the recipient of a partner that is waiting for a credential. One that came with a signed response needs another one.
pub(super) fn taken(ctx: &Context<'_>, session: &Session<'_>, text: &str) -> Result<Received> {
    let recipient = parsed(session, text)?;
    let (mut record, seen) = record(ctx, session)?;
    let exchange = record.status.exchange.get_or_insert_default();
    let known = exchange.other_side.take();
    if let Some(signed) = known.as_ref().filter(|known| known.key.is_some() && known.recipient != recipient) {
        let what = format!("the partner's signed response names another recipient ({})", signed.recipient);
        let next = "ask the partner for a new response, which is signed, too".to_owned();
        return Err(Cause::Conflict { what, next }.into());
    }
    let same = known.as_ref().is_some_and(|known| known.recipient == recipient);
    let known = known.map_or_else(
        || Known { key: None, signing_key: None, recipient: recipient.clone() },
        |known| Known { recipient: recipient.clone(), ..known },
    );
    exchange.other_side = Some(known);
    let changes = if same { Vec::new() } else { vec![format!("its credential will be sealed for {recipient}")] };
    let ready = record.status.client.is_some() || record.status.issuer.is_some();
    let key = &session.key;
    if !same {
        save(ctx, record, seen.as_ref())?;
        ctx.audit(Some(&key.partner), Some(&key.environment), format!("took recipient {recipient}"))?;
    }
    let next = if ready { "handover" } else { "onboard" };
    Ok(Received {
        kind: "recipient".to_owned(),
        partner: key.partner.clone(),
        environment: key.environment.clone(),
        key: None,
        possession: None,
        changes,
        findings: Vec::new(),
        next: format!("`partnerctl {next} {} -e {}`", key.partner, key.environment),
    })
}

/// The recipient as age writes it, for a partner that is handed over a credential.
fn parsed(session: &Session<'_>, text: &str) -> Result<String> {
    let issued =
        session.mechanism() == MechanismKind::Oauth2 || session.presence.authentication.signed_by == Some(SignedBy::Gateway);
    if !issued {
        let what =
            format!("nothing is sealed for a partner with mechanism `{}`: it makes its credential itself", session.mechanism());
        return Err(usage(what, "leave `--recipient` out"));
    }
    let parsed: std::result::Result<Recipient, _> = text.trim().parse();
    let parsed = parsed.map_err(|_| {
        usage(
            "`--recipient` is no age recipient",
            "it is the line that begins with `age1`, which `age-keygen` prints as the public key",
        )
    })?;
    Ok(parsed.to_string())
}
