//! Aliases of authorization servers: the gateway's own, `local`, and those of external issuers (section 6). They are shared, so a
//! write sends back everything that was read.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::{
    domain::{name::ScopeName, profile::RemoteRef},
    gateway::{Desk, Error, Result},
    http::segment,
};

use super::{
    WebMethods,
    admin::{Answer, tolerated},
    mask::holds_masked,
    wire::{Alias, AliasScope, Aliases},
};

impl WebMethods {
    /// All aliases, of every kind. The issuers of their names are remembered.
    pub(super) fn aliases(&self) -> Result<Vec<Alias>> {
        let list: Aliases = self.admin.get("/alias")?.json()?;
        let named = list.alias.iter().filter(|alias| is_external(alias));
        let issuers = named.filter_map(|alias| Some((alias.name.clone(), alias.issuer()?.to_owned()))).collect();
        *self.memory.issuers() = Some(issuers);
        Ok(list.alias)
    }

    /// The alias of the gateway's own authorization server.
    pub(super) fn local(&self) -> Result<Option<Alias>> {
        self.alias(LOCAL)
    }

    /// The same, which must be there.
    pub(super) fn local_server(&self) -> Result<Alias> {
        self.local()?.ok_or_else(|| Error::Missing {
            call: None,
            what: "authorization server `local`".to_owned(),
            next: "look at the gateway's security settings".to_owned(),
        })
    }

    /// One alias, whole.
    pub(super) fn alias(&self, id: &str) -> Result<Option<Alias>> {
        let Some(answer) = self.admin.find(&path(id))? else { return Ok(None) };
        unwrapped(&answer, "alias").map(Some)
    }

    /// Replaces an alias, naked and whole (section 6), and reads it back. One that shows a secret masked is not written: the mask
    /// would become the secret.
    pub(super) fn put_alias(&self, alias: &Alias, doing: &str, desk: &dyn Desk) -> Result<(Answer, Alias)> {
        if alias.rest.values().any(holds_masked) {
            return Err(Error::SecretMasked { client: format!("authorization server `{}`", alias.name) });
        }
        let id = alias.address().to_owned();
        desk.note(&RemoteRef::new("alias", id.clone()))?;
        let answer = self.admin.put(&path(&id), json!(alias), doing)?;
        self.forget_issuers();
        let after = self.alias(&id)?.ok_or_else(|| answer.unexpected("the alias is gone after it was written"))?;
        Ok((answer, after))
    }

    /// Adds scopes to an alias besides those it has; writes only when one is missing.
    pub(super) fn add_scopes(&self, mut alias: Alias, scopes: &BTreeSet<ScopeName>, desk: &dyn Desk) -> Result<()> {
        if !alias.take_scopes(scopes) {
            return Ok(());
        }
        let named = scopes.iter().map(|scope| format!("`{scope}`")).collect::<Vec<_>>().join(", ");
        let (answer, after) = self.put_alias(&alias, &format!("add scope {named}"), desk)?;
        if after.knows(scopes) { Ok(()) } else { Err(answer.unexpected("the scope is not there after it was added")) }
    }

    /// The `iss` of the alias of a strategy; the alias' name when that cannot be learnt.
    pub(super) fn issuer_behind(&self, alias: &str) -> Result<String> {
        if self.memory.issuers().is_none() {
            tolerated(self.aliases())?;
        }
        let mut known = self.memory.issuers();
        let known = known.get_or_insert_default();
        Ok(known.get(alias).cloned().unwrap_or_else(|| alias.to_owned()))
    }

    /// Forgets whose tokens the aliases are for: one was written.
    pub(super) fn forget_issuers(&self) {
        *self.memory.issuers() = None;
    }
}

impl Alias {
    /// What the alias is addressed by.
    pub(super) fn address(&self) -> &str {
        if self.id.is_empty() { &self.name } else { &self.id }
    }

    /// The `iss` of its tokens.
    pub(super) fn issuer(&self) -> Option<&str> {
        self.stated("localIntrospectionConfig", "issuer")
    }

    /// A text in one of its parts; none when it is empty.
    pub(super) fn stated(&self, part: &str, name: &str) -> Option<&str> {
        self.rest.get(part)?.get(name)?.as_str().filter(|text| !text.is_empty())
    }

    /// Changes one of its parts; one that is absent or null is made.
    pub(super) fn edit(&mut self, part: &str, change: impl FnOnce(&mut Map<String, Value>)) {
        let mut fields = match self.rest.get_mut(part).map(Value::take) {
            Some(Value::Object(fields)) => fields,
            _ => Map::new(),
        };
        change(&mut fields);
        self.rest.insert(part.to_owned(), Value::Object(fields));
    }

    /// Whether it knows all these scopes.
    pub(super) fn knows(&self, scopes: &BTreeSet<ScopeName>) -> bool {
        scopes.iter().all(|scope| self.scopes.iter().any(|known| known.name == scope.as_str()))
    }

    /// Takes over scopes that it does not know yet; says whether there were any.
    pub(super) fn take_scopes(&mut self, scopes: &BTreeSet<ScopeName>) -> bool {
        let before = self.scopes.len();
        for scope in scopes {
            if !self.knows(&BTreeSet::from([scope.clone()])) {
                let mut added = AliasScope { name: scope.to_string(), ..AliasScope::default() };
                added.rest.insert("description".to_owned(), Value::String(String::new()));
                self.scopes.push(added);
            }
        }
        self.scopes.len() > before
    }
}

/// Reads a record that stands alone or inside its envelope.
pub(super) fn unwrapped<T: serde::de::DeserializeOwned>(answer: &Answer, key: &str) -> Result<T> {
    let mut whole: Value = answer.json()?;
    let inner = match whole.get_mut(key) {
        Some(Value::Object(_)) => whole[key].take(),
        _ => whole,
    };
    serde_json::from_value(inner).map_err(|_| answer.unexpected("it has another shape"))
}

/// Whether an alias is of an authorization server.
pub(super) fn is_server(alias: &Alias) -> bool {
    alias.kind == SERVER
}

/// Whether it is the gateway's own.
pub(super) fn is_local(alias: &Alias) -> bool {
    alias.name == LOCAL || alias.id == LOCAL
}

/// Whether it is one of somebody else.
pub(super) fn is_external(alias: &Alias) -> bool {
    is_server(alias) && !is_local(alias)
}

fn path(id: &str) -> String {
    format!("/alias/{}", segment(id))
}

/// The authorization server of the gateway itself (section 1, row "Fixed ids").
pub(super) const LOCAL: &str = "local";
pub(super) const SERVER: &str = "authServerAlias";
