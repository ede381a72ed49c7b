//! The integration tests: one binary.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    missing_docs,
    reason = "tests fail by panicking, print what they saw and may touch files and the clock"
)]

mod judges;
mod limbo;
mod replies;
mod sandbox;
mod secrets;
mod stores;
mod swagger;
mod wire;
