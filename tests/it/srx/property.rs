//! Whatever is accepted reads back the same from both forms.

use partnerctl::{
    domain::{
        secret::Secret,
        srx::{Ca, Filter, Host, Method, Query, Revocation, Server, Validator, Wish},
    },
    job::{
        material::Target,
        srx::render::{Form, Order, Rendered, run},
    },
};
use proptest::{collection::vec, option, prelude::*, string::string_regex};

use super::parser;

fn server(role: &'static str) -> impl Strategy<Value = Server> {
    let text = |most: usize| string_regex(&format!("[ -~]{{1,{most}}}")).unwrap();
    let label = string_regex("[a-z][a-z0-9-]{0,10}[a-z0-9]").unwrap();
    (label, text(64), text(128)).prop_map(move |(label, id, secret)| Server {
        role,
        address: format!("{role}.{label}.example"),
        client_id: Some(id),
        secret: Some(Secret::new(secret)),
    })
}

fn name(most: usize) -> impl Strategy<Value = String> {
    string_regex(&format!("[A-Za-z0-9_.:/@+%=,~-]{{1,{most}}}")).unwrap()
}

prop_compose! {
    fn wish()(
        release in prop::sample::select(vec!["20.4", "21.3", "22.4", "23.1", "23.2", "24.2", "24.4", "25.4"]),
        servers in (server("primary"), option::of(server("secondary"))),
        profile in option::of(name(32)),
        names in (option::of(name(60)), option::of(name(128)), option::of(name(128)), option::of(name(40))),
        filter in (option::of((name(63), name(63))), option::of((name(63), name(63))), vec("[a-z0-9_.-]{1,64}", 0..20)),
        numbers in (option::of(100_u32..=1000), option::of(1_u32..=60), option::of(0_u32..=60), option::of(10_u32..=1440), option::of(1_u32..=65_535)),
        flags in any::<(bool, bool, bool, bool)>(),
        way in (option::of("[0-9]{1,2}"), option::of(name(128)), option::of(1_u32..=20), option::of(prop_oneof![Just(0), 10_u32..=1440])),
        validator in option::of((server("validator"), option::of(1_u32..=65_535))),
    ) -> Wish {
        of_its_era(release, Wish {
            release: release.parse().unwrap(),
            hosts: vec![Host { name: servers.0.address.clone(), address: "192.0.2.1".to_owned() }],
            servers: std::iter::once(servers.0).chain(servers.1).collect(),
            method: if flags.0 { Method::Http } else { Method::Https },
            port: numbers.4,
            token_api: names.1,
            query_api: names.2.map(|path| format!("user{path}").chars().take(128).collect()),
            ca: profile.map(Ca::Profile),
            ca_file: None,
            ca_identity: names.0,
            revocation: flags.1.then_some(Revocation::UseOcsp),
            validity_interval: numbers.1,
            source: way.0.map(|last| format!("192.0.2.{}", last.trim_start_matches('0').parse::<u8>().unwrap_or_default())),
            interface: names.3,
            routing_instance: way.1,
            filter: Filter { include: filter.0.into_iter().collect(), exclude: filter.1.into_iter().collect(), domains: filter.2 },
            query: Query {
                batch_items: numbers.0,
                batch_interval: numbers.1,
                ip_delay: numbers.2.filter(|_| !flags.2),
                no_ip: flags.2,
                max_connections: way.2,
                timeout: numbers.3,
                invalid_timeout: way.3,
                preserve_valid_user: flags.3,
            },
            validator: validator.map(|(server, port)| Validator {
                address: server.address,
                port: port.filter(|port| *port != numbers.4.unwrap_or(443)),
                client_id: server.client_id,
                secret: server.secret,
            }),
        })
    }
}

/// Addresses and authority as the release takes them: IP addresses before 23.1, files alone before 23.2, profiles alone from 24.4 on.
fn of_its_era(release: &str, wish: Wish) -> Wish {
    let mut wish = wish;
    if release < "23.1" {
        for (server, last) in wish.servers.iter_mut().zip(1..) {
            server.address = format!("192.0.2.{last}");
        }
        wish.hosts.clear();
    }
    if release < "23.2" || (release < "24.4" && wish.query.no_ip) {
        wish.ca = wish.ca.map(|ca| match ca {
            Ca::Profile(name) | Ca::Certificate(name) => Ca::Certificate(format!("/var/db/{name}")),
        });
    }
    if release < "23.2" {
        wish.validity_interval = None;
    }
    // 591 is the validator's port unless one is named.
    let validator = wish.validator.as_ref().map(|validator| validator.port.unwrap_or(591));
    wish.port = wish.port.filter(|port| Some(*port) != validator);
    if validator == Some(443) {
        wish.validator = None;
    }
    wish
}

fn read(text: &str) -> u32 {
    text.parse().unwrap()
}

