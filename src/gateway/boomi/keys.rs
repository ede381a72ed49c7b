//! Package keys: a credential is a key of the profile's application on the profile's plan (section 5).

use serde_json::{Value, json};
use time::Date;

use crate::{
    domain::{capability::Support, profile::RemoteRef, secret::Secret},
    gateway::{Desk, Error, Pending, ProfileTarget, Result},
    http::segment,
};

use super::{
    Boomi, expiry,
    plans::Bundle,
    read::application_path,
    wire::{Application, PackageKey, Revealing},
};

/// The product's word for a credential.
pub(super) const PACKAGE_KEY: &str = "package-key";

impl Boomi {
    /// The keys of an application, the oldest first.
    pub(super) fn keys(&self, application: &Application) -> Result<Vec<PackageKey>> {
        let path = format!("{}/packageKeys", application_path(&application.id));
        Ok(in_order(self.admin.list(&path, PackageKey::FIELDS, None)?))
    }

    /// The keys of an application on its own plan.
    pub(super) fn own_keys(&self, application: &Application, bundle: &Bundle) -> Result<Vec<PackageKey>> {
        let keys = self.keys(application)?.into_iter();
        Ok(keys.filter(|key| key.is_in(Some(&bundle.plan.id))).collect())
    }

    /// Makes a key of our own value, and brings it into use. The secret is part of the request only.
    pub(super) fn make_key(
        &self,
        application: &Application,
        bundle: &Bundle,
        wanted: &NewKey<'_>,
        desk: &dyn Desk,
    ) -> Result<(PackageKey, Revealing)> {
        desk.note(&RemoteRef::new("new-package-key", wanted.apikey))?;
        let mut record = json!({
            "package": {"id": bundle.package}, "plan": {"id": bundle.plan.id}, "status": "active",
            "apikey": wanted.apikey, "secret": wanted.secret.reveal(),
        });
        if let Some(ends) = wanted.ends {
            record["expires"] = json!(expiry::written(ends));
        }
        let path = format!("{}/packageKeys", application_path(&application.id));
        let doing = format!("issue a key of `{}`", application.name);
        let answer = match self.admin.post(&path, WHOLE, record.clone(), &doing) {
            // A server that does not know the field, which one client alone sends: the key was not made.
            Err(Error::Invalid { message, .. }) if wanted.ends.is_some() && message.contains("`expires`") => {
                record.as_object_mut().and_then(|record| record.shift_remove("expires"));
                self.admin.post(&path, WHOLE, record, &doing)?
            }
            answer => answer?,
        };
        let made: PackageKey = answer.json()?;
        if made.id.is_empty() {
            return Err(answer.unexpected("the new key has no id"));
        }
        desk.note(&RemoteRef::new(PACKAGE_KEY, made.id.clone()))?;
        Ok((made, answer.json()?))
    }

    /// Approves a key that waits: a plan may ask for a review (section 5, "Key status").
    pub(super) fn approve(&self, key: &PackageKey, desk: &dyn Desk) -> Result<()> {
        if !key.is_waiting() {
            return Ok(());
        }
        desk.note(&RemoteRef::new(PACKAGE_KEY, key.id.clone()))?;
        self.admin.put(&key_path(&key.id), json!({"status": "active"}), &format!("approve key `{}`", key.apikey))?;
        let after: PackageKey = self.admin.get(&key_path(&key.id), PackageKey::FIELDS)?.json()?;
        if !after.is_waiting() {
            return Ok(());
        }
        let steps = format!("the key `{}` waits for a review: enable it in the console, then repeat the command", key.apikey);
        Err(Error::Unsupported(Support::Manual { steps }))
    }

    /// Disables a key, then removes it. One that is gone is removed.
    pub(super) fn drop_key(&self, key: &PackageKey, desk: &dyn Desk) -> Result<()> {
        desk.note(&RemoteRef::new(PACKAGE_KEY, key.id.clone()))?;
        let doing = format!("remove key `{}`", key.apikey);
        match self.admin.put(&key_path(&key.id), json!({"status": "disabled"}), &doing) {
            Ok(_) => {}
            Err(Error::Missing { .. }) => return Ok(()),
            Err(error) => return Err(error),
        }
        self.admin.delete(&key_path(&key.id), &doing).map(drop)
    }

    /// The secret of a key, where it is shown.
    pub(super) fn revealed(&self, key: &str) -> Result<Option<Secret>> {
        let found = self.admin.find(&key_path(key), Revealing::FIELDS)?;
        Ok(found.map(|answer| answer.json::<Revealing>()).transpose()?.and_then(Revealing::secret))
    }

    /// Gives a key another secret; the old one stops at once.
    pub(super) fn replace_secret(&self, key: &PackageKey, secret: &Secret, desk: &dyn Desk) -> Result<()> {
        desk.note(&RemoteRef::new(PACKAGE_KEY, key.id.clone()))?;
        let record: Value = json!({"secret": secret.reveal()});
        self.admin.put(&key_path(&key.id), record, &format!("set the secret of key `{}`", key.apikey)).map(drop)
    }
}

/// A key that is to be made.
pub(super) struct NewKey<'a> {
    pub(super) apikey: &'a str,
    pub(super) secret: &'a Secret,
    /// The day on which it ends; it never does without one.
    pub(super) ends: Option<Date>,
}

impl PackageKey {
    /// Whether a key opens a plan. Some releases show a key without its plan; then it is taken for ours.
    pub(super) fn is_in(&self, plan: Option<&str>) -> bool {
        self.plan.as_ref().filter(|known| !known.id.is_empty()).is_none_or(|known| Some(known.id.as_str()) == plan)
    }

    pub(super) fn pending(&self, target: &ProfileTarget) -> Pending {
        let remote = RemoteRef::new(PACKAGE_KEY, self.id.clone());
        Pending { slot: target.slot.clone(), remote, client_id: Some(self.apikey.clone()) }
    }
}

/// The oldest first.
pub(super) fn in_order(mut keys: Vec<PackageKey>) -> Vec<PackageKey> {
    keys.sort_by(|one, other| (&one.created, &one.id).cmp(&(&other.created, &other.id)));
    keys
}

/// Refuses one key more than the plan allows, before the server does.
pub(super) fn has_room(bundle: &Bundle, keys: usize) -> Result<()> {
    let most = bundle.plan.max_num_keys_allowed.filter(|most| *most > 0).and_then(|most| usize::try_from(most).ok());
    let Some(most) = most.filter(|most| keys >= *most) else { return Ok(()) };
    Err(Error::Conflict {
        call: None,
        what: format!("plan `{}` allows {most} key(s) for each partner, and this one has {keys}", bundle.plan.name),
        next: "remove a key that is no longer used, or raise `maxNumKeysAllowed` of the plan".to_owned(),
    })
}

/// The path of one key.
pub(super) fn key_path(id: &str) -> String {
    format!("/packageKeys/{}", segment(id))
}

const WHOLE: &str = "id,apikey,secret,status,created,expires,package,plan";
