//! Registration tokens and secrets at the desk: any answer may bring new ones, which end the old ones (section 3). The old token is kept
//! until the new one has worked, for a crash between answer and save would lose the client.

use crate::{
    domain::secret::{REGISTRATION_SLOTS, Secret, SecretRef},
    gateway::{Desk, Result},
};

use super::wire::Client;

/// What is kept for one client.
#[derive(Clone, Copy)]
pub(super) struct Keeping<'a> {
    desk: &'a dyn Desk,
    /// The slot of the client's secret; those of its tokens stand beside it.
    slot: &'a SecretRef,
}

/// A registration token that may open the client.
pub(super) struct Token {
    pub(super) secret: Secret,
    /// Whether it has never worked yet.
    fresh: bool,
}

impl<'a> Keeping<'a> {
    pub(super) fn new(desk: &'a dyn Desk, slot: &'a SecretRef) -> Self {
        Self { desk, slot }
    }

    /// The tokens that may open the client, the newest first.
    pub(super) fn tokens(&self) -> Result<Vec<Token>> {
        let known = |slot: &str, fresh| Ok(self.desk.credential(&self.slot.beside(slot))?.map(|secret| Token { secret, fresh }));
        Ok([known(FRESH, true)?, known(TOKEN, false)?].into_iter().flatten().collect())
    }

    /// Keeps what the first answer brings; `true` when a secret is among it.
    pub(super) fn begin(&self, client: &Client) -> Result<bool> {
        if let Some(token) = client.token() {
            self.desk.keep(&self.slot.beside(TOKEN), &token)?;
            self.desk.forget(&self.slot.beside(FRESH))?;
        }
        self.secret(client, true)
    }

    /// Keeps what a later answer brings, before anything else happens; `true` when there is another secret.
    pub(super) fn follow(&self, used: &Token, client: Option<&Client>) -> Result<bool> {
        let brought = client.and_then(Client::token).filter(|token| token.reveal() != used.secret.reveal());
        if let Some(token) = &brought {
            self.desk.keep(&self.slot.beside(FRESH), token)?;
        }
        if used.fresh {
            self.desk.keep(&self.slot.beside(TOKEN), &used.secret)?;
            if brought.is_none() {
                self.desk.forget(&self.slot.beside(FRESH))?;
            }
        }
        client.map_or(Ok(false), |client| self.secret(client, false))
    }

    /// Keeps the client's secret; unless `always`, only when it is another one.
    pub(super) fn secret(&self, client: &Client, always: bool) -> Result<bool> {
        let Some(secret) = client.secret() else { return Ok(false) };
        let known = if always { None } else { self.desk.credential(self.slot)? };
        if known.is_some_and(|known| known.reveal() == secret.reveal()) {
            return Ok(false);
        }
        self.desk.keep(self.slot, &secret)?;
        Ok(true)
    }
}

/// The slots of the token that has worked, and of a newer one that has not worked yet.
pub(super) const TOKEN: &str = REGISTRATION_SLOTS[0];
const FRESH: &str = REGISTRATION_SLOTS[1];
