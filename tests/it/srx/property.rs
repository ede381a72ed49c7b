//! Whatever is accepted reads back the same from both forms.

use partnerctl::{
    domain::{
        secret::Secret,
        srx::{Ca, Filter, Host, Method, Query, Revocation, Server, Wish},
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
        release in prop::sample::select(vec!["23.2", "24.4", "25.4"]),
        servers in (server("primary"), option::of(server("secondary"))),
        profile in option::of(name(32)),
        names in (option::of(name(60)), option::of(name(128)), option::of(name(128)), option::of(name(40))),
        filter in (option::of((name(63), name(63))), option::of((name(63), name(63))), vec("[a-z0-9_.-]{1,64}", 0..20)),
        numbers in (option::of(100_u32..=1000), option::of(1_u32..=60), option::of(0_u32..=60), option::of(10_u32..=1440), option::of(1_u32..=65_535)),
        flags in any::<(bool, bool, bool)>(),
    ) -> Wish {
        Wish {
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
            source: None,
            interface: names.3,
            routing_instance: None,
            filter: Filter { include: filter.0.into_iter().collect(), exclude: filter.1.into_iter().collect(), domains: filter.2 },
            query: Query {
                batch_items: numbers.0,
                batch_interval: numbers.1,
                ip_delay: numbers.2.filter(|_| !flags.2),
                no_ip: flags.2,
                timeout: numbers.3,
                ..Query::default()
            },
            validator: None,
        }
    }
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
        let masked = rendered(&wish, Form::Text, false).document();
        prop_assert!(parser::text(&masked).len() == lines.len());
        prop_assert!(parser::text(&masked).iter().filter(|words| words.last().is_some_and(|word| word == "<secret>")).count() >= wish.servers.len());
    }
}
