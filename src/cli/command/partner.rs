//! `partner`: partner files.

mod add;
mod list;
mod set;
mod show;

pub(crate) use add::contact;

use crate::cli::command::noun;

noun! {
    /// Partner files: what is wanted, written by people.
    { Add(add), Set(set), List(list), Show(show) }
}
