//! Gateways: one trait for every product's admin API, in the words of the house.

pub mod boomi;
pub mod error;
pub mod pair;
pub mod registry;
pub mod rfc7591;
pub mod webmethods;

use crate::domain::{
    capability::{Probe, Support},
    change::Change,
    finding::Finding,
    ground::Ground,
    message::{Reply, Request},
    name::EnvironmentName,
    profile::{Marker, Observed, RemoteRef},
    secret::{Secret, SecretRef},
};

pub use error::{Error, Result};
pub use registry::{DRIVERS, Driver, Opening, Registrar};

/// One product's admin API, in our words.
pub trait Gateway: Send + Sync {
    /// Asks the server what it is and what it can do. Called once per command; the other calls may rely on what it found.
    fn probe(&self) -> Result<Probe>;

    /// Reads what partners share: APIs with addresses and admission rules, scopes, anchors, issuers.
    fn ground(&self) -> Result<Ground>;

    /// Reads all profiles that carry a marker of ours, page by page; [`Error::Unsupported`] when the product cannot list.
    fn survey(&self) -> Result<Box<dyn Iterator<Item = Result<Observed>> + '_>>;

    /// Reads all profiles without a marker of ours, those of others among them; [`Error::Unsupported`] when the product cannot list.
    fn strangers(&self) -> Result<Box<dyn Iterator<Item = Result<Observed>> + '_>> {
        let (why, needs) =
            ("its profiles cannot be listed", "each partner's own address: `partnerctl onboard NAME --adopt --client`");
        Err(Error::Unsupported(Support::Unsupported { why: why.to_owned(), needs: needs.to_owned() }))
    }

    /// Reads one profile; `None` when the gateway does not know it. Found by its remote reference when one is given,
    /// else by marker and name where the product can search. A profile of that name without our marker is returned with
    /// `marker: None`; [`Error::Disowned`] where the product says the same of a profile that is gone and of a token that is.
    /// A product may answer a read with new secrets: they are kept at the desk at once.
    fn observe(&self, target: &ProfileTarget, desk: &dyn Desk) -> Result<Option<Observed>>;

    /// Carries out one change: read, change, write, read back. What is already as wanted is success, too.
    fn apply(&self, target: &Target, change: &Change, desk: &dyn Desk) -> Result<Effect>;

    /// Reads secrets that the product shows only later or only in a list, many at once, and keeps them at the desk.
    /// Returns those that could not be read in clear.
    fn collect(&self, pending: &[Pending], desk: &dyn Desk) -> Result<Vec<Pending>>;

    /// Where the profile is that people mean by this text, for taking it over; products that find profiles by name need none.
    fn locate(&self, text: &str) -> Result<RemoteRef> {
        let what = format!("profiles are found by name here, and `{text}` is not needed: leave `--client` away");
        Err(Error::Settings(what))
    }

    /// Sends an authenticated request as it stands; the path is below the product's admin API.
    fn raw(&self, request: &Request) -> Result<Reply>;
}

/// What a driver may keep while it works. Each call returns only when the fact is durable.
pub trait Desk: Sync {
    /// A secret that was kept earlier, such as a registration token.
    fn credential(&self, slot: &SecretRef) -> Result<Option<Secret>>;

    /// Keeps a secret, before anything else happens.
    fn keep(&self, slot: &SecretRef, secret: &Secret) -> Result<()>;

    /// Notes an object that is about to be written, or was just made, before each single write inside a change.
    fn note(&self, remote: &RemoteRef) -> Result<()>;

    /// Removes a secret that opens nothing any more, because a newer one has worked.
    fn forget(&self, slot: &SecretRef) -> Result<()>;
}

/// The kind of note that says that an object was asked for whose id only the answer gives; its id is the object's name.
pub const ASKED: &str = "asked-for";

/// The kind of note that says that what was asked for was not made.
pub const NOT_MADE: &str = "not-made";

/// What a change is made to.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "there is one at a time, and it is handed on by reference")]
pub enum Target {
    /// The profile of one partner.
    Profile(ProfileTarget),
    /// What is shared; it has its own lock and its own plan, made first and serially.
    Ground(EnvironmentName),
}

/// One partner's profile: how to find it and how to mark it.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileTarget {
    /// The mark that it has, or is to have after the next write.
    pub marker: Marker,
    /// The name that it has, or is to have.
    pub name: String,
    /// Where it was last seen.
    pub remote: Option<RemoteRef>,
    /// Where the client was last seen at the authorization server of a pair.
    pub identity: Option<RemoteRef>,
    /// Whether a profile that does not carry our mark may be taken over.
    pub adopt: bool,
    /// Where the credential that this change issues is to be kept.
    pub slot: SecretRef,
}

/// What a change did. A secret is there at once, or collected later.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Effect {
    /// The profile after the change, read back; `None` for the ground and after a removal.
    pub observed: Option<Observed>,
    /// Secrets that the change made.
    pub issued: Vec<Issued>,
    /// What people should know.
    pub notes: Vec<Finding>,
}

/// A secret that a change made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Issued {
    /// It was kept at the desk under its slot.
    Now(Pending),
    /// It is to be read with [`Gateway::collect`].
    Later(Pending),
}

/// A secret and the object that shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// Where it is kept.
    pub slot: SecretRef,
    /// The object on the gateway.
    pub remote: RemoteRef,
    /// The client id that it belongs to.
    pub client_id: Option<String>,
}
