//! The imitation's own tests: its rules in tables, its answers against the description.

mod client;
mod connector;
mod faults;
mod keys;
mod lists;
mod partners;
mod products;
mod rig;
mod sign_in;
mod traffic;
mod vendor;
