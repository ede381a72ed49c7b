//! The product's known peculiarities, each on a switch. The default is what 10.15 was seen to do.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What differs between versions and fix levels of the product (contract: sections 1 to 3, 10 and 11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Quirks {
    /// The version that is played.
    pub version: Version,
    /// Where client secrets are masked (section 3).
    pub masked_secrets: Masked,
    /// What a PUT of a strategy does with the client registration in its body (section 3).
    pub registration_on_put: RegistrationOnPut,
    /// Whether `GET /strategies` is a bare list; without a value as the version has it (section 3).
    pub bare_strategy_list: Option<bool>,
    /// How strategies are deleted; without a value as the version has it (section 10).
    pub strategy_delete: Option<StrategyDelete>,
    /// Whether lists of applications show `customFields`.
    pub custom_fields_in_lists: bool,
    /// The status of a created application: 200 in the description, 201 in the field (section 2).
    pub application_create_status: u16,
    /// The status of a new API key; without a value as the version has it (section 10).
    pub api_key_post_status: Option<u16>,
    /// Whether a new API key is refused, as on one 10.15 build (section 11).
    pub api_key_post_refused: bool,
    /// Whether only the owner of an application sees its API key; without a value as the version has it: from 11.0 on (section 2, row
    /// "Visibility").
    pub api_keys_of_owner: Option<bool>,
    /// Whether a second application of the same name is accepted (section 11).
    pub duplicate_application_names: bool,
    /// The status for an API whose name and version exist (section 4).
    pub duplicate_api_status: u16,
    /// Whether `POST /applications/{id}/apis` replaces the list, as the description says, instead of adding (section 2).
    pub api_post_replaces: bool,
    /// Whether a search without `condition` is refused (section 2).
    pub search_needs_condition: bool,
    /// Whether a search keyword may match a part of a value; else it must match the whole.
    pub search_partial: bool,
    /// Whether a token is refused at an API that no scope is mapped to (section 4).
    pub scope_mapping_required: bool,
    /// Whether a change of a port is refused with 500, as on some builds (section 7).
    pub port_put_refused: bool,
    /// Whether the key set of an issuer is fetched again for a `kid` that is not in it. By default it is read at start and
    /// when its address is edited, as the 10.2 text says (section 11).
    pub jwks_refresh: bool,
    /// Whether the gateway's own key set says `RSA` for the algorithm, as the vendor's sample does, instead of `RS256`.
    pub jwks_algorithm_rsa: bool,
    /// Every n-th call to the admin API is answered 429 with `Retry-After`.
    pub throttle: Option<u64>,
}

impl Default for Quirks {
    fn default() -> Self {
        Self {
            version: Version::V10_15,
            masked_secrets: Masked::ListOnly,
            registration_on_put: RegistrationOnPut::Kept,
            bare_strategy_list: None,
            strategy_delete: None,
            custom_fields_in_lists: true,
            application_create_status: 201,
            api_key_post_status: None,
            api_key_post_refused: false,
            api_keys_of_owner: None,
            duplicate_application_names: true,
            duplicate_api_status: 400,
            api_post_replaces: false,
            search_needs_condition: true,
            search_partial: false,
            scope_mapping_required: false,
            port_put_refused: false,
            jwks_refresh: false,
            jwks_algorithm_rsa: true,
            throttle: None,
        }
    }
}

impl Quirks {
    pub(super) fn has_bare_strategy_list(&self) -> bool {
        self.bare_strategy_list.unwrap_or(self.version == Version::V10_15)
    }

    pub(super) fn strategy_delete(&self) -> StrategyDelete {
        let usual = if self.version == Version::V10_15 { StrategyDelete::Query } else { StrategyDelete::Path };
        self.strategy_delete.unwrap_or(usual)
    }

    pub(super) fn hides_api_keys(&self) -> bool {
        self.api_keys_of_owner.unwrap_or(self.version == Version::V11_0)
    }

    pub(super) fn api_key_post_status(&self) -> u16 {
        let usual = if self.version == Version::V11_0 { 201 } else { 200 };
        self.api_key_post_status.unwrap_or(usual)
    }
}

/// A version of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Version {
    /// 10.11
    #[serde(rename = "10.11")]
    V10_11,
    /// 10.15
    #[serde(rename = "10.15")]
    V10_15,
    /// 11.0
    #[serde(rename = "11.0")]
    V11_0,
}

impl Version {
    /// The version as the product writes it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::V10_11 => "10.11",
            Self::V10_15 => "10.15",
            Self::V11_0 => "11.0",
        }
    }
}

/// Where client secrets are masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Masked {
    /// Nowhere.
    Never,
    /// Everywhere but in the list.
    ListOnly,
    /// Everywhere but in the answer that issues them.
    AfterIssue,
    /// Everywhere.
    Always,
}

/// What a PUT of a strategy does with the client registration in its body. Without one, the registration is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RegistrationOnPut {
    /// The stored one is kept.
    Kept,
    /// It is stored as it came, a mask included.
    Stored,
}

/// How strategies are deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StrategyDelete {
    /// `DELETE /strategies/{id}`.
    Path,
    /// `DELETE /strategies?ids=`.
    Query,
    /// Either.
    Both,
}
