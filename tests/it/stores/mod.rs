//! The store: partner files, records, locks, journal and audit log in a workspace folder.

mod audit;
mod documents;
mod files;
mod journal;
mod locks;
mod records;

use std::fs;

use partnerctl::{
    domain::{mechanism::MechanismKind, name::ProfileKey, record::Record},
    store::{Begun, Error, Holder, LockScope, Store, WorkspaceFolder},
};
use tempfile::TempDir;

const PARTNER: &str = "\
# wanted by sales
apiVersion: partnerctl/v1
kind: Partner
metadata: { name: acme }  # the stem
spec:
  displayName: Acme
  environments:
    sandbox:
      authentication: { mechanism: oauth2, scopes: [quote-read] }
      apis:
        - quote-api/1.0   # by contract
";

struct Place {
    folder: TempDir,
    store: WorkspaceFolder,
}

fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("partners")).unwrap();
    let workspace = "apiVersion: partnerctl/v1\nkind: Workspace\norganisation: Juniper Networks\n";
    fs::write(folder.path().join("partnerctl.yaml"), workspace).unwrap();
    fs::write(folder.path().join("partners/acme.yaml"), PARTNER).unwrap();
    let store = WorkspaceFolder::find(folder.path(), None).unwrap();
    Place { folder, store }
}

fn key(partner: &str) -> ProfileKey {
    ProfileKey { partner: partner.parse().unwrap(), environment: "sandbox".parse().unwrap() }
}

fn holder(host: &str) -> Holder {
    Holder {
        user: "ann".to_owned(),
        host: host.to_owned(),
        pid: std::process::id(),
        since: "2026-11-21T09:30:00Z".parse().unwrap(),
        command: "onboard acme".to_owned(),
    }
}

fn begun(partner: &str) -> Begun {
    Begun {
        scope: LockScope::Profile(key(partner)),
        operation: "create-profile".to_owned(),
        generation: 1,
        at: "2026-11-21T09:30:00Z".parse().unwrap(),
    }
}

fn record(partner: &str) -> Record {
    Record::new(&key(partner), MechanismKind::Oauth2, "2026-11-21T09:30:00Z".parse().unwrap())
}

#[test]
fn a_workspace_is_found_from_below() {
    let place = place();
    let deep = place.folder.path().join("a/b");
    fs::create_dir_all(&deep).unwrap();
    let found = WorkspaceFolder::find(&deep, None).unwrap();
    assert_eq!(found.root(), place.folder.path());
    assert_eq!(found.workspace().unwrap().owner(), "juniper-networks");
    let nowhere = tempfile::tempdir().unwrap();
    assert!(matches!(WorkspaceFolder::find(nowhere.path(), None), Err(Error::NoWorkspace { .. })));
}

#[test]
fn a_new_workspace_keeps_its_state_out_of_git() {
    let folder = tempfile::tempdir().unwrap();
    let store = WorkspaceFolder::open(folder.path(), None);
    let workspace = place().store.workspace().unwrap();
    store.create(&workspace).unwrap();
    assert_eq!(store.workspace().unwrap(), workspace);
    assert_eq!(fs::read_to_string(folder.path().join(".partnerctl/.gitignore")).unwrap(), "*\n");
    assert!(matches!(store.create(&workspace), Err(Error::Exists { .. })));
}
