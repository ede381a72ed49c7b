use super::*;
use crate::domain::{
    ground::KnownIssuer,
    name::ProfileKey,
    profile::{ObservedClient, RemoteRef, Settings, Usage},
    record::{RecordedClient, RecordedIssuer, RecordedSecret},
};

fn moment(text: &str) -> Moment {
    Moment::new(time::OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).unwrap())
}

fn now() -> Moment {
    moment("2026-11-21T10:00:00Z")
}

fn api() -> ApiRef {
    "quote-api/1.0".parse().unwrap()
}

fn certificate(not_after: &str) -> CertificateFacts {
    CertificateFacts {
        subject: "CN=acme".to_owned(),
        issuer: "CN=ca".to_owned(),
        sha256: "aa".repeat(32),
        not_after: moment(not_after),
    }
}

/// A partner whose calls work, in every mechanism at once.
struct World {
    record: Record,
    ground: Ground,
    profile: Option<Observed>,
    mechanism: MechanismKind,
    scopes: Vec<ScopeName>,
    ahead: i64,
    secret: Fingerprint,
    certificates: Vec<CertificateFacts>,
}

impl World {
    #[expect(clippy::too_many_lines, reason = "a whole partner, written out")]
    fn good() -> Self {
        let key = ProfileKey { partner: "acme".parse().unwrap(), environment: "test".parse().unwrap() };
        let mut record = Record::new(&key, MechanismKind::Oauth2, now());
        record.status.client = Some(RecordedClient {
            client_id: "c1".to_owned(),
            remote: RemoteRef::new("strategy", "2"),
            scopes: Vec::new(),
            secret_in_body: false,
            key_header: None,
        });
        record.status.secrets = vec![RecordedSecret {
            name: "test/acme".parse().unwrap(),
            client_id: Some("c1".to_owned()),
            fingerprint: Fingerprint("f1".to_owned()),
            issued: now(),
            expires: moment("2027-11-21T10:00:00Z"),
        }];
        record.status.issuer = Some(RecordedIssuer {
            issuer: "https://idp.example".to_owned(),
            jwks_uri: Some("https://idp.example/jwks".parse().unwrap()),
            certificate: None,
            audience: None,
            claims: std::collections::BTreeMap::new(),
            gateway: false,
        });
        let published = PublishedApi {
            remote: RemoteRef::new("api", "1"),
            state: State::Active,
            endpoints: Vec::new(),
            admits: [MechanismKind::Oauth2, MechanismKind::ClientCertificate].into(),
            foreign_rules: BTreeSet::new(),
            https_only: false,
            https: true,
            scopes: ["read".parse().unwrap()].into(),
            issuer_scopes: std::collections::BTreeMap::new(),
        };
        let issuer = KnownIssuer {
            scopes: BTreeSet::new(),
            remote: RemoteRef::new("alias", "1"),
            jwks_uri: Some("https://idp.example/jwks".parse().unwrap()),
            certificate: None,
        };
        let ground = Ground {
            apis: [(api(), published)].into(),
            issuers: [("https://idp.example".to_owned(), issuer)].into(),
            anchors: ["bb".repeat(32)].into(),
            asks_for_certificates: true,
            ..Ground::default()
        };
        let profile = Observed {
            remote: RemoteRef::new("application", "1"),
            marker: None,
            settings: Settings {
                name: "acme-test".to_owned(),
                description: String::new(),
                contacts: Vec::new(),
                application_id: None,
                customer_source_id: None,
            },
            state: State::Active,
            clients: vec![ObservedClient {
                remote: RemoteRef::new("strategy", "2"),
                mechanism: MechanismKind::Oauth2,
                client_id: Some("c1".to_owned()),
                scopes: BTreeSet::new(),
                issuer: None,
                audience: None,
                usage: Usage::default(),
            }],
            certificates: vec!["aa".repeat(32)],
            claims: BTreeSet::new(),
            apis: [api()].into(),
            unknown_apis: BTreeSet::new(),
            token_endpoint: None,
            registered: None,
            halves: None,
        };
        Self {
            record,
            ground,
            profile: Some(profile),
            mechanism: MechanismKind::Oauth2,
            scopes: vec!["read".parse().unwrap()],
            ahead: 0,
            secret: Fingerprint("f1".to_owned()),
            certificates: vec![certificate("2027-01-01T00:00:00Z")],
        }
    }

