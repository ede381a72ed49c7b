//! Publishing APIs, and serving them or not (section 4).

use serde_json::{Value, json};
use url::Url;

use crate::{
    domain::{
        api::{Api, ApiFormat},
        message::{Body, Method, Part},
        name::ApiRef,
        profile::{RemoteRef, State},
    },
    gateway::{Desk, Error, Result},
    http::segment,
};

use super::{WebMethods, admin::request, apis::checked};

impl WebMethods {
    /// Publishes an API unless one of that name and version is there.
    pub(super) fn publish(&self, api: &Api, desk: &dyn Desk) -> Result<()> {
        if self.catalogue()?.contains_key(&api.reference) {
            return Ok(());
        }
        desk.note(&RemoteRef::new("new-api", api.reference.to_string()))?;
        self.forget_apis();
        let posted =
            self.admin.send(&request(Method::Post, "/apis").body(upload(api)), &format!("publish API {}", api.reference));
        let id = match posted {
            Ok(answer) => checked(&answer)?.and_then(|response| response.api).map(|api| api.id),
            // Somebody else was faster, or an earlier run got further than it knew (section 4, row "Response").
            Err(error @ Error::Conflict { .. }) if !self.catalogue()?.contains_key(&api.reference) => return Err(error),
            Err(Error::Conflict { .. }) => None,
            Err(error) => return Err(error),
        };
        let id = match id.filter(|id| !id.is_empty()) {
            Some(id) => id,
            None => self.api(&api.reference)?.id,
        };
        desk.note(&RemoteRef::new("api", id))
    }

    /// Serves an API, or no longer. The product refuses the state that an API is in already; that is success.
    pub(super) fn set_api_state(&self, api: &ApiRef, state: State, desk: &dyn Desk) -> Result<()> {
        let id = self.api(api)?.id;
        let wanted = state == State::Active;
        if self.is_active(&id)? == Some(wanted) {
            return Ok(());
        }
        desk.note(&RemoteRef::new("api", id.clone()))?;
        let verb = if wanted { "activate" } else { "deactivate" };
        let put = request(Method::Put, &format!("/apis/{}/{verb}", segment(&id))).repeatable();
        let sent = self.admin.send(&put, &format!("{verb} API {api}")).and_then(|answer| checked(&answer).map(|_| answer.call));
        self.forget_apis();
        if self.is_active(&id)? == Some(wanted) {
            return Ok(());
        }
        let call = sent?;
        Err(Error::Unexpected { call, excerpt: format!("API `{api}` did not change its state") })
    }

    fn is_active(&self, id: &str) -> Result<Option<bool>> {
        Ok(self.api_detail(id)?.map(|(api, _)| api.is_active))
    }
}

/// The description as a file: the way that works on every version (section 4, row "Import file").
fn upload(api: &Api) -> Body {
    let text = |name: &str, value: &str| Part { name: name.to_owned(), file: None, content: value.as_bytes().to_vec() };
    let kind = match api.description.format {
        ApiFormat::Swagger2 => "swagger",
        ApiFormat::OpenApi3 => "openapi",
    };
    let content = described(api).to_string().into_bytes();
    Body::Multipart(vec![
        Part { name: "file".to_owned(), file: Some(format!("{}.json", api.reference.name)), content },
        text("type", kind),
        text("apiName", api.reference.name.as_str()),
        text("apiVersion", api.reference.version.as_str()),
    ])
}

/// The description with its servers replaced by the address that calls are forwarded to.
fn described(api: &Api) -> Value {
    let mut content = api.description.content.clone();
    let (Some(upstream), Some(fields)) = (&api.upstream, content.as_object_mut()) else { return content };
    match api.description.format {
        ApiFormat::OpenApi3 => {
            fields.insert("servers".to_owned(), json!([{"url": upstream.as_str().trim_end_matches('/')}]));
        }
        ApiFormat::Swagger2 => {
            fields.insert("host".to_owned(), Value::String(authority(upstream)));
            fields.insert("basePath".to_owned(), Value::String(upstream.path().to_owned()));
            fields.insert("schemes".to_owned(), json!([upstream.scheme()]));
        }
    }
    content
}

fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}
