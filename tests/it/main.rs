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
mod crash;
mod examples;
mod floors;
mod judges;
mod limbo;
mod promises;
mod readme;
mod replies;
mod sandbox;
mod secrets;
mod stores;
mod support;
mod swagger;
mod truth;
mod wire;
