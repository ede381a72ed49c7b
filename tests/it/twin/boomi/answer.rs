//! Answers in the shapes of section 2.

use serde_json::{Value, json};

use crate::replies::Play;

/// What a call comes to.
pub(super) type Outcome = Result<Good, Refusal>;

/// A success.
pub(super) struct Good {
    pub(super) status: u16,
    pub(super) body: Option<Value>,
    /// `X-Total-Count` of a list.
    pub(super) total: Option<usize>,
}

impl Good {
    pub(super) const fn of(status: u16, body: Value) -> Self {
        Self { status, body: Some(body), total: None }
    }
}

/// A refusal of the API or of the traffic manager in front of it.
#[derive(Debug, Clone)]
pub(super) enum Refusal {
    /// `errorCode` and `errorMessage`.
    Api {
        status: u16,
        code: u32,
        message: String,
    },
    /// A property and what is wrong with it.
    Field(String, String),
    /// `error` and `error_description`.
    OAuth(&'static str, String),
    Manager(Manager),
}

/// The refusals of the traffic manager.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manager {
    OverQps,
    ServiceOverQps,
    OverRate,
    Inactive,
    NotAuthorized,
    /// 401 with `WWW-Authenticate`.
    Unauthorized,
    BadGateway,
    Unavailable,
    GatewayTimeout,
    /// No endpoint has such a public address; not a part of the contract.
    NoService,
}

impl Manager {
    /// Status, `X-Mashery-Error-Code`, `X-Error-Detail-Header`, and the heading of the page.
    const fn words(self) -> (u16, &'static str, &'static str, &'static str) {
        match self {
            Self::OverQps => (403, "ERR_403_DEVELOPER_OVER_QPS", "Account Over Queries Per Second Limit", "Developer Over Qps"),
            Self::ServiceOverQps => {
                (403, "ERR_403_SERVICE_OVER_QPS", "Service Over Queries Per Second Limit", "Service Over Qps")
            }
            Self::OverRate => (403, "ERR_403_DEVELOPER_OVER_RATE", "Account Over Rate Limit", "Developer Over Rate"),
            Self::Inactive => (403, "ERR_403_DEVELOPER_INACTIVE", "Account Inactive", "Developer Inactive"),
            Self::NotAuthorized => (403, "ERR_403_NOT_AUTHORIZED", "Not Authorized", "Not Authorized"),
            Self::Unauthorized => (401, "ERR_401_NOT_AUTHORIZED", "Invalid Token", "Not Authorized"),
            Self::BadGateway => (502, "ERR_502_BAD_GATEWAY", "Bad Gateway", "Bad Gateway"),
            Self::Unavailable => (503, "ERR_503_SERVICE_UNAVAILABLE", "Service Unavailable", "Service Unavailable"),
            Self::GatewayTimeout => (504, "ERR_504_GATEWAY_TIMEOUT", "Gateway Timeout", "Gateway Timeout"),
            Self::NoService => (596, "ERR_596_SERVICE_NOT_FOUND", "Service Not Found", "Service Not Found"),
        }
    }

    pub(super) const fn throttles(self) -> bool {
        matches!(self, Self::OverQps | Self::ServiceOverQps)
    }

    pub(super) fn play(self) -> Play {
        let (status, code, detail, title) = self.words();
        let play = Play::text(status, &format!("<h1>{title}</h1>")).with("content-type", "text/xml");
        let play = play.with("x-mashery-error-code", code).with("x-error-detail-header", detail);
        match self {
            Self::Unauthorized => play.with("www-authenticate", "Bearer realm=\"api.mashery.com\", error=\"invalid_token\""),
            _ => play,
        }
    }
}

impl Refusal {
    /// 400 with a text.
    pub(super) fn bad(message: impl Into<String>) -> Self {
        Self::Api { status: 400, code: 400, message: message.into() }
    }

    pub(super) fn field(property: impl Into<String>, message: &str) -> Self {
        Self::Field(property.into(), message.to_owned())
    }

    pub(super) fn missing() -> Self {
        Self::Api { status: 404, code: 404, message: "Resource not found".to_owned() }
    }

    /// The operator account may not; no header tells a reason.
    pub(super) fn forbidden() -> Self {
        Self::Api { status: 403, code: 403, message: "Permission denied".to_owned() }
    }

    pub(super) fn play(&self) -> Play {
        let bad = |play: Play| play.with("x-mashery-error-code", "ERR_400_BAD_REQUEST");
        match self {
            Self::Api { status, code, message } => {
                let play = Play::json(*status, &json!({ "errorCode": code, "errorMessage": message }));
                if *status == 400 { bad(play) } else { play }
            }
            Self::Field(property, message) => {
                bad(Play::json(400, &json!({ "errors": [{ "property": property, "message": message }] })))
            }
            Self::OAuth(error, description) => {
                let play = Play::json(400, &json!({ "error": error, "error_description": description }));
                bad(play.with("cache-control", "no-store"))
            }
            Self::Manager(manager) => manager.play(),
        }
    }
}

/// The answer to a call.
pub(super) fn play(outcome: &Outcome, head: bool) -> Play {
    let good = match outcome {
        Ok(good) => good,
        Err(refusal) => return refusal.play(),
    };
    let play = match &good.body {
        Some(body) if !head => Play::json(good.status, body),
        _ => Play::text(good.status, ""),
    };
    good.total.map_or(play.clone(), |total| play.with("x-total-count", &total.to_string()))
}
