//! The one room that decides what to change.
