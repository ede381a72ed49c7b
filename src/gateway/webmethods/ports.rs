//! Listeners: the ports of the gateway and what they ask callers for (section 7, row "HTTPS port client auth").

use serde_json::{Map, Value};

use crate::{
    domain::{
        finding::{Finding, Level},
        profile::RemoteRef,
    },
    gateway::{Desk, Effect, Error, Result},
    http::segment,
};

use super::{WebMethods, admin::tolerated, manual::manual};

/// A port, with everything that the server says of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Listener(Map<String, Value>);

impl WebMethods {
    /// The ports that answer on https.
    pub(super) fn https_listeners(&self) -> Result<Vec<Listener>> {
        let whole: Value = self.admin.get("/ports")?.json()?;
        let listed = whole.get("listeners").unwrap_or(&whole).as_array().cloned().unwrap_or_default();
        let listeners = listed.into_iter().filter_map(|item| match item {
            Value::Object(fields) => Some(Listener(fields)),
            _ => None,
        });
        Ok(listeners.filter(Listener::is_https).collect())
    }

    /// The port that partners with certificates call: one that asks for them, else the only one, else the only published one.
    pub(super) fn partner_listener(&self, https: &[Listener]) -> Result<Option<Listener>> {
        if let Some(asking) = https.iter().find(|listener| listener.asks()) {
            return Ok(Some(asking.clone()));
        }
        let published = self.published_ports()?;
        let public: Vec<&Listener> = https.iter().filter(|listener| published.contains(&listener.number())).collect();
        Ok(match (https, public.as_slice()) {
            ([one], _) => Some(one.clone()),
            (_, [one]) => Some((*one).clone()),
            _ => None,
        })
    }

    /// Makes the port of the partners ask for a certificate; one that demands it is left alone.
    pub(super) fn ask_for_certificates(&self, desk: &dyn Desk) -> Result<Effect> {
        let https = self.https_listeners().map_err(|error| by_hand(&error))?;
        if https.iter().any(Listener::asks) {
            return Ok(Effect::default());
        }
        let listener = self.partner_listener(&https)?.ok_or_else(|| undecided(&https))?;
        desk.note(&RemoteRef::new("port", listener.key()))?;
        self.write_asking(&listener)?;
        let advice = "it was stopped and started again to ask callers for a certificate; connections over it were cut";
        let note = Finding::new(Level::Inform, "port-restarted", format!("port {}", listener.number()), advice);
        Ok(Effect { notes: vec![note], ..Effect::default() })
    }

    /// Writes the port in the form of the description, then in the form of the field (section 7). What counts is how it reads
    /// afterwards: the port may be the one that the answer comes over.
    fn write_asking(&self, listener: &Listener) -> Result<()> {
        let record = Value::Object(listener.asking().0);
        let mut last = None;
        for path in ["/ports".to_owned(), format!("/ports/{}", segment(&listener.alias()))] {
            match self.admin.put(&path, record.clone(), "ask callers for a certificate") {
                Ok(_) => {}
                Err(error @ (Error::Interrupted | Error::Forbidden { .. } | Error::Throttled { .. })) => return Err(error),
                Err(error) => last = Some(error),
            }
            if self.https_listeners()?.iter().any(|known| known.key() == listener.key() && known.asks()) {
                return Ok(());
            }
        }
        let why = last.map_or_else(|| "it accepted the change and did not keep it".to_owned(), |error| error.to_string());
        Err(manual(format!("the gateway does not change port {} here ({why}): {}", listener.number(), BY_HAND)))
    }

    /// The ports of the addresses that are published for callers.
    fn published_ports(&self) -> Result<Vec<String>> {
        let published = self.balancer()?.https;
        let numbers = published.iter().filter_map(url::Url::port_or_known_default);
        Ok(numbers.map(|number| number.to_string()).collect())
    }

    /// Whether any port asks for a certificate, and the port that partners call; nothing where that may not be read.
    pub(super) fn asking(&self) -> Result<(bool, Option<Listener>)> {
        let https = tolerated(self.https_listeners())?.unwrap_or_default();
        Ok((https.iter().any(Listener::asks), self.partner_listener(&https)?))
    }
}

