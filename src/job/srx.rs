//! The JIMS client of SRX firewalls: its statements by release, and whether the servers would serve it.

pub mod check;
pub mod known;
pub mod render;
pub mod server;
mod statements;

use serde::Deserialize;

use crate::{
    document,
    domain::srx::{Era, Release},
    job::Result,
};

/// The eras of `templates/srx/eras.yaml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Eras {
    eras: Vec<Era>,
}

/// All eras, the oldest first.
pub fn eras() -> Result<Vec<Era>> {
    let Eras { eras } = document::read_any("templates/srx/eras.yaml", include_str!("../../templates/srx/eras.yaml"))?;
    Ok(eras)
}

/// The era of a release: the last that has begun by then, else the first.
pub fn era(release: Release) -> Result<Era> {
    let mut eras = eras()?;
    let begun = eras.iter().filter(|era| era.from <= release).count();
    Ok(eras.swap_remove(begun.saturating_sub(1)))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn every_release_has_an_era() {
        for (release, want) in [
            ("15.1X49-D100", "20.4 to 22.4"),
            ("20.4", "20.4 to 22.4"),
            ("22.4R3", "20.4 to 22.4"),
            ("23.1", "23.1"),
            ("23.2", "23.2 to 24.2"),
            ("24.2R2", "23.2 to 24.2"),
            ("24.4", "24.4 to 25.2"),
            ("25.2", "24.4 to 25.2"),
            ("25.4", "25.4 and later"),
            ("27.1", "25.4 and later"),
        ] {
            assert_eq!(era(release.parse().unwrap()).unwrap().to_string(), want, "{release}");
        }
        let eras = eras().unwrap();
        assert!(eras.windows(2).all(|pair| pair[0].until < Some(pair[1].from) && pair[0].until.is_some()));
    }
}
