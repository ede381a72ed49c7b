//! A partner file in the making: what was given by flags, completed by questions.

use std::{collections::BTreeMap, fmt::Display, str::FromStr};

use crate::{
    domain::{
        api::ApiDocument,
        document::{Format, Kind},
        finding::{Finding, Level},
        mechanism::MechanismKind,
        name::{ApiRef, EnvironmentName, PartnerName, ScopeName},
        partner::{Authentication, Contact, Metadata, Partner, PartnerSpec, Presence, SignedBy},
    },
    job::{
        Cause, Context, Event, Result,
        partner::{Choice, doubt, misspelt},
    },
};

/// What is known of a new partner.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The name.
    pub name: PartnerName,
    /// The name that people use.
    pub display_name: Option<String>,
    /// Whom to write to.
    pub contacts: Vec<Contact>,
    /// How the partner authenticates.
    pub mechanism: Option<MechanismKind>,
    /// The APIs that it may call.
    pub apis: Vec<ApiRef>,
    /// Scopes of the mechanism.
    pub scopes: Vec<ScopeName>,
    /// Certificate files.
    pub certificates: Vec<String>,
    /// Who signs the tokens.
    pub signed_by: Option<SignedBy>,
    /// The issuer of the tokens.
    pub issuer: Option<String>,
    /// Where the issuer publishes its keys.
    pub jwks_uri: Option<url::Url>,
    /// The client id at the issuer.
    pub client_id: Option<String>,
    /// The `aud` of the tokens.
    pub audience: Option<String>,
    /// Claims that identify the partner.
    pub claims: BTreeMap<String, String>,
    /// The customer source identifier.
    pub customer_source_id: Option<String>,
    /// The product that issues the tokens, where its addresses are known.
    pub provider: Option<Choice>,
}

impl Draft {
    /// A draft that holds nothing but the name.
    #[must_use]
    pub fn new(name: PartnerName) -> Self {
        Self {
            name,
            display_name: None,
            contacts: Vec::new(),
            mechanism: None,
            apis: Vec::new(),
            scopes: Vec::new(),
            certificates: Vec::new(),
            signed_by: None,
            issuer: None,
            jwks_uri: None,
            client_id: None,
            audience: None,
            claims: BTreeMap::new(),
            customer_source_id: None,
            provider: None,
        }
    }

    /// Asks for what is missing.
    pub(super) fn complete(mut self, context: &Context<'_>, environment: &EnvironmentName) -> Result<Partner> {
        let prompt = context.prompt;
        if self.mechanism.is_none() {
            let words: Vec<String> = MechanismKind::ALL.iter().map(ToString::to_string).collect();
            let chosen = prompt.choose(&format!("mechanism of `{}`", self.name), &words, "--mechanism")?;
            self.mechanism = MechanismKind::ALL.get(chosen).copied();
        }
        let mechanism = self.mechanism.unwrap_or(MechanismKind::Oauth2);
        if matches!(mechanism, MechanismKind::Oidc | MechanismKind::JwtBearer) {
            self.ask_provider(context)?;
            self.ask_for_issuer(context, mechanism)?;
        }
        if self.certificates.is_empty() && mechanism == MechanismKind::ClientCertificate {
            // Onboarding waits for the partner's certificate.
            let question = "certificate file, relative to the workspace (empty while the partner has not sent one)";
            let file = if prompt.can_ask() { prompt.text(question, Some(""), "--certificate")? } else { String::new() };
            self.certificates.extend((!file.is_empty()).then_some(file));
        }
        let documents = context.store.apis()?;
        let known: Vec<ApiRef> = documents.iter().map(ApiDocument::reference).collect();
        self.ask_for_apis(context, &known)?;
        for api in &self.apis {
            if let Some(meant) = misspelt(api, &known) {
                let what = format!("there is no API `{api}` in `apis/`");
                return Err(Cause::NotFound { what, next: format!("did you mean `{meant}`?") }.into());
            }
        }
        if self.scopes.is_empty() && mechanism == MechanismKind::Oauth2 {
            self.scopes = asked_scopes(context, doubt::scopes(&self.apis, &documents))?;
        }
        if self.display_name.is_none() && prompt.can_ask() {
            self.display_name = Some(prompt.text("name that people use", Some(self.name.as_str()), "--display-name")?);
        }
        if self.contacts.is_empty() && prompt.can_ask() {
            let fits = |text: &str| {
                if text.is_empty() || text.contains('@') { Ok(()) } else { Err("this is not a mail address".into()) }
            };
            let question = "mail address of the technical contact (empty for none)";
            let email = prompt.answer(question, Some(""), "--contact", &fits)?;
            self.contacts.extend((!email.is_empty()).then(|| Contact { role: "technical".to_owned(), email }));
        }
        Ok(self.partner(environment, mechanism))
    }

    /// Takes from a known product what it says about its tokens.
    fn ask_provider(&mut self, context: &Context<'_>) -> Result<()> {
        let Some(choice) = self.provider.take() else { return Ok(()) };
        for note in choice.complete(self)? {
            (context.tell)(&Event::Note(Finding::new(Level::Inform, "identity-provider", choice.provider.clone(), note)));
        }
        Ok(())
    }

