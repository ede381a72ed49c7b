//! Which partner each profile is, decided for all of them before anything is written.

use std::collections::{BTreeMap, HashMap};

use super::{
    Rows, name,
    table::{Row, Table},
};
use crate::{
    domain::{
        name::{ApplicationId, EnvironmentName, PartnerName, ProfileKey},
        profile::{Observed, RemoteRef},
        record::Record,
    },
    job::{Context, Result},
};

/// A profile, and which partner it is.
pub(super) struct Found<'t> {
    pub(super) observed: Observed,
    pub(super) row: Option<&'t Row>,
    pub(super) verdict: Verdict,
}

/// Which partner a profile is.
pub(super) enum Verdict {
    /// One that is to be made.
    New(PartnerName),
    /// One whose record names the profile.
    Known(PartnerName),
    /// None; why.
    Left(String),
}

/// Sorts profiles into new partners, known ones, and those that are left alone. Rows that do not fit the gateway are refused.
pub(super) fn sort<'t>(
    ctx: &Context<'_>,
    environment: &EnvironmentName,
    profiles: Vec<Observed>,
    table: &'t Table,
) -> Result<Vec<Found<'t>>> {
    let known = Known::of(ctx, environment)?;
    let rows = matched(table, &profiles, &known)?;
    let names: Vec<Option<PartnerName>> =
        profiles.iter().enumerate().map(|(place, observed)| named(observed, rows.get(&place).copied(), environment)).collect();
    let mut shared: BTreeMap<&PartnerName, Vec<&Observed>> = BTreeMap::new();
    let fresh = |observed: &Observed| !known.remotes.contains_key(&observed.remote) && is_free(ctx, observed).is_none();
    for (observed, name) in profiles.iter().zip(&names).filter(|(observed, _)| fresh(observed)) {
        if let Some(name) = name {
            shared.entry(name).or_default().push(observed);
        }
    }
    let verdicts: Vec<Verdict> =
        profiles.iter().zip(&names).map(|(observed, name)| known.verdict(ctx, observed, name.as_ref(), &shared)).collect();
    let all = profiles.into_iter().zip(verdicts).enumerate();
    Ok(all.map(|(place, (observed, verdict))| Found { row: rows.get(&place).copied(), observed, verdict }).collect())
}

/// What the workspace knows already.
struct Known {
    remotes: HashMap<RemoteRef, PartnerName>,
    records: BTreeMap<PartnerName, Record>,
    ids: HashMap<ApplicationId, PartnerName>,
}

impl Known {
    fn of(ctx: &Context<'_>, environment: &EnvironmentName) -> Result<Self> {
        let mut known = Self { remotes: HashMap::new(), records: BTreeMap::new(), ids: HashMap::new() };
        for partner in ctx.store.records(environment)? {
            let key = ProfileKey { partner: partner.clone(), environment: environment.clone() };
            let Some(record) = ctx.store.record(&key)?.map(|read| read.value) else { continue };
            known.remotes.extend(record.status.profile.clone().map(|remote| (remote, partner.clone())));
            known.ids.extend(record.status.application_id.clone().map(|id| (id, partner.clone())));
            known.records.insert(partner, record);
        }
        Ok(known)
    }

    fn verdict(
        &self,
        ctx: &Context<'_>,
        observed: &Observed,
        name: Option<&PartnerName>,
        shared: &BTreeMap<&PartnerName, Vec<&Observed>>,
    ) -> Verdict {
        if let Some(known) = self.remotes.get(&observed.remote) {
            return Verdict::Known(known.clone());
        }
        if let Some(why) = is_free(ctx, observed) {
            return Verdict::Left(why);
        }
        let Some(name) = name else {
            return Verdict::Left("no partner's name can be made of it: give one in the column `name` of `--ids`".to_owned());
        };
        let same = shared.get(name).map(Vec::as_slice).unwrap_or_default();
        if same.len() > 1 {
            let others = same.iter().filter(|other| other.remote != observed.remote);
            let others: Vec<String> = others.map(|other| format!("`{}` ({})", other.settings.name, other.remote)).collect();
            return Verdict::Left(format!(
                "it would become `{name}`, and so would {}: give names in the column `name` of `--ids`",
                others.join(", ")
            ));
        }
        if let Some(record) = self.records.get(name) {
            let has = record.status.profile.as_ref().map_or_else(|| "a record".to_owned(), ToString::to_string);
            return Verdict::Left(format!(
                "partner `{name}` has {has} already: give another name in the column `name` of `--ids`"
            ));
        }
        Verdict::New(name.clone())
    }
}

