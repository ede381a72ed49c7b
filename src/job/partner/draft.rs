//! A partner file in the making: what was given by flags, completed by questions.

use std::collections::BTreeMap;

use crate::{
    domain::{
        document::{Format, Kind},
        mechanism::MechanismKind,
        name::{ApiRef, EnvironmentName, PartnerName, ScopeName},
        partner::{Authentication, Contact, Metadata, Partner, PartnerSpec, Presence},
    },
    job::{Cause, Context, Result, partner::misspelt},
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
            issuer: None,
            jwks_uri: None,
            client_id: None,
            audience: None,
            claims: BTreeMap::new(),
            customer_source_id: None,
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
        if self.issuer.is_none() && matches!(mechanism, MechanismKind::Oidc | MechanismKind::JwtBearer) {
            self.issuer = Some(prompt.text("issuer of its tokens (exactly their `iss`)", None, "--issuer")?);
        }
        if self.certificates.is_empty() && mechanism == MechanismKind::ClientCertificate {
            let file = prompt.text("certificate file (relative to the workspace)", None, "--certificate")?;
            self.certificates.push(file);
        }
        let known: Vec<ApiRef> = context.store.apis()?.iter().map(crate::domain::api::ApiDocument::reference).collect();
        self.ask_for_apis(context, &known)?;
        for api in &self.apis {
            if let Some(meant) = misspelt(api, &known) {
                let what = format!("there is no API `{api}` in `apis/`");
                return Err(Cause::NotFound { what, next: format!("did you mean `{meant}`?") }.into());
            }
        }
        if self.display_name.is_none() && prompt.can_ask() {
            self.display_name = Some(prompt.text("name that people use", Some(self.name.as_str()), "--display-name")?);
        }
        if self.contacts.is_empty() && prompt.can_ask() {
            let email = prompt.text("mail address of the technical contact (empty for none)", Some(""), "--contact")?;
            self.contacts.extend((!email.is_empty()).then(|| Contact { role: "technical".to_owned(), email }));
        }
        Ok(self.partner(environment, mechanism))
    }

    fn ask_for_apis(&mut self, context: &Context<'_>, known: &[ApiRef]) -> Result<()> {
        if !self.apis.is_empty() {
            return Ok(());
        }
        let names = known.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let default = (!names.is_empty()).then_some(names.as_str());
        let text = context.prompt.text("list of its APIs (NAME/VERSION)", default, "--api")?;
        for word in text.split([' ', ',']).filter(|word| !word.is_empty()) {
            let api = word.parse().map_err(|error: crate::domain::name::NameError| Cause::Usage {
                what: error.to_string(),
                next: "write NAME/VERSION, with spaces between several".to_owned(),
            })?;
            self.apis.push(api);
        }
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
