//! `record`: records.

mod list;
mod show;

use crate::cli::command::noun;

noun! {
    /// Records: what is so, written by the tool alone.
    { Show(show), List(list) }
}
