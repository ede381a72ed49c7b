//! The house of one command: settings, both ways out, and the doors, opened when a job asks for them.

use std::{path::PathBuf, sync::Arc};

use crate::{
    cli::{
        asking::Asking,
        connect::Lines,
        doors::{self, LateSecrets},
        failure::{Failure, Outcome},
        fault, interrupt,
        output::{Output, Report},
        settings::{Env, Purpose, Settings},
    },
    clock::{Clock, Stop, System},
    domain::name::EnvironmentName,
    job::{self, Actor, Context},
    prompt::{Prompt, refuse::Refuse, terminal::Terminal},
};

/// What a command works with.
pub struct House {
    /// What it was told besides its own words.
    pub settings: Settings,
    /// The environment variables.
    pub env: Env,
    output: Output,
    command: String,
    clock: Arc<dyn Clock>,
    stop: Stop,
}

impl House {
    /// The house of a command; nothing is opened.
    #[must_use]
    pub fn new(settings: Settings, env: Env, command: String) -> Self {
        let output = Output::new(settings.style);
        Self { settings, env, output, command, clock: Arc::new(System), stop: Stop::default() }
    }

    /// Writes the answer to stdout.
    pub fn show<R: Report>(&self, report: &R) -> Result<(), Failure> {
        self.output.show(report)
    }

    /// Says on stderr what happens.
    pub fn tell(&self, event: &job::Event) {
        self.output.tell(event);
    }

    /// Says how the command ended, when it failed.
    pub fn said(&self, outcome: Outcome) -> Outcome {
        outcome.inspect_err(|failure| self.output.fail(failure))
    }

    /// The time.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// The person at the terminal, or nobody.
    #[must_use]
    pub fn prompt(&self) -> Asking<'_> {
        let person: &dyn Prompt = if self.settings.asks { &Terminal } else { &Refuse };
        Asking { person, yes: self.settings.yes, output: &self.output }
    }

    /// Does a job in the workspace.
    pub fn work<T, E>(&self, job: impl FnOnce(&Context<'_>) -> Result<T, E>) -> Result<T, Failure>
    where
        Failure: From<E>,
    {
        let state = self.env.get("PARTNERCTL_STATE_DIR").map(PathBuf::from);
        let from = self.settings.workspace.clone().unwrap_or_else(|| PathBuf::from("."));
        let opened = doors::workspace(&from, state).map_err(|error| fault::in_store(&error))?;
        interrupt::listen(&self.stop);
        let (prompt, actor) = (self.prompt(), self.actor());
        let open_secrets = || doors::secrets(&opened, &self.env, &prompt);
        let secrets = LateSecrets::new(&open_secrets);
        let lines = Lines {
            opened: &opened,
            secrets: &secrets,
            env: &self.env,
            settings: &self.settings,
            clock: &self.clock,
            stop: &self.stop,
        };
        let context = Context {
            workspace: &opened.workspace,
            store: &*opened.store,
            secrets: &secrets,
            clock: &*self.clock,
            prompt: &prompt,
            connect: &|name, environment| lines.gateway(name, environment),
            visit: &|name, environment| lines.visitor(name, environment),
            tell: &|event| self.output.tell(event),
            stop: &self.stop,
            actor: &actor,
        };
        Ok(job(&context)?)
    }

    /// Does a job in the workspace and in the environment that is meant, see [`Settings::environment`].
    pub fn work_in<T>(
        &self,
        purpose: Purpose,
        job: impl FnOnce(&Context<'_>, &EnvironmentName) -> job::Result<T>,
    ) -> Result<T, Failure> {
        self.work(|context| -> Result<T, Failure> {
            let (environment, _) = self.settings.environment(context.workspace, purpose)?;
            context.environment(&environment)?;
            Ok(job(context, &environment)?)
        })
    }

    fn actor(&self) -> Actor {
        Actor {
            user: self.env.user(),
            host: gethostname::gethostname().to_string_lossy().into_owned(),
            pid: std::process::id(),
            command: self.command.clone(),
            change: self.settings.change.clone(),
        }
    }
}
