//! P(alive) of an earlier export with what a model expects (`rfm score --clv 1y --export`, or `rfm clv` as CSV), by customer.

use super::earlier;
use super::error::ExportError;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::Path;

/// Each customer's chance then, in millionths.
pub type Chances = HashMap<Box<str>, u32>;

/// Reads an earlier export.
pub fn read_chances(path: &Path) -> Result<Chances, ExportError> {
    read(&earlier::bytes(path)?, &path.to_string_lossy())
}

fn read(bytes: &[u8], file: &str) -> Result<Chances, ExportError> {
    let mut chances = Chances::new();
    earlier::rows(bytes, file, ["customer_id", "p_alive"], [], &mut |[id, alive], [], at| {
        if alive.is_empty() {
            return Ok(()); // without a purchase there is no chance
        }
        let chance = alive.parse::<f64>().ok().filter(|chance| (0.0..=1.0).contains(chance));
        let chance = chance.ok_or_else(|| at.bad("p_alive", alive))?;
        match chances.entry(id.into()) {
            Entry::Vacant(entry) => _ = entry.insert((chance * 1e6).round() as u32),
            Entry::Occupied(_) => return Err(at.repeated(id)),
        }
        Ok(())
    })?;
    Ok(chances)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn chances_by_customer() {
        let found = read(b"customer_id,r,p_alive\na,5,0.25\nb,1,\nc,1,1\n", "old.csv").unwrap();
        assert_eq!((found.get("a"), found.get("b"), found.get("c")), (Some(&250_000), None, Some(&1_000_000)));
        for (text, words) in [
            ("customer_id,segment\na,lost\n", "old.csv has no column p_alive"),
            ("customer_id,p_alive\na,1.5\n", "old.csv:2  column p_alive: '1.5'"),
            ("customer_id,p_alive\na,0.1\na,0.1\n", "old.csv:3  customer 'a' stands there twice"),
        ] {
            let error = read(text.as_bytes(), "old.csv").unwrap_err().text(Lang::En);
            assert!(error.starts_with(words), "{error}");
        }
    }
}
