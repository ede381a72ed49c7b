//! From our words to the vendor's: the changes of a profile (section 2). An update reads the whole record, changes our fields and
//! writes the whole record back, so that what others keep there survives.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    domain::{
        message::Method,
        name::ApiRef,
        profile::{RemoteRef, Settings, State},
    },
    gateway::{Desk, Effect, Error, ProfileTarget, Result},
    http::segment,
};

use super::{
    WebMethods,
    admin::request,
    identifiers::settle_values,
    marker::Stamp,
    mask::holds_masked,
    memory::Home,
    read::APPLICATION,
    wire::{Application, Applications},
};

impl WebMethods {
    /// The profile, which must be there and ours, or may be taken over.
    pub(super) fn mine(&self, target: &ProfileTarget) -> Result<Application> {
        let next = "onboard the partner, or check the name of the environment".to_owned();
        self.mine_if_any(target)?.ok_or_else(|| Error::Missing { call: None, what: format!("profile `{}`", target.name), next })
    }

    /// The profile, when there is one; it must be ours, or may be taken over.
    pub(super) fn mine_if_any(&self, target: &ProfileTarget) -> Result<Option<Application>> {
        let found = self.find(target)?;
        found.as_ref().map_or(Ok(()), |application| permitted(target, application))?;
        Ok(found)
    }

    /// Makes the profile. One that carries our mark was made by an earlier run and is completed instead.
    pub(super) fn create(&self, target: &ProfileTarget, settings: &Settings, desk: &dyn Desk) -> Result<Effect> {
        if let Some(found) = self.mine_if_any(target)? {
            return self.settle(target, found, settings, desk);
        }
        let mut application =
            Application { name: settings.name.clone(), contact_emails: settings.contacts.clone(), ..Application::default() };
        application.rest.insert("version".to_owned(), json!("1.0"));
        application.rest.insert("siteURLs".to_owned(), json!([]));
        application.rest.insert("jsOrigins".to_owned(), json!([]));
        Stamp::wanted(&target.marker, settings, BTreeSet::new()).write(&mut application, self.memory.home());
        desk.note(&RemoteRef::new("new-application", settings.name.clone()))?;
        let answer = self.admin.post("/applications", json!(application), &format!("create profile `{}`", settings.name))?;
        let id = match made(&answer.json::<Value>()?) {
            Some(id) => id,
            // Where creations are approved first, there is nothing yet (section 1, row "Approvals").
            None => self.find(target)?.map(|found| found.id).ok_or_else(|| awaiting(target))?,
        };
        desk.note(&RemoteRef::new(APPLICATION, id.clone()))?;
        let back = self.application(&id)?.ok_or_else(|| awaiting(target))?;
        self.settle(target, back, settings, desk)
    }

    /// Writes what the profile says about the partner.
    pub(super) fn update(&self, target: &ProfileTarget, settings: &Settings, desk: &dyn Desk) -> Result<Effect> {
        let found = self.mine(target)?;
        self.settle(target, found, settings, desk)
    }

    /// Brings a profile to its settings and makes sure that our mark sticks. Writes nothing when nothing differs: every write
    /// gives the identifiers new ids (section 1, row "Updates").
    fn settle(&self, target: &ProfileTarget, found: Application, settings: &Settings, desk: &dyn Desk) -> Result<Effect> {
        let wanted = Stamp::wanted(&target.marker, settings, Stamp::read(&found).retired);
        let mut last = found;
        for attempt in 0.. {
            self.learn_home(&last);
            if fits(&last, settings, &wanted) {
                return Ok(Effect { observed: Some(self.observed(&last)?), ..Effect::default() });
            }
            if attempt == ATTEMPTS {
                break;
            }
            last.name.clone_from(&settings.name);
            last.contact_emails.clone_from(&settings.contacts);
            wanted.write(&mut last, self.memory.home());
            last = self.replace(target, last, desk)?;
        }
        Err(unkept(target, "the settings"))
    }

    /// Learns from an application as it came back where this server keeps our mark.
    fn learn_home(&self, application: &Application) {
        match (Stamp::home(application), self.memory.home()) {
            (Home::Unknown, Home::Fields) => self.memory.set_home(Home::Description),
            (Home::Unknown, _) => {}
            (home, _) => self.memory.set_home(home),
        }
    }

