//! Scopes: those that authorization servers know, the gateway's own and those of others, and the APIs that they admit calls to
//! (sections 4 and 6).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::{
    domain::{change::Scope, name::ScopeName, profile::RemoteRef},
    gateway::{Desk, Result},
    http::segment,
};

use super::{
    WebMethods,
    alias::{LOCAL, is_external, unwrapped},
    issuers::no_server,
    wire::{Alias, AuthScope, ScopeMapping, ScopeMappings},
};

/// The scopes that guard one API.
#[derive(Debug, Clone, Default)]
pub(super) struct Guard {
    /// Those of the gateway's own authorization server.
    pub(super) own: BTreeSet<ScopeName>,
    /// Those of external issuers, by their `iss`.
    pub(super) issued: BTreeMap<String, BTreeSet<ScopeName>>,
}

/// The authorization server whose tokens carry a scope, and the wish.
struct Mapped<'a> {
    server: String,
    scope: &'a Scope,
    apis: BTreeSet<String>,
}

impl WebMethods {
    /// The scopes of which a token must carry one, by API id. An issuer is known by the one alias that its partners' strategies name.
    pub(super) fn guards(&self, aliases: &[Alias]) -> Result<BTreeMap<String, Guard>> {
        let issuers: BTreeMap<&str, &str> = self.servers(aliases);
        let mut found: BTreeMap<String, Guard> = BTreeMap::new();
        for mapping in self.mappings()? {
            for scope in &mapping.required_auth_scopes {
                let Ok(name) = scope.scope_name.parse::<ScopeName>() else { continue };
                let server = scope.auth_server_alias.as_str();
                for api in &mapping.api_scopes {
                    let guard = found.entry(api.clone()).or_default();
                    match issuers.get(server) {
                        _ if server == LOCAL => drop(guard.own.insert(name.clone())),
                        Some(issuer) => drop(guard.issued.entry((*issuer).to_owned()).or_default().insert(name.clone())),
                        None => {}
                    }
                }
            }
        }
        Ok(found)
    }

    /// The `iss` of external issuers, by the names of their aliases.
    fn servers<'a>(&self, aliases: &'a [Alias]) -> BTreeMap<&'a str, &'a str> {
        let named: BTreeSet<&str> = aliases.iter().filter(|alias| is_external(alias)).filter_map(Alias::issuer).collect();
        named.into_iter().filter_map(|issuer| Some((self.alias_of(aliases, issuer)?.name.as_str(), issuer))).collect()
    }

    /// Makes the authorization server know a scope, and maps it to APIs besides those it is mapped to already.
    pub(super) fn ensure_scope(&self, scope: &Scope, desk: &dyn Desk) -> Result<()> {
        let apis = scope.apis.iter().map(|api| self.api(api).map(|api| api.id)).collect::<Result<BTreeSet<_>>>()?;
        let server = self.ensure_known(scope, desk)?;
        self.ensure_mapped(&Mapped { server, scope, apis }, desk)
    }

    /// The name of the authorization server, which knows the scope from now on.
    fn ensure_known(&self, scope: &Scope, desk: &dyn Desk) -> Result<String> {
        let names = BTreeSet::from([scope.name.clone()]);
        let Some(issuer) = &scope.issuer else {
            self.add_scopes(self.local_server()?, &names, desk)?;
            return Ok(LOCAL.to_owned());
        };
        let all = self.aliases()?;
        let known = self.alias_of(&all, issuer).ok_or_else(|| no_server(issuer))?;
        self.complete_scopes(known, &names, desk)?;
        Ok(known.name.clone())
    }

    /// One of that name is completed, whoever made it: what it maps and asks for besides stays (section 4, "Scope mapping").
    fn ensure_mapped(&self, wanted: &Mapped<'_>, desk: &dyn Desk) -> Result<()> {
        let mappings = self.mappings()?;
        if wanted.is_among(&mappings) {
            return Ok(());
        }
        let (title, doing) = (wanted.title(), format!("map scope `{}`", wanted.scope.name));
        let known = mappings.iter().find(|mapping| mapping.scope_name == title && !mapping.id.is_empty());
        let answer = if let Some(mapping) = known {
            let path = format!("/scopes/{}", segment(&mapping.id));
            let mut whole: ScopeMapping = unwrapped(&self.admin.get(&path)?, "scope")?;
            desk.note(&RemoteRef::new("scope", mapping.id.clone()))?;
            wanted.complete(&mut whole);
            self.admin.put(&path, json!(whole), &doing)?
        } else {
            desk.note(&RemoteRef::new("new-scope", title.clone()))?;
            self.admin.post("/scopes", json!(wanted.mapping()), &doing)?
        };
        let done = wanted.is_among(&self.mappings()?);
        if done { Ok(()) } else { Err(answer.unexpected("the scope is not mapped after it was written")) }
    }

    fn mappings(&self) -> Result<Vec<ScopeMapping>> {
        let Some(answer) = self.admin.find("/scopes")? else { return Ok(Vec::new()) };
        let list: ScopeMappings = answer.json()?;
        Ok(list.scopes.into_iter().chain(list.scope).collect())
    }
}

impl Mapped<'_> {
    /// The convention is `alias:scope` (section 4, "Scope mapping").
    fn title(&self) -> String {
        format!("{}:{}", self.server, self.scope.name)
    }

    /// Whether mappings that ask for the scope cover all the APIs.
    fn is_among(&self, mappings: &[ScopeMapping]) -> bool {
        let admitting = || mappings.iter().filter(|mapping| self.is_asked_by(mapping));
        let reached: BTreeSet<&String> = admitting().flat_map(|mapping| &mapping.api_scopes).collect();
        admitting().next().is_some() && self.apis.iter().all(|api| reached.contains(api))
    }

    fn is_asked_by(&self, mapping: &ScopeMapping) -> bool {
        let same = |known: &AuthScope| known.auth_server_alias == self.server && known.scope_name == self.scope.name.as_str();
        mapping.required_auth_scopes.iter().any(same)
    }

    fn complete(&self, mapping: &mut ScopeMapping) {
        let missing: Vec<String> = self.apis.iter().filter(|id| !mapping.api_scopes.contains(id)).cloned().collect();
        mapping.api_scopes.extend(missing);
        if !self.is_asked_by(mapping) {
            let scope_name = self.scope.name.to_string();
            mapping.required_auth_scopes.push(AuthScope {
                auth_server_alias: self.server.clone(),
                scope_name,
                ..AuthScope::default()
            });
        }
    }

    fn mapping(&self) -> ScopeMapping {
        let mut mapping = ScopeMapping { scope_name: self.title(), ..ScopeMapping::default() };
        for field in ["scopeDescription", "audience"] {
            mapping.rest.insert(field.to_owned(), Value::String(String::new()));
        }
        self.complete(&mut mapping);
        mapping
    }
}
