//! Truststores and keystores: whole files in and out, no single certificates (contract: section 7).
//!
//! A file that cannot be opened is stored and answered with `isLoaded: false` and the reason in `message`, as the vendor's
//! description of these members has it. The password that is shown is only its name in the product's own safe.

use axum::routing::MethodFilter;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::{Answer, Route, found, route};
use crate::{
    crypto::{certificate::Certificate, jks, pkcs12},
    domain::secret::Secret,
    sandbox::{
        Gateway,
        exchange::{Call, Refusal, Reply},
        keys,
        world::{Kind, Shelves},
    },
};

pub(super) const ROUTES: &[Route] = &[
    route(MethodFilter::GET, "/is/truststore", |gateway, _| Ok(all(gateway, &TRUST))),
    route(MethodFilter::POST, "/is/truststore", |gateway, call| create(gateway, call, &TRUST)),
    route(MethodFilter::GET, "/is/truststore/{id}", |gateway, call| one(gateway, call, &TRUST)),
    route(MethodFilter::POST, "/is/truststore/{id}", |gateway, call| update(gateway, call, &TRUST)),
    route(MethodFilter::DELETE, "/is/truststore/{id}", |gateway, call| remove(gateway, call, &TRUST)),
    route(MethodFilter::GET, "/is/keystore", |gateway, _| {
        keys::prepare_store(gateway)?;
        Ok(all(gateway, &KEY))
    }),
    route(MethodFilter::POST, "/is/keystore", |gateway, call| create(gateway, call, &KEY)),
    route(MethodFilter::GET, "/is/keystore/{id}", |gateway, call| {
        keys::prepare_store(gateway)?;
        one(gateway, call, &KEY)
    }),
    route(MethodFilter::POST, "/is/keystore/{id}", |gateway, call| {
        keys::prepare_store(gateway)?;
        update(gateway, call, &KEY)
    }),
    route(MethodFilter::DELETE, "/is/keystore/{id}", |gateway, call| remove(gateway, call, &KEY)),
];

/// Private keys in PEM, each after its name.
type Opened = Vec<(String, String)>;

/// One of the two families of stores.
struct Family {
    kind: Kind,
    /// The envelope of its lists.
    list: &'static str,
    types: &'static [&'static str],
    /// Makes the record of a file, and the private keys in it with their names.
    read: fn(&Upload) -> (Value, Opened),
}

const TRUST: Family = Family { kind: Kind::Truststore, list: "truststores", types: &["JKS"], read: trusted };
const KEY: Family = Family { kind: Kind::Keystore, list: "keystores", types: &["JKS", "PKCS12"], read: kept };

/// Puts the truststore that is there from the start, with the sandbox's own authority in it.
pub(super) fn prepare(shelves: &mut Shelves, gateway: &Gateway) {
    if shelves.get(Kind::Truststore, DEFAULT_TRUSTSTORE).is_some() {
        return;
    }
    let authority = crate::sandbox::certificates::in_pem(gateway.authority.as_bytes());
    let created = u64::try_from(gateway.now().unix_timestamp()).unwrap_or_default().saturating_mul(1000);
    let entries = authority.iter().map(|one| jks::Entry {
        alias: "sandbox-test-authority".to_owned(),
        created,
        body: jks::Body::Certificate(one.der().to_vec()),
    });
    let password = Secret::new("changeit".to_owned());
    let upload = Upload {
        name: DEFAULT_TRUSTSTORE.to_owned(),
        description: json!("Default truststore alias for Integration Server."),
        kind: "JKS".to_owned(),
        content: jks::write(&jks::Jks { entries: entries.collect() }, &password),
        password,
        file: "truststore.jks".to_owned(),
        aliases: Vec::new(),
    };
    shelves.put(Kind::Truststore, DEFAULT_TRUSTSTORE, trusted(&upload).0);
}

/// The certificates of a truststore with their names; none when it is absent or did not load.
pub(in crate::sandbox) fn certificates(shelves: &Shelves, store: &str) -> Vec<(String, Certificate)> {
    let record = shelves.get(Kind::Truststore, store);
    let content = record.and_then(|record| record["fileContent"].as_str()).and_then(|text| STANDARD.decode(text).ok());
    // The file was opened with its password when it came.
    let loaded = record.is_some_and(|record| record["isLoaded"] == true);
    let store = content.filter(|_| loaded).and_then(|content| jks::read(&content, None).ok()).unwrap_or_default();
    let read = |(alias, der): (&str, &[u8])| Some((alias.to_owned(), Certificate::from_der(der).ok()?));
    store.certificates().filter_map(read).collect()
}

