//! What partners share: planned once for all partners that are named, changed serially under a lock of its own.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use crate::{
    domain::{
        capability::Capabilities,
        certificate::Certificate,
        change::Change,
        finding::Level,
        ground::{Ground, Needs, PublishedApi},
        mechanism::Mechanism,
        moment::Span,
        name::{ApiRef, EnvironmentName, ScopeName},
        profile::{RemoteRef, State},
    },
    gateway::{Gateway, Target},
    job::{
        Cause, Context, Event, Result,
        desk::JobDesk,
        report::ChangeReport,
        scope::shut_out,
        session::{Session, api, published},
    },
    plan::{Plan, Planned, ground::diff_ground, scopes},
    store::{self, Begun, Lock, LockScope},
};

/// The ground after it was prepared, and what was done to it.
#[derive(Debug)]
pub struct Prepared {
    /// What is so now.
    pub ground: Ground,
    /// What was changed, or would be.
    pub changes: Vec<ChangeReport>,
    /// The plan that was followed, for its findings.
    pub plan: Plan,
}

/// What the partners need of the ground.
pub fn needs(ctx: &Context<'_>, sessions: &[Session<'_>]) -> Result<Needs> {
    let mut gathered = Gathered::default();
    sessions.iter().try_for_each(|session| gathered.add(ctx, session))?;
    gathered.needs(ctx)
}

/// What partners need of the ground, gathered one partner after the other.
#[derive(Debug, Default)]
pub struct Gathered {
    needs: Needs,
    guards: Vec<(Mechanism, Vec<ApiRef>)>,
}

impl Gathered {
    /// Adds what one partner needs; nobody is let in, and nobody's issuer trusted, before there is something to know them by.
    pub fn add(&mut self, ctx: &Context<'_>, session: &Session<'_>) -> Result<()> {
        let handed = session.handed(ctx)?;
        if handed.missing.is_some() {
            return Ok(());
        }
        for api in &session.presence.apis {
            self.needs.apis.entry(api.clone()).or_default().insert(session.mechanism());
        }
        let mechanism = handed.mechanism.clone();
        self.needs.clients |= mechanism.has_client();
        add_trust(&mut self.needs, mechanism.clone())?;
        let guard = (mechanism, session.presence.apis.clone());
        if matches!(guard.0, Mechanism::Oidc(_) | Mechanism::JwtBearer(_)) && !self.guards.contains(&guard) {
            self.guards.push(guard);
        }
        Ok(())
    }

    /// All of it, with the documents of the APIs read.
    pub fn needs(mut self, ctx: &Context<'_>) -> Result<Needs> {
        self.needs.published = published(ctx, &self.needs.apis.keys().cloned().collect())?;
        for (mechanism, apis) in &self.guards {
            guard(&mut self.needs, mechanism, apis);
        }
        Ok(self.needs)
    }
}

/// Adds the scopes of one partner's issuer that are to guard APIs.
pub fn guard(needs: &mut Needs, mechanism: &Mechanism, apis: &[ApiRef]) {
    let (Mechanism::Oidc(issuer) | Mechanism::JwtBearer(issuer)) = mechanism else { return };
    for scope in scopes::of_partner(issuer, apis, &needs.published) {
        scopes::add(&mut needs.scopes, scope);
    }
}

/// Adds what must be trusted for the sake of one partner. Two partners may share an issuer, but not disagree about its keys.
fn add_trust(needs: &mut Needs, mechanism: Mechanism) -> Result<()> {
    match mechanism {
        Mechanism::Oauth2 { .. } => {}
        Mechanism::ClientCertificate { authorities, .. } => {
            let known =
                |needs: &Needs, one: &Certificate| needs.authorities.iter().any(|known| known.facts.sha256 == one.facts.sha256);
            for authority in authorities {
                if !known(needs, &authority) {
                    needs.authorities.push(authority);
                }
            }
        }
        Mechanism::Oidc(issuer) | Mechanism::JwtBearer(issuer) => {
            match needs.issuers.iter().find(|known| known.issuer == issuer.issuer) {
                None => needs.issuers.push(issuer),
                Some(known) if known.keys == issuer.keys => {}
                Some(_) => {
                    let what = format!("two partners name issuer `{}` with different keys", issuer.issuer);
                    return Err(Cause::Usage { what, next: "give both the same `jwksUri` or certificate".to_owned() }.into());
                }
            }
        }
    }
    Ok(())
}

