//! RSA keys that can be factored, found without a network (Baseline Requirements 6.1.1.3 and 6.1.6). Bounded work: moduli
//! of more than 16,384 bits are not looked at.

use x509_parser::num_bigint::BigUint;

/// What is wrong with an RSA key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Weakness {
    /// The modulus is even, or divisible by a small prime.
    SmallFactor(u32),
    /// The modulus is a power of one number.
    Power(u32),
    /// The two primes lie so close together that they are found by Fermat's method.
    ClosePrimes,
    /// The fingerprint of keys that one maker's chips and cards produced (CVE-2017-15361).
    Roca,
    /// The exponent is even, or 1.
    BadExponent,
    /// The exponent is odd, but below 65537.
    SmallExponent,
    /// The modulus is too large to be looked at, and for every server.
    TooLarge,
}

/// Everything that is wrong with an RSA key.
#[must_use]
pub fn weaknesses(modulus: &BigUint, exponent: &BigUint) -> Vec<Weakness> {
    if modulus.bits() > LARGEST || exponent.bits() > LARGEST {
        return vec![Weakness::TooLarge];
    }
    [exponent_fault(exponent), factor_fault(modulus), roca(modulus)].into_iter().flatten().collect()
}

fn exponent_fault(exponent: &BigUint) -> Option<Weakness> {
    if *exponent <= BigUint::from(1u8) || !exponent.bit(0) {
        return Some(Weakness::BadExponent);
    }
    (*exponent < BigUint::from(65_537u32)).then_some(Weakness::SmallExponent)
}

fn factor_fault(modulus: &BigUint) -> Option<Weakness> {
    if let Some(prime) = small_primes().find(|prime| modulus % prime == BigUint::ZERO) {
        return Some(Weakness::SmallFactor(prime));
    }
    let powers = [2, 3, 5, 7, 11, 13];
    if let Some(power) = powers.into_iter().find(|power| modulus.nth_root(*power).pow(*power) == *modulus) {
        return Some(Weakness::Power(power));
    }
    has_close_primes(modulus).then_some(Weakness::ClosePrimes)
}

/// Fermat's method, 100 rounds.
fn has_close_primes(modulus: &BigUint) -> bool {
    let mut middle = modulus.sqrt();
    if &middle * &middle < *modulus {
        middle += 1u8;
    }
    (0..FERMAT_ROUNDS).any(|_| {
        let rest = &middle * &middle - modulus;
        let root = rest.sqrt();
        middle += 1u8;
        &root * &root == rest
    })
}

/// The modulus lies in the subgroup that 65537 generates, for each of 38 primes.
fn roca(modulus: &BigUint) -> Option<Weakness> {
    let primes = small_primes().filter(|prime| (3..=167).contains(prime));
    let mut marks = primes.map(|prime| (prime, residue(modulus, prime)));
    marks.all(|(prime, residue)| generated_by_65537(prime, residue)).then_some(Weakness::Roca)
}

fn residue(modulus: &BigUint, prime: u32) -> u32 {
    (modulus % prime).to_u32_digits().first().copied().unwrap_or_default()
}

fn generated_by_65537(prime: u32, residue: u32) -> bool {
    let mut power = 1;
    (0..prime).any(|_| {
        power = power * (65_537 % prime) % prime;
        power == residue
    })
}

/// The primes below 752 (Baseline Requirements 6.1.6).
fn small_primes() -> impl Iterator<Item = u32> {
    (2..752u32)
        .filter(|number| (2..*number).take_while(|divisor| divisor * divisor <= *number).all(|divisor| number % divisor != 0))
}

const FERMAT_ROUNDS: usize = 100;
const LARGEST: u64 = 16_384;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    fn number(text: &str) -> BigUint {
        BigUint::parse_bytes(text.as_bytes(), 10).unwrap()
    }

    #[test]
    fn the_primes_are_the_published_ones() {
        assert_eq!(small_primes().filter(|prime| (3..=167).contains(prime)).count(), 38);
        assert_eq!(small_primes().last(), Some(751));
        assert_eq!(small_primes().count(), 133);
    }

    #[test]
    fn each_weakness_has_an_example() {
        // 2^89-1, 2^107-1 and 2^127-1 are primes; the next prime after 2^127-1 is 2^127+45.
        let (m89, m107, m127): (BigUint, BigUint, BigUint) =
            ((BigUint::from(1u8) << 89) - 1u8, (BigUint::from(1u8) << 107) - 1u8, (BigUint::from(1u8) << 127) - 1u8);
        let beside = (BigUint::from(1u8) << 127) + 45u8;
        let (good, f4): (BigUint, BigUint) = (&m89 * &m107, BigUint::from(65_537u32));
        for (modulus, exponent, want) in [
            (good.clone(), f4.clone(), vec![]),
            (&m89 * 2u8, f4.clone(), vec![Weakness::SmallFactor(2)]),
            (&m89 * 751u32, f4.clone(), vec![Weakness::SmallFactor(751)]),
            (&m89 * &m89, f4.clone(), vec![Weakness::Power(2)]),
            (m89.pow(3), f4.clone(), vec![Weakness::Power(3)]),
            (&m127 * &beside, f4.clone(), vec![Weakness::ClosePrimes]),
            (good.clone(), number("1"), vec![Weakness::BadExponent]),
            (good.clone(), number("65536"), vec![Weakness::BadExponent]),
            (good.clone(), number("3"), vec![Weakness::SmallExponent]),
            (BigUint::from(1u8) << 20_000, f4.clone(), vec![Weakness::TooLarge]),
            (BigUint::ZERO, BigUint::ZERO, vec![Weakness::BadExponent, Weakness::SmallFactor(2)]),
        ] {
            assert_eq!(weaknesses(&modulus, &exponent), want, "{modulus} {exponent}");
        }
    }

    /// A number of the marked shape `k*M + 65537^a mod M`, with M the product of the first 39 primes.
    #[test]
    fn the_mark_of_roca_is_seen() {
        let product = small_primes().filter(|prime| *prime <= 167).fold(BigUint::from(1u8), |product, prime| product * prime);
        let f4 = BigUint::from(65_537u32);
        let marked = &product * number("98765432109876543210") + f4.modpow(&number("1234567"), &product);
        assert_eq!(roca(&marked), Some(Weakness::Roca));
        assert_eq!(roca(&(marked + 2u8)), None);
    }
}