/// The record of a keystore in PKCS#12 that the sandbox made itself.
pub(in crate::sandbox) fn own_keystore(content: Vec<u8>, password: Secret) -> Value {
    let upload = Upload {
        name: keys::DEFAULT_KEYSTORE.to_owned(),
        description: json!("Default keystore alias for Integration Server."),
        kind: "PKCS12".to_owned(),
        content,
        password,
        file: "keystore.p12".to_owned(),
        aliases: vec![keys::DEFAULT_ALIAS.to_owned()],
    };
    keystore(&upload, &upload.aliases, None)
}

fn all(gateway: &Gateway, family: &Family) -> Reply {
    let stores: Vec<_> = gateway.world.read().all(family.kind).cloned().collect();
    Reply::json(200, &json!({ family.list: stores.iter().map(AsRef::as_ref).collect::<Vec<&Value>>() }))
}

fn one(gateway: &Gateway, call: &Call, family: &Family) -> Answer {
    let store = found(&gateway.world.read(), family.kind, call.parameter("id"))?;
    Ok(Reply::json(200, &json!({ family.list: [store.as_ref()] })))
}

fn create(gateway: &Gateway, call: &Call, family: &Family) -> Answer {
    let name = call.field("keyStoreName").ok_or_else(|| missing("keyStoreName"))?;
    if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte)) || name.starts_with('.') {
        return Err(Refusal::new(400, "keyStoreName cannot contain spaces or special characters."));
    }
    let upload = upload(call, name, family)?;
    if gateway.world.read().get(family.kind, &upload.name).is_some() || upload.name == keys::DEFAULT_KEYSTORE {
        return Err(Refusal::new(400, &format!("A store with the name {} already exists.", upload.name)));
    }
    Ok(put(gateway, &upload, family))
}

/// Replaces the whole file; there is no other change.
fn update(gateway: &Gateway, call: &Call, family: &Family) -> Answer {
    let name = call.parameter("id");
    found(&gateway.world.read(), family.kind, name)?;
    Ok(put(gateway, &upload(call, name.to_owned(), family)?, family))
}

fn put(gateway: &Gateway, upload: &Upload, family: &Family) -> Reply {
    let (record, opened) = (family.read)(upload);
    gateway.world.write(|shelves| {
        if family.kind == Kind::Keystore {
            keys::replace(shelves, &upload.name, opened);
        }
        Reply::json(200, shelves.put(family.kind, &upload.name, record).as_ref())
    })
}

fn remove(gateway: &Gateway, call: &Call, family: &Family) -> Answer {
    let name = call.parameter("id");
    if [DEFAULT_TRUSTSTORE, keys::DEFAULT_KEYSTORE].contains(&name) {
        return Err(Refusal::new(400, &format!("{name} is a default store and cannot be deleted.")));
    }
    gateway.world.write(|shelves| {
        shelves.remove(family.kind, name).ok_or_else(|| Refusal::missing(name))?;
        if family.kind == Kind::Keystore {
            keys::replace(shelves, name, Vec::new());
        }
        Ok(Reply::empty(200))
    })
}

/// A file with what is said about it.
struct Upload {
    name: String,
    description: Value,
    kind: String,
    password: Secret,
    file: String,
    content: Vec<u8>,
    /// Names for keys that have none in the file.
    aliases: Vec<String>,
}

