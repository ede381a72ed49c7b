//! The signed result of a partner's calls, taken as evidence that the partner can call.

use serde_json::Value;

use crate::{
    crypto::{digest, json},
    domain::{
        moment::Moment,
        name::ProfileKey,
        record::Record,
        step::{Evidence, StepState},
    },
    job::{
        Context, Result,
        exchange::{
            done,
            letter::{self, refused, replayed},
            prove,
            receive::{Order, Received},
            record, save,
        },
        material::{Given, usage},
        session::Session,
    },
    store::LockScope,
};

/// The type of a signed result.
pub const TYP: &str = "partnerctl-verification";

/// What a result says.
struct Outcome {
    key: ProfileKey,
    at: Moment,
    expires: Moment,
    calls: Vec<(String, bool, bool)>,
    /// The SHA-256 of the certificate that the calls were made with, where it follows another.
    credential: Option<String>,
}

/// Takes a result, when it is signed with the key that the partner named in its response.
pub(super) fn run(ctx: &Context<'_>, given: &Given, order: &Order) -> Result<Received> {
    let opened = letter::opened(given)?;
    if !opened.good {
        return Err(refused(format!("`{}` was changed after it was signed", given.name), "ask for the file again"));
    }
    let outcome = read(given, &opened.payload)?;
    let key = outcome.key.clone();
    if order.environment.as_ref().is_some_and(|environment| *environment != key.environment) {
        return Err(refused(format!("the result is about {key}"), "use the file that belongs here"));
    }
    let session = Session::open(ctx, &key.partner, &key.environment)?;
    let _lock = ctx.store.lock(&LockScope::Profile(key.clone()), &ctx.holder())?;
    let (mut record, seen) = record(ctx, &session)?;
    must_be_known(&record, &opened.key.sha256()).map_err(|error| error.at(&key))?;
    let sha256 = digest::sha256(opened.payload.as_bytes());
    must_count(ctx, &record, &outcome, &sha256).map_err(|error| error.at(&key))?;
    let changes = note(&session, &mut record, &outcome, &sha256)?;
    save(ctx, record.clone(), seen.as_ref())?;
    ctx.audit(Some(&key.partner), Some(&key.environment), format!("took the result of the partner's calls ({sha256})"))?;
    let report = session.report(Some(&record))?;
    Ok(Received {
        kind: "result".to_owned(),
        partner: key.partner.clone(),
        environment: key.environment.clone(),
        key: Some(opened.key.sha256()),
        possession: None,
        changes,
        findings: Vec::new(),
        next: report.next.unwrap_or_else(|| format!("`partnerctl status {} -e {}`", key.partner, key.environment)),
    })
}

fn must_be_known(record: &Record, key: &str) -> Result<()> {
    let known = record.status.exchange.as_ref().and_then(|exchange| exchange.other_side.as_ref());
    if known.is_some_and(|known| known.signing_key.as_deref() == Some(key)) {
        return Ok(());
    }
    let what = format!("the result is signed with a key that the partner did not name (SHA-256 {key})");
    Err(refused(what, "take the partner's response first, then a result of the same workspace"))
}

