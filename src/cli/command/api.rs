//! `api add|create|list|show|activate|deactivate|assign|unassign`

mod activate;
mod add;
mod assign;
mod create;
mod deactivate;
mod list;
mod show;
mod unassign;

use crate::cli::command::noun;

noun! {
    /// APIs: their documents here, and what the gateway has of them.
    {
        Add(add), Create(create), List(list), Show(show), Activate(activate), Deactivate(deactivate), Assign(assign),
        Unassign(unassign),
    }
}
