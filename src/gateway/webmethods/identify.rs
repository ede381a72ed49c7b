//! Identify & Authorize: the one action per API that says how callers are recognised, and the action that says on which protocols
//! the API answers (sections 4 and 5). Both are shared by all partners, so they are merged and never replaced.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::{
    domain::{
        finding::{Finding, Level},
        mechanism::MechanismKind,
        name::ApiRef,
        profile::RemoteRef,
    },
    gateway::{Desk, Effect, Error, Result},
    http::segment,
};

use super::{
    WebMethods,
    wire::{Action, ActionBox, Actions, Enforcement, Parameter, Policy, PolicyBox, Stage},
};

/// What an API's policy says about its callers.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Rules {
    pub(super) admits: BTreeSet<MechanismKind>,
    pub(super) foreign: BTreeSet<String>,
    pub(super) protocols: BTreeSet<String>,
}

impl WebMethods {
    /// All actions by id, in one call.
    pub(super) fn actions(&self) -> Result<BTreeMap<String, Action>> {
        let list: Actions = self.admin.get("/policyActions")?.json()?;
        Ok(list.policy_action.into_iter().map(|action| (action.id.clone(), action)).collect())
    }

    /// Reads the rules of an API from its policy; actions that the list did not hold are read one by one.
    pub(super) fn rules(&self, policy: &str, actions: &BTreeMap<String, Action>) -> Result<Rules> {
        let Some(policy) = self.policy(policy)? else { return Ok(Rules::default()) };
        let mut rules = Rules::default();
        for id in enforced(&policy, None) {
            let read;
            let action = match actions.get(&id) {
                Some(action) => action,
                None => match self.action(&id)? {
                    Some(action) => {
                        read = action;
                        &read
                    }
                    None => continue,
                },
            };
            rules.take(action);
        }
        Ok(rules)
    }

    /// Lets a mechanism in at an API, besides those it lets in already.
    pub(super) fn admit(&self, api: &ApiRef, mechanism: MechanismKind, desk: &dyn Desk) -> Result<Effect> {
        let id = self.policy_of(api)?;
        let wanted = identification(mechanism);
        let mut effect = Effect::default();
        match self.find_action(&id, IAM, IDENTIFY)? {
            Some(action) => {
                if !anonymous(&action).is_empty() {
                    effect.notes.push(open_to_all(api));
                }
                if !identifications(&action).contains(wanted) {
                    self.add_rule(api, action, wanted, desk)?;
                }
            }
            None => self.enforce(&id, IAM, identify_action(wanted), desk)?,
        }
        let present = self.find_action(&id, IAM, IDENTIFY)?.is_some_and(|action| identifications(&action).contains(wanted));
        if present { Ok(effect) } else { Err(silent(api, "lets nobody in by the new rule")) }
    }

    /// Makes an API answer on https, besides what it answers on already.
    pub(super) fn require_https(&self, api: &ApiRef, desk: &dyn Desk) -> Result<()> {
        let id = self.policy_of(api)?;
        match self.find_action(&id, TRANSPORT, PROTOCOLS)? {
            Some(action) if protocols(&action).contains(HTTPS) => return Ok(()),
            Some(mut action) => {
                match action.parameters.iter_mut().find(|parameter| parameter.template_key == PROTOCOL) {
                    Some(parameter) => parameter.values.push(HTTPS.to_owned()),
                    None => action.parameters.push(leaf(PROTOCOL, &["http", HTTPS])),
                }
                self.put_action(action, &format!("serve API {api} on https"), desk)?;
            }
            // Without the action an API answers on http, and keeps doing so (section 4, row "HTTPS").
            None => self.enforce(&id, TRANSPORT, protocol_action(), desk)?,
        }
        let done = self.find_action(&id, TRANSPORT, PROTOCOLS)?.is_some_and(|action| protocols(&action).contains(HTTPS));
        if done { Ok(()) } else { Err(silent(api, "still does not answer on https")) }
    }

    fn add_rule(&self, api: &ApiRef, mut action: Action, wanted: &str, desk: &dyn Desk) -> Result<()> {
        let connector = action.parameters.iter().find(|parameter| parameter.template_key == CONNECTOR);
        let strict = connector.is_some_and(|parameter| parameter.values.iter().any(|value| value.eq_ignore_ascii_case("AND")));
        if strict && !identifications(&action).is_empty() {
            // One more rule under AND would shut out the partners who fulfil the others; OR would let in more than was meant.
            return Err(Error::Conflict {
                call: None,
                what: format!("the Identify & Authorize rules of API `{api}` are joined by AND"),
                next: "decide at the gateway whether they may be joined by OR, then repeat the command".to_owned(),
            });
        }
        action.parameters.push(rule(wanted));
        self.put_action(action, &format!("admit `{wanted}` at API {api}"), desk)
    }