fn must_count(ctx: &Context<'_>, record: &Record, outcome: &Outcome, sha256: &str) -> Result<()> {
    let before = record.status.steps.iter().find(|(id, _)| id.as_str() == "validate").map(|(_, evidence)| evidence);
    if before.is_some_and(|known| known.sha256.as_deref() == Some(sha256)) {
        return Err(replayed("this result was taken before", "there is nothing to do"));
    }
    if before.is_some_and(|known| known.at > outcome.at) {
        return Err(replayed(
            "something newer is known than this result",
            "ask for a new one: `partnerctl verify --report FILE`",
        ));
    }
    let now = ctx.clock.now();
    if outcome.expires < now || outcome.at > now.after(ctx.workspace.policies.clock_skew) {
        let what = format!("the result is of {}, and counts until {}", outcome.at, outcome.expires);
        return Err(refused(what, "ask for a new one: `partnerctl verify --report FILE`"));
    }
    let wrong: Vec<&str> = outcome.calls.iter().filter(|(_, ran, ok)| *ran && !ok).map(|(name, ..)| name.as_str()).collect();
    let proven = |api: &crate::domain::record::RecordedApi| {
        outcome.calls.iter().any(|(name, ran, ok)| *name == format!("call {}", api.api) && *ran && *ok)
    };
    if !wrong.is_empty() || !record.status.apis.iter().all(proven) || record.status.apis.is_empty() {
        let what = if wrong.is_empty() { "not every API was called".to_owned() } else { format!("wrong: {}", wrong.join(", ")) };
        let key = &outcome.key;
        let next = format!("`partnerctl explain {} -e {}` says why a call fails", key.partner, key.environment);
        return Err(refused(format!("the result does not show that the partner can call: {what}"), next));
    }
    Ok(())
}

fn note(session: &Session<'_>, record: &mut Record, outcome: &Outcome, sha256: &str) -> Result<Vec<String>> {
    let by = outcome.key.partner.as_str();
    let what = format!("{} calls came out as they should", outcome.calls.iter().filter(|(_, ran, _)| *ran).count());
    let evidence = || Evidence { sha256: Some(sha256.to_owned()), ..done(by, outcome.at, what.clone()) };
    let open = session.steps(Some(record))?.into_iter().filter(|step| step.state != StepState::Done);
    let steps: Vec<String> =
        open.map(|step| step.id.to_string()).filter(|id| ["token", "validate"].contains(&id.as_str())).collect();
    for step in &steps {
        prove(session, &mut record.status, step, evidence())?;
    }
    prove(session, &mut record.status, "validate", evidence())?;
    let mut changes: Vec<String> = steps.into_iter().map(|step| format!("step `{step}` is done")).collect();
    if let Some(rotation) = record.status.rotation.as_mut().filter(|rotation| rotation.is_open())
        && outcome.credential.as_ref().is_some_and(|sha256| rotation.new.sha256.contains(sha256))
    {
        rotation.proven = Some(outcome.at);
        changes.push(format!("the new {} is proven by the partner's calls", rotation.kind));
    }
    Ok(changes)
}

fn read(given: &Given, payload: &str) -> Result<Outcome> {
    let wrong = |what: &str| usage(format!("`{}` is no result of calls: {what}", given.name), "ask for the file again");
    let value = json::value(payload).map_err(|error| wrong(&error.to_string()))?;
    let moment = |value: &Value, name: &str| {
        let text = value.get(name).and_then(Value::as_str).ok_or_else(|| wrong(&format!("`{name}` is missing")))?;
        text.parse::<Moment>().map_err(|error| wrong(&error.to_string()))
    };
    let partners = value.get("partners").and_then(Value::as_array).filter(|list| list.len() == 1);
    let partner = partners.and_then(|list| list.first()).ok_or_else(|| wrong("it is not about one partner"))?;
    let name = |name: &str| partner.get(name).and_then(Value::as_str).unwrap_or_default();
    let key = ProfileKey {
        partner: name("name").parse().map_err(|error: crate::domain::name::NameError| wrong(&error.to_string()))?,
        environment: name("environment").parse().map_err(|error: crate::domain::name::NameError| wrong(&error.to_string()))?,
    };
    let checks = partner.get("checks").and_then(Value::as_array).cloned().unwrap_or_default();
    let call = |check: &Value| {
        let is = |name: &str| check.get(name).and_then(Value::as_bool).unwrap_or_default();
        (check.get("name").and_then(Value::as_str).unwrap_or_default().to_owned(), is("ran"), is("ok"))
    };
    let credential = value.get("credential").and_then(Value::as_str).map(str::to_owned);
    Ok(Outcome {
        key,
        at: moment(&value, "at")?,
        expires: moment(&value, "expires")?,
        calls: checks.iter().map(call).collect(),
        credential,
    })
}
