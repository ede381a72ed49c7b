//! What a partner holds to show who it is: opened from its record and the secret store, or put together from flags.

mod ask;
mod elsewhere;
mod kinds;
mod open;
mod wrong;

use std::collections::BTreeSet;

use url::Url;

use crate::{
    crypto::{certificate::Certificate, chain, key::Key},
    domain::{
        mechanism::MechanismKind,
        moment::{Moment, Span},
        name::{ProfileKey, ScopeName},
        record::Record,
        secret::Secret,
    },
    http::{Http, Identity},
    job::{Cause, Context, Result, material::usage, session::Session},
};

pub use self::{
    elsewhere::{Asked, end},
    kinds::{
        Assertion, ClientCertificate, ClientKey, ClientSecret, Endpoint, Exchange, GatewayJwt, Held, IdClient, IdToken, Shows,
        Signer, UserJwt,
    },
    wrong::{Flaw, forged},
};

/// What a partner holds. Its secrets are not shown by `Debug`.
#[derive(Debug, Clone)]
pub enum Badge {
    /// Client id and secret of a token endpoint.
    ClientSecret(ClientSecret),
    /// A key that signs for the client at a token endpoint (RFC 7523, section 2.2).
    ClientKey(ClientKey),
    /// A certificate that stands for the client at a token endpoint (RFC 8705, section 2).
    ClientCertificate(ClientCertificate),
    /// A certificate that is the credential itself: there is no token.
    Certificate(Identity),
    /// A key that signs JWTs: the bearer token itself, or the grant for one (RFC 7523, section 2.1).
    Signer(Box<Signer>),
    /// An assertion that was made elsewhere.
    Assertion(Assertion),
    /// What the gateway knows the partner by when it signs a JWT for it.
    GatewayJwt(GatewayJwt),
    /// A user of the gateway, for whom it signs a JWT without claims.
    UserJwt(UserJwt),
    /// An ID token of the partner's identity provider.
    IdToken(IdToken),
    /// An ID token that the gateway exchanges for its own.
    Exchange(Exchange),
}

/// What is given besides the record.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// The credential, instead of the one in the secret store: client secret, private key, API key.
    pub credential: Option<Secret>,
    /// The ID token (`oidc`).
    pub id_token: Option<Secret>,
    /// The partner's certificates, instead of the files that the partner file names.
    pub certificates: Option<Vec<Certificate>>,
    /// Scopes, instead of those of the record.
    pub scopes: Option<BTreeSet<ScopeName>>,
    /// The API that the token is for (RFC 8707).
    pub resource: Option<String>,
    /// A token endpoint, instead of the record's; a JWT of the partner is exchanged there.
    pub token_url: Option<Url>,
    /// The line to send when the partner holds the credential; `partnerctl verify ..` when absent.
    pub line: Option<String>,
    /// How long to wait for the end of a token, to see that an ended one is refused.
    pub patience: Option<Span>,
}

impl Badge {
    /// Opens what a partner holds by its record. Where the credential is not in this secret store, the partner holds it, and the
    /// error gives the line to send.
    pub fn open(ctx: &Context<'_>, session: &Session<'_>, record: &Record, given: &Given) -> Result<Self> {
        open::Opening { ctx, session, record, given }.badge()
    }

    /// The client for calls as the partner in its environment: its authorities trusted, and the certificate shown where there is one.
    pub fn client(&self, ctx: &Context<'_>, session: &Session<'_>) -> Result<Http> {
        self.over(&(ctx.visit)(&session.key.environment, session.environment)?)
    }

    /// The same client with the certificate of this badge, where there is one.
    pub fn over(&self, http: &Http) -> Result<Http> {
        match self.identity() {
            Some(identity) => Ok(http.altered(|settings| settings.identity = Some(identity.clone()))?),
            None => Ok(http.clone()),
        }
    }

    /// The certificate that is shown in the handshake.
    #[must_use]
    pub const fn identity(&self) -> Option<&Identity> {
        match self {
            Self::Certificate(identity)
            | Self::ClientCertificate(ClientCertificate { identity, .. })
            | Self::GatewayJwt(GatewayJwt { identity: Some(identity), .. }) => Some(identity),
            _ => None,
        }
    }

    /// Whether a server is asked for a token, which looks at what it is shown.
    #[must_use]
    pub const fn asks(&self) -> bool {
        match self {
            Self::Certificate(_) | Self::IdToken(IdToken::Given(_)) => false,
            Self::Signer(signer) => signer.endpoint.is_some(),
            _ => true,
        }
    }

    /// Whether another token can be had when one is refused.
    #[must_use]
    pub const fn renews(&self) -> bool {
        let one = matches!(
            self,
            Self::Certificate(_)
                | Self::Assertion(_)
                | Self::IdToken(IdToken::Given(_))
                | Self::Exchange(Exchange { id_token: IdToken::Given(_), .. })
        );
        !one
    }
}

impl Signer {
    /// Opens a partner that signs its JWTs itself.
    pub fn open(ctx: &Context<'_>, key: &ProfileKey, given: &Given) -> Result<Self> {
        let session = Session::open(ctx, &key.partner, &key.environment)?;
        let known = session.record.as_ref().map(|read| read.value.clone());
        // What a JWT says is agreed before the partner is on the gateway.
        let record = known.unwrap_or_else(|| Record::new(key, session.mechanism(), ctx.clock.now()));
        if session.mechanism() == MechanismKind::JwtBearer
            && let Badge::Signer(signer) = Badge::open(ctx, &session, &record, given)?
        {
            return Ok(*signer);
        }
        let what = format!("partner `{}` does not sign JWTs itself in `{}`", key.partner, key.environment);
        let next = format!("`partnerctl token get --partner {} -e {}` gets what it calls with", key.partner, key.environment);
        Err(usage(what, next))
    }
}

/// The error of a partner that has no record yet.
#[must_use]
pub fn not_onboarded(key: &ProfileKey) -> crate::job::Error {
    let what = format!("partner `{}` is not onboarded in `{}` yet", key.partner, key.environment);
    Cause::NotFound { what, next: format!("`partnerctl onboard {} -e {}`", key.partner, key.environment) }.into()
}

/// The certificate of a key among several with its intermediates, leaf first and without the root, as a handshake shows it (RFC 8446,
/// section 4.4.2).
pub fn identity(certificates: &[Certificate], key: &Key, now: Moment) -> Result<Identity> {
    let own = certificates.iter().find(|one| one.public_key.spki() == key.spki_der());
    let leaf = own.ok_or_else(|| {
        let subjects = certificates.iter().map(|one| format!("`{}`", one.subject)).collect::<Vec<_>>().join(", ");
        usage(format!("the private key belongs to none of the certificates: {subjects}"), "`partnerctl key match` compares them")
    })?;
    let pool: Vec<&Certificate> = certificates.iter().collect();
    let path = chain::trace(leaf, &pool, now).path;
    let shown = path.iter().enumerate().filter(|(place, one)| *place == 0 || !one.is_self_signed());
    let chain = shown.map(|(_, one)| one.pem()).collect();
    Ok(Identity { chain, key: Secret::new(key.to_pem().to_string()) })
}
