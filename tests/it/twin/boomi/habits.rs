//! What an operator, an area or an edition of the product may do otherwise, and what no source settles.

use serde_json::{Map, Value};

use super::item::Kind;

/// The area that everything without another name belongs to.
pub(crate) const AREA: &str = "a5e4a001-0000-4000-8000-000000000001";
/// A second area, with objects of its own.
pub(crate) const OTHER_AREA: &str = "a5e4a002-0000-4000-8000-000000000002";
/// The V3 key and its secret.
pub(crate) const V3_KEY: (&str, &str) = ("v3key0000000000000000001", "v3secret4711");
/// The service user and its password.
pub(crate) const SERVICE_USER: (&str, &str) = ("operator", "operator-canary-4711");
/// The host name that an area starts with, public and approved.
pub(crate) const PUBLIC_HOST: &str = "api.acme.example";

/// How the product behaves; the default is the plain reading of the contract.
#[derive(Clone, Copy)]
pub(crate) struct Habits {
    /// How calls are throttled (section 3).
    pub(crate) pace: Pace,
    /// Calls before `ERR_403_DEVELOPER_OVER_RATE`.
    pub(crate) quota: Option<u32>,
    /// Seconds in a `Retry-After` beside a throttled answer.
    pub(crate) retry_after: Option<u32>,
    /// What a call with a dead token is answered.
    pub(crate) dead_token: DeadToken,
    /// Seconds that a refresh token lives.
    pub(crate) refresh_lifetime: i64,
    /// What `offset` means.
    pub(crate) offsets: Offsets,
    /// The `limit` of a list without one, and the largest.
    pub(crate) limit: usize,
    /// What a filter on a nested property of a package key does.
    pub(crate) nested_filter: NestedFilter,
    /// What `PUT` does with `endpoint.processor`.
    pub(crate) processor: Processor,
    /// The success codes of creations and removals.
    pub(crate) codes: Codes,
    /// How a duplicate is told.
    pub(crate) duplicate: Duplicate,
    /// How many creations below a new parent are refused before one is carried out.
    pub(crate) unsettled: u32,
    /// The `areaStatus` of a new member that was sent without one.
    pub(crate) member_status: &'static str,
    /// What an area wants of a member besides the three that all want.
    pub(crate) required_of_members: &'static [&'static str],
    /// Which custom attributes an area knows.
    pub(crate) attributes: Attributes,
    /// Sees, changes or vetoes a new member, application or package key.
    pub(crate) callout: Option<Callout>,
    /// What a key without a `secret` gets.
    pub(crate) secret: SecretRule,
    /// Where secrets are shown.
    pub(crate) secrets_shown: SecretsShown,
    /// Whether a plan's review binds a key that is sent as active.
    pub(crate) review: Review,
    /// Key length and secret length of a new package.
    pub(crate) lengths: (u32, u32),
    /// Whether a key is read without its package (WA-14194).
    pub(crate) package: PackageShown,
    /// Whether an added service brings its endpoints into the plan.
    pub(crate) plan_content: PlanContent,
    /// What a removal does with what is below.
    pub(crate) removal: Removal,
    /// Cloud or Local Edition, which alone keeps `inboundMsslRequired`.
    pub(crate) edition: Edition,
}

/// May change what is created, or say why it is not.
pub(crate) type Callout = fn(Kind, &mut Map<String, Value>) -> Result<(), String>;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    Free,
    /// So many calls in a second.
    PerSecond(usize),
    /// Each n-th call is refused.
    RefusesEvery(u32),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum DeadToken {
    Inactive,
    NotAuthorized,
    /// 401 with `WWW-Authenticate`.
    Unauthorized,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Offsets {
    Items,
    /// Page numbers for the resources for which one client takes them so.
    Pages,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum NestedFilter {
    Works,
    Ignored,
    Refused,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Processor {
    Merged,
    Replaced,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Codes {
    /// 200 for everything.
    Plain,
    /// 201 for creations, 204 for removals.
    Rest,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Duplicate {
    /// `errorCode` 1001.
    Number,
    /// `errorCode` 400.
    Plain,
    /// An entry in `errors`.
    Field,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attributes {
    Any,
    /// Others are refused by name.
    Known(&'static [&'static str]),
    /// Others are left out without a word.
    Kept(&'static [&'static str]),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum SecretRule {
    Generated,
    /// An empty text.
    Empty,
    /// A field error.
    Required,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum SecretsShown {
    Always,
    /// Not in lists.
    Single,
    /// In the answer to the creation alone.
    Once,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Review {
    /// A key past the limit waits whatever was sent.
    Binds,
    /// The status that was sent stands.
    Yields,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum PackageShown {
    Always,
    /// `null` when a key is read.
    Null,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum PlanContent {
    WithEndpoints,
    ServiceAlone,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Removal {
    /// Goes with its parent.
    Cascades,
    /// Refused while something is below.
    Refused,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edition {
    Cloud,
    Local,
}

impl Default for Habits {
    fn default() -> Self {
        Self {
            pace: Pace::Free,
            quota: None,
            retry_after: None,
            dead_token: DeadToken::Inactive,
            refresh_lifetime: 24 * 3600,
            offsets: Offsets::Items,
            limit: 100,
            nested_filter: NestedFilter::Works,
            processor: Processor::Merged,
            codes: Codes::Plain,
            duplicate: Duplicate::Number,
            unsettled: 0,
            member_status: "waiting",
            required_of_members: &[],
            attributes: Attributes::Any,
            callout: None,
            secret: SecretRule::Generated,
            secrets_shown: SecretsShown::Always,
            review: Review::Binds,
            lengths: (24, 10),
            package: PackageShown::Always,
            plan_content: PlanContent::WithEndpoints,
            removal: Removal::Cascades,
            edition: Edition::Cloud,
        }
    }
}
