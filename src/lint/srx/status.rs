//! The output of `show services user-identification identity-management status`, which holds a live access token: it is masked, and
//! what is left is read. Field names by Juniper's RPC model and the CLI reference; text, XML and JSON are read alike.

mod mask;

use schemars::JsonSchema;
use serde::Serialize;
use time::{OffsetDateTime, PrimitiveDateTime, macros::format_description};

use crate::domain::finding::{Finding, Level};

/// The output without its token, and what is said about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// Whether nothing is wrong.
    pub ok: bool,
    /// The servers in their order.
    pub servers: Vec<ServerStatus>,
    /// The output with every token masked; empty when it is no status.
    pub text: String,
    /// What is to be said, the worst first.
    pub findings: Vec<Finding>,
}

/// What the output says about one server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServerStatus {
    /// `primary` or `secondary`.
    pub role: String,
    /// Its host name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Its port.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<String>,
    /// `Online`, or what else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection: Option<String>,
}

/// Masks and reads the output.
#[must_use]
pub fn read(text: &str, now: OffsetDateTime) -> Status {
    let (masked, has_token) = mask::mask(text);
    let mut reading = Reading { has_token, ..Reading::default() };
    masked.lines().filter_map(field).for_each(|(label, value)| reading.take(&label, value));
    let mut findings = reading.findings(now);
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    let ok = findings.iter().all(|finding| finding.level != Level::Refuse);
    // What is no status is another file, with secrets that nobody here knows: nothing of it is shown.
    let text = if reading.is_empty() { String::new() } else { masked };
    Status { ok, servers: reading.servers, text, findings }
}

/// What was read so far.
#[derive(Default)]
struct Reading {
    servers: Vec<ServerStatus>,
    answers: Vec<String>,
    ends: Vec<String>,
    has_token: bool,
}

impl Reading {
    fn take(&mut self, label: &str, value: String) {
        let kind = if label.contains("type") { value.to_ascii_lowercase() } else { label.to_owned() };
        let heads = value.is_empty() || label.contains("type");
        if let Some(role) = ["primary", "secondary"].into_iter().find(|role| heads && kind.contains(role)) {
            self.servers.push(ServerStatus { role: role.to_owned(), ..ServerStatus::default() });
        } else if label.contains("token") && label.contains("expir") {
            self.ends.push(value);
        } else if label.contains("status message") {
            self.answers.push(value);
        } else if let Some(server) = self.servers.last_mut() {
            let place = match label {
                label if label.contains("connection status") => &mut server.connection,
                label if label.contains("fqdn") || label.contains("name") => &mut server.name,
                label if label.ends_with("address") => &mut server.address,
                "port" => &mut server.port,
                _ => return,
            };
            place.get_or_insert(value);
        }
    }

    const fn is_empty(&self) -> bool {
        self.servers.is_empty() && self.answers.is_empty() && self.ends.is_empty()
    }

    fn findings(&self, now: OffsetDateTime) -> Vec<Finding> {
        if self.is_empty() {
            let advice = "paste what `show services user-identification identity-management status` prints";
            return vec![Finding::new(Level::Refuse, "no-status", "the text names no server and no status", advice)];
        }
        let mut found: Vec<_> = self.servers.iter().filter_map(offline).collect();
        found.extend(self.answers.iter().filter_map(|answer| refused(answer)));
        found.extend(self.ends.iter().map(|end| about_end(end, now)));
        found.push(self.about_token());
        found
    }

    fn about_token(&self) -> Finding {
        if self.has_token {
            let advice = "it is a live credential: send nobody the text as the firewall prints it, send what stands here";
            return Finding::new(Level::Inform, "token-masked", "the output held an access token", advice);
        }
        let advice = "the firewall has none: compare client id and secret with the entry in JIMS, and look at the last status";
        Finding::new(Level::Warn, "no-token", "the output holds no access token", advice)
    }
}

fn offline(server: &ServerStatus) -> Option<Finding> {
    let role = &server.role;
    let Some(status) = &server.connection else {
        let advice = "paste the whole output";
        return Some(Finding::new(Level::Warn, "no-connection-status", format!("{role}: no connection status"), advice));
    };
    let advice =
        "`partnerctl srx check` tells name, certificate, client and way apart; the firewall uses the secondary server meanwhile";
    let online = status.eq_ignore_ascii_case("online");
    (!online).then(|| Finding::new(Level::Refuse, "not-online", format!("{role}: the connection is `{status}`"), advice))
}

/// `OK (200)` is good, and so is any other number from 200 to 299.
fn refused(answer: &str) -> Option<Finding> {
    let digits: String = answer.chars().filter(char::is_ascii_digit).collect();
    let good = digits.parse::<u16>().map_or_else(|_| answer.to_ascii_lowercase().starts_with("ok"), |code| code / 100 == 2);
    let advice = match digits.as_str() {
        "401" | "403" => "compare client id and secret with the entry in JIMS",
        "404" => "compare `token-api` and `query-api` with what JIMS serves",
        _ => "look at the log of JIMS at that time",
    };
    (!good).then(|| Finding::new(Level::Refuse, "last-status", format!("the last status is `{answer}`"), advice))
}

