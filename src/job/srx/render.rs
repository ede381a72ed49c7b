//! `srx render`: the statements of the JIMS client as `set` lines and as text, from one tree.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    domain::{
        finding::{Finding, Level},
        junos::{self, Node, Secrets},
        secret::Secret,
        srx::{Ca, Era, Wish},
    },
    files::Mode,
    job::{
        Cause, Result,
        material::Target,
        srx::{era, statements},
    },
    lint::srx::{self as lint, Case},
};

/// The written form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Lines for `load set`.
    Set,
    /// Text in braces for `load merge`.
    Text,
}

/// What to write.
pub struct Order {
    /// What is wanted.
    pub wish: Wish,
    /// In which form.
    pub form: Form,
    /// Where to; a file gets the secrets in clear, and is for its owner alone.
    pub target: Target,
    /// Whether the answer shows the secrets.
    pub reveal: bool,
}

/// The statements of the client.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Rendered {
    /// The release that they are for.
    pub release: String,
    /// The releases that take the same statements.
    pub era: String,
    /// The statements as `set` lines, in their order.
    pub statements: Vec<String>,
    /// The same as text in braces, when that form is wished.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Commands of the operational mode that go with them.
    pub operational: Vec<String>,
    /// What is to be known about them, the worst first.
    pub findings: Vec<Finding>,
    /// The file that they were written to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// Checks what is wanted, and writes the statements. Nothing is written when a rule refuses.
pub fn run(order: &Order) -> Result<Rendered> {
    order.target.check()?;
    let era = era(order.wish.release)?;
    let mut findings = lint::check(&Case { wish: &order.wish, era: &era });
    refuse(&findings)?;
    let tree = statements::tree(&order.wish);
    let shown = if order.reveal { Secrets::Clear } else { Secrets::Masked };
    findings.extend(hidden(order).into_iter().chain(load(order)));
    let mut rendered = rendered(order, &era, &tree, shown);
    rendered.findings = findings;
    if order.target.path.is_some() {
        let clear = Secret::new(self::rendered(order, &era, &tree, Secrets::Clear).document());
        order.target.write(clear.reveal().as_bytes(), Mode::Private)?;
    }
    Ok(rendered)
}

fn rendered(order: &Order, era: &Era, tree: &[Node], secrets: Secrets) -> Rendered {
    Rendered {
        release: order.wish.release.to_string(),
        era: era.to_string(),
        statements: junos::set_lines(tree, secrets),
        text: (order.form == Form::Text).then(|| junos::text(tree, secrets)),
        operational: operational(&order.wish),
        findings: Vec::new(),
        file: order.target.name(),
    }
}

impl Rendered {
    /// What is loaded into the firewall. `set` lines are led by remarks; text has none, for not every reader of it knows them.
    #[must_use]
    pub fn document(&self) -> String {
        if let Some(text) = &self.text {
            return text.clone();
        }
        let mut document = format!("# JIMS client of an SRX firewall, Junos {} (statements of {})\n", self.release, self.era);
        document.push_str("# not together with active-directory-access or the ClearPass query and webapi functions\n");
        for line in &self.statements {
            // Writing into a String cannot fail.
            let _ = writeln!(document, "{line}");
        }
        if !self.operational.is_empty() {
            document.push_str("# then in operational mode, after the profile is committed:\n");
        }
        for line in &self.operational {
            let _ = writeln!(document, "# {line}");
        }
        document
    }
}

/// Every refusal at once, so that nobody mends them one by one.
fn refuse(findings: &[Finding]) -> Result<()> {
    let refused: Vec<_> = findings.iter().filter(|finding| finding.level == Level::Refuse).collect();
    if refused.is_empty() {
        return Ok(());
    }
    let what = refused.iter().map(|finding| format!("{} [{}]", finding.subject, finding.code)).collect::<Vec<_>>().join("; ");
    let mut next: Vec<_> = refused.iter().map(|finding| finding.advice.as_str()).collect();
    next.dedup();
    Err(Cause::Usage { what, next: next.join("; ") }.into())
}

fn hidden(order: &Order) -> Option<Finding> {
    let advice = "`--out FILE` writes the statements with it, for you alone to read; `--reveal` shows it";
    let masked = !order.reveal && order.target.path.is_none();
    masked.then(|| {
        Finding::new(Level::Inform, "secret-masked", format!("`\"{}\"` stands for the client secret", junos::MASK), advice)
    })
}

/// Text has no remarks, so that the commands are told beside it.
fn load(order: &Order) -> Option<Finding> {
    let commands = operational(&order.wish);
    let beside = order.form == Form::Text && order.target.path.is_none() && !commands.is_empty();
    let list = commands.iter().map(|line| format!("`{line}`")).collect::<Vec<_>>().join(", ");
    beside.then(|| Finding::new(Level::Inform, "load-authority", "the authority is loaded after the commit", list))
}

/// The authority's certificate is loaded after the profile is there (Juniper tech post).
fn operational(wish: &Wish) -> Vec<String> {
    let Some(Ca::Profile(name)) = &wish.ca else { return Vec::new() };
    let (file, name) = (wish.ca_file.clone().unwrap_or_else(|| format!("/var/tmp/{name}.pem")), junos::quoted(name));
    vec![
        format!("request security pki ca-certificate load ca-profile {name} filename {}", junos::quoted(&file)),
        format!("request security pki ca-certificate verify ca-profile {name}"),
        format!("show security pki ca-certificate ca-profile {name}"),
    ]
}
