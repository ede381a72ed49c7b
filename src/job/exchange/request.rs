//! `request`: what a partner wishes for before anybody invited it, and what becomes of it on the operator's side.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    crypto::{
        key::{Key, KeyType},
        random,
    },
    domain::{
        exchange::{LetterMetadata, Request, RequestSpec},
        mechanism::MechanismKind,
        moment::Moment,
        name::{EnvironmentName, PartnerName},
    },
    files::Mode,
    job::{
        Context, Result,
        exchange::{
            letter::{self, Signed},
            receive::{Order, Received},
        },
        material::{Target, usage},
        partner::{self, Draft},
    },
};

/// A request that was written.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Requested {
    /// The partner.
    pub partner: PartnerName,
    /// Where it wants to call.
    pub environment: EnvironmentName,
    /// How it wants to authenticate.
    pub mechanism: MechanismKind,
    /// The file to send.
    pub file: String,
    /// When it ends.
    pub expires: Moment,
    /// What to do next.
    pub next: String,
}

/// Who wishes for what.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The partner.
    pub partner: PartnerName,
    /// Where.
    pub environment: EnvironmentName,
    /// What.
    pub spec: RequestSpec,
}

/// Writes a request. It is signed with a key of its own that nobody keeps: that shows damage on the way, and not who wrote it.
pub fn write(wish: Wish, now: Moment, target: &Target) -> Result<Requested> {
    target.check()?;
    let (partner, environment) = (wish.partner.clone(), wish.environment.clone());
    let metadata = LetterMetadata {
        id: random::identifier(),
        issued: now,
        expires: now.after(letter::LIFE),
        answers: None,
        partner,
        environment,
    };
    let (expires, mechanism) = (metadata.expires, wish.spec.mechanism);
    let once = Key::generate(KeyType::EcP256).map_err(|error| usage(error.to_string(), "run it again"))?;
    let written = letter::write(&Request::new(metadata, wish.spec), &once)?;
    target.write(written.text.as_bytes(), Mode::Public)?;
    let file = target.name().unwrap_or_default();
    let invitation = format!("{}.{}.invitation.jws", wish.partner, wish.environment);
    let next = format!("send {file} to the operator; when the answer is here: `partnerctl accept {invitation}`");
    Ok(Requested { partner: wish.partner, environment: wish.environment, mechanism, file, expires, next })
}

/// Makes a partner file of a request.
pub(super) fn taken(ctx: &Context<'_>, letter: &Signed<Request>, order: &Order) -> Result<Received> {
    letter.must_be_current(ctx.clock.now(), ctx.workspace.policies.clock_skew)?;
    let Request { metadata, spec, .. } = &letter.document;
    let environment = order.environment.clone().unwrap_or_else(|| metadata.environment.clone());
    ctx.environment(&environment)?;
    let mut draft = Draft::new(metadata.partner.clone());
    draft.display_name = Some(spec.display_name.clone());
    draft.mechanism = Some(spec.mechanism);
    draft.apis.clone_from(&spec.apis);
    draft.contacts.clone_from(&spec.contacts);
    draft.issuer.clone_from(&spec.issuer);
    draft.client_id.clone_from(&spec.client_id);
    partner::add(ctx, draft, &environment)?;
    let name = &metadata.partner;
    let what = format!("took request {} ({})", metadata.id, letter.sha256);
    ctx.audit(Some(name), Some(&environment), what)?;
    Ok(Received {
        kind: "request".to_owned(),
        partner: name.clone(),
        environment: environment.clone(),
        key: None,
        possession: None,
        changes: vec![format!("wrote partners/{name}.yaml")],
        findings: Vec::new(),
        next: format!("`partnerctl invite {name} -e {environment}`"),
    })
}
