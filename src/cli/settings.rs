//! Settings: flag, environment variable, workspace and user configuration, merged in this order. The only reader of the environment.

use std::{collections::BTreeMap, io::IsTerminal as _, path::PathBuf};

use serde::Deserialize;

use crate::{
    cli::{
        args::{ColourChoice, Global},
        failure::Failure,
        fault,
        output::{Format, LogFormat, Style, Talk},
    },
    document,
    domain::{
        moment::Span,
        name::EnvironmentName,
        secret::Secret,
        workspace::{Class, Workspace},
    },
    files,
};

/// Where a setting came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A flag or its environment variable: somebody meant it for this command.
    Given,
    /// The workspace file.
    Workspace,
    /// The user's configuration.
    User,
    /// Nobody said anything.
    Default,
}

/// The environment variables of this process, or those of a test.
#[derive(Debug, Clone)]
pub enum Env {
    /// Of this process.
    System,
    /// Of a test.
    Fixed(BTreeMap<String, String>),
}

impl Env {
    /// The value of a variable. A variable that is set and empty has a value, an empty one.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
    pub fn get(&self, name: &str) -> Option<String> {
        match self {
            Self::System => std::env::var_os(name).map(|value| value.to_string_lossy().into_owned()),
            Self::Fixed(values) => values.get(name).cloned(),
        }
    }

    /// The same with one variable set.
    #[must_use]
    pub fn with(&self, name: &str, value: String) -> Self {
        let mut values = match self {
            Self::Fixed(values) => values.clone(),
            Self::System => {
                ["HOME", "USER", "LOGNAME"].iter().filter_map(|name| Some(((*name).to_owned(), self.get(name)?))).collect()
            }
        };
        values.insert(name.to_owned(), value);
        Self::Fixed(values)
    }

    /// The value of a variable that holds a secret.
    #[must_use]
    pub fn secret(&self, name: &str) -> Option<Secret> {
        self.get(name).map(Secret::new)
    }

    /// Who runs this process: as the environment says, with the account beside it where that has another name, for anybody can
    /// set a variable.
    #[must_use]
    pub fn user(&self) -> String {
        let known = ["USER", "LOGNAME", "USERNAME"].iter().filter_map(|name| self.get(name)).find(|name| !name.is_empty());
        match (known, whoami::username().ok().filter(|name| !name.is_empty())) {
            (Some(name), Some(account)) if name != account => format!("{name} (account {account})"),
            (Some(name), _) | (None, Some(name)) => name,
            (None, None) => "unknown".to_owned(),
        }
    }

    /// The user's configuration file, see the XDG base directory specification.
    #[must_use]
    pub fn user_config(&self) -> Option<PathBuf> {
        let absolute = |name: &str| self.get(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let folder = absolute("XDG_CONFIG_HOME").or_else(|| Some(absolute("HOME")?.join(".config")));
        Some(folder?.join("partnerctl").join("config.yaml"))
    }
}

/// The user's configuration file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct UserConfig {
    output: Option<Format>,
    color: Option<ColourChoice>,
    no_input: Option<bool>,
    environment: Option<EnvironmentName>,
    timeout: Option<Span>,
    log_format: Option<LogFormat>,
}

impl UserConfig {
    /// Reads the file; what is not there says nothing.
    pub fn read(env: &Env) -> Result<Self, Failure> {
        let Some(path) = env.user_config() else { return Ok(Self::default()) };
        let bytes = files::read_if_exists(&path, CONFIG_LIMIT).map_err(|error| fault::with_file(&error))?;
        let Some(bytes) = bytes else { return Ok(Self::default()) };
        let text = String::from_utf8_lossy(&bytes);
        document::read_any(&path.display().to_string(), &text).map_err(|error| fault::in_document(&error))
    }
}