    /// Lets calls through, or no longer.
    pub(super) fn set_state(&self, target: &ProfileTarget, state: State, desk: &dyn Desk) -> Result<Effect> {
        let found = self.mine(target)?;
        let suspended = state == State::Suspended;
        if found.is_suspended == suspended {
            return Ok(Effect { observed: Some(self.observed(&found)?), ..Effect::default() });
        }
        desk.note(&RemoteRef::new(APPLICATION, found.id.clone()))?;
        let patch = request(Method::Patch, &path(&found.id)).json(json!({"isSuspended": suspended})).repeatable();
        self.admin.send(&patch, &format!("change the state of `{}`", target.name))?;
        let after = self.read_back(target, &found.id)?;
        if after.is_suspended == suspended {
            return Ok(Effect { observed: Some(self.observed(&after)?), ..Effect::default() });
        }
        Err(unkept(target, "the state"))
    }

    /// Removes the profile and its credentials. What is gone already is success.
    pub(super) fn remove(&self, target: &ProfileTarget, desk: &dyn Desk) -> Result<Effect> {
        let found = self.mine_if_any(target)?;
        let attached = found.as_ref().map(|application| application.auth_strategy_ids.clone()).unwrap_or_default();
        self.delete_strategies(target, &attached, desk)?;
        if let Some(application) = found {
            desk.note(&RemoteRef::new(APPLICATION, application.id.clone()))?;
            self.admin.delete(request(Method::Delete, &path(&application.id)), &format!("remove profile `{}`", target.name))?;
            if self.application(&application.id)?.is_some() {
                return Err(unkept(target, "the removal"));
            }
        }
        Ok(Effect::default())
    }

    /// Attaches a strategy besides those that are attached.
    pub(super) fn attach(
        &self,
        target: &ProfileTarget,
        mut application: Application,
        strategy: &str,
        desk: &dyn Desk,
    ) -> Result<Application> {
        if application.auth_strategy_ids.iter().any(|id| id == strategy) {
            return Ok(application);
        }
        application.auth_strategy_ids.push(strategy.to_owned());
        let after = self.restamped(target, application, BTreeSet::clear, desk)?;
        let done = after.auth_strategy_ids.iter().any(|id| id == strategy);
        if done { Ok(after) } else { Err(unkept(target, "the credential")) }
    }

    /// Detaches a strategy and says in the same write that it is to be removed, so that no later run takes it for a new one.
    pub(super) fn detach(
        &self,
        target: &ProfileTarget,
        mut application: Application,
        strategy: &str,
        desk: &dyn Desk,
    ) -> Result<Application> {
        application.auth_strategy_ids.retain(|id| id != strategy);
        let note = |retired: &mut BTreeSet<String>| {
            retired.insert(strategy.to_owned());
        };
        let after = self.restamped(target, application, note, desk)?;
        let left = after.auth_strategy_ids.iter().any(|id| id == strategy);
        if left { Err(unkept(target, "the removal of a credential")) } else { Ok(after) }
    }

    /// Lets the partner call APIs, besides those it may call already.
    pub(super) fn assign(&self, target: &ProfileTarget, apis: &BTreeSet<ApiRef>, desk: &dyn Desk) -> Result<Effect> {
        let wanted = apis.iter().map(|api| self.api(api).map(|api| api.id)).collect::<Result<Vec<_>>>()?;
        let application = self.mine(target)?;
        self.reassign(target, &application, desk, |ids| {
            let missing: Vec<String> = wanted.into_iter().filter(|id| !ids.contains(id)).collect();
            ids.extend(missing);
        })
    }

    /// No longer lets the partner call APIs. What the gateway does not know, profile or API, is not called anyway.
    pub(super) fn unassign(&self, target: &ProfileTarget, apis: &BTreeSet<ApiRef>, desk: &dyn Desk) -> Result<Effect> {
        let catalogue = self.catalogue()?;
        let unwanted: BTreeSet<&String> = apis.iter().filter_map(|api| catalogue.get(api)).map(|api| &api.id).collect();
        let Some(application) = self.mine_if_any(target)? else { return Ok(Effect::default()) };
        self.reassign(target, &application, desk, |ids| ids.retain(|id| !unwanted.contains(id)))
    }

    /// Replaces the list of APIs. POST means "add" to some and "replace" to others, so the whole list is put (section 2).
    fn reassign(
        &self,
        target: &ProfileTarget,
        application: &Application,
        desk: &dyn Desk,
        change: impl FnOnce(&mut Vec<String>),
    ) -> Result<Effect> {
        let before = self.assigned_ids(&application.id)?;
        let mut after = before.clone();
        change(&mut after);
        if after != before {
            desk.note(&RemoteRef::new(APPLICATION, application.id.clone()))?;
            let doing = format!("assign APIs to `{}`", target.name);
            self.admin.put(&format!("{}/apis", path(&application.id)), json!({"apiIDs": after}), &doing)?;
            let wanted: BTreeSet<String> = after.into_iter().collect();
            after = self.assigned_ids(&application.id)?;
            if after.iter().cloned().collect::<BTreeSet<_>>() != wanted {
                return Err(unkept(target, "the APIs"));
            }
        }
        Ok(Effect { observed: Some(self.observed_with(application, &after)?), ..Effect::default() })
    }

