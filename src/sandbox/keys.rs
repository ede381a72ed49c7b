//! The private keys of the sandbox: made when they are first needed, and kept with everything else.

use serde_json::json;

use super::{
    Gateway,
    admin::stores,
    exchange::Refusal,
    world::{Kind, Shelves},
};
use crate::{
    crypto::{
        certify::{self, Life, Subject, Use},
        key::{Key, KeyType},
        pkcs12, random,
    },
    domain::moment::{Moment, Span},
};

/// A key that was kept under this name.
pub(super) fn kept(shelves: &Shelves, id: &str) -> Option<Key> {
    Key::read(shelves.get(Kind::Key, id)?["pem"].as_str()?.as_bytes(), None).ok()
}

/// A key of a keystore.
pub(super) fn of_store(shelves: &Shelves, store: &str, alias: &str) -> Option<Key> {
    kept(shelves, &place(store, alias))
}

/// Makes an RSA key under this name, of this store, where there is none yet.
pub(super) fn ensure(gateway: &Gateway, id: &str, store: &str) -> Result<(), Refusal> {
    if gateway.world.read().get(Kind::Key, id).is_some() {
        return Ok(());
    }
    let pem = make()?;
    gateway.world.write(|shelves| {
        // Somebody else may have been quicker.
        if shelves.get(Kind::Key, id).is_none() {
            shelves.put(Kind::Key, id, json!({ "pem": pem, "store": store }));
        }
    });
    Ok(())
}

/// A new RSA key in PEM.
pub(super) fn make() -> Result<String, Refusal> {
    let key = Key::generate(KeyType::Rsa(2048)).map_err(|error| Refusal::new(500, &error.to_string()))?;
    Ok(key.to_pem().to_string())
}

/// Makes the key of the keystore that is there from the start.
pub(super) fn prepare_key(gateway: &Gateway) -> Result<(), Refusal> {
    ensure(gateway, &place(DEFAULT_KEYSTORE, DEFAULT_ALIAS), DEFAULT_KEYSTORE)
}

/// Makes that keystore itself with its key: PKCS#12, for the keys in Java's own form are encrypted in a way of its own.
pub(super) fn prepare_store(gateway: &Gateway) -> Result<(), Refusal> {
    if gateway.world.read().get(Kind::Keystore, DEFAULT_KEYSTORE).is_some() {
        return Ok(());
    }
    prepare_key(gateway)?;
    let failed = |error: &dyn std::error::Error| Refusal::new(500, &error.to_string());
    let key = of_store(&gateway.world.read(), DEFAULT_KEYSTORE, DEFAULT_ALIAS).ok_or_else(|| Refusal::missing(DEFAULT_ALIAS))?;
    let now = Moment::new(gateway.now());
    let life = Life { from: now, until: now.after(Span::days(3650)) };
    let subject = Subject::new(&key, "CN=partnerctl sandbox", &[]).map_err(|error| failed(&error))?;
    let certificate = certify::self_sign(&subject, Use::Client, life, &key).map_err(|error| failed(&error))?;
    let password = random::secret(16).map_err(|error| failed(&error))?;
    let chain = [certificate.der().to_vec()];
    let file = pkcs12::write(&key, &chain, password.reveal(), DEFAULT_ALIAS).map_err(|error| failed(&error))?;
    let record = stores::own_keystore(file, password);
    gateway.world.write(|shelves| {
        if shelves.get(Kind::Keystore, DEFAULT_KEYSTORE).is_none() {
            shelves.put(Kind::Keystore, DEFAULT_KEYSTORE, record);
        }
    });
    Ok(())
}

/// Keeps the opened keys of a keystore in the place of those before.
pub(super) fn replace(shelves: &mut Shelves, store: &str, opened: Vec<(String, String)>) {
    shelves.remove_where(Kind::Key, |key| key["store"] == store);
    for (alias, pem) in opened {
        shelves.put(Kind::Key, &place(store, &alias), json!({ "pem": pem, "store": store }));
    }
}

fn place(store: &str, alias: &str) -> String {
    format!("keystore/{store}/{alias}")
}

/// The keystore that is there from the start.
pub(super) const DEFAULT_KEYSTORE: &str = "DEFAULT_IS_KEYSTORE";
/// The key in it.
pub(super) const DEFAULT_ALIAS: &str = "ssos";
