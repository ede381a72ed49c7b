//! All partners at once: plans, saved plans, many hands, and runs that are ended in the middle.

mod batch;
mod crowd;
mod due;
mod killed;
mod leaving;
mod saved;
mod throttled;

use partnerctl::sandbox::{Masked, Quirks};

use crate::support::{Place, Sandbox, partner, proxy::Proxy};

/// A sandbox that shows secrets in the full list alone, behind a proxy that counts, and a workspace with so many partners.
struct Rig {
    sandbox: Sandbox,
    proxy: Proxy,
    place: Place,
}

fn rig(partners: usize) -> Rig {
    let sandbox = Sandbox::start(Quirks { masked_secrets: Masked::ListOnly, ..Quirks::default() });
    let proxy = Proxy::before(&sandbox.url());
    let place = Place::at(&proxy.url(), &sandbox);
    std::fs::remove_file(place.root().join("partners/acme.yaml")).unwrap();
    (1..=partners).for_each(|number| add(&place, number));
    Rig { sandbox, proxy, place }
}

/// So many in the usual run, or so many more where `PARTNERCTL_SCALE=full` asks for the long one.
fn scale(usual: usize, full: usize) -> usize {
    if std::env::var("PARTNERCTL_SCALE").is_ok_and(|word| word == "full") { full } else { usual }
}

fn name(number: usize) -> String {
    format!("p{number:05}")
}

fn add(place: &Place, number: usize) {
    place.write(&format!("partners/{}.yaml", name(number)), &partner(&name(number), &["test"]));
}
