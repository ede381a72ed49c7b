//! `verify`: makes the partner's calls as the partner: token, each assigned API, and the calls that must be refused.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use url::Url;

use crate::{
    caller,
    crypto::random,
    domain::{
        finding::{Finding, Level},
        mechanism::MechanismKind,
        message::{Body, Method},
        name::{ApiRef, EnvironmentName, PartnerName},
        record::{Record, RecordStatus, RecordedApi, RecordedClient},
        secret::{Secret, SecretRef},
        step::{Evidence, EvidenceState, StepState},
    },
    http::Http,
    job::{
        Cause, Context, Event, Result,
        report::{Board, CheckReport},
        session::{Session, api},
        whole,
    },
    store::{self, LockScope},
};

/// Whose calls to make.
#[derive(Debug, Clone)]
pub struct Order {
    /// The partner.
    pub name: PartnerName,
    /// Where.
    pub environment: EnvironmentName,
}

/// Makes the calls, and notes what was seen as evidence of the step `validate`.
pub fn run(ctx: &Context<'_>, order: &Order) -> Result<Board> {
    let session = Session::open(ctx, &order.name, &order.environment)?;
    let board = checked(ctx, &session).map_err(|error| error.at(&session.key))?;
    Ok(board)
}

fn checked(ctx: &Context<'_>, session: &Session<'_>) -> Result<Board> {
    let record = onboarded(session)?;
    let caller = Caller::open(ctx, session, &record)?;
    (ctx.tell)(&Event::Waiting { what: format!("the calls of {}", session.key) });
    let checks = caller.checks();
    let findings = match note(ctx, session, &caller.record.status, &checks) {
        // What was seen is worth more than that it could not be noted.
        Err(error) if matches!(&*error.cause, Cause::Store(store::Error::Locked { .. })) => {
            vec![Finding::new(Level::Warn, "not-noted", session.key.to_string(), format!("the result was not recorded: {error}"))]
        }
        noted => noted.map(|()| Vec::new())?,
    };
    let record = ctx.store.record(&session.key)?.map_or(record.clone(), |read| read.value);
    let mut report = session.report(Some(&record))?;
    report.checks = checks;
    report.findings.extend(findings);
    Ok(Board { partners: vec![report] })
}

fn onboarded(session: &Session<'_>) -> Result<Record> {
    let record = session.record.as_ref().map(|read| read.value.clone());
    record.filter(|record| record.status.profile.is_some()).ok_or_else(|| {
        let what = format!("partner `{}` is not onboarded in `{}` yet", session.key.partner, session.key.environment);
        let next = format!("`partnerctl onboard {} -e {}`", session.key.partner, session.key.environment);
        Cause::NotFound { what, next }.into()
    })
}

/// Writes what was seen as evidence of the step `validate`: done when every API of the partner answered and every wrong call was
/// refused, open again when something that was done before no longer works.
fn note(ctx: &Context<'_>, session: &Session<'_>, seen: &RecordStatus, checks: &[CheckReport]) -> Result<()> {
    let good = checks.iter().all(|check| check.ok || !check.ran);
    let proven =
        good && session.presence.apis.iter().all(|api| checks.iter().any(|check| check.name == call_of(api) && check.proves));
    let _lock = ctx.store.lock(&LockScope::Profile(session.key.clone()), &ctx.holder())?;
    let Some(read) = ctx.store.record(&session.key)? else { return Ok(()) };
    let mut record = read.value;
    let Some(step) = session.steps(Some(&record))?.into_iter().find(|step| step.id.as_str() == "validate") else { return Ok(()) };
    // A record that changed while the calls were made is about other calls.
    let same = record.status.client == seen.client && record.status.apis == seen.apis;
    let state = match (step.state == StepState::Done, good, proven && same) {
        (false, _, true) => EvidenceState::Done,
        (true, false, _) => EvidenceState::Reopened,
        _ => return Ok(()),
    };
    let ran = checks.iter().filter(|check| check.ran);
    let wrong = ran.clone().filter(|check| !check.ok).map(|check| check.name.as_str()).collect::<Vec<_>>().join(", ");
    let what = if good { format!("{} calls came out as they should", ran.count()) } else { format!("no longer: {wrong}") };
    let evidence =
        Evidence { state, by: "partnerctl".to_owned(), at: ctx.clock.now(), what: Some(what.clone()), sha256: None, value: None };
    record.status.steps.insert(step.id, evidence);
    ctx.store.save(&record, Some(&read.revision))?;
    ctx.audit(Some(&session.key.partner), Some(&session.key.environment), format!("verified the partner's calls: {what}"))
}