impl Listener {
    /// The truststore of its own. The description has no such member; where a server shows one, it counts.
    pub(super) fn truststore(&self) -> Option<String> {
        let names = ["truststore", "truststorealias", "truststorename"];
        let own = self.0.iter().find(|(name, _)| names.contains(&name.to_ascii_lowercase().as_str()));
        own.and_then(|(_, value)| value.as_str()).filter(|name| !name.is_empty()).map(str::to_owned)
    }

    fn is_https(&self) -> bool {
        let secure = self.text("ssl").eq_ignore_ascii_case("true") || self.text("protocol").eq_ignore_ascii_case("https");
        secure && !self.text("enabled").eq_ignore_ascii_case("false")
    }

    /// Whether it asks for a certificate or demands one.
    fn asks(&self) -> bool {
        !["", "none"].contains(&self.text(CLIENT_AUTH).to_ascii_lowercase().as_str())
    }

    fn asking(&self) -> Self {
        let mut fields = self.0.clone();
        fields.insert(CLIENT_AUTH.to_owned(), Value::String("request".to_owned()));
        Self(fields)
    }

    fn key(&self) -> String {
        let key = self.text("key");
        if key.is_empty() { self.alias() } else { key }
    }

    fn alias(&self) -> String {
        let alias = self.text("portAlias");
        if alias.is_empty() { self.text("key") } else { alias }
    }

    fn number(&self) -> String {
        self.text("port")
    }

    fn text(&self, name: &str) -> String {
        match self.0.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Bool(flag)) => flag.to_string(),
            _ => String::new(),
        }
    }
}

fn undecided(https: &[Listener]) -> Error {
    let numbers = https.iter().map(Listener::number).collect::<Vec<_>>().join(", ");
    manual(if https.is_empty() {
        format!(
            "the gateway has no port that answers on https: add one in the console under Administration, Security, Ports; {BY_HAND}"
        )
    } else {
        format!("it is not clear which of the ports {numbers} partners call: {BY_HAND}")
    })
}

fn by_hand(error: &Error) -> Error {
    manual(format!("the ports cannot be read here ({error}): {BY_HAND}"))
}

const CLIENT_AUTH: &str = "clientAuth";
const BY_HAND: &str = "in the console under Administration, Security, Ports set the client authentication of the https port that \
                       partners call to \"Request Client Certificates\", then repeat the command";

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn listener(fields: Value) -> Listener {
        match fields {
            Value::Object(fields) => Listener(fields),
            _ => Listener::default(),
        }
    }

    #[test]
    fn what_a_port_asks_for_is_read_in_every_spelling() {
        for (fields, https, asks) in [
            (json!({"ssl": "true", "clientAuth": "none"}), true, false),
            (json!({"ssl": true, "clientAuth": null}), true, false),
            (json!({"protocol": "HTTPS", "clientAuth": "request", "enabled": "true"}), true, true),
            (json!({"ssl": "true", "clientAuth": "Require"}), true, true),
            (json!({"ssl": "true", "enabled": "false"}), false, false),
            (json!({"ssl": "false", "protocol": "HTTP"}), false, false),
        ] {
            let listener = listener(fields.clone());
            assert_eq!((listener.is_https(), listener.asks()), (https, asks), "{fields}");
        }
    }

    #[test]
    fn only_the_question_changes() {
        let before =
            listener(json!({"key": "HTTPS@5543", "port": 5543, "clientAuth": "none", "odd": [1], "trustStoreAlias": "T"}));
        let after =
            listener(json!({"key": "HTTPS@5543", "port": 5543, "clientAuth": "request", "odd": [1], "trustStoreAlias": "T"}));
        assert_eq!(before.asking(), after);
        assert_eq!(
            (before.alias(), before.number(), before.truststore()),
            ("HTTPS@5543".into(), "5543".into(), Some("T".into()))
        );
    }
}