    /// Replaces an action. The body is wrapped: a naked one is answered with 200 and changes nothing (section 1, row "Envelopes").
    fn put_action(&self, action: Action, doing: &str, desk: &dyn Desk) -> Result<()> {
        desk.note(&RemoteRef::new("policyAction", action.id.clone()))?;
        let path = format!("/policyActions/{}", segment(&action.id));
        self.admin.put(&path, json!(ActionBox { policy_action: action }), doing).map(|_| ())
    }

    /// Makes an action and hangs it into a policy, whose other stages are repeated as they are (section 5).
    fn enforce(&self, policy_id: &str, stage: &str, action: Action, desk: &dyn Desk) -> Result<()> {
        desk.note(&RemoteRef::new("policy", policy_id))?;
        let id = self.unhung_action(policy_id, action, desk)?;
        let missing = || Error::Missing {
            call: None,
            what: format!("policy `{policy_id}`"),
            next: "look at the API in the console".to_owned(),
        };
        let mut policy = self.policy(policy_id)?.ok_or_else(missing)?;
        let mut enforcement = Enforcement { enforcement_object_id: id, ..Enforcement::default() };
        enforcement.rest.insert("order".to_owned(), Value::Null);
        match policy.policy_enforcements.iter_mut().find(|known| known.key == stage) {
            Some(known) => known.enforcements.push(enforcement),
            None => policy.policy_enforcements.push(Stage {
                enforcements: vec![enforcement],
                key: stage.to_owned(),
                ..Stage::default()
            }),
        }
        let path = format!("/policies/{}", segment(policy_id));
        self.admin.put(&path, json!(PolicyBox { policy }), "enforce a policy action").map(|_| ())
    }

    /// An action that an earlier run made for this policy and was ended before it hung it in, else a new one.
    fn unhung_action(&self, policy_id: &str, mut action: Action, desk: &dyn Desk) -> Result<String> {
        let mark = json!([{"value": format!("made by partnerctl for policy {policy_id}"), "locale": "en"}]);
        let left = |known: &&Action| known.template_key == action.template_key && known.rest.get("descriptions") == Some(&mark);
        if let Some(left) = self.actions()?.values().find(left) {
            self.put_action(Action { id: left.id.clone(), ..action }, "complete a policy action", desk)?;
            return Ok(left.id.clone());
        }
        action.rest.insert("descriptions".to_owned(), mark);
        let made = self.admin.post("/policyActions", json!(ActionBox { policy_action: action }), "make a policy action")?;
        let id = made.json::<ActionBox>()?.policy_action.id;
        if id.is_empty() {
            return Err(made.unexpected("the new policy action has no id"));
        }
        desk.note(&RemoteRef::new("policyAction", id.clone()))?;
        Ok(id)
    }

    /// The policy of an API's own (section 4, row "Response").
    fn policy_of(&self, api: &ApiRef) -> Result<String> {
        let missing = || Error::Missing {
            call: None,
            what: format!("policy of API `{api}`"),
            next: "look at the API in the console".to_owned(),
        };
        let id = self.api(api)?.id;
        self.api_detail(&id)?.and_then(|(detail, _)| detail.policies.into_iter().next()).ok_or_else(missing)
    }

    fn policy(&self, id: &str) -> Result<Option<Policy>> {
        let found = self.admin.find(&format!("/policies/{}", segment(id)))?;
        found.map(|answer| answer.json::<PolicyBox>().map(|boxed| boxed.policy)).transpose()
    }

    fn action(&self, id: &str) -> Result<Option<Action>> {
        let found = self.admin.find(&format!("/policyActions/{}", segment(id)))?;
        found.map(|answer| answer.json::<ActionBox>().map(|boxed| boxed.policy_action)).transpose()
    }

    /// The action of a template in a stage. The product renames actions, so the template counts and never the name (section 5).
    fn find_action(&self, policy: &str, stage: &str, template: &str) -> Result<Option<Action>> {
        let Some(policy) = self.policy(policy)? else { return Ok(None) };
        for id in enforced(&policy, Some(stage)) {
            if let Some(action) = self.action(&id)?.filter(|action| action.template_key == template) {
                return Ok(Some(action));
            }
        }
        Ok(None)
    }
}