    /// Writes a changed application with our mark as it is to be.
    pub(super) fn rewritten(&self, target: &ProfileTarget, application: Application, desk: &dyn Desk) -> Result<Application> {
        self.restamped(target, application, |_| {}, desk)
    }

    fn restamped(
        &self,
        target: &ProfileTarget,
        mut application: Application,
        retire: impl FnOnce(&mut BTreeSet<String>),
        desk: &dyn Desk,
    ) -> Result<Application> {
        let mut stamp = Stamp::read(&application);
        stamp.marker = Some(target.marker.clone());
        retire(&mut stamp.retired);
        let home = Stamp::home(&application);
        stamp.write(&mut application, home);
        self.replace(target, application, desk)
    }

    /// Writes a whole application and reads it back.
    fn replace(&self, target: &ProfileTarget, mut application: Application, desk: &dyn Desk) -> Result<Application> {
        // A write does not change the API key, so it stays out; a mask must not be written back anyway (section 2, "Update").
        application.rest.shift_remove("accessTokens");
        settle_values(&mut application.identifiers);
        application.rest.retain(|_, value| !holds_masked(value));
        desk.note(&RemoteRef::new(APPLICATION, application.id.clone()))?;
        self.admin.put(&path(&application.id), json!(application), &format!("update profile `{}`", target.name))?;
        self.read_back(target, &application.id)
    }

    fn read_back(&self, target: &ProfileTarget, id: &str) -> Result<Application> {
        self.application(id)?.ok_or_else(|| unkept(target, "the profile"))
    }
}

/// Whether a profile may be changed: it carries our mark, or taking it over was agreed to.
fn permitted(target: &ProfileTarget, found: &Application) -> Result<()> {
    let marker = Stamp::read(found).marker;
    if target.adopt || marker.as_ref().is_some_and(|marker| marker.same_profile(&target.marker)) {
        return Ok(());
    }
    let whose = marker.map_or_else(|| "was not made by this tool".to_owned(), |marker| format!("belongs to `{marker}`"));
    Err(Error::Conflict {
        call: None,
        what: format!("profile `{}` (application {}) {whose}", found.name, found.id),
        next: "take it over with `--adopt`, or choose another name".to_owned(),
    })
}

/// The id of a new application; answered naked, wrapped on read (section 1, row "Envelopes").
fn made(answer: &Value) -> Option<String> {
    let naked = answer.get("id").and_then(Value::as_str).map(str::to_owned);
    let wrapped = || serde_json::from_value::<Applications>(answer.clone()).ok()?.applications.into_iter().next();
    naked.or_else(|| wrapped().map(|application| application.id)).filter(|id| !id.is_empty())
}

/// Whether a profile says what is wanted. The generation in the mark alone is no reason to write.
fn fits(application: &Application, settings: &Settings, wanted: &Stamp) -> bool {
    let known = Stamp::read(application);
    let both = known.marker.as_ref().zip(wanted.marker.as_ref());
    let half_way = Stamp::home(application) == Home::Fields && Stamp::is_described(application);
    both.is_some_and(|(left, right)| left.same_profile(right))
        && Stamp { marker: None, ..known } == Stamp { marker: None, ..wanted.clone() }
        && application.name == settings.name
        && application.contact_emails == settings.contacts
        && !half_way
}

fn awaiting(target: &ProfileTarget) -> Error {
    Error::Missing {
        call: None,
        what: format!("profile `{}` although it was accepted: it may wait for an approval", target.name),
        next: "approve the creation at the gateway, then repeat the command".to_owned(),
    }
}

/// The server said yes and kept something else.
pub(super) fn unkept(target: &ProfileTarget, what: &str) -> Error {
    Error::Conflict {
        call: None,
        what: format!("the gateway accepted the change of `{}` but did not keep {what}", target.name),
        next: "look at the application in the console, then repeat the command".to_owned(),
    }
}

fn path(id: &str) -> String {
    format!("/applications/{}", segment(id))
}

/// One to write, one to clean up where the mark came back from both places or from none.
const ATTEMPTS: u32 = 2;
