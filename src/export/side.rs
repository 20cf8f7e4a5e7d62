//! An earlier export as one side of a comparison: its measures and the scores that stand in it. Thresholds and settings do not.

use super::earlier::{self, At};
use super::error::ExportError;
use crate::compare::Side;
use crate::compare::comparable::made;
use crate::customer::{Measures, ValueOf};
use crate::date::Day;
use crate::money::Money;
use crate::money::read::{AmountFault, AmountFormat};
use crate::score::{FixedCuts, HIGH, Scores};
use crate::segment::Segment;
use crate::snapshot::{People, Person};
use crate::stage::Stage;
use std::path::Path;

/// The columns that are read, and those that may be there.
const NEEDED: [&str; 8] = ["customer_id", "recency_days", "frequency", "monetary", "r", "f", "m", "segment"];
const WANTED: [&str; 3] = ["last_purchase", "profit", "stage"];

/// Reads an earlier export.
pub fn read_side(path: &Path) -> Result<Side, ExportError> {
    read(&earlier::bytes(path)?, &path.to_string_lossy())
}

/// Thresholds that give the customers of an earlier export the scores that stand there.
pub fn read_cuts(path: &Path) -> Result<FixedCuts, ExportError> {
    let unknown = || ExportError::NoThresholds(path.to_string_lossy().into_owned());
    made(&read_side(path)?).cuts().ok_or_else(unknown)
}

fn read(bytes: &[u8], file: &str) -> Result<Side, ExportError> {
    let mut list: Vec<(Box<str>, Person)> = Vec::new();
    let (mut as_of, mut has_profit, mut decimals) = (None, false, 2);
    // From which score on one is high does not stand there; the segments tell.
    let mut highs: Vec<u8> = vec![HIGH, 5, 3, 2];
    earlier::rows(bytes, file, NEEDED, WANTED, &mut |cells, [last, profit, stage], at| {
        let [id, recency, frequency, monetary, r, f, m, segment] = cells;
        let scores = Scores { r: score(&at, "r", r)?, f: score(&at, "f", f)?, m: score(&at, "m", m)? };
        let name = at.segment(segment)?;
        highs.retain(|high| Segment::of(scores, *high) == name);
        if highs.is_empty() {
            return Err(at.bad("segment", segment));
        }
        let day = |text: &str| text.parse::<Day>().map_err(|()| at.bad("last_purchase", text));
        let last_purchase = last.filter(is_filled).map(day).transpose()?;
        let days = |text: &str| text.parse::<u32>().map_err(|_| at.bad("recency_days", text));
        let recency = Some(recency).filter(is_filled).map(days).transpose()?;
        if let (Some(last), Some(days)) = (last_purchase, recency) {
            let own = last.plus(days as i32);
            if *as_of.get_or_insert(own) != own {
                return Err(at.bad("recency_days", &days.to_string())); // counted from another day than the rows above
            }
        }
        let profit = profit.filter(is_filled).map(|text| amount(&at, "profit", text)).transpose()?;
        has_profit |= profit.is_some();
        decimals = decimals.max(monetary.rsplit_once('.').map_or(0, |(_, fraction)| fraction.len() as u8)).min(crate::money::MAX_DECIMALS);
        let measures = Measures {
            last_purchase,
            recency,
            frequency: frequency.parse().map_err(|_| at.bad("frequency", frequency))?,
            monetary: amount(&at, "monetary", monetary)?,
            profit,
        };
        // A column of this name may be the user's own: what is no stage is none.
        let stage = stage.and_then(Stage::find);
        list.push((id.into(), Person { measures, scores, stage }));
        Ok(())
    })?;
    list.sort_by(|(a, _), (b, _)| a.as_bytes().cmp(b.as_bytes()));
    let mut people = People::default();
    for (at, (id, person)) in list.iter().enumerate() {
        if at > 0 && list[at - 1].0 == *id {
            return Err(At::somewhere(file).repeated(id));
        }
        people.push(id, *person);
    }
    let value_of = if has_profit { ValueOf::Profit } else { ValueOf::Monetary };
    Ok(Side { as_of, settings: None, thresholds: None, high: highs[0], value_of, decimals, people })
}

