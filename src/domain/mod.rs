//! What things are: the words of the house as types. No input or output, no clock.

pub mod api;
pub mod capability;
pub mod certificate;
pub mod change;
pub mod document;
pub mod exchange;
pub mod finding;
pub mod ground;
pub mod junos;
pub mod mail;
pub mod mechanism;
pub mod message;
pub mod moment;
pub mod name;
pub mod pair;
pub mod partner;
pub mod profile;
pub mod record;
pub mod rotation;
pub mod secret;
pub mod signature;
pub mod srx;
pub mod step;
pub mod workspace;
