//! What a refusal means, and its words (sections 2 and 3). Throttling is a 403 as a missing permission is; only a header tells them
//! apart.

use std::time::Duration;

use serde::Deserialize;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{domain::message::Reply, http::redact};

/// Why the server refused a call, as far as it matters for what is done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// Too many calls in a second; nothing was carried out.
    TooFast,
    /// The calls of the day, or of another period, are used up.
    UsedUp,
    /// The token is good no longer.
    Token,
    /// Token or key are refused; one new token may help.
    Key,
    /// Anything else: the status says it.
    Other,
}

/// Reads the reason: from the header, else from the page of the traffic manager.
pub(super) fn reason(reply: &Reply) -> Reason {
    let code = reply.header(CODE).unwrap_or_default();
    let known = CODES.iter().find(|(word, _)| code.contains(word)).map(|(_, reason)| *reason);
    match (reply.status, known) {
        (401, _) => Reason::Token,
        (403, Some(reason)) => reason,
        (403, None) => paged(reply),
        _ => Reason::Other,
    }
}

/// A page that says that calls came too fast, where a proxy dropped the header.
fn paged(reply: &Reply) -> Reason {
    let text = redact::excerpt(&reply.body).to_ascii_lowercase();
    match (is_page(reply), text.contains("over qps"), text.contains("over rate")) {
        (true, true, _) => Reason::TooFast,
        (true, _, true) => Reason::UsedUp,
        _ => Reason::Other,
    }
}

/// How long until used-up calls come back: the header names seconds or a time, in the form of section 4.
pub(super) fn reset(reply: &Reply, now: OffsetDateTime) -> Option<Duration> {
    let text = reply.header("x-plan-quota-reset")?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let time = text.strip_suffix("+0000").map_or_else(|| text.to_owned(), |time| format!("{time}Z"));
    let until = OffsetDateTime::parse(&time, &Rfc3339).ok()? - now;
    Some(Duration::try_from(until).unwrap_or_default())
}

/// The server's own words: field by field, else its message, else what its header says beside a page, else the first words of the body;
/// with the code of the header.
pub(super) fn words(reply: &Reply) -> String {
    let stated = serde_json::from_slice::<Words>(&reply.body).unwrap_or_default();
    let header = |name| reply.header(name).map(|text| redact::excerpt(text.as_bytes())).filter(|text| !text.is_empty());
    let stated = stated.text().map(|text| redact::excerpt(text.as_bytes()));
    let text = stated.or_else(|| header(DETAIL).filter(|_| is_page(reply))).unwrap_or_else(|| redact::excerpt(&reply.body));
    let code = header(CODE);
    match (text.is_empty(), code) {
        (false, Some(code)) => format!("{text} ({code})"),
        (false, None) => text,
        (true, Some(code)) => code,
        (true, None) => "it says nothing more".to_owned(),
    }
}

/// Whether something of this name is there already (V2 number 1001).
pub(super) fn is_duplicate(reply: &Reply) -> bool {
    let stated = serde_json::from_slice::<Words>(&reply.body).unwrap_or_default();
    let code = stated.error_code;
    let text = stated.text().unwrap_or_default().to_ascii_lowercase();
    let told = ["duplicate", "already exist", "already taken", "already in use", "must be unique", "not unique", "is taken"];
    matches!(reply.status, 400 | 409) && (code == Some(1001) || told.iter().any(|word| text.contains(word)))
}

/// Whether what was named is not there (V2 number 1002).
pub(super) fn is_absent(reply: &Reply) -> bool {
    let stated = serde_json::from_slice::<Words>(&reply.body).unwrap_or_default();
    (reply.status == 404 && !is_page(reply)) || (reply.status == 400 && stated.error_code == Some(1002))
}

/// Whether single fields were refused: repeating the same does not help.
pub(super) fn names_fields(reply: &Reply) -> bool {
    serde_json::from_slice::<Words>(&reply.body).is_ok_and(|stated| stated.errors.is_some_and(|errors| !errors.is_empty()))
}

/// Whether the body is mark-up, as the traffic manager's.
fn is_page(reply: &Reply) -> bool {
    reply.body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<')
}

/// The three shapes of a refusal in JSON (section 2).
#[derive(Default, Deserialize)]
#[serde(default)]
struct Words {
    #[serde(rename = "errorCode")]
    error_code: Option<i64>,
    #[serde(rename = "errorMessage")]
    error_message: Option<String>,
    errors: Option<Vec<Field>>,
    error: Option<String>,
    error_description: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Field {
    property: Option<String>,
    message: Option<String>,
}

impl Words {
    fn text(self) -> Option<String> {
        let fields = self.errors.unwrap_or_default().into_iter().map(Field::text).collect::<Vec<_>>().join("; ");
        let fields = Some(fields).filter(|text| !text.is_empty());
        fields.or(self.error_message).or(self.error_description).or(self.error)
    }
}

impl Field {
    fn text(self) -> String {
        let message = self.message.unwrap_or_default();
        self.property.map_or_else(|| message.clone(), |property| format!("`{property}`: {message}"))
    }
}

const DETAIL: &str = "x-error-detail-header";
const CODE: &str = "x-mashery-error-code";

const CODES: [(&str, Reason); 4] = [
    ("OVER_QPS", Reason::TooFast),
    ("OVER_RATE", Reason::UsedUp),
    ("DEVELOPER_INACTIVE", Reason::Token),
    ("NOT_AUTHORIZED", Reason::Key),
];
