//! From our words to the vendor's: the changes of a profile (section 5). An update reads the record, changes our fields and writes
//! them with the others back.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    domain::{
        name::ApiRef,
        profile::{RemoteRef, Settings, State},
    },
    gateway::{Desk, Effect, Error, ProfileTarget, Result},
};

use super::{
    Boomi,
    endpoints::ids,
    marker::{Stamp, is_of},
    members::{MEMBER, member_path},
    plans::Bundle,
    read::{APPLICATION, application_path},
    wire::{Application, Member, Record, Reference, writable},
};

impl Boomi {
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

    /// Makes the profile: member, then application. What carries our mark was made by an earlier run and is completed instead.
    pub(super) fn create(&self, target: &ProfileTarget, settings: &Settings, desk: &dyn Desk) -> Result<Effect> {
        if let Some(found) = self.mine_if_any(target)? {
            return self.settle(target, found, settings, desk);
        }
        let member = self.enrolled(target, settings, desk)?;
        let blank = Application::default();
        let mut record = Stamp::wanted(&target.marker, settings, Stamp::default()).fields(&blank);
        record.insert("name".to_owned(), json!(settings.name));
        record.insert("username".to_owned(), json!(member.username));
        record.insert("description".to_owned(), json!(settings.description));
        desk.note(&RemoteRef::new("new-application", settings.name.clone()))?;
        let path = format!("{}/applications", member_path(&member.id));
        let doing = format!("create profile `{}`", settings.name);
        let answer = self.admin.post(&path, "", Value::Object(record), &doing)?;
        let id = answer.json::<Reference>()?.id;
        desk.note(&RemoteRef::new(APPLICATION, id.clone()))?;
        let back = self.application(&id)?.ok_or_else(|| answer.unexpected("the new application cannot be read"))?;
        self.settle(target, back, settings, desk)
    }

    /// Writes what the profile says about the partner.
    pub(super) fn update(&self, target: &ProfileTarget, settings: &Settings, desk: &dyn Desk) -> Result<Effect> {
        let found = self.mine(target)?;
        self.settle(target, found, settings, desk)
    }

    /// Brings application and member to their settings; writes nothing when nothing differs.
    fn settle(&self, target: &ProfileTarget, found: Application, settings: &Settings, desk: &dyn Desk) -> Result<Effect> {
        let before = Stamp::read(&found);
        let wanted = Stamp::wanted(&target.marker, settings, before.clone());
        self.settle_member(target, &found, settings, desk)?;
        let mut last = found;
        if !fits(&last, settings, &wanted) {
            let mut fields = wanted.fields(&last);
            fields.insert("name".to_owned(), json!(settings.name));
            fields.insert("description".to_owned(), json!(settings.description));
            last = self.amend(&last, fields, desk)?;
        }
        if fits(&last, settings, &wanted) {
            return Ok(Effect { observed: Some(self.observed(&last)?), ..Effect::default() });
        }
        Err(unkept(target, "the settings"))
    }

    /// Brings the member to the settings. One that belongs to nobody is marked; one of somebody else is left as it is.
    fn settle_member(
        &self,
        target: &ProfileTarget,
        application: &Application,
        settings: &Settings,
        desk: &dyn Desk,
    ) -> Result<()> {
        let Some(member) = self.member(&application.username)? else { return Ok(()) };
        if !is_of(&member, &target.marker) && !member.external_id.is_empty() {
            return Ok(());
        }
        let email = settings.contacts.first().unwrap_or(&member.email);
        let named = member.display_name == settings.description || settings.description.is_empty();
        if *email == member.email && named && is_of(&member, &target.marker) {
            return Ok(());
        }
        let marker = target.marker.to_string();
        let mut fields = json!({"email": email, "externalId": marker});
        if !named {
            fields["displayName"] = json!(settings.description);
        }
        self.amend_member(&member, &fields, desk).map(drop)
    }

    /// Writes fields of an application; the others go back as they are.
    pub(super) fn amend(&self, application: &Application, fields: Record, desk: &dyn Desk) -> Result<Application> {
        let path = application_path(&application.id);
        let mut whole = writable(self.admin.get(&path, "")?.json::<Record>()?);
        whole.extend(fields);
        desk.note(&RemoteRef::new(APPLICATION, application.id.clone()))?;
        self.admin.put(&path, Value::Object(whole), &format!("update profile `{}`", application.name))?;
        self.admin.get(&path, Application::FIELDS)?.json()
    }

    /// Lets calls through, or no longer: the member is blocked, with all its keys.
    pub(super) fn set_state(&self, target: &ProfileTarget, state: State, desk: &dyn Desk) -> Result<Effect> {
        let application = self.mine(target)?;
        let member = self.member(&application.username)?;
        let member = member.filter(|member| is_of(member, &target.marker)).ok_or_else(|| not_ours(&application))?;
        if member.is_disabled() != (state == State::Suspended) {
            let status = if state == State::Suspended { "disabled" } else { "active" };
            let after = self.amend_member(&member, &json!({"areaStatus": status}), desk)?;
            if after.is_disabled() != (state == State::Suspended) {
                return Err(unkept(target, "the state"));
            }
        }
        Ok(Effect { observed: Some(self.observed(&application)?), ..Effect::default() })
    }

