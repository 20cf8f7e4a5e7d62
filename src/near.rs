//! Did you mean: of some names the one that comes nearest to what was written.

/// The name that comes nearest, however far it is; of several the last. None where there are no names.
pub fn nearest<'n>(wanted: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    names.into_iter().max_by(|a, b| closeness(wanted, a).total_cmp(&closeness(wanted, b)))
}

/// The name that comes nearest, if it comes near.
pub fn near<'n>(wanted: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    nearest(wanted, names).filter(|name| closeness(wanted, name) > NEAR || is_a_slip(wanted, name))
}

/// Below this closeness two names have little more in common than some letters.
const NEAR: f64 = 0.6;

/// One slip of the hand in a word of three letters or more: Jaro–Winkler thinks little of short words that share no beginning.
fn is_a_slip(wanted: &str, name: &str) -> bool {
    wanted.chars().count() > 2 && strsim::osa_distance(&wanted.to_lowercase(), &name.to_lowercase()) == 1
}

/// Jaro–Winkler, from 0 to 1, whatever the case: what is mistyped shares its beginning with what was meant.
fn closeness(a: &str, b: &str) -> f64 {
    strsim::jaro_winkler(&a.to_lowercase(), &b.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_were_mistyped() {
        let names = ["window", "high", "as-of"];
        assert_eq!(near("windwo", names), Some("window"));
        assert_eq!(near("HIHG", names), Some("high"));
        assert_eq!(near("zzz", names), None);
        assert_eq!(near("hwo", ["name", "why", "how"]), Some("how"));
        assert_eq!(near("9", ["a", "b"]), None);
        assert!(nearest("zzz", names).is_some());
        assert_eq!(nearest("zzz", []), None);
    }
}
