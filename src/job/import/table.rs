//! The table with what a gateway does not know (`--ids FILE.csv`): one row per profile. Every cell is checked before anything is
//! asked of a gateway, and every fault names its line, its column, its value and the reason.

use std::{collections::BTreeMap, fmt::Display, str::FromStr};

use csv::{ReaderBuilder, StringRecord, Trim};

use crate::{
    domain::{
        moment::Moment,
        name::{ApplicationId, PartnerName},
    },
    job::{
        Error, Result,
        partner::{refused, suggestion, unreadable},
    },
};

/// The rows of a table.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) file: String,
    pub(super) rows: Vec<Row>,
}

/// What a row says of one profile.
#[derive(Debug)]
pub(super) struct Row {
    /// The line in the file.
    pub(super) line: u64,
    /// The profile's name on the gateway, or its id.
    pub(super) profile: String,
    pub(super) name: Option<PartnerName>,
    pub(super) application_id: Option<ApplicationId>,
    pub(super) customer_source_id: Option<String>,
    pub(super) secret_issued: Option<Moment>,
    pub(super) secret_expires: Option<Moment>,
}

impl Table {
    /// What is wrong with a cell, as a line of the refusal.
    pub(super) fn fault(line: u64, column: &str, value: &str, why: impl Display) -> String {
        let shown: String = value.chars().map(|sign| if sign.is_control() { '?' } else { sign }).take(60).collect();
        format!("line {line}, column `{column}`, value `{shown}`: {why}")
    }

    /// Refuses the table with all its faults.
    pub(super) fn refused(&self, faults: &[String]) -> Error {
        refused(&self.file, faults).into()
    }
}

/// Reads and checks a whole table.
pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Table> {
    let mut table = Table { file: file.to_owned(), rows: Vec::new() };
    let mut reader = ReaderBuilder::new().trim(Trim::All).flexible(true).from_reader(bytes);
    let headers = reader.headers().map_err(|error| unreadable(file, &error))?.clone();
    check_headers(&table, &headers)?;
    let mut faults = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|error| unreadable(file, &error))?;
        let line = row.position().map_or(0, csv::Position::line);
        let mut cells = Cells { line, headers: &headers, row: &row, faults: &mut faults };
        table.rows.extend(cells.row());
    }
    twice(&table, "profile", |row| Some(row.profile.clone()), &mut faults);
    twice(&table, "name", |row| row.name.as_ref().map(ToString::to_string), &mut faults);
    twice(&table, "application-id", |row| row.application_id.as_ref().map(ToString::to_string), &mut faults);
    if faults.is_empty() { Ok(table) } else { Err(table.refused(&faults)) }
}

struct Cells<'a> {
    line: u64,
    headers: &'a StringRecord,
    row: &'a StringRecord,
    faults: &'a mut Vec<String>,
}

impl Cells<'_> {
    fn row(&mut self) -> Option<Row> {
        let before = self.faults.len();
        if self.row.len() > self.headers.len() {
            let extra = self.row.get(self.headers.len()).unwrap_or_default().to_owned();
            self.fault("", &extra, "the row has more cells than there are columns; put quotes around a value with a comma");
        }
        let profile = self.text("profile").map(str::to_owned);
        if profile.is_none() {
            self.fault("profile", "", "write the profile's name on the gateway, or its id");
        }
        let row = Row {
            line: self.line,
            profile: profile.unwrap_or_default(),
            name: self.parsed("name"),
            application_id: self.parsed("application-id"),
            customer_source_id: self.source_id(),
            secret_issued: self.moment("secret-issued"),
            secret_expires: self.moment("secret-expires"),
        };
        if let (Some(issued), Some(expires)) = (row.secret_issued, row.secret_expires)
            && expires <= issued
        {
            self.fault("secret-expires", &expires.to_string(), format!("it is not after `secret-issued`, {issued}"));
        }
        (self.faults.len() == before).then_some(row)
    }

    fn source_id(&mut self) -> Option<String> {
        let text = self.text("customer-source-id")?.to_owned();
        if text.len() > LONGEST || text.chars().any(char::is_control) {
            self.fault("customer-source-id", &text, format!("write one line of at most {LONGEST} letters"));
            return None;
        }
        Some(text)
    }

    /// A day stands for its beginning.
    fn moment(&mut self, column: &'static str) -> Option<Moment> {
        let text = self.text(column)?.to_owned();
        let whole = if text.len() == "2026-11-22".len() { format!("{text}T00:00:00Z") } else { text.clone() };
        let moment = whole.parse().ok();
        if moment.is_none() {
            self.fault(column, &text, "write a day like `2026-11-22`, or a time like `2026-11-22T09:30:00Z`");
        }
        moment
    }

    fn parsed<T: FromStr<Err: Display>>(&mut self, column: &'static str) -> Option<T> {
        let text = self.text(column)?.to_owned();
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.fault(column, &text, error);
                None
            }
        }
    }

    fn text(&self, column: &str) -> Option<&str> {
        let place = self.headers.iter().position(|header| header == column)?;
        self.row.get(place).filter(|text| !text.is_empty())
    }

    fn fault(&mut self, column: &str, value: &str, why: impl Display) {
        self.faults.push(Table::fault(self.line, column, value, why));
    }
}

/// A value that stands in one row alone.
fn twice(table: &Table, column: &str, pick: impl Fn(&Row) -> Option<String>, faults: &mut Vec<String>) {
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    for row in &table.rows {
        let Some(value) = pick(row) else { continue };
        if let Some(first) = seen.get(&value) {
            faults.push(Table::fault(row.line, column, &value, format!("it stands in line {first}, too")));
        } else {
            seen.insert(value, row.line);
        }
    }
}

fn check_headers(table: &Table, headers: &StringRecord) -> Result<()> {
    let mut faults = Vec::new();
    for header in headers.iter().filter(|header| !COLUMNS.contains(header)) {
        faults.push(Table::fault(1, header, header, format!("there is no such column; {}", suggestion(header, &COLUMNS))));
    }
    if !headers.iter().any(|header| header == COLUMNS[0]) {
        faults.push(format!("line 1: the column `profile` is missing; the columns are {}", COLUMNS.join(",")));
    }
    if faults.is_empty() { Ok(()) } else { Err(table.refused(&faults)) }
}

const COLUMNS: [&str; 6] = ["profile", "name", "application-id", "customer-source-id", "secret-issued", "secret-expires"];
const LONGEST: usize = 128;
