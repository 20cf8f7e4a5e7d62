//! Hashes of numbers, for tables that are looked up for every row.

use foldhash::quality::RandomState;
use std::hash::BuildHasher;

/// What hashes depend on: random for each run, so that nobody can choose ids that all fall on one place.
#[derive(Debug)]
pub struct State {
    secrets: [u64; 3],
    texts: RandomState,
}

impl Default for State {
    fn default() -> Self {
        let texts = RandomState::default();
        State { secrets: [1_u64, 2, 3].map(|number| texts.hash_one(number)), texts }
    }
}

impl State {
    /// The hash of a number: two multiplications to twice the width, their halves folded (as in Wang Yi's wyhash).
    #[inline(always)]
    pub fn hash(&self, number: u128) -> u64 {
        let [a, b, c] = self.secrets;
        fold(fold(number as u64 ^ a, (number >> 64) as u64 ^ b) ^ c, a | 1)
    }

    /// The hash of a text.
    pub fn hash_text(&self, text: &str) -> u64 {
        self.texts.hash_one(text)
    }
}

#[inline(always)]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ids that differ little fall evenly: of 256 lists of 400 each none has half or twice as many.
    #[test]
    fn like_numbers_are_spread() {
        let state = State::default();
        let kinds: [fn(u128) -> u128; 4] = [|n| n, |n| n << 64, |n| n << 100, |n| n.wrapping_mul(1 << 8) << 32];
        for (which, kind) in kinds.into_iter().enumerate() {
            let (mut low, mut high) = ([0; 256], [0; 256]);
            for number in 0..256 * 400 {
                let hash = state.hash(kind(number));
                low[hash as usize % 256] += 1;
                high[(hash >> 56) as usize] += 1;
            }
            for count in low.into_iter().chain(high) {
                assert!((200..800).contains(&count), "{which}: {count}");
            }
        }
    }
}
