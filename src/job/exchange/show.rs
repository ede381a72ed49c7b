//! `show`: what a signed file says, without trusting it.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::{
    document,
    domain::{
        exchange::{Handover, Invitation, Letter, Request, Response},
        moment::Moment,
    },
    job::{
        Result,
        exchange::{
            letter::{opened, typ},
            taken,
        },
        material::{Given, usage},
    },
};

/// A signed file, taken apart.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Shown {
    /// Its type, such as `partnerctl-invitation`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The SHA-256 of the key that it carries, in hex; whose it is, nobody says.
    pub key: String,
    /// `good`, or `bad` when it was changed after it was signed.
    pub signature: String,
    /// Whether it has ended.
    pub ended: bool,
    /// What it says.
    pub document: Value,
}

/// Takes a file apart. Nothing of it is believed.
pub fn run(given: &Given, now: Moment) -> Result<Shown> {
    let opened = opened(given)?;
    let (document, ended) = match opened.typ.as_str() {
        kind if kind == typ::<Request>() => read::<Request>(given, &opened.payload, now)?,
        kind if kind == typ::<Invitation>() => read::<Invitation>(given, &opened.payload, now)?,
        kind if kind == typ::<Response>() => read::<Response>(given, &opened.payload, now)?,
        kind if kind == typ::<Handover>() => read::<Handover>(given, &opened.payload, now)?,
        taken::TYP => {
            let value = crate::crypto::json::value(&opened.payload);
            (value.map_err(|error| usage(format!("`{}`: {error}", given.name), "ask for the file again"))?, false)
        }
        other => {
            let other: String = other.chars().filter(|sign| !sign.is_control()).take(60).collect();
            let what = format!("`{}` is of the type `{other}`, which is none of this tool's", given.name);
            return Err(usage(what, "ask for the right file"));
        }
    };
    let signature = if opened.good { "good" } else { "bad" }.to_owned();
    Ok(Shown { kind: opened.typ, key: opened.key.sha256(), signature, ended, document })
}

fn read<T: Letter>(given: &Given, payload: &str, now: Moment) -> Result<(Value, bool)> {
    let letter: T = document::read(&given.name, payload)?;
    let ended = letter.metadata().expires < now;
    Ok((serde_json::to_value(&letter).unwrap_or_default(), ended))
}