/// Whether the ground can carry what one partner needs: its APIs are there or described here, and so are its scopes.
pub fn fits(ctx: &Context<'_>, session: &Session<'_>, ground: &Ground, able: &Capabilities) -> Result<()> {
    let handed = session.handed(ctx)?;
    if handed.missing.is_some() {
        return Ok(());
    }
    tells_apart(session, &handed.mechanism, able)?;
    let needs = needs(ctx, std::slice::from_ref(session))?;
    refuse(&diff_ground(&needs, ground, able))?;
    if able.knows_apis() && !needs.scopes.is_empty() {
        // The scopes of an external issuer are its own words; the gateway learns them.
        return Ok(());
    }
    let described: BTreeSet<&ScopeName> = needs.published.iter().flat_map(|api| &api.scopes).collect();
    let known = |scope: &&ScopeName| ground.scopes.contains(*scope) || described.contains(*scope);
    let Some(unknown) = session.presence.authentication.scopes.iter().find(|scope| !known(scope)) else { return Ok(()) };
    let all = ground.scopes.iter().chain(described).map(|scope| format!("`{scope}`")).collect::<BTreeSet<_>>();
    let all = all.into_iter().collect::<Vec<_>>().join(", ");
    let next = if all.is_empty() { "name scopes in the documents in `apis/`".to_owned() } else { format!("choose among {all}") };
    Err(Cause::Usage { what: format!("scope `{unknown}` is neither on the gateway nor in the documents of its APIs"), next }
        .into())
}

/// Whether the gateway can tell the partner's tokens from those of others.
pub fn tells_apart(session: &Session<'_>, mechanism: &Mechanism, able: &Capabilities) -> Result<()> {
    let Mechanism::JwtBearer(issuer) = mechanism else { return Ok(()) };
    if !able.needs_claims(mechanism.kind(), issuer) {
        return Ok(());
    }
    let (partner, environment) = (&session.key.partner, &session.key.environment);
    let what = format!(
        "the gateway cannot tell partner `{partner}` from others by the tokens of `{}`: the partner file names no claims",
        issuer.issuer
    );
    let path = format!("spec.environments.{environment}.authentication.claims.sub");
    let next = format!("`partnerctl partner set {partner} {path}=VALUE` with a claim that only its tokens carry");
    Err(Cause::Usage { what, next }.into())
}

/// The APIs of the workspace where no gateway stands before them: partners call them where they are.
pub fn elsewhere(ctx: &Context<'_>) -> Result<BTreeMap<ApiRef, PublishedApi>> {
    let mut apis = BTreeMap::new();
    for document in ctx.store.apis()? {
        let api = api(ctx, &document)?;
        let server = api.upstream.clone().or_else(|| api.description.server());
        let known = PublishedApi {
            remote: RemoteRef::new("api", document.reference().to_string()),
            state: State::Active,
            endpoints: server.into_iter().collect(),
            admits: BTreeSet::new(),
            foreign_rules: BTreeSet::new(),
            https_only: false,
            https: true,
            scopes: api.scopes.into_iter().collect(),
            issuer_scopes: BTreeMap::new(),
        };
        apis.insert(document.reference(), known);
    }
    Ok(apis)
}

/// Takes the lock of the ground; waits while somebody else works there, but not for ever.
fn lock(ctx: &Context<'_>, environment: &EnvironmentName) -> Result<Lock> {
    let end = ctx.clock.now().after(PATIENCE);
    loop {
        match ctx.store.lock(&LockScope::Ground(environment.clone()), &ctx.holder()) {
            Err(store::Error::Locked { holder, .. }) if ctx.clock.now() < end => {
                let what = format!("{} on {} (pid {}), who works on what partners share", holder.user, holder.host, holder.pid);
                (ctx.tell)(&Event::Waiting { what });
                ctx.clock.sleep(Duration::from_millis(200), ctx.stop);
                ctx.check_stop()?;
            }
            taken => return Ok(taken?),
        }
    }
}

