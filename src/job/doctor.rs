//! `doctor`: what is missing or unsafe here.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    domain::{
        finding::{Finding, Level},
        name::EnvironmentName,
        secret::SecretRef,
        workspace::{Class, Environment, Role},
    },
    job::{Context, gateway, session::Session, whole},
};

/// The findings, the worst first.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Diagnosis {
    /// Whether nothing must be mended.
    pub ok: bool,
    /// What was found; what is in order is listed, too.
    pub findings: Vec<Finding>,
}

/// Looks at files, secret store, journal, audit log, and at the gateway of each environment (or of the one named).
#[must_use]
pub fn run(ctx: &Context<'_>, only: Option<&EnvironmentName>) -> Diagnosis {
    let mut findings = vec![workspace(ctx), secrets(ctx), audit(ctx)];
    findings.extend(documents(ctx));
    for (name, environment) in &ctx.workspace.environments {
        if only.is_none_or(|only| only == name) {
            findings.extend(connection(ctx, name, environment));
        }
    }
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    Diagnosis { ok: findings.iter().all(|finding| finding.level < Level::Refuse), findings }
}

fn workspace(ctx: &Context<'_>) -> Finding {
    let count = ctx.workspace.environments.len();
    if count == 0 {
        return Finding::new(Level::Refuse, "no-environment", "partnerctl.yaml", "there is no environment: add one");
    }
    Finding::new(Level::Inform, "workspace", "partnerctl.yaml", format!("{count} environment(s)"))
}

fn secrets(ctx: &Context<'_>) -> Finding {
    match ctx.secrets.get(&SecretRef::fingerprint_key()) {
        Ok(_) => Finding::new(Level::Inform, "secret-store", ctx.secrets.about(), "it answers"),
        Err(error) => Finding::new(Level::Refuse, "secret-store", ctx.secrets.about(), error.to_string()),
    }
}

fn audit(ctx: &Context<'_>) -> Finding {
    let recorded = |name| ctx.store.records(name).is_ok_and(|records| !records.is_empty());
    match ctx.store.audit().verify() {
        Ok(0) if ctx.workspace.environments.keys().any(recorded) => {
            let advice = "there are records, and no line says who made them: the log was removed, or this is a fresh clone; keep \
                          it on durable storage with PARTNERCTL_STATE_DIR";
            Finding::new(Level::Warn, "audit-log-empty", "audit log", advice)
        }
        Ok(lines) => Finding::new(Level::Inform, "audit-log", "audit log", format!("{lines} line(s), the chain holds")),
        Err(error) => Finding::new(Level::Refuse, "audit-log", "audit log", error.to_string()),
    }
}

fn documents(ctx: &Context<'_>) -> Vec<Finding> {
    let refuse = |subject: String, error: String| Finding::new(Level::Refuse, "document", subject, error);
    let names = match ctx.store.partners() {
        Ok(names) => names,
        Err(error) => return vec![refuse("partners/".to_owned(), error.to_string())],
    };
    let mut findings = Vec::new();
    for name in &names {
        match ctx.store.partner(name) {
            Err(error) => findings.push(refuse(format!("partners/{name}.yaml"), error.to_string())),
            Ok(partner) => {
                let opened =
                    partner.spec.environments.keys().filter_map(|environment| Session::open(ctx, name, environment).err());
                findings.extend(opened.map(|error| refuse(name.to_string(), error.to_string())));
            }
        }
    }
    if let Err(error) = ctx.store.apis() {
        findings.push(refuse("apis/".to_owned(), error.to_string()));
    }
    if findings.is_empty() {
        findings.push(Finding::new(
            Level::Inform,
            "documents",
            "partners/",
            format!("{} partner file(s), all good", names.len()),
        ));
    }
    findings
}

fn connection(ctx: &Context<'_>, name: &EnvironmentName, environment: &Environment) -> Vec<Finding> {
    if ctx.workspace.role == Role::Partner {
        let advice = "its admin API is the operator's; `partnerctl verify` makes the calls";
        return vec![Finding::new(Level::Inform, "gateway", name.to_string(), advice)];
    }
    let mut findings = Vec::new();
    let urls = [environment.gateway.url.as_ref(), environment.identity.as_ref().map(|identity| &identity.url)];
    if urls.into_iter().flatten().any(|url| url.scheme() != "https") {
        let level = if environment.class == Class::Production { Level::Refuse } else { Level::Warn };
        findings.push(Finding::new(
            level,
            "plain-http",
            name.to_string(),
            "the admin API is called without TLS: use an https address",
        ));
    }
    match gateway::test(ctx, name) {
        Ok(report) => {
            let text = format!("{} {} answers", report.product, report.version);
            findings.push(Finding::new(Level::Inform, "gateway", name.to_string(), text));
            findings.extend(report.findings);
        }
        Err(error) => {
            findings.push(Finding::new(Level::Refuse, "gateway", name.to_string(), whole(&error)));
        }
    }
    findings
}
