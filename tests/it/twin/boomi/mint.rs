//! Ids, keys, secrets and tokens: different every time, the same in every run.

use super::item::Kind;

/// Makes words.
#[derive(Debug, Default)]
pub(super) struct Mint(u64);

impl Mint {
    pub(super) fn id(&mut self, kind: Kind) -> String {
        if kind.short_id() { self.word(24) } else { self.uuid() }
    }

    pub(super) fn uuid(&mut self) -> String {
        let (high, low) = (self.number(), self.number());
        format!(
            "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
            high >> 32,
            high & 0xffff,
            (high >> 16) & 0xfff,
            low >> 52,
            low & 0xffff_ffff_ffff
        )
    }

    /// So many small letters and digits.
    pub(super) fn word(&mut self, length: usize) -> String {
        (0..length).map(|_| char::from(LETTERS[usize::try_from(self.number() % 36).unwrap()])).collect()
    }

    /// Steele, Lea, Flood: `SplitMix64`.
    const fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

const LETTERS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
