//! The rooms of partnerctl, lowest floor first. Serves `main.rs` and the tests; not a public API.

pub mod domain;

pub mod crypto;
pub mod document;
pub mod ledger;
pub mod lint;
pub mod plan;
pub mod template;

pub mod caller;
pub mod clock;
pub mod files;
pub mod gateway;
pub mod handshake;
pub mod http;
pub mod mail;
pub mod prompt;
pub mod sandbox;
pub mod secrets;
pub mod store;

pub mod job;

pub mod cli;
