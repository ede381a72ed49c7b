//! `demo`: the workspace of the guided tour.

use std::path::{Path, PathBuf};

use crate::{
    document,
    domain::{
        api::ApiDocument,
        name::{NameError, PartnerName},
        partner::Partner,
    },
    files::{self, Mode},
    job::{
        Cause, Result,
        init::{self, Order},
    },
};

/// Makes the workspace: the examples of `init`, and a second partner at a second API, so that each partner has an API that it
/// may not call. Returns the partners to onboard.
pub fn found(folder: &Path, recipient: String) -> Result<Vec<PartnerName>> {
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
    document::read::<Partner>("partners/globex.yaml", GLOBEX)?;
    document::read::<ApiDocument>("apis/contract-api.yaml", CONTRACT_API)?;
    files::write_new(&folder.join("partners/globex.yaml"), GLOBEX.as_bytes(), Mode::Public)?;
    files::write_new(&folder.join("apis/contract-api.yaml"), CONTRACT_API.as_bytes(), Mode::Public)?;
    Ok(vec![name("acme".parse())?, name("globex".parse())?])
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

fn name<T>(parsed: std::result::Result<T, NameError>) -> Result<T> {
    parsed.map_err(|error| Cause::Usage { what: error.to_string(), next: "this is a fault of the program".to_owned() }.into())
}

const GLOBEX: &str = include_str!("../../templates/start/globex.yaml");
const CONTRACT_API: &str = include_str!("../../templates/start/contract-api.yaml");
