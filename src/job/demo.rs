//! `demo`: the workspace of the guided tour, and what its partners do on their side.

use std::path::{Path, PathBuf};

use serde::Serialize;
use url::Url;

use crate::{
    crypto::{
        certify::Use,
        csr::AlternativeName,
        key::{Key, KeyType},
    },
    document,
    domain::{
        api::ApiDocument,
        name::{EnvironmentName, NameError, PartnerName, ProfileKey},
        partner::Partner,
        secret::{Secret, SecretRef},
    },
    files::{self, Mode},
    job::{
        Cause, Context, Result,
        cert::make::{self, Own},
        idp_app::register,
        init::{self, Order},
    },
    template::{catalogue, render},
};

/// Makes the workspace: the examples of `init`, a second API, and partners of the other mechanisms.
pub fn found(folder: &Path, recipient: String) -> Result<()> {
    let order = Order {
        folder: folder.to_owned(),
        organisation: "Example Networks".to_owned(),
        id: "demo".to_owned(),
        environment: name("sandbox".parse())?,
        gateway: None,
        recipient: Some(recipient),
        identity: None,
    };
    init::run(&order)?;
    document::read::<ApiDocument>("apis/contract-api.yaml", CONTRACT_API)?;
    files::write_new(&folder.join("apis/contract-api.yaml"), CONTRACT_API.as_bytes(), Mode::Public)?;
    write_partner(folder, "globex", GLOBEX)?;
    write_partner(folder, "hooli", HOOLI)
}

/// Does what the partners do on their side: keys and certificates, and an application at the identity provider. Each private key and
/// secret goes into the secret store, as if this were the partner's own machine. Returns the partners to onboard.
pub fn equip(ctx: &Context<'_>, environment: &EnvironmentName, folder: &Path, provider: &Url) -> Result<Vec<PartnerName>> {
    certificate(ctx, environment, folder, ("globex", "CN=globex,O=Globex Limited,C=JP", "client.globex.example"))?;
    certificate(ctx, environment, folder, ("hooli", "CN=hooli token signer,O=Hooli Incorporated,C=US", "tokens.hooli.example"))?;
    let issuer = provider.as_str().trim_end_matches('/');
    let http = (ctx.visit)(environment, ctx.environment(environment)?)?;
    let application = register(&http, issuer, "initech")?;
    keep(ctx, environment, "initech", application.client_secret)?;
    let facts = Facts { issuer, client_id: &application.client_id };
    let text = catalogue::template(INITECH).map(|template| template.text).unwrap_or_default();
    let text = render(INITECH, text, &facts, &[]).map_err(|error| fault(&error))?;
    write_partner(folder, "initech", &text)?;
    ["acme", "globex", "hooli", "initech"].into_iter().map(|partner| name(partner.parse())).collect()
}

/// The folder to work in: the one that is given, which must be new or empty, else a new one among the system's temporary folders.
pub fn folder(given: Option<PathBuf>) -> Result<PathBuf> {
    let Some(folder) = given else { return Ok(files::temporary_folder("partnerctl-demo-")?) };
    if files::exists(&folder) && !files::list(&folder)?.is_empty() {
        return Err(files::Error::Exists { path: folder }.into());
    }
    files::create_dir_private(&folder)?;
    Ok(folder)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Facts<'a> {
    issuer: &'a str,
    client_id: &'a str,
}

fn certificate(
    ctx: &Context<'_>,
    environment: &EnvironmentName,
    folder: &Path,
    (partner, subject, name): (&str, &str, &str),
) -> Result<()> {
    let key = Key::generate(KeyType::Rsa(2048)).map_err(|error| fault(&error))?;
    let pem = key.to_pem().to_string();
    let names = vec![AlternativeName::Dns(name.to_owned())];
    let order = Own { key, subject: subject.to_owned(), names, days: 365, usage: Use::Client };
    let made = make::own(&order, ctx.clock.now())?;
    keep(ctx, environment, partner, pem)?;
    files::create_dir(&folder.join("certs"))?;
    Ok(files::write_new(&folder.join(format!("certs/{partner}.pem")), made.pem().as_bytes(), Mode::Public)?)
}

fn keep(ctx: &Context<'_>, environment: &EnvironmentName, partner: &str, secret: String) -> Result<()> {
    let key = ProfileKey { partner: name(partner.parse())?, environment: environment.clone() };
    Ok(ctx.secrets.put(&SecretRef::credential(&key), &Secret::new(secret))?)
}

fn write_partner(folder: &Path, name: &str, text: &str) -> Result<()> {
    let path = format!("partners/{name}.yaml");
    document::read::<Partner>(&path, text)?;
    Ok(files::write_new(&folder.join(path), text.as_bytes(), Mode::Public)?)
}

fn name<T>(parsed: std::result::Result<T, NameError>) -> Result<T> {
    parsed.map_err(|error| fault(&error))
}

fn fault(error: &dyn std::fmt::Display) -> crate::job::Error {
    Cause::Other { what: error.to_string(), next: "this is a fault of the program".to_owned() }.into()
}

const GLOBEX: &str = include_str!("../../templates/start/globex.yaml");
const HOOLI: &str = include_str!("../../templates/start/hooli.yaml");
const CONTRACT_API: &str = include_str!("../../templates/start/contract-api.yaml");
const INITECH: &str = "templates/start/initech.yaml";
