//! Certificates and keys of the partner: the partner file names old and new while both are good, and the new ones alone afterwards. What
//! the gateway has follows the file, so that every step can be repeated.

use zeroize::Zeroizing;

use crate::{
    crypto::{certificate::Certificate, chain, key::Key, public::PublicKey},
    domain::{
        finding::{Finding, Level},
        mechanism::{IssuerKeys, Mechanism, MechanismKind},
        rotation::{RotatedCredential, Rotation, RotationKind, RotationState, RotationWay},
        secret::{Secret, SecretRef},
    },
    job::{
        Cause, Result,
        badge::Given as Holding,
        exchange::{
            file_name, invite,
            letter::refused,
            material::{judged, must_be_strong, read_chain},
        },
        handed,
        material::{Given, usage},
        profile,
        session::Session,
    },
};

use super::{
    letter, proof,
    secret::{forget_old, next_slot, replace, settle_end},
    turn::{Planning, Turn},
};

/// Takes the new certificate into the workspace, checked by the rules of the environment; nothing is changed at the gateway yet.
pub(super) fn planned(turn: &mut Turn<'_>, kind: RotationKind) -> Result<Planning> {
    let chain = given(turn)?;
    let old = named(turn)?;
    let leaf = chain.first().map(Certificate::sha256).unwrap_or_default();
    if old.sha256.contains(&leaf) {
        let what = format!("the certificate {leaf} of {} is in use already", turn.work.key);
        return Err(Cause::Conflict { what, next: "give the one that is to follow it".to_owned() }.into());
    }
    let way = if kind == RotationKind::Certificate && fit_together(turn, &chain)? {
        RotationWay::Overlap
    } else {
        RotationWay::CutOver
    };
    let file = format!("certs/{}", file_name(&turn.work.key, &format!("{}.pem", leaf.get(..8).unwrap_or(&leaf))));
    let text: String = chain.iter().map(Certificate::pem).collect();
    if !turn.wish.dry_run {
        turn.ctx.store.attach(&file, text.as_bytes())?;
    }
    Ok((way, old, RotatedCredential { client: None, sha256: vec![leaf], files: vec![file] }))
}

/// Whether the file that is given is the one that an open rotation is about.
pub(super) fn is_given(turn: &mut Turn<'_>, known: &Rotation) -> Result<bool> {
    let chain = given(turn)?;
    Ok(chain.first().is_some_and(|leaf| known.new.sha256.contains(&leaf.sha256())))
}

/// The certificate that is given, with those above it, leaf first.
fn given(turn: &mut Turn<'_>) -> Result<Vec<Certificate>> {
    if turn.wish.files.is_empty() {
        let what =
            format!("the certificate that is to follow is not given, and the key of {} stays with the partner", turn.work.key);
        let next = "ask the partner for it (`partnerctl rotate --key` makes it there), then give it with `--file FILE`";
        return Err(usage(what, next));
    }
    let key = turn.work.key.clone();
    let files = turn.wish.files.iter().map(|file| letter::certificate(turn, &key, file)).collect::<Result<Vec<Given>>>()?;
    let all = files.iter().map(handed::parsed).collect::<Result<Vec<_>>>()?.concat();
    let leaf = chain::leaves(&all).first().map(|leaf| (*leaf).clone());
    let leaf = leaf.ok_or_else(|| usage("the files hold no certificate", "ask the partner for it"))?;
    let public =
        PublicKey::from_spki_der(leaf.public_key.spki()).map_err(|error| refused(error.to_string(), "ask for another"))?;
    if let Some(rule) = invite::key_rule(turn.ctx, &turn.session) {
        must_be_strong(&public, &rule)?;
    }
    let chain = read_chain(turn.ctx, &files, leaf.public_key.spki())?;
    if turn.session.mechanism() == MechanismKind::ClientCertificate {
        let found = judged(turn.ctx, (&turn.session.key, turn.session.environment), &chain)?;
        turn.work.findings.extend(found);
    }
    Ok(chain)
}

/// What the partner file names now.
fn named(turn: &Turn<'_>) -> Result<RotatedCredential> {
    let sha256 = match &turn.session.handed(turn.ctx)?.mechanism {
        Mechanism::ClientCertificate { certificates, .. } => certificates.iter().map(|one| one.facts.sha256.clone()).collect(),
        Mechanism::JwtBearer(issuer) => match &issuer.keys {
            IssuerKeys::Certificate(one) => vec![one.facts.sha256.clone()],
            IssuerKeys::Published(_) | IssuerKeys::Gateway => Vec::new(),
        },
        Mechanism::Oauth2 { .. } | Mechanism::Oidc(_) => Vec::new(),
    };
    Ok(RotatedCredential { client: None, sha256, files: turn.session.presence.authentication.certificates.clone() })
}

/// Whether the gateway takes both at the same time: a client that is known by one subject needs certificates of one kind and subject.
fn fit_together(turn: &Turn<'_>, new: &[Certificate]) -> Result<bool> {
    let Some(new) = new.first().filter(|_| !turn.able.takes_several_subjects()) else { return Ok(true) };
    let Mechanism::ClientCertificate { certificates, .. } = &turn.session.handed(turn.ctx)?.mechanism else { return Ok(false) };
    let own = |subject: &str, issuer: &str| subject == issuer;
    let is_own = new.is_self_signed();
    Ok(certificates.iter().all(|old| {
        let facts = &old.facts;
        own(&facts.subject, &facts.issuer) == is_own && (is_own || facts.subject == new.subject.to_string())
    }))
}