/// A value that no release takes, put in place of a good one; with the flag that has to be named.
fn spoilt() -> impl Strategy<Value = (&'static str, fn(&mut Wish, &str), String)> {
    type Spoil = (&'static str, fn(&mut Wish, &str), fn() -> BoxedStrategy<String>);
    let broken: fn() -> BoxedStrategy<String> = || {
        let long = string_regex("[a-z]{257,300}").unwrap();
        prop_oneof![Just(String::new()), "[a-z]{0,9}[\n\r\t\u{0}\u{1b}\u{7f}é\u{202e}][a-z]{0,9}", long].boxed()
    };
    let named: fn() -> BoxedStrategy<String> = || {
        let marks = "[a-z]{1,9}[ ;{}\"'#\\\\\\[\\]*&|<>!?$()^`\n\u{1b}é][a-z]{0,9}";
        prop_oneof![Just(String::new()), marks, string_regex("[a-z]{257,300}").unwrap()].boxed()
    };
    let number: fn() -> BoxedStrategy<String> = || prop_oneof![65_536_u32..=u32::MAX].prop_map(|one| one.to_string()).boxed();
    let spoils: Vec<Spoil> = vec![
        ("--client-id", |wish, bad| wish.servers[0].client_id = Some(bad.to_owned()), broken),
        ("--client-secret-file", |wish, bad| wish.servers[0].secret = Some(Secret::new(bad.to_owned())), broken),
        ("--token-api", |wish, bad| wish.token_api = Some(bad.to_owned()), named),
        ("--query-api", |wish, bad| wish.query_api = Some(bad.to_owned()), named),
        ("--ca-identity", |wish, bad| wish.ca_identity = Some(bad.to_owned()), named),
        ("--interface", |wish, bad| wish.interface = Some(bad.to_owned()), named),
        ("--routing-instance", |wish, bad| wish.routing_instance = Some(bad.to_owned()), named),
        ("--include-ip", |wish, bad| wish.filter.include = vec![(bad.to_owned(), "set".to_owned())], named),
        ("--exclude-ip", |wish, bad| wish.filter.exclude = vec![("book".to_owned(), bad.to_owned())], named),
        ("--filter-domain", |wish, bad| wish.filter.domains = vec![bad.to_owned()], named),
        ("--source", |wish, bad| wish.source = Some(bad.to_owned()), named),
        ("--primary", |wish, bad| bad.clone_into(&mut wish.servers[0].address), named),
        ("--port", |wish, bad| wish.port = Some(read(bad)), number),
        ("--batch-items", |wish, bad| wish.query.batch_items = Some(read(bad)), number),
        ("--batch-interval", |wish, bad| wish.query.batch_interval = Some(read(bad)), number),
        ("--ip-query-delay", |wish, bad| wish.query.ip_delay = Some(read(bad)), number),
        ("--max-connections", |wish, bad| wish.query.max_connections = Some(read(bad)), number),
        ("--auth-timeout", |wish, bad| wish.query.timeout = Some(read(bad)), number),
        ("--invalid-auth-timeout", |wish, bad| wish.query.invalid_timeout = Some(read(bad)), number),
    ];
    prop::sample::select(spoils).prop_flat_map(|(flag, spoil, bad)| (Just(flag), Just(spoil), bad()))
}

fn rendered(wish: &Wish, form: Form, reveal: bool) -> Rendered {
    run(&Order { wish: wish.clone(), form, target: Target::default(), reveal }).unwrap()
}

proptest! {
    #[test]
    fn both_forms_read_back_the_same(wish in wish()) {
        let lines = parser::set(&rendered(&wish, Form::Set, true).document());
        prop_assert_eq!(&lines, &parser::text(&rendered(&wish, Form::Text, true).document()));
        for server in &wish.servers {
            for (leaf, value) in [("client-secret", server.secret.as_ref().unwrap().reveal()), ("client-id", server.client_id.as_ref().unwrap())] {
                let whole = ["services", "user-identification", "identity-management", "connection", server.role, leaf, value];
                prop_assert!(lines.iter().any(|words| words == &whole));
            }
        }
        let settings = ["address", "ca-profile", "ca-certificate", "source", "interface", "routing-instance"];
        for (server, leaf) in wish.servers.iter().flat_map(|server| settings.iter().map(move |leaf| (server, *leaf))) {
            let want = match leaf {
                "address" => Some(server.address.clone()),
                "ca-profile" => wish.ca.as_ref().and_then(|ca| if let Ca::Profile(name) = ca { Some(name.clone()) } else { None }),
                "ca-certificate" => wish.ca.as_ref().and_then(|ca| if let Ca::Certificate(name) = ca { Some(name.clone()) } else { None }),
                "source" => wish.source.clone(),
                "interface" => wish.interface.clone(),
                _ => wish.routing_instance.clone(),
            };
            let found = lines.iter().find(|words| words.len() == 7 && words[4] == server.role && words[5] == leaf);
            prop_assert_eq!(found.map(|words| words[6].clone()), want, "{} {}", server.role, leaf);
        }
        let masked = rendered(&wish, Form::Text, false).document();
        prop_assert!(parser::text(&masked).len() == lines.len());
        prop_assert!(parser::text(&masked).iter().filter(|words| words.last().is_some_and(|word| word == "<secret>")).count() >= wish.servers.len());
    }

    /// A bad value is refused by its flag, in both forms, and no file is begun.
    #[test]
    fn a_bad_value_is_refused_before_anything_is_written(wish in wish(), (flag, spoil, bad) in spoilt(), text in any::<bool>()) {
        let mut wish = wish;
        spoil(&mut wish, &bad);
        let folder = tempfile::tempdir().unwrap();
        let target = Target { path: Some(folder.path().join("out")), ..Target::default() };
        let form = if text { Form::Text } else { Form::Set };
        let refused = run(&Order { wish, form, target, reveal: true });
        let Err(error) = refused else { return Err(TestCaseError::fail(format!("{flag} {bad:?} was taken"))) };
        let told = error.to_string();
        prop_assert!(told.contains(flag), "{flag} {bad:?}: {told}");
        prop_assert!(!told.chars().any(|sign| sign.is_control() && sign != '\n'), "{told:?}");
        prop_assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none(), "nothing is written");
    }
}
