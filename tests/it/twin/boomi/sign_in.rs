//! `POST /v3/token`, and what its tokens open (section 1).

use std::collections::BTreeMap;

use serde_json::json;
use time::{Duration, OffsetDateTime};

use super::{
    answer::{Good, Manager, Outcome, Refusal},
    call::{Call, value_of},
    habits::{AREA, DeadToken, Habits, OTHER_AREA, SERVICE_USER, V3_KEY},
    mint::Mint,
};

/// The tokens that are known, with their areas and ends.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    access: BTreeMap<String, (String, OffsetDateTime)>,
    refresh: BTreeMap<String, (String, OffsetDateTime)>,
}

impl Tokens {
    /// Answers a token request.
    pub(super) fn grant(&mut self, call: &Call, habits: &Habits, mint: &mut Mint, now: OffsetDateTime) -> Outcome {
        match call.basic() {
            None => return Err(Refusal::Manager(Manager::NotAuthorized)),
            Some((key, secret)) if (key.as_str(), secret.as_str()) != V3_KEY => {
                return Err(Refusal::Manager(Manager::Inactive));
            }
            Some(_) => {}
        }
        let form = call.form();
        let area = match value_of(&form, "grant_type") {
            Some("password") => by_password(&form)?,
            Some("refresh_token") => self.by_refresh(&form, now)?,
            Some(_) => return Err(Refusal::OAuth("unsupported_grant_type", "Unsupported grant type".to_owned())),
            None => return Err(Refusal::OAuth("invalid_request", "Missing grant_type".to_owned())),
        };
        let (access, refresh) = (mint.word(24), mint.word(24));
        self.access.insert(access.clone(), (area.clone(), now + Duration::HOUR));
        self.refresh.insert(refresh.clone(), (area.clone(), now + Duration::seconds(habits.refresh_lifetime)));
        let body = json!({ "token_type": "bearer", "mapi": mint.word(24), "access_token": access, "expires_in": 3600,
            "refresh_token": refresh, "scope": area });
        Ok(Good::of(200, body))
    }

    /// The area that a call's token opens.
    pub(super) fn area(&self, call: &Call, habits: &Habits, now: OffsetDateTime) -> Result<String, Refusal> {
        let known = call.bearer().and_then(|token| self.access.get(token)).filter(|(_, end)| now < *end);
        known.map(|(area, _)| area.clone()).ok_or(Refusal::Manager(match habits.dead_token {
            DeadToken::Inactive => Manager::Inactive,
            DeadToken::NotAuthorized => Manager::NotAuthorized,
            DeadToken::Unauthorized => Manager::Unauthorized,
        }))
    }

    /// Ends all access tokens; with `all`, the refresh tokens too.
    pub(super) fn forget(&mut self, all: bool) {
        self.access.clear();
        if all {
            self.refresh.clear();
        }
    }

    /// A refresh token serves once.
    fn by_refresh(&mut self, form: &[(String, String)], now: OffsetDateTime) -> Result<String, Refusal> {
        let known = value_of(form, "refresh_token").and_then(|token| self.refresh.remove(token)).filter(|(_, end)| now < *end);
        known.map(|(area, _)| area).ok_or_else(|| Refusal::OAuth("invalid_grant", "Expired refresh token".to_owned()))
    }
}

fn by_password(form: &[(String, String)]) -> Result<String, Refusal> {
    let field =
        |name: &str| value_of(form, name).ok_or_else(|| Refusal::OAuth("invalid_request", format!("Missing parameter: {name}")));
    let (user, password, scope) = (field("username")?, field("password")?, field("scope")?);
    if (user, password) != SERVICE_USER {
        return Err(Refusal::OAuth("invalid_grant", "Invalid user credentials".to_owned()));
    }
    if ![AREA, OTHER_AREA].contains(&scope) {
        return Err(Refusal::OAuth("invalid_scope", "Unknown area".to_owned()));
    }
    Ok(scope.to_owned())
}