impl Rules {
    fn take(&mut self, action: &Action) {
        match action.template_key.as_str() {
            IDENTIFY => {
                for word in identifications(action) {
                    match MechanismKind::ALL.into_iter().find(|kind| identification(*kind) == word) {
                        Some(kind) => self.admits.insert(kind),
                        None => self.foreign.insert(word),
                    };
                }
            }
            PROTOCOLS => self.protocols.extend(protocols(action)),
            _ => {}
        }
    }
}

/// The word of a mechanism in `identificationType` (section 5).
fn identification(mechanism: MechanismKind) -> &'static str {
    match mechanism {
        MechanismKind::Oauth2 => "oAuth2Token",
        MechanismKind::Oidc => "openIdClaims",
        MechanismKind::ClientCertificate => "httpsCertificate",
        MechanismKind::JwtBearer => "jwtClaims",
    }
}

fn enforced(policy: &Policy, stage: Option<&str>) -> Vec<String> {
    let stages = policy.policy_enforcements.iter().filter(|known| stage.is_none_or(|stage| known.key == stage));
    stages.flat_map(|stage| &stage.enforcements).map(|enforcement| enforcement.enforcement_object_id.clone()).collect()
}

/// The ways of identification of all rules, however deep they stand.
fn identifications(action: &Action) -> BTreeSet<String> {
    values(&action.parameters, IDENTIFICATION)
}

fn protocols(action: &Action) -> BTreeSet<String> {
    values(&action.parameters, PROTOCOL).into_iter().map(|word| word.to_ascii_lowercase()).collect()
}

fn anonymous(action: &Action) -> BTreeSet<String> {
    values(&action.parameters, ANONYMOUS).into_iter().filter(|value| value.eq_ignore_ascii_case("true")).collect()
}

fn values(parameters: &[Parameter], key: &str) -> BTreeSet<String> {
    let own = |parameter: &Parameter| if parameter.template_key == key { parameter.values.clone() } else { Vec::new() };
    let deeper = |parameter: &Parameter| values(&parameter.parameters, key);
    parameters.iter().flat_map(|parameter| own(parameter).into_iter().chain(deeper(parameter))).collect()
}

fn identify_action(wanted: &str) -> Action {
    let parameters = vec![leaf(CONNECTOR, &["OR"]), leaf(ANONYMOUS, &["false"]), rule(wanted)];
    named_action("Identify & Authorize", IDENTIFY, parameters)
}

fn protocol_action() -> Action {
    named_action("Enable HTTP / HTTPS", PROTOCOLS, vec![leaf(PROTOCOL, &["http", HTTPS])])
}

fn named_action(name: &str, template: &str, parameters: Vec<Parameter>) -> Action {
    let mut action = Action { template_key: template.to_owned(), parameters, ..Action::default() };
    action.rest.insert("names".to_owned(), json!([{"value": name, "locale": "en"}]));
    action.rest.insert("active".to_owned(), Value::Bool(false));
    action
}

/// One rule: applications that are registered to the API, identified in one way (section 5, `strict`).
fn rule(wanted: &str) -> Parameter {
    let parameters = vec![leaf("applicationLookup", &["strict"]), leaf(IDENTIFICATION, &[wanted])];
    Parameter { template_key: "IdentificationRule".to_owned(), parameters, ..Parameter::default() }
}

fn leaf(key: &str, values: &[&str]) -> Parameter {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    Parameter { template_key: key.to_owned(), values, ..Parameter::default() }
}

fn open_to_all(api: &ApiRef) -> Finding {
    let advice = "callers without any credential are let in (`allowAnonymous`); switch that off at the gateway";
    Finding::new(Level::Warn, "anonymous-callers", format!("API {api}"), advice)
}

/// The server said yes and did nothing.
fn silent(api: &ApiRef, what: &str) -> Error {
    Error::Conflict {
        call: None,
        what: format!("the gateway accepted the change, but API `{api}` {what}"),
        next: "look at the policy of the API in the console".to_owned(),
    }
}

const IAM: &str = "IAM";
const TRANSPORT: &str = "transport";
const IDENTIFY: &str = "evaluatePolicy";
const PROTOCOLS: &str = "entryProtocolPolicy";
const PROTOCOL: &str = "protocol";
const HTTPS: &str = "https";
const CONNECTOR: &str = "logicalConnector";
const ANONYMOUS: &str = "allowAnonymous";
const IDENTIFICATION: &str = "identificationType";
