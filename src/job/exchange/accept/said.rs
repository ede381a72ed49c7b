//! What the partner says: its terms, its issuer, its contacts. Kept in a partner file of its own, where the daily commands look.

use std::collections::BTreeMap;

use crate::{
    domain::{
        document::{Format, Kind},
        exchange::{Invitation, InvitationSpec, TermsAnswer, TermsFile},
        mechanism::MechanismKind,
        moment::Moment,
        name::ProfileKey,
        partner::{Authentication, Metadata, Partner, PartnerSpec, Presence, SignedBy},
        record::Record,
        secret::{Secret, SecretRef},
        step::{Evidence, EvidenceState},
    },
    job::{
        Cause, Context, Result,
        exchange::{
            accept::{Order, Terms},
            letter::refused,
        },
        secret,
    },
    store,
};

/// Writes what the partner is in this environment, or brings what is there up to date.
pub(super) fn settle_partner(ctx: &Context<'_>, letter: &Invitation, order: &Order) -> Result<()> {
    let (name, environment) = (&letter.metadata.partner, &letter.metadata.environment);
    let presence = presence(ctx, letter, order)?;
    let partner = match ctx.store.partner(name) {
        Err(store::Error::NoPartner { .. }) => {
            let environments = BTreeMap::from([(environment.clone(), presence)]);
            let spec =
                PartnerSpec { display_name: letter.spec.display_name.clone(), contacts: order.contacts.clone(), environments };
            let metadata = Metadata { name: name.clone(), labels: BTreeMap::new() };
            return Ok(ctx.store.add_partner(&Partner { api_version: Format::V1, kind: Kind::Partner, metadata, spec })?);
        }
        other => other?,
    };
    contacts(ctx, &partner, order)?;
    let known = partner.spec.environments.get(environment);
    let certificates = known.map(|known| known.authentication.certificates.clone()).unwrap_or_default();
    let presence = Presence { authentication: Authentication { certificates, ..presence.authentication }, ..presence };
    if known == Some(&presence) {
        return Ok(());
    }
    let value = serde_json::to_string(&presence).unwrap_or_default();
    ctx.store.revise(name, &format!("spec.environments.{environment}"), &value)?;
    Ok(())
}

/// Adds the contacts that are new.
fn contacts(ctx: &Context<'_>, partner: &Partner, order: &Order) -> Result<()> {
    let mut all = partner.spec.contacts.clone();
    all.extend(order.contacts.iter().filter(|contact| !partner.spec.contacts.contains(contact)).cloned());
    if all == partner.spec.contacts {
        return Ok(());
    }
    ctx.store.revise(&partner.metadata.name, "spec.contacts", &serde_json::to_string(&all).unwrap_or_default())?;
    Ok(())
}

fn presence(ctx: &Context<'_>, letter: &Invitation, order: &Order) -> Result<Presence> {
    let spec = &letter.spec;
    let authentication = Authentication {
        mechanism: spec.mechanism,
        scopes: spec.scopes.clone(),
        certificates: Vec::new(),
        signed_by: spec.signed_by,
        issuer: issuer(ctx, letter, order)?,
        jwks_uri: order.material.jwks_uri.clone().or_else(|| known(ctx, letter)?.jwks_uri),
        client_id: client_id(ctx, letter, order)?,
        audience: spec.audience.clone(),
        claims: claims(ctx, letter, order),
    };
    let apis = spec.apis.iter().map(|api| api.api.clone()).collect();
    Ok(Presence { authentication, apis, customer_source_id: None, application_id: None })
}

/// What was said before, in this environment.
fn known(ctx: &Context<'_>, letter: &Invitation) -> Option<Authentication> {
    let partner = ctx.store.partner(&letter.metadata.partner).ok()?;
    partner.spec.environments.get(&letter.metadata.environment).map(|presence| presence.authentication.clone())
}

/// What identifies the partner in its tokens: said now, said before, or as the operator says.
fn claims(ctx: &Context<'_>, letter: &Invitation, order: &Order) -> BTreeMap<String, String> {
    if !order.claims.is_empty() {
        return order.claims.clone();
    }
    let before = known(ctx, letter).map(|known| known.claims).unwrap_or_default();
    if before.is_empty() { letter.spec.claims.clone() } else { before }
}