/// The firewall prints its own time without its zone, so that a difference of less than a day proves nothing.
fn about_end(end: &str, now: OffsetDateTime) -> Finding {
    let subject = format!("the token ends at `{end}`");
    let plain = end.get(..19).and_then(|text| {
        PrimitiveDateTime::parse(text, format_description!("[year]-[month]-[day] [hour]:[minute]:[second]")).ok()
    });
    let Some(until) = plain.map(PrimitiveDateTime::assume_utc) else {
        return Finding::new(
            Level::Warn,
            "token-end-unknown",
            subject,
            "this is no time that is known here: look at it yourself",
        );
    };
    let late = now - until;
    if late > time::Duration::hours(FURTHEST_ZONE) {
        let advice = "it has ended, and the firewall got no new one: look at the last status, and at the clock of the firewall";
        return Finding::new(Level::Refuse, "token-ended", subject, advice);
    }
    if late.is_positive() {
        let advice = "it may have ended: the zone of the firewall's clock is not in the text";
        return Finding::new(Level::Warn, "token-may-have-ended", subject, advice);
    }
    Finding::new(Level::Inform, "token-end", subject, "the firewall gets a new one by itself")
}

/// A line as name and value: `Port : 443`, `<port>443</port>` or `"port" : "443"`. The name is in lower case, with blanks.
fn field(line: &str) -> Option<(String, String)> {
    let line = line.trim();
    let (label, value) = match line.strip_prefix('<') {
        Some(rest) => {
            let (tag, rest) = rest.split_once('>')?;
            (tag.split_whitespace().next()?, rest.split("</").next()?)
        }
        None => line.split_once(':')?,
    };
    let bare = |text: &str| text.trim().trim_matches(['"', ',', '[', ']', '{', '}', '/']).trim().to_owned();
    Some((bare(label).replace(['-', '_'], " ").to_ascii_lowercase(), bare(value)))
}

/// So far from UTC a clock may be, in hours.
const FURTHEST_ZONE: i64 = 14;

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-21 09:30 UTC);

    fn codes(text: &str) -> Vec<String> {
        read(text, NOW).findings.into_iter().map(|finding| finding.code).collect()
    }

    fn output(connection: &str, answer: &str, end: &str) -> String {
        format!(
            "node0:\n------\nPrimary server :\n  FQDN name         : jims1.example.com\n  Address           : 192.0.2.10\n  Port              \
             : 443\n  Connection status : {connection}\nLast received status message : {answer}\nAccess token : 3ziK0rPZ\nToken expire \
             time : {end}\n"
        )
    }

    #[test]
    fn every_state_has_its_finding() {
        for (connection, answer, end, want) in [
            ("Online", "OK (200)", "2026-11-22 05:48:47", vec!["token-end", "token-masked"]),
            ("Offline", "OK (200)", "2026-11-22 05:48:47", vec!["not-online", "token-end", "token-masked"]),
            ("Online", "Unauthorized (401)", "2026-11-22 05:48:47", vec!["last-status", "token-end", "token-masked"]),
            ("Online", "OK (200)", "2026-11-20 05:48:47", vec!["token-ended", "token-masked"]),
            ("Online", "OK (200)", "2026-11-21 09:00:00", vec!["token-may-have-ended", "token-masked"]),
            ("Online", "OK (200)", "tomorrow", vec!["token-end-unknown", "token-masked"]),
        ] {
            assert_eq!(codes(&output(connection, answer, end)), want, "{connection} {answer} {end}");
        }
        assert_eq!(codes("hello"), ["no-status"]);
        assert_eq!(
            codes(&output("Online", "OK (200)", "2026-11-22 05:48:47").replace("3ziK0rPZ", "NULL")),
            ["no-token", "token-end"]
        );
    }

    #[test]
    fn servers_are_read_from_all_forms() {
        let xml = "<server><server-type>Primary</server-type>\n<fqdn-name>jims1.example.com</fqdn-name>\n<address>192.0.2.10</address>\n\
                   <port>443</port>\n<connection-status>Online</connection-status></server>";
        for text in [output("Online", "OK (200)", "2026-11-22 05:48:47"), xml.replace("<server><", "<")] {
            let status = read(&text, NOW);
            let server = status.servers.first();
            assert_eq!(server.and_then(|one| one.name.as_deref()), Some("jims1.example.com"), "{text}");
            assert_eq!(server.and_then(|one| one.port.as_deref()), Some("443"), "{text}");
            assert_eq!(server.and_then(|one| one.connection.as_deref()), Some("Online"), "{text}");
        }
    }
}
