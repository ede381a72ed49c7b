//! `completions`: scripts that make a shell complete.

use clap_complete::{
    Shell,
    env::{Bash, Elvish, EnvCompleter, Fish, Powershell, Zsh},
};

use crate::cli::{
    args::tree,
    command::Run,
    failure::{Failure, Kind, Outcome, Verdict},
    open::House,
    view::text::Script,
};

/// Prints the script that makes a shell complete words and names.
#[derive(Debug, clap::Args)]
#[command(visible_alias = "completion", after_help = EXAMPLES)]
pub struct Args {
    /// The shell
    shell: Shell,
    /// A script that never asks partnerctl: it knows commands and flags, but no names. For packages
    #[arg(long)]
    fixed: bool,
}

const EXAMPLES: &str = "\
Examples:
  For bash, in `~/.bashrc`: `source <(partnerctl completions bash)`
    $ partnerctl completions bash
  For fish, once:
    $ partnerctl completions fish > ~/.config/fish/completions/partnerctl.fish";

impl Run for Args {
    type Answer = Script;

    fn run(self, house: &House) -> Outcome {
        let text = if self.fixed { fixed(self.shell) } else { asking(self.shell)? };
        house.show(&Script { name: self.shell.to_string(), text })?;
        Ok(Verdict::Done)
    }
}

/// The script that knows the tree of commands by heart.
#[must_use]
pub fn fixed(shell: Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut tree(), "partnerctl", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// The script that asks partnerctl at each press of the key.
fn asking(shell: Shell) -> Result<String, Failure> {
    let completer: &dyn EnvCompleter = match shell {
        Shell::Bash => &Bash,
        Shell::Zsh => &Zsh,
        Shell::Fish => &Fish,
        Shell::Elvish => &Elvish,
        Shell::PowerShell => &Powershell,
        other => return Err(Failure::usage(format!("`{other}` is a shell that is not known here"))),
    };
    let mut script = Vec::new();
    completer
        .write_registration("COMPLETE", "partnerctl", "partnerctl", "partnerctl", &mut script)
        .map_err(|error| Failure::new(Kind::Other, "completions", format!("failed to make the script: {error}")))?;
    Ok(String::from_utf8_lossy(&script).into_owned())
}
