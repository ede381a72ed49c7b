//! Scopes: those that the gateway's own authorization server knows, and the APIs that they admit calls to (sections 4 and 6).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::{
    domain::{change::Scope, name::ScopeName, profile::RemoteRef},
    gateway::{Desk, Result},
    http::segment,
};

use super::{
    WebMethods,
    alias::{LOCAL, unwrapped},
    wire::{AuthScope, ScopeMapping, ScopeMappings},
};

impl WebMethods {
    /// The scopes of which a token must carry one, by API id.
    pub(super) fn scopes_by_api(&self) -> Result<BTreeMap<String, BTreeSet<ScopeName>>> {
        let mut found: BTreeMap<String, BTreeSet<ScopeName>> = BTreeMap::new();
        for mapping in self.mappings()? {
            for scope in mapping.required_auth_scopes.iter().filter(|scope| scope.auth_server_alias == LOCAL) {
                let Ok(name) = scope.scope_name.parse::<ScopeName>() else { continue };
                for api in &mapping.api_scopes {
                    found.entry(api.clone()).or_default().insert(name.clone());
                }
            }
        }
        Ok(found)
    }

    /// Makes the authorization server know a scope, and maps it to APIs besides those it is mapped to already.
    pub(super) fn ensure_scope(&self, scope: &Scope, desk: &dyn Desk) -> Result<()> {
        let apis = scope.apis.iter().map(|api| self.api(api).map(|api| api.id)).collect::<Result<BTreeSet<_>>>()?;
        self.ensure_known(&scope.name, desk)?;
        self.ensure_mapped(scope, &apis, desk)
    }

    fn ensure_known(&self, scope: &ScopeName, desk: &dyn Desk) -> Result<()> {
        self.add_scopes(self.local_server()?, &BTreeSet::from([scope.clone()]), desk)
    }

    fn ensure_mapped(&self, scope: &Scope, apis: &BTreeSet<String>, desk: &dyn Desk) -> Result<()> {
        let title = format!("{LOCAL}:{}", scope.name);
        let mappings = self.mappings()?;
        if is_mapped(&mappings, &scope.name, apis) {
            return Ok(());
        }
        let doing = format!("map scope `{}`", scope.name);
        let known = mappings.iter().find(|mapping| mapping.scope_name == title && !mapping.id.is_empty());
        let answer = if let Some(mapping) = known {
            let path = format!("/scopes/{}", segment(&mapping.id));
            let mut whole: ScopeMapping = unwrapped(&self.admin.get(&path)?, "scope")?;
            desk.note(&RemoteRef::new("scope", mapping.id.clone()))?;
            let missing: Vec<String> = apis.iter().filter(|id| !whole.api_scopes.contains(id)).cloned().collect();
            whole.api_scopes.extend(missing);
            if !requires(&whole, &scope.name) {
                whole.required_auth_scopes.push(auth_scope(&scope.name));
            }
            self.admin.put(&path, json!(whole), &doing)?
        } else {
            desk.note(&RemoteRef::new("new-scope", title.clone()))?;
            self.admin.post("/scopes", json!(new_mapping(title, &scope.name, apis)), &doing)?
        };
        let done = is_mapped(&self.mappings()?, &scope.name, apis);
        if done { Ok(()) } else { Err(answer.unexpected("the scope is not mapped after it was written")) }
    }

    fn mappings(&self) -> Result<Vec<ScopeMapping>> {
        let Some(answer) = self.admin.find("/scopes")? else { return Ok(Vec::new()) };
        let list: ScopeMappings = answer.json()?;
        Ok(list.scopes.into_iter().chain(list.scope).collect())
    }
}

fn is_mapped(mappings: &[ScopeMapping], scope: &ScopeName, apis: &BTreeSet<String>) -> bool {
    let admitting = || mappings.iter().filter(|mapping| requires(mapping, scope));
    let reached: BTreeSet<&String> = admitting().flat_map(|mapping| &mapping.api_scopes).collect();
    admitting().next().is_some() && apis.iter().all(|api| reached.contains(api))
}

fn requires(mapping: &ScopeMapping, scope: &ScopeName) -> bool {
    let same = |known: &AuthScope| known.auth_server_alias == LOCAL && known.scope_name == scope.as_str();
    mapping.required_auth_scopes.iter().any(same)
}

fn new_mapping(title: String, scope: &ScopeName, apis: &BTreeSet<String>) -> ScopeMapping {
    let mut mapping = ScopeMapping {
        scope_name: title,
        api_scopes: apis.iter().cloned().collect(),
        required_auth_scopes: vec![auth_scope(scope)],
        ..ScopeMapping::default()
    };
    for field in ["scopeDescription", "audience"] {
        mapping.rest.insert(field.to_owned(), Value::String(String::new()));
    }
    mapping
}

fn auth_scope(scope: &ScopeName) -> AuthScope {
    AuthScope { auth_server_alias: LOCAL.to_owned(), scope_name: scope.to_string(), ..AuthScope::default() }
}