    fn codes(&self) -> Vec<String> {
        let authority = CertificateFacts { sha256: "bb".repeat(32), ..certificate("2030-01-01T00:00:00Z") };
        let case = Case {
            mechanism: Some(self.mechanism),
            now: Some(now()),
            ahead: Some(self.ahead),
            skew: 60,
            record: Some(&self.record),
            ground: Some(&self.ground),
            observed: Some(self.profile.as_ref()),
            apis: &[api()],
            scopes: &self.scopes,
            secret: Some(self.secret.clone()),
            certificates: &self.certificates,
            authorities: &[authority],
        };
        reasons(&case).into_iter().map(|reason| reason.finding.code).collect()
    }

    fn with(change: impl FnOnce(&mut Self)) -> Vec<String> {
        let mut world = Self::good();
        change(&mut world);
        world.codes()
    }

    fn profile(&mut self) -> &mut Observed {
        self.profile.as_mut().unwrap()
    }

    /// A partner with tokens of an external issuer, which need a scope; those of the gateway's own are nobody's business then.
    fn tokens_of_idp_need(&mut self, scope: &str) {
        self.mechanism = MechanismKind::JwtBearer;
        let remote = RemoteRef::new("strategy", "3");
        let (mechanism, issuer) = (MechanismKind::JwtBearer, Some("https://idp.example".to_owned()));
        let client = ObservedClient {
            remote,
            mechanism,
            client_id: None,
            scopes: BTreeSet::new(),
            issuer,
            audience: None,
            usage: Usage::default(),
        };
        self.profile().clients.push(client);
        let issuer = "https://idp.example".to_owned();
        let quote = self.quote();
        quote.admits.insert(MechanismKind::JwtBearer);
        quote.scopes = ["other".parse().unwrap()].into();
        quote.issuer_scopes = [(issuer, [scope.parse().unwrap()].into())].into();
    }

    fn quote(&mut self) -> &mut PublishedApi {
        self.ground.apis.get_mut(&api()).unwrap()
    }
}

#[test]
fn what_works_has_no_reason() {
    assert!(World::good().codes().is_empty());
    assert!(World::with(|world| world.tokens_of_idp_need("read")).is_empty());
}

#[test]
fn every_rule_has_a_world_that_breaks_it_alone() {
    let broken: Vec<(&str, Vec<String>)> = vec![
        ("profile-missing", World::with(|world| world.profile = None)),
        ("suspended", World::with(|world| world.profile().state = State::Suspended)),
        ("api-unknown", World::with(|world| world.ground.apis.clear())),
        ("api-inactive", World::with(|world| world.quote().state = State::Suspended)),
        ("not-assigned", World::with(|world| world.profile().apis.clear())),
        ("not-admitted", World::with(|world| world.quote().admits = [MechanismKind::Oidc].into())),
        ("scope-missing", World::with(|world| world.scopes.clear())),
        ("scope-missing", World::with(|world| world.tokens_of_idp_need("write"))),
        ("client-gone", World::with(|world| world.profile().clients.clear())),
        ("issuer-unknown", World::with(|world| world.ground.issuers.clear())),
        ("issuer-keys", World::with(|world| world.ground.issuers.values_mut().for_each(|known| known.jwks_uri = None))),
        (
            "not-linked",
            World::with(|world| {
                world.mechanism = MechanismKind::JwtBearer;
                world.quote().admits = [MechanismKind::JwtBearer].into();
            }),
        ),
        ("not-registered", World::with(|world| world.profile().certificates.clear())),
        ("authority-unknown", World::with(|world| world.ground.anchors.clear())),
        (
            "port-asks-for-none",
            World::with(|world| {
                world.mechanism = MechanismKind::ClientCertificate;
                world.ground.asks_for_certificates = false;
            }),
        ),
        ("secret-expired", World::with(|world| world.record.status.secrets[0].expires = now())),
        ("other-secret", World::with(|world| world.secret = Fingerprint("f2".to_owned()))),
        ("certificate-expired", World::with(|world| world.certificates = vec![certificate("2026-11-01T00:00:00Z")])),
        ("clock-skew", World::with(|world| world.ahead = -61)),
    ];
    for (code, found) in &broken {
        assert_eq!(found, &[*code], "{code}");
    }
    for rule in RULES {
        assert!(broken.iter().any(|(code, _)| *code == rule.code), "`{}` has no bad example", rule.code);
    }
}

#[test]
fn what_is_unknown_is_not_spoken_about() {
    assert!(reasons(&Case::default()).is_empty());
}
