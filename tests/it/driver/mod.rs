//! The driver at the sandbox: two readings of one contract must meet.

mod bench;
mod calls;
mod halves;
mod life;
mod others;