/// What every command is told besides its own words.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the search for the workspace begins.
    pub workspace: Option<PathBuf>,
    /// How answers and talk look.
    pub style: Style,
    /// Whether questions may be asked.
    pub asks: bool,
    /// Whether questions for consent are answered with yes.
    pub yes: bool,
    /// How long one answer of a server may take.
    pub timeout: Span,
    /// The ticket number.
    pub change: Option<String>,
    given: Option<EnvironmentName>,
    preferred: Option<EnvironmentName>,
}

impl Settings {
    /// Merges what was given with the user's configuration. What the workspace says is looked up when it is open.
    #[must_use]
    pub fn merge(global: Global, user: UserConfig, env: &Env) -> Self {
        let colour = global.color.or(user.color).unwrap_or_default();
        let (stdout, stderr) = (std::io::stdout().is_terminal(), std::io::stderr().is_terminal());
        let scripted = matches!(global.output.or(user.output), Some(Format::Json)) && global.log_format.is_none();
        let style = Style {
            format: global.output.or(user.output).unwrap_or_default(),
            log: global.log_format.or(user.log_format).unwrap_or_default(),
            talk: if scripted && global.verbose == 0 { Talk::Silent } else { talk(global.quiet, global.verbose) },
            colour: colours(colour, stdout, env),
            talk_colour: colours(colour, stderr, env),
            width: if stdout { console::Term::stdout().size().1.max(40) } else { 80 },
        };
        Self {
            workspace: global.workspace,
            style,
            asks: !global.no_input && !user.no_input.unwrap_or_default() && std::io::stdin().is_terminal() && stderr,
            yes: global.yes,
            timeout: global.timeout.or(user.timeout.filter(|span| !span.duration().is_zero())).unwrap_or(Span::seconds(30)),
            change: global.change,
            given: global.environment,
            preferred: user.environment,
        }
    }

    /// The same for another workspace: nothing was said about its environment, and nobody is asked.
    #[must_use]
    pub fn inside(&self, workspace: PathBuf) -> Self {
        Self { workspace: Some(workspace), asks: false, given: None, preferred: None, ..self.clone() }
    }

    /// The same for another workspace of the same user.
    #[must_use]
    pub fn at(&self, workspace: PathBuf) -> Self {
        Self { workspace: Some(workspace), ..self.clone() }
    }

    /// The environment that was named for this command; `None` when it was left open.
    #[must_use]
    pub const fn given_environment(&self) -> Option<&EnvironmentName> {
        self.given.as_ref()
    }

    /// Which environment is meant: the one that is named, else the workspace's default, else the user's, else the only one.
    /// A class-production environment is never chosen by default by a command that writes.
    pub fn environment(&self, workspace: &Workspace, purpose: Purpose) -> Result<(EnvironmentName, Origin), Failure> {
        if let Some(given) = &self.given {
            return Ok((given.clone(), Origin::Given));
        }
        let default = workspace.defaults.environment.clone().map(|name| (name, Origin::Workspace));
        let preferred = self.preferred.clone().filter(|name| workspace.environments.contains_key(name));
        let mut names = workspace.environments.keys();
        let only = names.next().filter(|_| names.next().is_none());
        let chosen = default.or(preferred.map(|name| (name, Origin::User))).or(only.map(|name| (name.clone(), Origin::Default)));
        let Some((name, origin)) = chosen else { return Err(open_choice(workspace)) };
        let class = workspace.environments.get(&name).map(|environment| environment.class);
        if purpose == Purpose::Write && class == Some(Class::Production) {
            let what = format!("`{name}` is a production environment, and this command writes: it must be named");
            return Err(Failure::usage(what).next(format!("add `-e {name}` if you mean it")));
        }
        Ok((name, origin))
    }
}

/// Whether a command changes anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It looks.
    Read,
    /// It changes files, records or a gateway.
    Write,
}

fn open_choice(workspace: &Workspace) -> Failure {
    let known = workspace.environments.keys().map(|name| format!("`-e {name}`")).collect::<Vec<_>>();
    if known.is_empty() {
        return Failure::usage("`partnerctl.yaml` has no environment").next("add one below `environments:`");
    }
    let next = format!("add {}, or set `defaults: {{ environment: .. }}` in `partnerctl.yaml`", known.join(" or "));
    Failure::usage("which environment is not said, and there are several").next(next)
}

