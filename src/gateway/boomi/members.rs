//! Members: the partners as the product knows them. A user name is unique over all customers of the vendor and never freed
//! (section 5), so that one that is taken gets an ending.

use serde_json::{Value, json};

use crate::{
    crypto::random,
    domain::profile::{RemoteRef, Settings},
    gateway::{Desk, Error, ProfileTarget, Result},
    http::segment,
};

use super::{
    Boomi,
    marker::is_of,
    wire::{Member, Record, writable},
};

/// The product's word for a partner.
pub(super) const MEMBER: &str = "member";

impl Boomi {
    /// The member of exactly this name; the filter finds parts of names, too (section 4).
    pub(super) fn member(&self, username: &str) -> Result<Option<Member>> {
        if username.is_empty() {
            return Ok(None);
        }
        let found: Vec<Member> = self.admin.list("/members", Member::FIELDS, Some(("username", username)))?;
        Ok(found.into_iter().find(|member| member.username == username))
    }

    /// A member that carries the mark of a profile: its name begins with that of the profile.
    pub(super) fn marked_member(&self, target: &ProfileTarget) -> Result<Option<Member>> {
        let found: Vec<Member> = self.admin.list("/members", Member::FIELDS, Some(("username", &target.name)))?;
        Ok(found.into_iter().find(|member| is_of(member, &target.marker)))
    }

    /// The member of a new profile: one that a killed run left, else a new one.
    pub(super) fn enrolled(&self, target: &ProfileTarget, settings: &Settings, desk: &dyn Desk) -> Result<Member> {
        let member = match self.marked_member(target)? {
            Some(member) => member,
            None => self.enrol(target, settings, desk)?,
        };
        if member.area_status == "active" || member.is_disabled() {
            return Ok(member);
        }
        // A new member may wait for an approval (section 5, "Facts").
        self.amend_member(&member, &json!({"areaStatus": "active"}), desk)
    }

    fn enrol(&self, target: &ProfileTarget, settings: &Settings, desk: &dyn Desk) -> Result<Member> {
        let Some(email) = settings.contacts.first() else {
            return Err(Error::Settings(
                "the product wants a mail address for every partner: name a contact in the partner file".to_owned(),
            ));
        };
        let mut username = target.name.clone();
        for _ in 0..NAMES {
            desk.note(&RemoteRef::new("new-member", username.clone()))?;
            let record = json!({
                "username": username, "email": email, "displayName": settings.description, "company": settings.description,
                "externalId": target.marker.to_string(), "areaStatus": "active",
            });
            match self.admin.post("/members", Member::FIELDS, record, &format!("create member `{username}`")) {
                Ok(answer) => {
                    let member: Member = answer.json()?;
                    desk.note(&RemoteRef::new(MEMBER, member.id.clone()))?;
                    return Ok(member);
                }
                Err(Error::Conflict { .. }) => username = format!("{}-{}", target.name, ending()),
                Err(error) => return Err(error),
            }
        }
        Err(Error::Conflict {
            call: None,
            what: format!("every name that was tried for member `{}` is taken", target.name),
            next: "repeat the command; user names are shared by all customers of the vendor".to_owned(),
        })
    }

    /// Writes fields of a member; the others go back as they are.
    pub(super) fn amend_member(&self, member: &Member, fields: &Value, desk: &dyn Desk) -> Result<Member> {
        let path = member_path(&member.id);
        let mut whole = writable(self.admin.get(&path, "")?.json::<Record>()?);
        whole.extend(fields.as_object().cloned().unwrap_or_default());
        desk.note(&RemoteRef::new(MEMBER, member.id.clone()))?;
        self.admin.put(&path, Value::Object(whole), &format!("update member `{}`", member.username))?;
        self.admin.get(&path, Member::FIELDS)?.json()
    }
}

/// The path of one member.
pub(super) fn member_path(id: &str) -> String {
    format!("/members/{}", segment(id))
}

fn ending() -> String {
    random::identifier().chars().take(6).collect()
}

const NAMES: u32 = 4;