fn call_of(api: &ApiRef) -> String {
    format!("call {api}")
}

/// The partner, as played by this tool.
struct Caller<'a> {
    ctx: &'a Context<'a>,
    session: &'a Session<'a>,
    record: &'a Record,
    http: Http,
    client: RecordedClient,
    secret: Secret,
    token_endpoint: Url,
}

impl<'a> Caller<'a> {
    fn open(ctx: &'a Context<'a>, session: &'a Session<'a>, record: &'a Record) -> Result<Self> {
        if session.mechanism() != MechanismKind::Oauth2 {
            let what = format!("calls with mechanism `{}` cannot be made by this version", session.mechanism());
            let next =
                "let the partner make the call, then `partnerctl step done NAME validate --by WHO --evidence FILE`".to_owned();
            return Err(Cause::Refused { what, next }.into());
        }
        let status = &record.status;
        let slot = SecretRef::credential(&session.key);
        let (Some(client), Some(secret)) = (status.client.clone(), ctx.secrets.get(&slot)?) else {
            let what = format!("the partner holds the credential: there is no secret `{slot}` in this secret store");
            let line = format!("partnerctl verify {} -e {}", session.key.partner, session.key.environment);
            return Err(Cause::Refused { what, next: format!("send the partner this line: `{line}`") }.into());
        };
        let token_endpoint = status.token_endpoint.clone().ok_or_else(|| Cause::NotFound {
            what: "the record names no token endpoint".to_owned(),
            next: format!("`partnerctl onboard {} -e {}`", session.key.partner, session.key.environment),
        })?;
        let http = (ctx.visit)(&session.key.environment, session.environment)?;
        Ok(Self { ctx, session, record, http, client, secret, token_endpoint })
    }

    fn checks(&self) -> Vec<CheckReport> {
        let token = self.token(&self.secret);
        let mut checks = vec![match &token {
            Ok(token) => passed("token", format!("{} for {} s", token.token_type, token.expires_in)),
            Err(error) => failed("token", whole(error)),
        }];
        let token = token.ok().map(|token| token.access_token);
        for known in &self.record.status.apis {
            checks.push(self.admitted(known, token.as_ref()));
        }
        let assigned = |api: &&ApiRef| self.record.status.apis.iter().any(|known| known.api == **api);
        for api in self.session.presence.apis.iter().filter(|api| !assigned(api)) {
            checks.push(failed(&call_of(api), "not assigned yet: run `partnerctl onboard`".to_owned()));
        }
        if let Some(first) = self.record.status.apis.first() {
            checks.push(self.refused("no credential", first, None));
            let wrong = random::secret(32).ok();
            checks.push(self.refused("wrong token", first, wrong.as_ref()));
        }
        checks.push(self.wrong_secret());
        checks.push(self.unassigned(token.as_ref()));
        checks
    }

    fn token(&self, secret: &Secret) -> std::result::Result<caller::oauth2::Token, caller::CallerError> {
        let scopes = self.client.scopes.iter().cloned().collect();
        caller::oauth2::token_by_client_secret(&self.http, &self.token_endpoint, &self.client.client_id, secret, &scopes)
    }

    fn wrong_secret(&self) -> CheckReport {
        let name = "wrong secret";
        let Ok(wrong) = random::secret(32) else { return not_run(name, "the operating system gave no random bytes") };
        match self.token(&wrong) {
            Ok(_) => failed(name, "the token endpoint gave a token for a wrong secret".to_owned()),
            Err(caller::CallerError::InvalidClient { .. }) => passed(name, "refused, as it should be".to_owned()),
            Err(error) => failed(name, format!("not refused in the way that it should be: {}", whole(&error))),
        }
    }

