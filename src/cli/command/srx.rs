//! `srx`: SRX firewalls as clients of Juniper Identity Management Service.

mod check;
mod render;

use crate::cli::command::noun;

noun! {
    /// SRX firewalls: statements for JIMS by release, and a check.
    { Render(render), Check(check) }
}