/// Makes the gateway know the new one: beside the old one, or in its place.
pub(super) fn register(turn: &mut Turn<'_>) -> Result<()> {
    let rotation = turn.rotation()?.clone();
    let mut files = rotation.new.files.clone();
    if rotation.way == RotationWay::Overlap {
        files.splice(0..0, rotation.old.files.clone());
    }
    follow(turn, &files)?;
    turn.change(|rotation, now| (rotation.state, rotation.active) = (RotationState::Active, Some(now)))
}

/// Names these files in the partner file, and brings the gateway to it.
fn follow(turn: &mut Turn<'_>, files: &[String]) -> Result<()> {
    let key = turn.work.key.clone();
    if turn.session.presence.authentication.certificates != files {
        let path = format!("spec.environments.{}.authentication.certificates", key.environment);
        turn.ctx.store.revise(&key.partner, &path, &format!("[{}]", files.join(", ")))?;
        turn.session = Session::open(turn.ctx, &key.partner, &key.environment)?;
    }
    let changes = profile::credential(turn.ctx, &turn.session, &mut turn.work)?;
    turn.changes.extend(changes);
    turn.work.save()
}

/// Calls with the new one where its key is; else waits for the partner's word.
pub(super) fn prove(turn: &mut Turn<'_>) -> Result<bool> {
    let rotation = turn.rotation()?.clone();
    let Some((slot, key)) = held(turn, &rotation)? else {
        if rotation.proven.is_some() {
            settle_end(turn)?;
            return Ok(true);
        }
        return Ok(false);
    };
    if !called(turn, &rotation, &key)? {
        let stays = if rotation.way == RotationWay::Overlap { "the old one stays in use" } else { BACK };
        if rotation.way == RotationWay::CutOver {
            follow(turn, &rotation.old.files)?;
            turn.change(|rotation, _| (rotation.state, rotation.active) = (RotationState::Scheduled, None))?;
        }
        return Err(proof::unproven(turn, rotation.kind, stays));
    }
    if slot == next_slot(turn) {
        replace(turn, &SecretRef::credential(&turn.work.key), &key)?;
    }
    settle_end(turn)?;
    Ok(true)
}

/// A call that shows the new one.
fn called(turn: &mut Turn<'_>, rotation: &Rotation, key: &Secret) -> Result<bool> {
    let certificates = Some(certificates(turn, rotation)?).filter(|_| rotation.kind == RotationKind::Certificate);
    proof::call(turn, None, &Holding { credential: Some(key.clone()), certificates, ..Holding::default() })
}

fn certificates(turn: &Turn<'_>, rotation: &Rotation) -> Result<Vec<Certificate>> {
    let mut found = Vec::new();
    for file in &rotation.new.files {
        let given = Given { name: file.clone(), bytes: Zeroizing::new(turn.ctx.store.attachment(file)?) };
        found.extend(handed::parsed(&given)?);
    }
    Ok(found)
}

/// The private key of the new one, where it is in this secret store, and its slot.
fn held(turn: &Turn<'_>, rotation: &Rotation) -> Result<Option<(SecretRef, Secret)>> {
    let certificates = certificates(turn, rotation)?;
    for slot in [next_slot(turn), SecretRef::credential(&turn.work.key)] {
        let Some(secret) = turn.ctx.secrets.get(&slot)? else { continue };
        let Ok(key) = Key::read(secret.reveal().as_bytes(), None) else { continue };
        if certificates.iter().any(|one| one.public_key.spki() == key.spki_der()) {
            return Ok(Some((slot, secret)));
        }
    }
    Ok(None)
}

/// Leaves the new one alone, after one more call with it where its key is.
pub(super) fn retire(turn: &mut Turn<'_>, rotation: &Rotation) -> Result<()> {
    match held(turn, rotation)? {
        Some((_, key)) if !called(turn, rotation, &key)? => {
            return Err(proof::unproven(turn, rotation.kind, "the old one is not retired"));
        }
        Some(_) => {}
        None => turn.work.findings.push(by_word(turn, rotation)),
    }
    follow(turn, &rotation.new.files)?;
    know_by(turn, rotation)?;
    forget_old(turn)
}

/// From now on the partner's letters are signed with the new key.
fn know_by(turn: &mut Turn<'_>, rotation: &Rotation) -> Result<()> {
    let new = certificates(turn, rotation)?.first().map(|leaf| PublicKey::from_spki_der(leaf.public_key.spki()));
    let exchange = turn.work.record.status.exchange.as_mut();
    if let (Some(Ok(key)), Some(known)) = (new, exchange.and_then(|exchange| exchange.other_side.as_mut())) {
        known.key = Some(key.sha256());
    }
    Ok(())
}

fn by_word(turn: &Turn<'_>, rotation: &Rotation) -> Finding {
    let at = rotation.proven.map(|at| at.to_string()).unwrap_or_default();
    let advice = format!("the key is with the partner, whose signed result of {at} shows that its calls work");
    Finding::new(Level::Inform, "proven-by-partner", turn.work.key.to_string(), advice)
}

/// Goes back to what was.
pub(super) fn give_up(turn: &mut Turn<'_>, rotation: &Rotation) -> Result<()> {
    follow(turn, &rotation.old.files)?;
    turn.ctx.secrets.remove(&next_slot(turn))?;
    Ok(())
}

const BACK: &str = "the old one is back in use";