    fn admitted(&self, known: &RecordedApi, token: Option<&Secret>) -> CheckReport {
        let name = call_of(&known.api);
        let Some(token) = token else { return not_run(&name, "there is no token") };
        match self.call(known, Some(token)) {
            Ok((line, 200..=299)) => CheckReport { proves: true, ..passed(&name, line) },
            Ok((line, 401 | 403)) => failed(&name, format!("{line}: the gateway refused the partner")),
            Ok((line, 404)) => failed(&name, format!("{line}: the API is not there, or not active")),
            Ok((line, 400..=499)) => passed(&name, format!("{line}: admitted; the API itself did not like the trial request")),
            Ok((line, _)) => failed(&name, line),
            Err(error) => failed(&name, error),
        }
    }

    fn refused(&self, name: &str, known: &RecordedApi, token: Option<&Secret>) -> CheckReport {
        match self.call(known, token) {
            Ok((line, 401 | 403)) => passed(name, format!("{line}, as it should be")),
            Ok((line, _)) => failed(name, format!("{line}: the gateway should have refused this")),
            Err(error) => failed(name, error),
        }
    }

    /// Calls an API that is on the gateway but not assigned to the partner.
    fn unassigned(&self, token: Option<&Secret>) -> CheckReport {
        let name = "unassigned API";
        let Some(token) = token else { return not_run(name, "there is no token") };
        match self.foreign_api() {
            Ok(Some(api)) => self.refused(&format!("{name} {}", api.api), &api, Some(token)),
            Ok(None) => not_run(name, "the gateway has no other API that lets this mechanism in"),
            Err(error) => not_run(name, &format!("the gateway's APIs cannot be listed from here: {}", whole(&error))),
        }
    }

    fn foreign_api(&self) -> Result<Option<RecordedApi>> {
        let gateway = (self.ctx.connect)(&self.session.key.environment, self.session.environment)?;
        gateway.probe()?;
        let assigned: BTreeSet<&ApiRef> = self.record.status.apis.iter().map(|known| &known.api).collect();
        let ground = gateway.ground()?;
        let mut others = ground.apis.into_iter().filter(|(api, known)| {
            !assigned.contains(api) && known.admits.contains(&MechanismKind::Oauth2) && !known.endpoints.is_empty()
        });
        Ok(others.next().map(|(api, known)| RecordedApi { api, endpoints: known.endpoints }))
    }

    fn call(&self, known: &RecordedApi, token: Option<&Secret>) -> std::result::Result<(String, u16), String> {
        let endpoint = known.endpoints.iter().find(|url| url.scheme() == "https").or(known.endpoints.first());
        let endpoint = endpoint.ok_or_else(|| format!("the record has no address of {}", known.api))?;
        let (method, path) = self.trial(&known.api);
        let url =
            format!("{}{path}", endpoint.as_str().trim_end_matches('/')).parse::<Url>().map_err(|error| error.to_string())?;
        let body = if method == Method::Get { Body::Empty } else { Body::Json(self.payload()) };
        let reply = caller::call(&self.http, method, &url, token, body).map_err(|error| whole(&error))?;
        Ok((format!("{} from {method} {path}", reply.status), reply.status))
    }

    /// The operation to try: of the API's description, where the workspace has it, else its root.
    fn trial(&self, reference: &ApiRef) -> (Method, String) {
        let documents = self.ctx.store.apis().unwrap_or_default();
        let document = documents.iter().find(|document| document.reference() == *reference);
        let trial = document.and_then(|document| api(self.ctx, document).ok()).and_then(|api| api.description.trial());
        let known = [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete];
        let trial = trial.and_then(|(word, path)| Some((known.into_iter().find(|method| method.word() == word)?, path)));
        trial.unwrap_or((Method::Get, String::new()))
    }

    fn payload(&self) -> Value {
        let status = &self.record.status;
        json!({ "trialRequest": {
            "appId": status.application_id,
            "customerSourceID": status.customer_source_id,
            "customerUniqueTransactionID": random::identifier(),
            "requestDateTime": self.ctx.clock.now().with_milliseconds(),
        } })
    }
}

fn passed(name: &str, detail: String) -> CheckReport {
    CheckReport { name: name.to_owned(), ok: true, ran: true, detail, proves: false }
}

fn failed(name: &str, detail: String) -> CheckReport {
    CheckReport { name: name.to_owned(), ok: false, ran: true, detail, proves: false }
}

fn not_run(name: &str, why: &str) -> CheckReport {
    CheckReport { name: name.to_owned(), ok: false, ran: false, detail: format!("not run: {why}"), proves: false }
}