const fn talk(quiet: bool, verbose: u8) -> Talk {
    match (quiet, verbose) {
        (true, _) => Talk::Quiet,
        (false, 0) => Talk::Normal,
        (false, _) => Talk::Chatty,
    }
}

/// Whether a stream takes colour; see no-color.org and bixense.com/clicolors.
fn colours(choice: ColourChoice, terminal: bool, env: &Env) -> bool {
    let set = |name: &str| env.get(name).filter(|value| !value.is_empty());
    match choice {
        ColourChoice::Always => true,
        ColourChoice::Never => false,
        ColourChoice::Auto if set("NO_COLOR").is_some() => false,
        ColourChoice::Auto if set("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
        ColourChoice::Auto if set("CLICOLOR").is_some_and(|value| value == "0") => false,
        ColourChoice::Auto => terminal && set("TERM").is_none_or(|value| value != "dumb"),
    }
}

const CONFIG_LIMIT: u64 = 64 * 1024;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    fn workspace(default: &str, environments: &[(&str, &str)]) -> Workspace {
        let line = |(name, class): &(&str, &str)| format!("  {name}: {{ class: {class}, gateway: {{ driver: webmethods }} }}\n");
        let environments: String = environments.iter().map(line).collect();
        let text = format!(
            "apiVersion: partnerctl/v1\nkind: Workspace\norganisation: X\ndefaults: {{ {default} }}\nenvironments:\n{environments}"
        );
        document::read("partnerctl.yaml", &text).unwrap()
    }

    fn chosen(given: Option<&str>, workspace: &Workspace, purpose: Purpose) -> Result<String, u8> {
        let env = Env::Fixed(BTreeMap::new());
        let global = Global { environment: given.map(|name| name.parse().unwrap()), ..Global::default() };
        let settings = Settings::merge(global, UserConfig::default(), &env);
        let found = settings.environment(workspace, purpose);
        found.map(|(name, _)| name.to_string()).map_err(|failure| failure.kind.number())
    }

    #[test]
    fn the_environment_is_named_or_default_or_the_only_one() {
        let two = [("test", "non-production"), ("prod", "production")];
        let open = workspace("", &two);
        assert_eq!(chosen(None, &open, Purpose::Read), Err(2));
        assert_eq!(chosen(Some("prod"), &open, Purpose::Write), Ok("prod".to_owned()));
        assert_eq!(chosen(None, &workspace("environment: test", &two), Purpose::Write), Ok("test".to_owned()));
        assert_eq!(chosen(None, &workspace("", &two[..1]), Purpose::Write), Ok("test".to_owned()));
    }

    #[test]
    fn production_is_read_by_default_and_never_written() {
        for space in [workspace("", &[("prod", "production")]), workspace("environment: prod", &[("prod", "production")])] {
            assert_eq!(chosen(None, &space, Purpose::Read), Ok("prod".to_owned()));
            assert_eq!(chosen(None, &space, Purpose::Write), Err(2));
        }
    }

    #[test]
    fn colour_follows_the_conventions() {
        let with = |pairs: &[(&str, &str)]| Env::Fixed(pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect());
        assert!(colours(ColourChoice::Auto, true, &with(&[])));
        assert!(!colours(ColourChoice::Auto, false, &with(&[])));
        assert!(!colours(ColourChoice::Auto, true, &with(&[("NO_COLOR", "1")])));
        assert!(colours(ColourChoice::Auto, true, &with(&[("NO_COLOR", "")])));
        assert!(colours(ColourChoice::Auto, false, &with(&[("CLICOLOR_FORCE", "1")])));
        assert!(!colours(ColourChoice::Auto, true, &with(&[("TERM", "dumb")])));
        assert!(colours(ColourChoice::Always, false, &with(&[("NO_COLOR", "1")])));
    }
}
