//! Taking over a client that an authorization server has already: found by its address or its id, and opened with the token by which it
//! is managed (RFC 7592). What `onboard --adopt` does then is the same as for any profile of somebody else's.

use crate::{
    domain::{
        name::ProfileKey,
        profile::{Marker, Observed, RemoteRef},
        record::Record,
        secret::{REGISTRATION_SLOTS, Secret, SecretRef},
    },
    gateway::{self, ProfileTarget},
    job::{
        Cause, Context, Result, allow_direct_writes,
        desk::JobDesk,
        profile,
        session::{Session, profile_name},
    },
    store::LockScope,
};

/// Which client to take over.
#[derive(Debug, Clone)]
pub struct Order {
    /// Its address (`registration_client_uri`), or its id.
    pub client: String,
    /// The registration token that opens it.
    pub token: Secret,
    /// Its client secret, for a server that does not show it.
    pub secret: Option<Secret>,
}

/// Opens the client and writes down where it is. A client that does not open changes nothing.
pub fn run(ctx: &Context<'_>, key: &ProfileKey, order: &Order) -> Result<()> {
    taken(ctx, key, order).map_err(|error| error.at(key))
}

fn taken(ctx: &Context<'_>, key: &ProfileKey, order: &Order) -> Result<()> {
    allow_direct_writes(&key.environment, ctx.environment(&key.environment)?)?;
    let session = Session::open(ctx, &key.partner, &key.environment)?;
    let gateway = profile::open(ctx, &key.environment)?;
    let remote = gateway.locate(&order.client)?;
    let _lock = ctx.store.lock(&LockScope::Profile(key.clone()), &ctx.holder())?;
    let read = ctx.store.record(key)?;
    let (known, seen) = read.map_or((None, None), |read| (Some(read.value), Some(read.revision)));
    must_fit(ctx, key, known.as_ref(), &remote)?;
    must_be_free(ctx, key, &remote)?;
    let observed = opened(ctx, key, &*gateway, (&remote, order))?;
    if let Some(secret) = &order.secret {
        ctx.secrets.put(&SecretRef::credential(key), secret)?;
    }
    let mut record = known.unwrap_or_else(|| Record::new(key, session.mechanism(), ctx.clock.now()));
    record.status.profile = Some(observed.remote.clone());
    record.metadata.updated = ctx.clock.now();
    ctx.store.save(&record, seen.as_ref())?;
    ctx.audit(Some(&key.partner), Some(&key.environment), format!("took over {}", observed.remote))?;
    Ok(())
}

/// Tries the token as one that has not worked yet; when it does not open the client, what was there before is put back.
fn opened(
    ctx: &Context<'_>,
    key: &ProfileKey,
    gateway: &dyn gateway::Gateway,
    (remote, order): (&RemoteRef, &Order),
) -> Result<Observed> {
    let slot = SecretRef::slot(key, REGISTRATION_SLOTS[1]);
    let before = ctx.secrets.get(&slot)?;
    ctx.secrets.put(&slot, &order.token)?;
    let target = ProfileTarget {
        marker: Marker { owner: ctx.workspace.owner(), key: key.clone(), generation: 0 },
        name: profile_name(key),
        remote: Some(remote.clone()),
        identity: Some(remote.clone()),
        adopt: true,
        slot: SecretRef::credential(key),
    };
    match gateway.observe(&target, &JobDesk::reading(ctx)) {
        Ok(Some(observed)) => return Ok(observed),
        // It may have opened, and given another token.
        Err(error @ (gateway::Error::Desk(_) | gateway::Error::Interrupted)) => return Err(error.into()),
        other => {
            match before {
                Some(before) => ctx.secrets.put(&slot, &before)?,
                None => ctx.secrets.remove(&slot)?,
            }
            other?;
        }
    }
    let next = "check the address and the token; the server removes a token that is used for another client".to_owned();
    Err(Cause::NotFound { what: format!("the server has no {remote}"), next }.into())
}

/// Refuses to leave a client of this partner behind, and to try a token of another client on this one.
fn must_fit(ctx: &Context<'_>, key: &ProfileKey, known: Option<&Record>, remote: &RemoteRef) -> Result<()> {
    match known.and_then(|record| record.status.profile.as_ref()) {
        Some(known) if known == remote => return Ok(()),
        Some(known) => {
            let what = format!("the partner has {known} already");
            let next = format!("remove it first: `partnerctl profile delete {} -e {}`", key.partner, key.environment);
            return Err(Cause::Conflict { what, next }.into());
        }
        None => {}
    }
    let slot = SecretRef::slot(key, REGISTRATION_SLOTS[0]);
    if ctx.secrets.get(&slot)?.is_none() {
        return Ok(());
    }
    let what = format!("there is a registration token `{slot}` of a client that the record does not name");
    Err(Cause::Conflict { what, next: format!("remove it when it opens nothing: `partnerctl secret remove {slot}`") }.into())
}

/// A client is of one partner.
fn must_be_free(ctx: &Context<'_>, key: &ProfileKey, remote: &RemoteRef) -> Result<()> {
    for partner in ctx.store.records(&key.environment)?.into_iter().filter(|partner| *partner != key.partner) {
        let other = ProfileKey { partner, environment: key.environment.clone() };
        let record = ctx.store.record(&other)?.map(|read| read.value);
        if record.and_then(|record| record.status.profile).as_ref() == Some(remote) {
            let what = format!("the {remote} is that of partner `{}`", other.partner);
            return Err(Cause::Conflict { what, next: "register another client for this partner".to_owned() }.into());
        }
    }
    Ok(())
}
