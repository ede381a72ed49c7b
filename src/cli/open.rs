//! The house of one command: settings, both ways out, and the doors, opened when a job asks for them.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use url::Url;

use crate::{
    cli::{
        asking::Asking,
        connect::{Lines, RETRIES},
        doors::{self, LateSecrets, Opened},
        failure::{Failure, Outcome, Verdict, settle},
        fault, interrupt,
        output::{Output, Report},
        settings::{Env, Purpose, Settings},
        strongbox,
    },
    clock::{Clock, Stop, System},
    domain::name::{EnvironmentName, PartnerName, ProfileKey},
    http::{Http, HttpSettings},
    job::{self, Actor, Context, exchange::only_partner, report::Board},
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

    /// Writes the answer to stdout; then all is done.
    pub fn answer<R: Report>(&self, report: &R) -> Outcome {
        self.show(report).map(|()| Verdict::Done)
    }

    /// Writes the answer of a daily job to stdout, its failures as errors, and says what the command comes to. The failure of
    /// the only partner is the command's own, and there is no answer.
    pub fn answer_board<R: Report>(&self, mut board: Board, view: impl FnOnce(Board) -> R) -> Outcome {
        let verdict = settle(&mut board)?;
        self.show(&view(board))?;
        Ok(verdict)
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

    /// The clock, to be shared with what runs beside the command.
    #[must_use]
    pub fn shared_clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock)
    }

    /// The same house in another workspace, whose sealed secrets an identity in a file opens.
    #[must_use]
    pub fn inside(&self, workspace: &Path, identity: &Path) -> Self {
        let env = self.env.with("PARTNERCTL_SECRETS_IDENTITY", identity.display().to_string());
        Self {
            settings: self.settings.inside(workspace.to_owned()),
            env,
            output: Output::new(self.settings.style),
            command: self.command.clone(),
            clock: Arc::clone(&self.clock),
            stop: self.stop.clone(),
        }
    }

    /// The same house in another workspace of the same user.
    #[must_use]
    pub fn at(&self, workspace: &Path) -> Self {
        Self {
            settings: self.settings.at(workspace.to_owned()),
            env: self.env.clone(),
            output: Output::new(self.settings.style),
            command: self.command.clone(),
            clock: Arc::clone(&self.clock),
            stop: self.stop.clone(),
        }
    }

    /// The person at the terminal, or nobody.
    #[must_use]
    pub fn prompt(&self) -> Asking<'_> {
        let person: &dyn Prompt = if self.settings.asks { &Terminal } else { &Refuse };
        Asking { person, yes: self.settings.yes, output: &self.output }
    }

    /// The user's wish to stop; Ctrl-C is listened to from now on.
    #[must_use]
    pub fn stop(&self) -> &Stop {
        interrupt::listen(&self.stop);
        &self.stop
    }

    /// Finds and opens the workspace.
    pub fn open(&self) -> Result<Opened, Failure> {
        let state = self.env.get("PARTNERCTL_STATE_DIR").filter(|path| !path.is_empty()).map(PathBuf::from);
        let from = self.settings.workspace.clone().unwrap_or_else(|| PathBuf::from("."));
        doors::workspace(&from, state).map_err(|error| fault::in_store(&error))
    }

    /// Does a job in the workspace.
    pub fn work<T, E>(&self, job: impl FnOnce(&Context<'_>) -> Result<T, E>) -> Result<T, Failure>
    where
        Failure: From<E>,
    {
        let opened = self.open()?;
        let (prompt, actor) = (self.prompt(), self.actor());
        let ask = || self.settings.asks.then(|| strongbox::asking(self.output.pausing()));
        let open_secrets = || doors::secrets(&opened, &self.env, ask());
        let secrets = LateSecrets::new(&open_secrets);
        let lines = Lines {
            opened: &opened,
            secrets: &secrets,
            env: &self.env,
            settings: &self.settings,
            clock: &self.clock,
            stop: self.stop(),
        };
        let context = Context {
            workspace: &opened.workspace,
            store: &*opened.store,
            secrets: &secrets,
            clock: &*self.clock,
            prompt: &prompt,
            connect: &|name, environment| lines.gateway(name, environment),
            try_login: &|name, environment, half, password| lines.alone(name, environment, half, password),
            visit: &|name, environment| lines.visitor(name, environment),
            tell: &|event| self.output.tell(event),
            stop: self.stop(),
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

    /// Does a job for one partner in the environment that is meant; in a partner's workspace with one connection it need not be named.
    pub fn work_on<T>(
        &self,
        purpose: Purpose,
        partner: impl Into<Option<PartnerName>>,
        job: impl FnOnce(&Context<'_>, &ProfileKey) -> job::Result<T>,
    ) -> Result<T, Failure> {
        let named = partner.into();
        self.work_in(purpose, |context, environment| {
            let partner = named.map_or_else(|| only_partner(context), Ok)?;
            job(context, &ProfileKey { partner, environment: environment.clone() })
        })
    }

    /// Opens a client for one address outside the gateways; nothing is sent yet.
    pub fn client(&self, base: Url) -> Result<Http, Failure> {
        self.client_trusting(base, None)
    }

    /// The same, which trusts further authorities besides the system's, given as PEM.
    pub fn client_trusting(&self, base: Url, ca_pem: Option<Vec<u8>>) -> Result<Http, Failure> {
        let timeout = self.settings.timeout.duration();
        let settings = HttpSettings { base, login: None, identity: None, ca_pem, timeout, retries: RETRIES };
        let http = Http::new(settings, Arc::clone(&self.clock), self.stop().clone());
        http.map_err(|error| fault::on_the_way(&error))
    }

    fn actor(&self) -> Actor {
        Actor {
            user: self.env.user(),
            host: whoami::hostname().unwrap_or_else(|_| "unknown".to_owned()),
            pid: std::process::id(),
            command: self.command.clone(),
            change: self.settings.change.clone(),
        }
    }
}