fn score(at: &At<'_>, column: &'static str, text: &str) -> Result<u8, ExportError> {
    text.parse().ok().filter(|score| (1..=5).contains(score)).ok_or_else(|| at.bad(column, text))
}

/// An empty cell is blank, or a word that the loader takes for one: `NULL`, as databases write it.
fn is_filled(text: &&str) -> bool {
    AmountFormat::default().read(text) != Err(AmountFault::Missing)
}

fn amount(at: &At<'_>, column: &'static str, text: &str) -> Result<Money, ExportError> {
    AmountFormat::default().read(text).map(|figure| figure.value).map_err(|_| at.bad(column, text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    const HEADER: &str = "customer_id,last_purchase,recency_days,frequency,monetary,r,f,m,rfm,segment,profit\n";

    #[test]
    fn an_export_in_any_order_of_rows() {
        let rows = "B,2026-06-01,29,2,10.500,3,1,3,313,important-develop,4.00\nA,,,0,-3.00,1,1,1,111,lost,-1.00\n";
        let side = read(format!("{HEADER}{rows}").as_bytes(), "old.csv").unwrap();
        assert_eq!((side.people.id(0), side.people.id(1), side.as_of), ("A", "B", "2026-06-30".parse().ok()));
        assert_eq!((side.high, side.value_of, side.decimals), (3, ValueOf::Profit, 3), "3 is high, or B would not be important");
        let measures = side.people.list()[1].measures;
        assert_eq!((measures.recency, measures.monetary.micros()), (Some(29), 10_500_000));
        let of_a_database = rows.replace("A,,,", "A,NULL,NULL,");
        let side = read(format!("{HEADER}{of_a_database}").as_bytes(), "old.csv").unwrap();
        assert_eq!((side.people.list()[0].measures.recency, side.as_of), (None, "2026-06-30".parse().ok()));
        let json = "[\n{\"customer_id\":\"A\",\"recency_days\":null,\"frequency\":0,\"monetary\":\"1.00\",\"r\":1,\"f\":1,\"m\":1,\"segment\":\"lost\"}\n]";
        let side = read(json.as_bytes(), "old.json").unwrap();
        assert_eq!((side.high, side.value_of, side.as_of), (4, ValueOf::Monetary, None));
    }

    #[test]
    fn thresholds_of_an_export() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let cuts = |rows: &str| {
            std::fs::write(file.path(), format!("{HEADER}{rows}")).unwrap();
            read_cuts(file.path())
        };
        let found = cuts("A,2026-06-01,29,2,10.50,4,2,3,423,general-develop,4\nB,2026-05-31,30,3,99,3,5,5,355,important-keep,9\n").unwrap();
        assert_eq!(found.r, Some([Some(30), Some(30), Some(29), None]));
        assert_eq!(found.f, Some([Some(2), Some(3), Some(3), Some(3)]));
        // Equal amounts with two scores.
        let error =
            cuts("A,2026-06-01,29,2,10,4,2,3,423,general-develop,4\nB,2026-05-31,30,3,10,3,5,5,355,important-keep,9\n").unwrap_err();
        assert!(error.text(Lang::En).contains("no thresholds"), "{error}");
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (rows, expected) in [
            ("A,2026-06-01,29,2,10,3,1,6,316,lost,4", "old.csv:2  column m: '6'"),
            ("A,2026-06-01,29,2,ten,3,1,1,311,lost,4", "old.csv:2  column monetary: 'ten'"),
            ("A,2026-06-01,29,2,10,5,1,1,511,important-value,4", "old.csv:2  column segment: 'important-value'"),
            ("A,2026-06-01,29,2,10,1,1,1,111,lost,4\nB,2026-06-01,28,2,10,1,1,1,111,lost,4", "old.csv:3  column recency_days: '28'"),
            ("A,2026-06-01,29,2,10,1,1,1,111,lost,4\nA,2026-06-01,29,2,10,1,1,1,111,lost,4", "old.csv: customer 'A' stands there twice"),
        ] {
            let error = read(format!("{HEADER}{rows}\n").as_bytes(), "old.csv").unwrap_err().text(Lang::En);
            assert!(error.starts_with(expected), "{error}");
        }
        let error = read(b"customer_id,date,amount\n", "visits.csv").unwrap_err().text(Lang::En);
        assert!(error.starts_with("visits.csv has no column recency_days"), "{error}");
    }
}