    /// Asks who issues the tokens, and what is needed to know them by.
    fn ask_for_issuer(&mut self, context: &Context<'_>, mechanism: MechanismKind) -> Result<()> {
        let prompt = context.prompt;
        if mechanism == MechanismKind::JwtBearer && self.issuer.is_none() && self.signed_by.is_none() && prompt.can_ask() {
            let words = ["the partner, or its identity provider".to_owned(), "the gateway".to_owned()];
            let chosen = prompt.choose("who signs its tokens", &words, "--signed-by")?;
            self.signed_by = (chosen == 1).then_some(SignedBy::Gateway);
        }
        if self.signed_by == Some(SignedBy::Gateway) {
            return Ok(());
        }
        if self.issuer.is_none() {
            self.issuer = Some(prompt.text("issuer of its tokens (exactly their `iss`)", None, "--issuer")?);
        }
        if !prompt.can_ask() {
            return Ok(());
        }
        if self.jwks_uri.is_none() && self.certificates.is_empty() {
            let question = "address of the issuer's keys, or a certificate file (empty when its metadata names the address)";
            let keys = prompt.text(question, Some(""), "--jwks-uri")?;
            match url::Url::parse(&keys) {
                Ok(url) => self.jwks_uri = Some(url),
                Err(_) => self.certificates.extend((!keys.is_empty()).then_some(keys)),
            }
        }
        let asked = |question: &str, flag| -> Result<Option<String>> {
            Ok(Some(prompt.text(question, Some(""), flag)?).filter(|text| !text.is_empty()))
        };
        if self.client_id.is_none() && mechanism == MechanismKind::Oidc {
            self.client_id = asked("client id of its application at the issuer", "--client-id")?;
        }
        if self.audience.is_none() && mechanism == MechanismKind::JwtBearer {
            self.audience = asked("audience (`aud`) of its tokens (empty for none)", "--audience")?;
        }
        Ok(())
    }

    fn ask_for_apis(&mut self, context: &Context<'_>, known: &[ApiRef]) -> Result<()> {
        if !self.apis.is_empty() {
            return Ok(());
        }
        let names = known.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let default = (!names.is_empty()).then_some(names.as_str());
        let fits = |text: &str| words::<ApiRef>(text).and_then(|apis| apis.iter().try_for_each(|api| meant(api, known)));
        let text = context.prompt.answer("list of its APIs (NAME/VERSION)", default, "--api", &fits)?;
        self.apis = words(&text).map_err(|what| Cause::Usage { what, next: "write NAME/VERSION".to_owned() })?;
        Ok(())
    }

    /// The partner file that the draft becomes.
    pub(super) fn partner(mut self, environment: &EnvironmentName, mechanism: MechanismKind) -> Partner {
        self.apis.sort_unstable();
        self.apis.dedup();
        let authentication = Authentication {
            mechanism,
            scopes: self.scopes,
            certificates: self.certificates,
            signed_by: self.signed_by,
            issuer: self.issuer,
            jwks_uri: self.jwks_uri,
            client_id: self.client_id,
            audience: self.audience,
            claims: self.claims,
        };
        let presence =
            Presence { authentication, apis: self.apis, customer_source_id: self.customer_source_id, application_id: None };
        Partner {
            api_version: Format::V1,
            kind: Kind::Partner,
            spec: PartnerSpec {
                display_name: self.display_name.unwrap_or_else(|| self.name.to_string()),
                contacts: self.contacts,
                environments: BTreeMap::from([(environment.clone(), presence)]),
            },
            metadata: Metadata { name: self.name, labels: BTreeMap::new() },
        }
    }
}

/// The scopes of a partner that named none: those of its APIs, unless a person says otherwise.
fn asked_scopes(context: &Context<'_>, usual: Vec<ScopeName>) -> Result<Vec<ScopeName>> {
    if usual.is_empty() || !context.prompt.can_ask() {
        return Ok(usual);
    }
    let default = usual.iter().map(ScopeName::as_str).collect::<Vec<_>>().join(" ");
    let fits = |text: &str| words::<ScopeName>(text).map(drop);
    let text = context.prompt.answer("scopes of its tokens", Some(&default), "--scope", &fits)?;
    words(&text).map_err(|what| Cause::Usage { what, next: "write names with spaces between them".to_owned() }.into())
}

/// Refuses the name of an API that was probably meant to be another one.
fn meant(api: &ApiRef, known: &[ApiRef]) -> std::result::Result<(), String> {
    let other = misspelt(api, known);
    other.map_or(Ok(()), |other| Err(format!("there is no API `{api}` in `apis/`; did you mean `{other}`?")))
}

/// Several values in one answer, with spaces or commas between them.
fn words<T: FromStr<Err: Display>>(text: &str) -> std::result::Result<Vec<T>, String> {
    let words = text.split([' ', ',']).filter(|word| !word.is_empty());
    words.map(|word| word.parse().map_err(|error: T::Err| error.to_string())).collect()
}
