//! Partners from a CSV file. Every fault names row, column and what was perhaps meant, before anything is written.

use std::{collections::BTreeMap, fmt::Display, str::FromStr};

use csv::{ReaderBuilder, StringRecord, Trim};

use crate::{
    document,
    domain::{
        api::ApiDocument,
        mechanism::MechanismKind,
        name::{ApiRef, EnvironmentName, PartnerName, ScopeName},
        partner::{Contact, Partner},
    },
    job::{
        Cause, Context, Result,
        partner::{Draft, doubt, misspelt},
    },
};

/// Reads and checks a whole file. Rows of one name are one partner in several environments.
pub(super) fn read(
    context: &Context<'_>,
    file: &str,
    bytes: &[u8],
    environment: Option<&EnvironmentName>,
) -> Result<Vec<Partner>> {
    let mut faults = Vec::new();
    let mut partners: BTreeMap<PartnerName, Partner> = BTreeMap::new();
    let known = Known::of(context, environment)?;
    let mut reader = ReaderBuilder::new().trim(Trim::All).flexible(true).from_reader(bytes);
    let headers = reader.headers().map_err(|error| unreadable(file, &error))?.clone();
    check_headers(file, &headers)?;
    for (place, row) in reader.records().enumerate() {
        let row = row.map_err(|error| unreadable(file, &error))?;
        let mut line = Line { number: place + 2, headers: &headers, row: &row, faults: &mut faults };
        let Some((environment, partner)) = line.partner(&known) else { continue };
        let twice = partners.get(&partner.metadata.name).is_some_and(|known| known.spec.environments.contains_key(&environment));
        if twice {
            line.fault("name", format!("`{}` stands twice for `{environment}`", partner.metadata.name), "remove one of the rows");
        }
        let presences = partner.spec.environments.clone();
        partners.entry(partner.metadata.name.clone()).or_insert(partner).spec.environments.extend(presences);
    }
    match faults.as_slice() {
        [] if partners.is_empty() => Err(Cause::Usage {
            what: format!("`{file}` has no rows"),
            next: format!("write one row per partner and environment below the columns {}", COLUMNS.join(",")),
        }
        .into()),
        [] => Ok(partners.into_values().collect()),
        faults => Err(refused(file, faults).into()),
    }
}

/// What rows are held against.
struct Known<'a> {
    environments: Vec<&'a EnvironmentName>,
    default: Option<&'a EnvironmentName>,
    documents: Vec<ApiDocument>,
    apis: Vec<ApiRef>,
    partners: Vec<PartnerName>,
}

impl<'a> Known<'a> {
    fn of(context: &'a Context<'_>, default: Option<&'a EnvironmentName>) -> Result<Self> {
        let documents = context.store.apis()?;
        Ok(Self {
            environments: context.workspace.environments.keys().collect(),
            default,
            apis: documents.iter().map(ApiDocument::reference).collect(),
            documents,
            partners: context.store.partners()?,
        })
    }
}

/// One row, and where its faults go.
struct Line<'a> {
    number: usize,
    headers: &'a StringRecord,
    row: &'a StringRecord,
    faults: &'a mut Vec<String>,
}

