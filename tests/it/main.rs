//! The integration tests: one binary.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests fail by panicking, print what they saw and may touch files and the clock"
)]

mod certificates;
mod cli;
mod conformance;
mod crash;
mod driver;
mod examples;
mod exchange;
mod fleet;
mod floors;
mod intake;
mod judges;
mod leak;
mod limbo;
mod live;
mod mechanisms;
mod neighbours;
mod notify;
mod pages;
mod pair;
mod partner;
mod processes;
mod promises;
mod race;
mod readme;
mod replies;
mod rotate;
mod sandbox;
mod secrets;
mod srx;
mod stores;
mod support;
mod swagger;
mod truth;
mod twin;
mod versions;
mod wire;
mod wire_boomi;
mod wrong;