    /// Removes the profile: keys, application, plan, then the member when it is ours and has nothing else. What is gone is success.
    pub(super) fn remove(&self, target: &ProfileTarget, desk: &dyn Desk) -> Result<Effect> {
        let found = self.mine_if_any(target)?;
        if let Some(application) = &found {
            for key in self.keys(application)? {
                self.drop_key(&key, desk)?;
            }
            if let Some(link) = Stamp::read(application).link {
                self.untell(application, &link, |_| true, desk)?;
            }
            desk.note(&RemoteRef::new(APPLICATION, application.id.clone()))?;
            self.admin.delete(&application_path(&application.id), &format!("remove profile `{}`", target.name))?;
            if self.application(&application.id)?.is_some() {
                return Err(unkept(target, "the removal"));
            }
        }
        self.remove_bundle(&target.name, desk)?;
        if let Some(member) = self.marked_member(target)? {
            self.remove_member(&member, desk)?;
        }
        Ok(Effect::default())
    }

    fn remove_member(&self, member: &Member, desk: &dyn Desk) -> Result<()> {
        let named: Vec<Application> =
            self.admin.list("/applications", Application::FIELDS, Some(("username", &member.username)))?;
        if named.iter().any(|application| application.username == member.username) {
            return Ok(());
        }
        desk.note(&RemoteRef::new(MEMBER, member.id.clone()))?;
        self.admin.delete(&member_path(&member.id), &format!("remove member `{}`", member.username)).map(drop)
    }

    /// Lets the partner call APIs: they are put into its plan, and told whose tokens to let in.
    pub(super) fn assign(&self, target: &ProfileTarget, apis: &BTreeSet<ApiRef>, desk: &dyn Desk) -> Result<Effect> {
        let services = apis.iter().map(|api| self.service(api)).collect::<Result<Vec<_>>>()?;
        let application = self.mine(target)?;
        let link = Stamp::read(&application).link.map(|link| self.moved_with(link)).transpose()?;
        let bundle = self.ensured_bundle(&application.name, desk)?;
        for service in &services {
            if let Some(link) = &link {
                self.tell_api(service, link, desk)?;
            }
            if !bundle.paused.contains(&service.id) {
                self.put_into_plan(&bundle, &service.id, &ids(&self.endpoints(service)?), desk)?;
            }
        }
        let observed = self.observed(&application)?;
        if !apis.is_subset(&observed.apis) {
            return Err(unkept(target, "the APIs"));
        }
        Ok(Effect { observed: Some(observed), ..Effect::default() })
    }

    /// No longer lets the partner call APIs. What the gateway does not know, profile or API, is not called anyway.
    pub(super) fn unassign(&self, target: &ProfileTarget, apis: &BTreeSet<ApiRef>, desk: &dyn Desk) -> Result<Effect> {
        let catalogue = self.catalogue()?;
        let Some(application) = self.mine_if_any(target)? else { return Ok(Effect::default()) };
        if let Some(bundle) = self.bundle(&application.name)? {
            let unwanted: BTreeSet<String> =
                apis.iter().filter_map(|api| catalogue.get(api)).map(|service| service.id.clone()).collect();
            self.take_out(&bundle, &unwanted, desk)?;
            if let Some(link) = self.remembered(&application, desk)? {
                self.untell(&application, &link, |service| unwanted.contains(&service.id), desk)?;
            }
        }
        let observed = self.observed(&application)?;
        if apis.iter().any(|api| observed.apis.contains(api)) {
            return Err(unkept(target, "the APIs"));
        }
        Ok(Effect { observed: Some(observed), ..Effect::default() })
    }

    fn take_out(&self, bundle: &Bundle, services: &BTreeSet<String>, desk: &dyn Desk) -> Result<()> {
        for service in bundle.served.intersection(services) {
            self.take_from_plan(bundle, service, desk)?;
        }
        let paused = bundle.paused.difference(services).cloned().collect();
        self.pause(bundle, &paused, desk)
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

/// Whether an application says what is wanted. The generation in the mark alone is no reason to write.
fn fits(application: &Application, settings: &Settings, wanted: &Stamp) -> bool {
    let known = Stamp::read(application);
    let both = known.marker.as_ref().zip(wanted.marker.as_ref());
    both.is_some_and(|(left, right)| left.same_profile(right))
        && Stamp { marker: None, ..known } == Stamp { marker: None, ..wanted.clone() }
        && application.name == settings.name
        && application.description == settings.description
}

fn not_ours(application: &Application) -> Error {
    Error::Conflict {
        call: None,
        what: format!(
            "member `{}` of profile `{}` was not made by this tool, and may have other applications",
            application.username, application.name
        ),
        next: "block or release it in the console".to_owned(),
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