impl Line<'_> {
    fn partner(&mut self, known: &Known<'_>) -> Option<(EnvironmentName, Partner)> {
        let before = self.faults.len();
        let name: Option<PartnerName> = self.parsed("name", "write one such as `acme`");
        if let Some(name) = name.as_ref().filter(|name| known.partners.contains(name)) {
            self.fault("name", format!("there is a partner `{name}` already"), "remove the row, or change the partner file");
        }
        let environment = self.environment(known);
        let mechanism = self.mechanism();
        let mut draft = Draft::new(name?);
        draft.display_name = self.text("display-name").map(str::to_owned);
        draft.customer_source_id = self.text("customer-source-id").map(str::to_owned);
        draft.apis = self.many::<ApiRef>("apis");
        draft.scopes = self.many::<ScopeName>("scopes");
        draft.contacts = self.contacts();
        for api in &draft.apis {
            if let Some(meant) = misspelt(api, &known.apis) {
                self.fault("apis", format!("there is no API `{api}` in `apis/`"), format!("did you mean `{meant}`?"));
            }
        }
        if draft.scopes.is_empty() {
            draft.scopes = doubt::scopes(&draft.apis, &known.documents);
        }
        let environment = environment.filter(|_| self.faults.len() == before)?;
        Some((environment.clone(), draft.partner(&environment, mechanism?)))
    }

    fn environment(&mut self, known: &Known<'_>) -> Option<EnvironmentName> {
        let Some(text) = self.text("environment") else {
            if known.default.is_none() {
                self.fault("environment", "no environment is named", "write one, or add `-e ENVIRONMENT`");
            }
            return known.default.cloned();
        };
        if let Some(found) = known.environments.iter().find(|name| name.as_str() == text) {
            return Some((*found).clone());
        }
        let words: Vec<&str> = known.environments.iter().map(|name| name.as_str()).collect();
        let what = format!("there is no environment `{text}` in `partnerctl.yaml`");
        let hint = suggestion(text, &words);
        self.fault("environment", what, hint);
        None
    }

    fn mechanism(&mut self) -> Option<MechanismKind> {
        let text = self.text("mechanism").unwrap_or_default();
        let words = MechanismKind::ALL.map(MechanismKind::word);
        let Ok(mechanism) = text.parse() else {
            let what = if text.is_empty() { "no mechanism is named".to_owned() } else { format!("`{text}` is not a mechanism") };
            let hint = suggestion(text, &words);
            self.fault("mechanism", what, hint);
            return None;
        };
        if mechanism != MechanismKind::Oauth2 {
            let what = format!("`{mechanism}` needs more than a row can hold: an issuer or a certificate");
            self.fault("mechanism", what, "add this partner with `partnerctl partner add NAME`");
        }
        Some(mechanism)
    }

    fn contacts(&mut self) -> Vec<Contact> {
        let words: Vec<String> = self.text("contacts").map(parts).unwrap_or_default();
        let mut contacts = Vec::new();
        for word in words {
            match word.split_once('=').filter(|(role, email)| !role.is_empty() && email.contains('@')) {
                Some((role, email)) => contacts.push(Contact { role: role.to_owned(), email: email.to_owned() }),
                None => self.fault(
                    "contacts",
                    format!("`{word}` is not a contact"),
                    "write ROLE=EMAIL, such as `technical=dev@acme.example`",
                ),
            }
        }
        contacts
    }

    fn many<T: FromStr<Err: Display>>(&mut self, column: &'static str) -> Vec<T> {
        let words: Vec<String> = self.text(column).map(parts).unwrap_or_default();
        let mut values = Vec::new();
        for word in words {
            match word.parse() {
                Ok(value) => values.push(value),
                Err(error) => self.fault(column, error, "put spaces or semicolons between several"),
            }
        }
        values
    }

    fn parsed<T: FromStr<Err: Display>>(&mut self, column: &'static str, hint: &str) -> Option<T> {
        let text = self.text(column).unwrap_or_default();
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.fault(column, error, hint);
                None
            }
        }
    }

    fn text(&self, column: &str) -> Option<&str> {
        let place = self.headers.iter().position(|header| header == column)?;
        self.row.get(place).filter(|text| !text.is_empty())
    }

    fn fault(&mut self, column: &str, what: impl Display, hint: impl Display) {
        self.faults.push(format!("row {}, column `{column}`: {what}; {hint}", self.number));
    }
}

fn parts(text: &str) -> Vec<String> {
    text.split([' ', ';']).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn check_headers(file: &str, headers: &StringRecord) -> Result<()> {
    let mut faults = Vec::new();
    for header in headers.iter().filter(|header| !COLUMNS.contains(header)) {
        faults.push(format!("row 1, column `{header}`: there is no such column; {}", suggestion(header, &COLUMNS)));
    }
    for needed in ["name", "mechanism"].iter().filter(|needed| !headers.iter().any(|header| header == **needed)) {
        faults.push(format!("row 1: the column `{needed}` is missing; the columns are {}", COLUMNS.join(",")));
    }
    if faults.is_empty() { Ok(()) } else { Err(refused(file, &faults).into()) }
}

/// The word that was perhaps meant, else all of them.
pub(in crate::job) fn suggestion(text: &str, known: &[&str]) -> String {
    let best = known.iter().min_by_key(|word| document::distance(text, word));
    match best.filter(|word| !text.is_empty() && document::distance(text, word) <= 1 + word.len() / 4) {
        Some(word) => format!("did you mean `{word}`?"),
        None => format!("choose {}", known.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")),
    }
}

/// All faults of a file at once, so that nobody mends them one by one.
pub(in crate::job) fn refused(file: &str, faults: &[String]) -> Cause {
    let shown = faults.iter().take(SHOWN).fold(String::new(), |text, fault| text + "\n  " + fault);
    let rest = faults.len().saturating_sub(SHOWN);
    let more = if rest > 0 { format!("\n  and {rest} more") } else { String::new() };
    let count = if faults.len() == 1 { "a fault".to_owned() } else { format!("{} faults", faults.len()) };
    Cause::Usage {
        what: format!("`{file}` has {count}, and nothing was written:{shown}{more}"),
        next: "correct the file and run the command again".to_owned(),
    }
}

/// A file that is no table.
pub(in crate::job) fn unreadable(file: &str, error: &csv::Error) -> Cause {
    let row = error.position().map(|place| format!("row {}: ", place.line())).unwrap_or_default();
    Cause::Usage {
        what: format!("`{file}` cannot be read as CSV: {row}{error}"),
        next: "save it as UTF-8 text with commas between the columns".to_owned(),
    }
}

const COLUMNS: [&str; 8] =
    ["name", "display-name", "environment", "mechanism", "apis", "scopes", "contacts", "customer-source-id"];
const SHOWN: usize = 20;