/// The issuer of the partner's tokens, where there is one outside the gateway.
fn issuer(ctx: &Context<'_>, letter: &Invitation, order: &Order) -> Result<Option<String>> {
    let spec = &letter.spec;
    let outside = spec.signed_by != Some(SignedBy::Gateway);
    if !matches!(spec.mechanism, MechanismKind::Oidc | MechanismKind::JwtBearer) || !outside {
        return Ok(None);
    }
    let said = order.issuer.clone().or_else(|| known(ctx, letter)?.issuer).or_else(|| spec.issuer.clone());
    match said {
        Some(issuer) => Ok(Some(issuer)),
        None => Ok(Some(ctx.prompt.text("issuer of your tokens (exactly their `iss`)", None, "--issuer")?)),
    }
}

/// The client id of the partner's application at its identity provider.
fn client_id(ctx: &Context<'_>, letter: &Invitation, order: &Order) -> Result<Option<String>> {
    if letter.spec.mechanism != MechanismKind::Oidc {
        return Ok(None);
    }
    let said = order.client_id.clone().or_else(|| known(ctx, letter)?.client_id).or_else(|| letter.spec.client_id.clone());
    match said {
        Some(id) => Ok(Some(id)),
        None => Ok(Some(ctx.prompt.text("client id of your application at the identity provider", None, "--client-id")?)),
    }
}

/// Keeps the secret of the partner's application at its identity provider, which nobody else needs.
pub(super) fn keep_client_secret(
    ctx: &Context<'_>,
    key: &ProfileKey,
    spec: &InvitationSpec,
    given: Option<&Secret>,
) -> Result<()> {
    let Some(given) = given else { return Ok(()) };
    if spec.mechanism != MechanismKind::Oidc {
        let what = format!("mechanism `{}` has no secret of an identity provider", spec.mechanism);
        return Err(Cause::Usage { what, next: "leave `--client-secret-file` out".to_owned() }.into());
    }
    secret::keep(ctx, &SecretRef::credential(key), given).map(drop)
}

/// What becomes of the terms of use: said now, said before, or asked for.
pub(super) fn terms(
    ctx: &Context<'_>,
    spec: &InvitationSpec,
    record: &Record,
    given: Option<Terms>,
) -> Result<Option<TermsAnswer>> {
    let Some(wanted) = &spec.terms else { return Ok(None) };
    let before = || {
        let known = record.status.steps.iter().find(|(id, _)| id.as_str() == "terms").map(|(_, evidence)| evidence)?;
        let sha256 = known.sha256.clone().filter(|sha256| *sha256 == wanted.sha256)?;
        let accepted = (known.state == EvidenceState::Done).then_some(known.at);
        Some(TermsAnswer { sha256, by: known.by.clone(), accepted })
    };
    match given {
        Some(said) => answer(ctx, wanted, said).map(Some),
        None => match before() {
            Some(known) => Ok(Some(known)),
            None => answer(ctx, wanted, asked(ctx, wanted)?).map(Some),
        },
    }
}

/// What became of the terms of use, for the own ledger, where the next run finds it.
pub(super) fn noted(terms: &TermsAnswer, now: Moment) -> Evidence {
    let (state, what) = match terms.accepted {
        Some(_) => (EvidenceState::Done, "accepted"),
        None => (EvidenceState::Reopened, "is to accept them"),
    };
    let (by, at) = (terms.by.clone(), terms.accepted.unwrap_or(now));
    Evidence { state, by, at, what: Some(what.to_owned()), sha256: Some(terms.sha256.clone()), value: None }
}

fn answer(ctx: &Context<'_>, wanted: &TermsFile, said: Terms) -> Result<TermsAnswer> {
    let sha256 = wanted.sha256.clone();
    match said {
        Terms::OpenFor(by) => Ok(TermsAnswer { sha256, by, accepted: None }),
        Terms::Accepted { sha256: given, by } if given.eq_ignore_ascii_case(&sha256) => {
            Ok(TermsAnswer { sha256, by, accepted: Some(ctx.clock.now()) })
        }
        Terms::Accepted { .. } => {
            let what = format!("the terms `{}` have the SHA-256 {sha256}, and that is not the one that was given", wanted.file);
            Err(refused(what, "ask the operator for the file that it means"))
        }
    }
}

fn asked(ctx: &Context<'_>, wanted: &TermsFile) -> Result<Terms> {
    let TermsFile { file, sha256 } = wanted;
    let question = format!("the terms of use are `{file}` (SHA-256 {sha256}); who accepts them");
    let words = ["I do, now".to_owned(), "somebody else, later".to_owned()];
    let chosen = ctx.prompt.choose(&question, &words, &format!("--accept-terms {sha256} --by WHO"))?;
    let by = ctx.prompt.text("name of that person", None, "--by")?;
    Ok(if chosen == 0 { Terms::Accepted { sha256: sha256.clone(), by } } else { Terms::OpenFor(by) })
}
