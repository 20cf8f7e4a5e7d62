//! Customers as bytes, in the order of their ids. Of each: how many bytes the id shares with the one before, how many more it has,
//! and these; recency + 1, or 0; frequency; amount; profit; the scores; the stage, or 0.
//!
//! Numbers are in groups of seven bits, the lowest first, each but the last with the high bit set. Amounts are millionths
//! without their trailing zeros: the zeros' number, then the rest with the sign in the lowest bit. A first byte tells the
//! version, a second whether there are profits.

use crate::customer::Measures;
use crate::date::Day;
use crate::money::{MAX_DECIMALS, Money};
use crate::score::Scores;
use crate::snapshot::{People, Person};
use crate::stage::Stage;
use std::ops::Range;

const VERSION: u8 = 1;

/// The customers at these places.
pub fn pack(people: &People, range: Range<usize>) -> Vec<u8> {
    let list = &people.list()[range.clone()];
    let has_profit = list.iter().any(|person| person.measures.profit.is_some());
    let mut out = Vec::with_capacity(16 * list.len() + 2);
    out.extend([VERSION, u8::from(has_profit)]);
    let mut before = "";
    for (place, Person { measures, scores, stage }) in range.zip(list) {
        let id = people.id(place);
        let shared = id.bytes().zip(before.bytes()).take_while(|(a, b)| a == b).count();
        number(&mut out, shared as u128);
        number(&mut out, (id.len() - shared) as u128);
        out.extend_from_slice(&id.as_bytes()[shared..]);
        number(&mut out, measures.recency.map_or(0, |days| u128::from(days) + 1));
        number(&mut out, measures.frequency.into());
        amount(&mut out, measures.monetary);
        if has_profit {
            amount(&mut out, measures.profit.unwrap_or_default());
        }
        out.push((scores.r - 1) * 25 + (scores.f - 1) * 5 + (scores.m - 1));
        out.push(stage.map_or(0, |stage| stage as u8 + 1));
        before = id;
    }
    out
}

/// Adds the packed customers of a day; nothing where the bytes are not what [`pack`] made.
pub fn unpack(bytes: &[u8], as_of: Day, people: &mut People) -> Option<()> {
    let [VERSION, has_profit, rest @ ..] = bytes else { return None };
    let mut rest = rest;
    let mut id: Vec<u8> = Vec::new();
    while !rest.is_empty() {
        let shared = usize::try_from(take_number(&mut rest)?).ok().filter(|shared| *shared <= id.len())?;
        let more = usize::try_from(take_number(&mut rest)?).ok()?;
        id.truncate(shared);
        id.extend_from_slice(rest.get(..more)?);
        rest = &rest[more..];
        let recency = match take_number(&mut rest)? {
            0 => None,
            days => Some(u32::try_from(days - 1).ok()?),
        };
        let frequency = u64::try_from(take_number(&mut rest)?).ok()?;
        let monetary = take_amount(&mut rest)?;
        let profit = if *has_profit == 1 { Some(take_amount(&mut rest)?) } else { None };
        let [scores, stage, after @ ..] = rest else { return None };
        rest = after;
        let last_purchase = recency.map(|days| as_of.plus(-(days as i32)));
        people.push(
            std::str::from_utf8(&id).ok()?,
            Person {
                measures: Measures { last_purchase, recency, frequency, monetary, profit },
                scores: Some(*scores).filter(|scores| *scores < 125).map(|scores| Scores {
                    r: scores / 25 + 1,
                    f: scores / 5 % 5 + 1,
                    m: scores % 5 + 1,
                })?,
                stage: match stage {
                    0 => None,
                    stage => Some(*Stage::ALL.get(usize::from(*stage) - 1)?),
                },
            },
        );
    }
    Some(())
}

fn number(out: &mut Vec<u8>, mut number: u128) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn take_number(bytes: &mut &[u8]) -> Option<u128> {
    let mut number = 0_u128;
    for shift in (0..128).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u128::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

fn amount(out: &mut Vec<u8>, amount: Money) {
    let (mut micros, mut zeros) = (amount.micros(), 0);
    while zeros < MAX_DECIMALS && micros % 10 == 0 && micros != 0 {
        (micros, zeros) = (micros / 10, zeros + 1);
    }
    out.push(zeros);
    number(out, (micros << 1 ^ micros >> 127) as u128);
}

fn take_amount(bytes: &mut &[u8]) -> Option<Money> {
    let (zeros, rest) = bytes.split_first()?;
    *bytes = rest;
    let wide = take_number(bytes)?;
    let micros = (wide >> 1) as i128 ^ -((wide & 1) as i128);
    micros.checked_mul(10_i128.checked_pow(u32::from(*zeros).min(38))?).map(Money::from_micros)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn person() -> impl Strategy<Value = Person> {
        let amount = || prop_oneof![-1_000_000..1_000_000_i128, any::<i64>().prop_map(i128::from), Just(10_i128.pow(30)), Just(0)];
        let micros = (amount(), 0..7_u32).prop_map(|(micros, zeros)| Money::from_micros(micros * 10_i128.pow(zeros)));
        let scores = (1..6_u8, 1..6_u8, 1..6_u8).prop_map(|(r, f, m)| Scores { r, f, m });
        (proptest::option::of(0..110_000_u32), any::<u64>(), micros, scores, 0..6_usize).prop_map(
            |(recency, frequency, monetary, scores, stage)| {
                let last_purchase = recency.map(|days| Day::from_number(20_000 - days as i32));
                let measures = Measures { last_purchase, recency, frequency, monetary, profit: None };
                Person { measures, scores, stage: stage.checked_sub(1).map(|stage| Stage::ALL[stage]) }
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_back(
            list in proptest::collection::btree_map("[ab0-9客]{0,20}", person(), 0..30), has_profit: bool, cut in 0..30_usize,
        ) {
            let mut people = People::default();
            for (id, person) in &list {
                let profit = has_profit.then_some(person.measures.monetary);
                people.push(id, Person { measures: Measures { profit, ..person.measures }, ..*person });
            }
            let cut = cut.min(people.len());
            let mut back = People::default();
            for range in [0..cut, cut..people.len()] {
                let bytes = pack(&people, range);
                unpack(&bytes, Day::from_number(20_000), &mut back).unwrap();
                for end in 0..bytes.len() {
                    unpack(&bytes[..end], Day::from_number(20_000), &mut People::default()); // cut short, it may not panic
                }
            }
            prop_assert_eq!(back, people);
        }

        #[test]
        fn nonsense_is_no_snapshot(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            unpack(&[&[VERSION, 1][..], &bytes].concat(), Day::from_number(0), &mut People::default());
            prop_assert!(unpack(&[&[9, 0][..], &bytes].concat(), Day::from_number(0), &mut People::default()).is_none());
        }
    }
}
