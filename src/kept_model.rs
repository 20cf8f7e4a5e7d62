//! Models of `rfm clv` as TOML: `--keep-model` writes them, `--model-from` scores by them without fitting again.

use crate::clv::Known;
use crate::clv::history::Unit;
use crate::clv::purchases::{Model, Purchases};
use crate::clv::spend::Spend;
use crate::date::Day;
use crate::error::Error;
use serde::Deserialize;
use std::path::Path;

/// The models as TOML. Parameters have all their digits.
pub fn to_toml(known: &Known, as_of: Option<Day>) -> String {
    let [r, alpha, a, b] = known.purchases.parameters;
    let as_of = as_of.map(|day| format!("# As of 基准日: {day}\n")).unwrap_or_default();
    let amounts = known.spend.map_or(String::new(), |Spend([p, q, v])| {
        format!(
            "\n# Amounts, Gamma-Gamma; v in the currency of the data.\n# 金额模型 Gamma-Gamma；v 的单位是数据中的货币。\n\
             [amounts]\np = {p:?}\nq = {q:?}\nv = {v:?}\n"
        )
    });
    format!(
        "# Models of customer lifetime value; rfm clv --model-from reads them back.\n\
         # 客户终身价值模型，用 rfm clv --model-from 读回。\n\
         {as_of}\n\
         model = \"{}\"\n\
         # The unit of time of alpha. alpha 的时间单位。\n\
         unit = \"{}\"\n\n\
         [purchases]\nr = {r:?}\nalpha = {alpha:?}\na = {a:?}\nb = {b:?}\n{amounts}",
        known.purchases.model.slug(),
        known.unit.slug(),
    )
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    model: String,
    unit: String,
    purchases: OfPurchases,
    amounts: Option<OfAmounts>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfPurchases {
    r: f64,
    alpha: f64,
    a: f64,
    b: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfAmounts {
    p: f64,
    q: f64,
    v: f64,
}

/// Reads a file of models.
pub fn read_file(path: &Path) -> Result<Known, Error> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| Error::CannotRead { file: name.clone(), cause: error.into() })?;
    from_toml(&text).map_err(|cause| Error::BadModel { file: name, cause })
}

/// Reads the text of a file of models; else what is wrong with it.
pub fn from_toml(text: &str) -> Result<Known, String> {
    let file: File = toml::from_str(text.strip_prefix('\u{feff}').unwrap_or(text)).map_err(|error| {
        let line = error.span().map_or(1, |span| 1 + text.bytes().take(span.start).filter(|byte| *byte == b'\n').count());
        format!("line {line}: {}", error.message())
    })?;
    let model = Model::find(&file.model).ok_or_else(|| format!("model = \"{}\": bg-nbd, mbg-nbd", file.model))?;
    let unit = Unit::find(&file.unit).ok_or_else(|| format!("unit = \"{}\": day, week, month", file.unit))?;
    let OfPurchases { r, alpha, a, b } = file.purchases;
    let sound = |name: &str, value: f64, least: f64| match value.is_finite() && value > least {
        true => Ok(value),
        false => Err(format!("{name} = {value:?}: > {least}")),
    };
    let parameters = [sound("r", r, 0.0)?, sound("alpha", alpha, 0.0)?, sound("a", a, 0.0)?, sound("b", b, 0.0)?];
    let spend = match file.amounts {
        Some(OfAmounts { p, q, v }) => Some(Spend([sound("p", p, 0.0)?, sound("q", q, 1.0)?, sound("v", v, 0.0)?])),
        None => None,
    };
    Ok(Known { purchases: Purchases { model, parameters }, spend, unit })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let purchases = Purchases { model: Model::MbgNbd, parameters: [0.525, 6.183, 1e-7, 1.614_000_000_1] };
        for spend in [None, Some(Spend([6.25, 3.74, 15.44]))] {
            let known = Known { purchases, spend, unit: Unit::Month };
            assert_eq!(from_toml(&to_toml(&known, None)), Ok(known));
        }
    }

    #[test]
    fn what_is_wrong_is_told() {
        let good = to_toml(
            &Known {
                purchases: Purchases { model: Model::BgNbd, parameters: [1.0; 4] },
                spend: Some(Spend([1.0, 2.0, 3.0])),
                unit: Unit::Week,
            },
            None,
        );
        for (from, to, words) in [
            ("alpha = 1.0", "alpha = -1.0", "alpha = -1.0: > 0"),
            ("q = 2.0", "q = 1.0", "q = 1.0: > 1"),
            ("q = 2.0", "q = nan", "q = NaN"),
            ("bg-nbd", "nbd", "bg-nbd, mbg-nbd"),
            ("week", "year", "day, week, month"),
            ("r = 1.0", "rr = 1.0", "unknown field"),
            ("r = 1.0\n", "", "missing field"),
            ("r = 1.0", "r = ", "line"),
        ] {
            let told = from_toml(&good.replacen(from, to, 1)).unwrap_err();
            assert!(told.contains(words), "{told}");
        }
    }
}
