//! How a token names its key, and whether that key can be relied on.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::Value;

use super::{Token, shown};
use crate::{
    crypto::{
        certificate::{Certificate, Signed},
        jwt::text,
    },
    domain::moment::Moment,
    lint::request,
};

pub(super) fn kid_missing(token: &Token<'_>) -> Option<String> {
    let named = ["kid", "x5t", "x5t#S256", "x5c"].iter().any(|name| token.header.contains_key(*name));
    (!named).then(|| "the header names no key".to_owned())
}

pub(super) fn kid_form(token: &Token<'_>) -> Option<String> {
    let good = token.header.get("kid")?.as_str().is_some_and(|kid| !kid.trim().is_empty());
    (!good).then(|| "`kid` is empty or no text".to_owned())
}

pub(super) fn kid_unknown(token: &Token<'_>) -> Option<String> {
    let known = &token.expected.kids;
    let kid = text(token.header, "kid")?;
    (!known.is_empty() && !known.iter().any(|one| one == kid))
        .then(|| format!("`kid` `{}` is not one of {}", shown(kid), known.join(", ")))
}

pub(super) fn x5t_form(token: &Token<'_>) -> Option<String> {
    [("x5t", 20), ("x5t#S256", 32)].into_iter().find_map(|(name, width)| {
        let value = token.header.get(name)?;
        let good = value.as_str().and_then(|text| URL_SAFE_NO_PAD.decode(text).ok()).is_some_and(|bytes| bytes.len() == width);
        (!good).then(|| format!("`{name}` is not a digest of {width} bytes"))
    })
}

/// The certificates of `x5c`; `None` when one of them is none.
fn certificates(token: &Token<'_>) -> Option<Vec<Certificate>> {
    let Value::Array(list) = token.header.get("x5c")? else { return None };
    list.iter().map(|one| Certificate::from_der(&STANDARD.decode(one.as_str()?).ok()?).ok()).collect()
}

pub(super) fn x5c_form(token: &Token<'_>) -> Option<String> {
    let good = certificates(token).is_some_and(|list| !list.is_empty());
    (token.header.contains_key("x5c") && !good).then(|| "`x5c` is no list of certificates".to_owned())
}

pub(super) fn x5c_order(token: &Token<'_>) -> Option<String> {
    let list = certificates(token)?;
    let follows = |pair: &[Certificate]| pair[0].issuer.means(&pair[1].subject) && pair[0].signed_by(&pair[1]) != Signed::No;
    let wrong = list.windows(2).find(|pair| !follows(pair))?;
    Some(format!("in `x5c`, `{}` did not issue `{}` before it", wrong[1].title(), wrong[0].title()))
}

pub(super) fn certificate_ended(token: &Token<'_>) -> Option<String> {
    let now = token.expected.now;
    let second = |moment: Moment| moment.time().unix_timestamp();
    let all = certificates(token).unwrap_or_default().into_iter().chain(token.expected.certificate.clone());
    let wrong = all.into_iter().find(|one| second(one.not_after) < now || second(one.not_before) > now)?;
    let title = wrong.title();
    Some(format!("the certificate `{title}` is good from {} to {}", wrong.not_before, wrong.not_after))
}

pub(super) fn key_short(token: &Token<'_>) -> Option<String> {
    use crate::crypto::key::KeyType;
    match token.expected.key.as_ref()?.kind() {
        KeyType::Rsa(bits) if bits < 2048 => Some(format!("the key has {bits} bits")),
        _ => None,
    }
}

pub(super) fn key_weak(token: &Token<'_>) -> Option<String> {
    let found = request::weak(token.expected.key.as_ref()?);
    found.into_iter().find(|finding| finding.code == "key-weak").map(|finding| finding.subject)
}

pub(super) fn small_exponent(token: &Token<'_>) -> Option<String> {
    let found = request::weak(token.expected.key.as_ref()?);
    found.into_iter().find(|finding| finding.code == "small-exponent").map(|finding| finding.subject)
}
