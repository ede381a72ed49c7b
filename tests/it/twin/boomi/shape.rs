//! The members of each kind and what they may hold; the words of the description, not its text.

use serde_json::{Map, Value};

use super::{answer::Refusal, item::Kind};

/// The described members of one kind, as words between blanks.
pub(super) struct Shape {
    texts: &'static str,
    flags: &'static str,
    numbers: &'static str,
    /// Lists of texts.
    lists: &'static str,
    /// Objects, and lists of objects.
    nested: &'static str,
    /// Members with the words that they may hold, alone or in a list.
    words: &'static [(&'static str, &'static str)],
}

impl Shape {
    pub(super) const fn of(kind: Kind) -> &'static Self {
        match kind {
            Kind::Member => &MEMBER,
            Kind::Application => &APPLICATION,
            Kind::PackageKey => &PACKAGE_KEY,
            Kind::Package => &PACKAGE,
            Kind::Plan => &PLAN,
            Kind::Service => &SERVICE,
            Kind::Endpoint => &ENDPOINT,
            Kind::Domain => &DOMAIN,
            Kind::Role | Kind::Organization => &NAMED,
        }
    }

    /// Checks what was sent. Nothing is said of unknown members here.
    pub(super) fn check(&self, body: &Map<String, Value>) -> Result<(), Refusal> {
        for (name, value) in body.iter().filter(|(_, value)| !value.is_null()) {
            if !self.holds(name, value) {
                return Err(Refusal::field(name, "Invalid value"));
            }
        }
        Ok(())
    }

    pub(super) fn knows(&self, name: &str) -> bool {
        [self.texts, self.flags, self.numbers, self.lists, self.nested].iter().any(|words| has(words, name))
    }

    fn holds(&self, name: &str, value: &Value) -> bool {
        let texts = value.as_array().into_iter().flatten().chain(Some(value));
        let mut texts = texts.filter_map(Value::as_str);
        let word =
            self.words.iter().find(|(known, _)| *known == name).is_none_or(|(_, words)| texts.all(|text| has(words, text)));
        let fits = if has(self.texts, name) {
            value.is_string()
        } else if has(self.flags, name) {
            value.is_boolean()
        } else if has(self.numbers, name) {
            value.is_u64()
        } else if has(self.lists, name) {
            value.as_array().is_some_and(|list| list.iter().all(Value::is_string))
        } else if has(self.nested, name) {
            value.is_object() || value.as_array().is_some_and(|list| list.iter().all(Value::is_object))
        } else {
            true
        };
        fits && word
    }
}

fn has(words: &str, name: &str) -> bool {
    words.split_whitespace().any(|word| word == name)
}

const NONE: Shape = Shape { texts: "", flags: "", numbers: "", lists: "", nested: "", words: &[] };

const NAMED: Shape = Shape { texts: "name", ..NONE };

const DOMAIN: Shape = Shape { texts: "domain status", ..NONE };

const MEMBER: Shape = Shape {
    texts: "name username email displayName uri blog im imsvc phone company address1 address2 locality region postalCode \
            countryCode firstName lastName areaStatus externalId passwdNew",
    nested: "roles",
    words: &[("areaStatus", "active waiting disabled")],
    ..NONE
};

const APPLICATION: Shape = Shape {
    texts: "name username description type adsSystem usageModel tags notes howDidYouHear preferredProtocol preferredOutput \
            externalId uri oauthRedirectUri",
    flags: "commercial ads",
    ..NONE
};

const PACKAGE_KEY: Shape = Shape {
    texts: "name apikey secret status expires",
    flags: "rateLimitExempt qpsLimitExempt",
    numbers: "rateLimitCeiling qpsLimitCeiling",
    nested: "package plan",
    words: &[("status", "active waiting disabled")],
    ..NONE
};

const PACKAGE: Shape = Shape {
    texts: "name description keyAdapter notifyDeveloperPeriod notifyAdminPeriod notifyAdminEmails",
    flags: "notifyDeveloperNearQuota notifyDeveloperOverQuota notifyDeveloperOverThrottle notifyAdminNearQuota \
            notifyAdminOverQuota notifyAdminOverThrottle",
    numbers: "keyLength sharedSecretLength nearQuotaThreshold",
    nested: "organization",
    ..NONE
};

const PLAN: Shape = Shape {
    texts: "name description notes status rateLimitPeriod emailTemplateSetId",
    flags: "selfServiceKeyProvisioningEnabled adminKeyProvisioningEnabled qpsLimitExempt qpsLimitKeyOverrideAllowed \
            rateLimitExempt rateLimitKeyOverrideAllowed responseFilterOverrideAllowed",
    numbers: "maxNumKeysAllowed numKeysBeforeReview qpsLimitCeiling rateLimitCeiling adminEmailTemplateSetId",
    nested: "roles",
    words: &[("status", "active inactive"), ("rateLimitPeriod", "minute hour day month")],
    ..NONE
};

const SERVICE: Shape = Shape {
    texts: "name description version editorHandle",
    flags: "rfc3986Encode",
    numbers: "qpsLimitOverall",
    nested: "organization",
    ..NONE
};

const ENDPOINT: Shape = Shape {
    texts: "name type requestPathAlias trafficManagerDomain outboundRequestTargetPath outboundRequestTargetQueryParameters \
            outboundTransportProtocol requestProtocol requestAuthenticationType customRequestAuthenticationAdapter \
            apiKeyValueLocationKey",
    flags: "allowMissingApiKey dropApiKeyFromIncomingCall inboundSslRequired inboundMsslRequired highSecurity",
    numbers: "connectionTimeoutForSystemDomainRequest connectionTimeoutForSystemDomainResponse",
    lists: "oauthGrantTypes apiKeyValueLocations supportedHttpMethods headersToExcludeFromIncomingCall forwardedHeaders \
            returnedHeaders",
    nested: "publicDomains systemDomains processor systemDomainAuthentication httpsClientProfile",
    words: &[
        ("outboundTransportProtocol", "use-inbound http https"),
        ("requestProtocol", "rest soap xml-rpc json-rpc other"),
        ("requestAuthenticationType", "apiKey apiKeyAndSecret_MD5 apiKeyAndSecret_SHA256 secureHash_SHA256 oauth custom"),
        ("apiKeyValueLocations", "request-header request-body request-parameters request-path custom"),
    ],
};

/// The OAuth profile of a service, which is no object of its own.
pub(super) const OAUTH: Shape = Shape {
    texts: "accessTokenType macAlgorithm",
    flags: "accessTokenTtlEnabled allowMultipleToken masheryTokenApiEnabled refreshTokenEnabled enableRefreshTokenTtl \
            tokenBasedRateLimitsEnabled forceOauthRedirectUrl forceSslRedirectUrlEnabled secureTokensEnabled",
    numbers: "accessTokenTtl authorizationCodeTtl refreshTokenTtl qpsLimitCeiling rateLimitCeiling",
    lists: "forwardedHeaders grantTypes",
    words: &[
        ("accessTokenType", "bearer mac"),
        ("forwardedHeaders", "access-token client-id scope user-context"),
        ("grantTypes", "authorization_code implicit password client_credentials"),
    ],
    ..NONE
};