fn upload(call: &Call, name: String, family: &Family) -> Result<Upload, Refusal> {
    let field = |name: &str| call.field(name).ok_or_else(|| missing(name));
    let kind = field("keyStoreType")?;
    if !family.types.contains(&kind.as_str()) {
        return Err(Refusal::new(400, &format!("keyStoreType {kind} is not valid. Valid types are {:?}", family.types)));
    }
    // A password may begin or end with a blank.
    let password = call.part("keyStorePassword").filter(|text| !text.is_empty()).ok_or_else(|| missing("keyStorePassword"))?;
    let mut password = String::from_utf8_lossy(password).into_owned();
    if call.field("isPwdBase64Encoded").is_some_and(|word| word == "true") {
        let plain = STANDARD.decode(&password).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        password = plain.ok_or_else(|| Refusal::new(400, "keyStorePassword is not Base64 encoded"))?;
    }
    let aliases = call.field("pkAliasesList").unwrap_or_default();
    Ok(Upload {
        name,
        description: call.field("keyStoreDescription").map_or(Value::Null, Value::from),
        kind,
        password: Secret::new(password),
        file: field("uploadFileName")?,
        content: call.part("fileContent").filter(|content| !content.is_empty()).ok_or_else(|| missing("fileContent"))?.to_vec(),
        aliases: aliases.split(',').map(|alias| alias.trim().to_owned()).filter(|alias| !alias.is_empty()).collect(),
    })
}

fn missing(name: &str) -> Refusal {
    Refusal::new(400, &format!("Mandatory field {name} is missing in the input request body"))
}

fn trusted(upload: &Upload) -> (Value, Opened) {
    let read = jks::read(&upload.content, Some(&upload.password)).map_err(|error| error.to_string());
    let names = |store: &jks::Jks| store.certificates().map(|(alias, _)| json!(alias)).collect::<Vec<_>>();
    let record = json!({
        "id": upload.name, "keyStoreName": upload.name, "keyStoreDescription": upload.description,
        "keyStoreType": upload.kind, "keyStoreProvider": "SUN", "keyStorePassword": handle(&upload.name),
        "keyStoreLocation": null,
        // Written like this in the vendor's samples.
        "certficateAliases": read.as_ref().map(names).unwrap_or_default(), "isLoaded": read.is_ok(),
        "fileContent": STANDARD.encode(&upload.content), "uploadFileName": upload.file,
        "isWarning": read.is_err(), "message": read.err(),
    });
    (record, Vec::new())
}

/// Keys in JKS are named and cannot be used: their encryption is Java's own. Those in PKCS#12 are opened.
fn kept(upload: &Upload) -> (Value, Opened) {
    if upload.kind == "JKS" {
        let read = jks::read(&upload.content, Some(&upload.password));
        let keys = read.as_ref().map(|store| store.entries.as_slice()).unwrap_or_default().iter();
        let names: Vec<_> =
            keys.filter(|entry| matches!(entry.body, jks::Body::Opaque(_))).map(|one| one.alias.clone()).collect();
        return (keystore(upload, &names, read.err().map(|error| error.to_string()).as_deref()), Vec::new());
    }
    let read = pkcs12::named_keys(&upload.content, upload.password.reveal());
    let error = read.as_ref().err().map(ToString::to_string);
    let keys = read.unwrap_or_default().into_iter().enumerate().map(|(place, (name, key))| {
        let name = name.or_else(|| upload.aliases.get(place).cloned()).unwrap_or_else(|| (place + 1).to_string());
        (name, key.to_pem().to_string())
    });
    let opened: Opened = keys.collect();
    let names: Vec<_> = opened.iter().map(|(name, _)| name.clone()).collect();
    (keystore(upload, &names, error.as_deref()), opened)
}

fn keystore(upload: &Upload, aliases: &[String], error: Option<&str>) -> Value {
    let each = |text: &dyn Fn(&String) -> String| aliases.iter().map(text).collect::<Vec<_>>().join(",");
    json!({
        "keyStoreName": upload.name, "keyStoreDescription": upload.description, "keyStoreType": upload.kind,
        "keyStoreProvider": if upload.kind == "JKS" { "SUN" } else { "SunJSSE" },
        "keyStorePassword": handle(&upload.name), "pkAliasesList": each(&String::clone),
        "pkPasswordsList": each(&|alias| format!("{}.{alias}", handle(&upload.name))),
        "nullPKpasswds": each(&|_| "false".to_owned()), "bitarray": each(&|_| "1".to_owned()),
        "isWarning": error.is_some(), "isLoaded": error.is_none(), "message": error,
        "fileContent": STANDARD.encode(&upload.content), "uploadFileName": upload.file,
    })
}

fn handle(name: &str) -> String {
    format!("wm.security.keystore.{name}")
}

const DEFAULT_TRUSTSTORE: &str = "DEFAULT_IS_TRUSTSTORE";
