//! Flags, and the partner's record where one is named, as what is wanted.

use super::{Args, MethodWord, RevocationWord};
use crate::{
    cli::{command::source::SecretSource, failure::Failure, open::House, settings::Purpose},
    domain::{
        secret::Secret,
        srx::{Ca, Filter, Host, Method, Query, Revocation, Server, Validator, Wish},
    },
    job::srx::known::{self, Known},
};

impl Args {
    /// What is wanted; flags stand before the record.
    pub(super) fn wish(&self, house: &House) -> Result<Wish, Failure> {
        let known = self.known(house)?;
        let connection = &self.connection;
        Ok(Wish {
            release: self.release,
            servers: self.servers(house, known.as_ref())?,
            method: if matches!(connection.connect_method, Some(MethodWord::Http)) { Method::Http } else { Method::Https },
            port: connection.port.or_else(|| known.as_ref().filter(|_| self.servers.primary.is_none())?.port),
            token_api: connection.token_api.clone(),
            query_api: connection.query_api.clone(),
            ca: self.ca(),
            ca_file: connection.ca_file.clone(),
            ca_identity: connection.ca_identity.clone(),
            revocation: connection.revocation.map(Revocation::from),
            validity_interval: connection.server_validity_check_interval,
            source: connection.source.clone(),
            interface: connection.interface.clone(),
            routing_instance: connection.routing_instance.clone(),
            filter: self.filter(),
            query: self.query(),
            hosts: connection.host_map.clone(),
            validator: self.validator(house)?,
        })
    }

    fn known(&self, house: &House) -> Result<Option<Known>, Failure> {
        let Some(partner) = self.partner.clone() else { return Ok(None) };
        let wanted = self.servers.client_secret_file.is_none();
        house.work_on(Purpose::Read, partner, |ctx, key| known::known(ctx, key, wanted).map_err(|error| error.at(key))).map(Some)
    }

    fn servers(&self, house: &House, known: Option<&Known>) -> Result<Vec<Server>, Failure> {
        let own = &self.servers;
        let address = own.primary.clone().or_else(|| known?.host.clone());
        let address = address.ok_or_else(|| Failure::usage("the record names no token endpoint").next("give `--primary`"))?;
        let client_id = own.client_id.clone().or_else(|| known?.client_id.clone());
        let given = secret(house, own.client_secret_file.as_ref())?;
        let mut servers = vec![Server { role: "primary", address, client_id, secret: given.or_else(|| known?.secret.clone()) }];
        if let Some(address) = own.secondary.clone() {
            let secret = secret(house, own.secondary_client_secret_file.as_ref())?;
            servers.push(Server { role: "secondary", address, client_id: own.secondary_client_id.clone(), secret });
        }
        Ok(servers)
    }

    fn ca(&self) -> Option<Ca> {
        let profile = self.connection.ca_profile.clone().map(Ca::Profile);
        profile.or_else(|| self.connection.ca_certificate.clone().map(Ca::Certificate))
    }

    fn filter(&self) -> Filter {
        let own = &self.queries;
        Filter { include: own.include_ip.clone(), exclude: own.exclude_ip.clone(), domains: own.filter_domain.clone() }
    }

    fn query(&self) -> Query {
        let own = &self.queries;
        Query {
            batch_items: own.batch_items,
            batch_interval: own.batch_interval,
            ip_delay: own.ip_query_delay,
            no_ip: own.no_ip_query,
            max_connections: own.max_connections,
            timeout: own.auth_timeout,
            invalid_timeout: own.invalid_auth_timeout,
            preserve_valid_user: own.preserve_valid_user,
        }
    }

    fn validator(&self, house: &House) -> Result<Option<Validator>, Failure> {
        let own = &self.servers;
        let Some(address) = own.validator.clone() else { return Ok(None) };
        let secret = secret(house, own.validator_client_secret_file.as_ref())?;
        Ok(Some(Validator { address, port: own.validator_port, client_id: own.validator_client_id.clone(), secret }))
    }
}

fn secret(house: &House, source: Option<&SecretSource>) -> Result<Option<Secret>, Failure> {
    source.map(|source| source.read(house)).transpose()
}

impl From<RevocationWord> for Revocation {
    fn from(word: RevocationWord) -> Self {
        match word {
            RevocationWord::Disable => Self::Disable,
            RevocationWord::UseCrl => Self::UseCrl,
            RevocationWord::UseOcsp => Self::UseOcsp,
        }
    }
}

/// `FQDN=ADDRESS`.
pub(super) fn host(text: &str) -> Result<Host, String> {
    let (name, address) = text.split_once('=').ok_or("write it like `jims1.example.com=192.0.2.10`")?;
    Ok(Host { name: name.to_owned(), address: address.to_owned() })
}

/// `BOOK/SET`.
pub(super) fn set(text: &str) -> Result<(String, String), String> {
    let (book, set) = text.split_once('/').ok_or("write it like `global/branch-offices`: address book and set")?;
    Ok((book.to_owned(), set.to_owned()))
}
