//! Certificates: what is read, what is said about them, and what OpenSSL says about the same ones.

mod commands;
mod input;
mod made;
mod make;
mod numbers;
mod paths;
mod readers;
mod requests;
mod revocation;
mod rules;
mod server;