/// Why a profile is somebody else's.
fn is_free(ctx: &Context<'_>, observed: &Observed) -> Option<String> {
    let marker = observed.marker.as_ref().filter(|marker| marker.owner != ctx.workspace.owner())?;
    Some(format!("it belongs to another workspace (`{marker}`)"))
}

/// The name that the table gives, else that of our mark, else the one that is made of the profile's.
fn named(observed: &Observed, row: Option<&Row>, environment: &EnvironmentName) -> Option<PartnerName> {
    let given = row.and_then(|row| row.name.clone());
    let marked = || observed.marker.as_ref().map(|marker| marker.key.partner.clone());
    given.or_else(marked).or_else(|| name::of_profile(&observed.settings.name, environment))
}

/// Finds the profile of each row.
fn matched<'t>(table: &'t Table, profiles: &[Observed], known: &Known) -> Result<Rows<'t>> {
    let (mut rows, mut faults) = (Rows::new(), Vec::new());
    for row in &table.rows {
        let is = |observed: &Observed| observed.remote.id == row.profile || observed.settings.name == row.profile;
        let places: Vec<usize> = (0..profiles.len()).filter(|place| is(&profiles[*place])).collect();
        match places.as_slice() {
            [] => faults.push(Table::fault(row.line, "profile", &row.profile, "the gateway has no such profile")),
            [place] => {
                faults.extend(contradicted(row, &profiles[*place], known));
                if let Some(first) = rows.insert(*place, row) {
                    faults.push(Table::fault(
                        row.line,
                        "profile",
                        &row.profile,
                        format!("it is that of line {}, too", first.line),
                    ));
                }
            }
            several => {
                let ids: Vec<&str> = several.iter().map(|place| profiles[*place].remote.id.as_str()).collect();
                let why = format!("the gateway has several of this name: write the id, one of {}", ids.join(", "));
                faults.push(Table::fault(row.line, "profile", &row.profile, why));
            }
        }
    }
    if faults.is_empty() { Ok(rows) } else { Err(table.refused(&faults)) }
}

/// What a row says otherwise than the gateway or the records.
fn contradicted(row: &Row, observed: &Observed, known: &Known) -> Vec<String> {
    let mut faults = Vec::new();
    let mut differs = |column: &str, said: Option<String>, has: Option<String>, whose: &str| {
        if let (Some(said), Some(has)) = (said, has)
            && said != has
        {
            faults.push(Table::fault(row.line, column, &said, format!("{whose} has `{has}`")));
        }
    };
    let has = &observed.settings;
    let id = |id: &Option<ApplicationId>| id.as_ref().map(ToString::to_string);
    differs("application-id", id(&row.application_id), id(&has.application_id), "the gateway");
    differs("customer-source-id", row.customer_source_id.clone(), has.customer_source_id.clone(), "the gateway");
    let own = known.remotes.get(&observed.remote);
    if let Some(record) = own.and_then(|name| known.records.get(name)) {
        differs("application-id", id(&row.application_id), id(&record.status.application_id), "its record");
        differs("name", row.name.as_ref().map(ToString::to_string), own.map(ToString::to_string), "its record");
    }
    if let Some((id, other)) = row.application_id.as_ref().and_then(|id| known.ids.get_key_value(id))
        && Some(other) != own
    {
        faults.push(Table::fault(row.line, "application-id", &id.to_string(), format!("it is that of partner `{other}`")));
    }
    faults
}
