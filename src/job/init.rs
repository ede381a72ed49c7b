//! `init`: a new workspace, with an example API and an example partner when it starts on the sandbox.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Serialize;
use url::Url;

use crate::{
    document,
    domain::{
        api::ApiDocument,
        name::EnvironmentName,
        partner::Partner,
        workspace::{Class, Workspace},
    },
    files::{self, Mode},
    job::{Cause, Result},
    template::{Template, catalogue, render},
};

/// What the new workspace is to be.
#[derive(Debug, Clone)]
pub struct Order {
    /// Its folder; made when it is not there.
    pub folder: PathBuf,
    /// Who runs the gateway.
    pub organisation: String,
    /// The word that marks this workspace's profiles on a gateway.
    pub id: String,
    /// Its first environment.
    pub environment: EnvironmentName,
    /// The gateway of that environment; the sandbox when absent.
    pub gateway: Option<GatewayOrder>,
    /// The age recipient of sealed secrets; absent where the OS keyring keeps them.
    pub recipient: Option<String>,
    /// The file of the identity that opens them, where one was made.
    pub identity: Option<PathBuf>,
}

/// The gateway of the first environment.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GatewayOrder {
    /// The driver's name.
    pub driver: String,
    /// The server's address.
    pub url: Url,
    /// Which rules hold.
    pub class: Class,
    /// The user of the admin API.
    pub user: Option<String>,
    /// A PEM file with authorities to trust, relative to the workspace.
    pub ca_file: Option<String>,
}

/// What was made.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Founded {
    /// The workspace's folder.
    pub workspace: String,
    /// The first environment.
    pub environment: EnvironmentName,
    /// The files, relative to it.
    pub files: Vec<String>,
    /// Where secrets are kept: `sealed` or `keyring`.
    pub secrets: String,
    /// The file of the identity that opens sealed secrets, of which a copy must be kept; absent where the keyring keeps them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// What to do next.
    pub next: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Facts<'a> {
    organisation: &'a str,
    id: &'a str,
    environment: &'a EnvironmentName,
    sandbox: bool,
    driver: &'a str,
    url: Option<&'a Url>,
    class: Option<Class>,
    user: Option<&'a str>,
    ca_file: Option<&'a str>,
    recipient: Option<&'a str>,
}

/// Refuses what [`run`] would refuse, before anything is made for the new workspace.
pub fn check(order: &Order) -> Result<()> {
    documents(order).map(|_| ())
}

/// Writes the files of a new workspace. A folder that is one already is refused; every document is read back by its own rules
/// before anything is written, so nothing is half done.
pub fn run(order: &Order) -> Result<Founded> {
    let written = documents(order)?;
    for (path, text) in &written {
        write(&order.folder, path, text)?;
    }
    files::create_dir_private(&order.folder.join(".partnerctl"))?;
    Ok(founded(order, &written))
}

fn documents(order: &Order) -> Result<Vec<(&'static str, String)>> {
    let mut documents = vec![("partnerctl.yaml", rendered("templates/start/partnerctl.yaml", order)?)];
    document::read::<Workspace>(documents[0].0, &documents[0].1)?;
    if order.gateway.is_none() {
        documents.extend(examples(order)?);
    }
    for (path, _) in &documents {
        let path = order.folder.join(path);
        if files::exists(&path) {
            return Err(files::Error::Exists { path }.into());
        }
    }
    if !files::exists(&order.folder.join(".gitignore")) {
        documents.push((".gitignore", ".partnerctl/\n".to_owned()));
    }
    Ok(documents)
}

fn examples(order: &Order) -> Result<Vec<(&'static str, String)>> {
    let partner = rendered("templates/start/partner.yaml", order)?;
    document::read::<Partner>("partners/acme.yaml", &partner)?;
    document::read::<ApiDocument>("apis/quote-api.yaml", EXAMPLE_API)?;
    Ok(vec![
        ("partners/acme.yaml", partner),
        ("apis/quote-api.yaml", EXAMPLE_API.to_owned()),
        ("apis/quote-api.openapi.json", EXAMPLE_DESCRIPTION.to_owned()),
    ])
}

fn rendered(path: &str, order: &Order) -> Result<String> {
    let gateway = order.gateway.as_ref();
    let facts = Facts {
        organisation: &order.organisation,
        id: &order.id,
        environment: &order.environment,
        sandbox: gateway.is_none(),
        driver: gateway.map_or("webmethods", |gateway| &gateway.driver),
        url: gateway.map(|gateway| &gateway.url),
        class: gateway.map(|gateway| gateway.class),
        user: gateway.and_then(|gateway| gateway.user.as_deref()),
        ca_file: gateway.and_then(|gateway| gateway.ca_file.as_deref()),
        recipient: order.recipient.as_deref(),
    };
    let Some(Template { text, .. }) = catalogue::template(path) else { return Ok(String::new()) };
    render(path, text, &facts, &[]).map_err(|error| {
        let next = "check the values that were given to `init`".to_owned();
        Cause::Usage { what: error.to_string(), next }.into()
    })
}

fn write(folder: &Path, path: &str, text: &str) -> Result<()> {
    let path = folder.join(path);
    if let Some(parent) = path.parent() {
        files::create_dir(parent)?;
    }
    Ok(files::write_new(&path, text.as_bytes(), Mode::Public)?)
}

fn founded(order: &Order, written: &[(&str, String)]) -> Founded {
    let environment = &order.environment;
    let next = if order.gateway.is_none() {
        vec!["partnerctl sandbox run".to_owned(), "partnerctl onboard acme".to_owned(), "partnerctl verify acme".to_owned()]
    } else {
        vec![
            format!("partnerctl gateway login -e {environment}"),
            "partnerctl api add FILE".to_owned(),
            format!("partnerctl partner add NAME -e {environment} --mechanism oauth2 --api NAME/VERSION"),
        ]
    };
    Founded {
        workspace: order.folder.display().to_string(),
        environment: environment.clone(),
        files: written.iter().map(|(path, _)| (*path).to_owned()).collect(),
        secrets: if order.recipient.is_some() { "sealed" } else { "keyring" }.to_owned(),
        identity: order.identity.as_ref().map(|path| path.display().to_string()),
        next,
    }
}

const EXAMPLE_API: &str = include_str!("../../templates/start/quote-api.yaml");
const EXAMPLE_DESCRIPTION: &str = include_str!("../../templates/start/quote-api.openapi.json");