/// Makes the ground carry what is needed; with `dry_run` only says what that would be.
pub fn prepare(
    ctx: &Context<'_>,
    gateway: &dyn Gateway,
    environment: &EnvironmentName,
    (needs, ground): (&Needs, Ground),
    how: How<'_>,
) -> Result<Prepared> {
    let plan = planned(ctx, environment, needs, &ground, how.able)?;
    refuse(&plan)?;
    let apis = if how.able.knows_apis() { None } else { Some(ground.apis.clone()) };
    if how.dry_run || plan.is_empty() {
        let changes = plan.items.iter().map(|item| ChangeReport { ground: true, done: false, ..change_report(item) }).collect();
        return Ok(Prepared { ground, changes, plan });
    }
    let _lock = lock(ctx, environment)?;
    // Somebody may have worked here while the lock was waited for.
    let plan = planned(ctx, environment, needs, &gateway.ground()?, how.able)?;
    carry_out(ctx, gateway, environment, &plan)?;
    let changes = plan.items.iter().map(|item| ChangeReport { ground: true, ..change_report(item) }).collect();
    let after = gateway.ground()?;
    let apis = apis.unwrap_or_else(|| after.apis.clone());
    Ok(Prepared { ground: Ground { apis, ..after }, changes, plan })
}

/// What is to be changed, and which partners of this workspace that shuts out.
pub fn planned(
    ctx: &Context<'_>,
    environment: &EnvironmentName,
    needs: &Needs,
    ground: &Ground,
    able: &Capabilities,
) -> Result<Plan> {
    let mut plan = diff_ground(needs, ground, able);
    plan.findings.extend(shut_out(ctx, environment, &plan, ground)?);
    Ok(plan)
}

/// Makes the changes of a plan under the lock of the ground.
pub fn change_plan(ctx: &Context<'_>, gateway: &dyn Gateway, environment: &EnvironmentName, plan: &Plan) -> Result<()> {
    if plan.is_empty() {
        return Ok(());
    }
    let _lock = lock(ctx, environment)?;
    carry_out(ctx, gateway, environment, plan)
}

fn carry_out(ctx: &Context<'_>, gateway: &dyn Gateway, environment: &EnvironmentName, plan: &Plan) -> Result<()> {
    plan.items.iter().try_for_each(|item| make(ctx, gateway, environment, item))?;
    Ok(ctx.store.journal().settle(&LockScope::Ground(environment.clone()))?)
}

/// How the ground is prepared.
#[derive(Debug, Clone, Copy)]
pub struct How<'a> {
    /// What the gateway can do.
    pub able: &'a Capabilities,
    /// Whether nothing is to be changed.
    pub dry_run: bool,
}

/// Refuses a plan for an API that nobody knows, and one that the gateway cannot follow.
pub fn refuse(plan: &Plan) -> Result<()> {
    if let Some(finding) = plan.findings.iter().find(|finding| finding.level == Level::Refuse) {
        let what = format!("API `{}` is neither on the gateway nor in `apis/`", finding.subject);
        return Err(Cause::NotFound { what, next: finding.advice.clone() }.into());
    }
    blocked(plan)
}

/// Refuses a plan that the tool cannot carry out to its end, before anything is sent.
pub fn blocked(plan: &Plan) -> Result<()> {
    let blockers: Vec<String> =
        plan.blockers().map(|item| format!("{}: {}", item.change.summary(), item.support.note())).collect();
    if blockers.is_empty() { Ok(()) } else { Err(Cause::Blocked(blockers).into()) }
}

fn make(ctx: &Context<'_>, gateway: &dyn Gateway, environment: &EnvironmentName, item: &Planned) -> Result<()> {
    ctx.check_stop()?;
    let begun = Begun {
        scope: LockScope::Ground(environment.clone()),
        operation: item.change.operation().word().to_owned(),
        generation: 0,
        at: ctx.clock.now(),
    };
    let ticket = ctx.store.journal().begin(&begun)?;
    let effect = gateway.apply(&Target::Ground(environment.clone()), &item.change, &JobDesk::changing(ctx, ticket))?;
    ctx.store.journal().end(ticket)?;
    effect.notes.into_iter().for_each(|note| (ctx.tell)(&Event::Note(note)));
    ctx.audit(None, Some(environment), item.change.summary())?;
    (ctx.tell)(&Event::Changed { key: None, what: item.change.summary(), at: ctx.clock.now() });
    Ok(())
}

/// A change as reports show it: made, to one partner's profile.
#[must_use]
pub fn change_report(item: &Planned) -> ChangeReport {
    let fields = match &item.change {
        Change::UpdateProfile(_, fields) => fields.clone(),
        _ => Vec::new(),
    };
    ChangeReport {
        operation: item.change.operation().word().to_owned(),
        ground: false,
        summary: item.change.summary(),
        support: item.support.word().to_owned(),
        done: true,
        fields,
    }
}

/// How long to wait for somebody else who works on the ground.
const PATIENCE: Span = Span::seconds(60);
