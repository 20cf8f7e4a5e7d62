//! Models of `rfm clv` as TOML: `--keep-model` writes them, `--model-from` scores by them without fitting again.

use crate::clv::history::Unit;
use crate::clv::purchases::{Model, Purchases};
use crate::clv::spend::Spend;
use crate::clv::{Kept, Known};
use crate::error::Error;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// The models as TOML. Parameters have all their digits.
pub fn to_toml(kept: &Kept) -> String {
    let known = &kept.known;
    let names = known.purchases.model.parameters();
    let purchases: String = names.iter().zip(known.purchases.parameters).map(|(name, value)| format!("{name} = {value:?}\n")).collect();
    let as_of = kept.as_of.map(|day| format!("as-of = \"{day}\"\n")).unwrap_or_default();
    let customers = kept.customers.map(|customers| format!("customers = {customers}\n")).unwrap_or_default();
    let fitted = match as_of.is_empty() && customers.is_empty() {
        true => String::new(),
        false => format!("\n# What they were fitted to. 拟合所用的数据。\n[fitted]\n{as_of}{customers}"),
    };
    let amounts = known.spend.map_or(String::new(), |Spend([p, q, v])| {
        format!(
            "\n# Amounts, Gamma-Gamma; v in the currency of the data.\n# 金额模型 Gamma-Gamma；v 的单位是数据中的货币。\n\
             [amounts]\np = {p:?}\nq = {q:?}\nv = {v:?}\n"
        )
    });
    format!(
        "# Models of customer lifetime value; rfm clv --model-from reads them back.\n\
         # 客户终身价值模型，用 rfm clv --model-from 读回。\n\
         \n\
         model = \"{}\"\n\
         # The unit of time. 时间单位。\n\
         unit = \"{}\"\n\n\
         [purchases]\n{purchases}{amounts}{fitted}",
        known.purchases.model.slug(),
        known.unit.slug(),
    )
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    model: String,
    unit: String,
    purchases: BTreeMap<String, f64>,
    amounts: Option<OfAmounts>,
    fitted: Option<Fitted>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Fitted {
    as_of: Option<String>,
    customers: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfAmounts {
    p: f64,
    q: f64,
    v: f64,
}

/// Reads a file of models.
pub fn read_file(path: &Path) -> Result<Kept, Error> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| Error::CannotRead { file: name.clone(), cause: error.into() })?;
    from_toml(&text).map_err(|cause| Error::BadModel { file: name, cause })
}

/// Reads the text of a file of models; else what is wrong with it.
pub fn from_toml(text: &str) -> Result<Kept, String> {
    let file: File = toml::from_str(text.strip_prefix('\u{feff}').unwrap_or(text)).map_err(|error| {
        let line = error.span().map_or(1, |span| 1 + text.bytes().take(span.start).filter(|byte| *byte == b'\n').count());
        format!("line {line}: {}", error.message())
    })?;
    let model =
        Model::find(&file.model).ok_or_else(|| format!("model = \"{}\": {}", file.model, Model::ALL.map(Model::slug).join(", ")))?;
    let unit = Unit::find(&file.unit).ok_or_else(|| format!("unit = \"{}\": day, week, month", file.unit))?;
    let names = model.parameters();
    if let Some(other) = file.purchases.keys().find(|name| !names.contains(&name.as_str())) {
        return Err(format!("[purchases] {other}: {}", names.join(", ")));
    }
    let sound = |name: &str, value: f64, least: f64| match value.is_finite() && value > least {
        true => Ok(value),
        false => Err(format!("{name} = {value:?}: > {least}")),
    };
    let mut parameters = [0.0; 4];
    for (parameter, name) in parameters.iter_mut().zip(names) {
        let value = file.purchases.get(name).ok_or_else(|| format!("[purchases] {name}?"))?;
        *parameter = sound(name, *value, 0.0)?;
    }
    let spend = match file.amounts {
        Some(OfAmounts { p, q, v }) => Some(Spend([sound("p", p, 0.0)?, sound("q", q, 1.0)?, sound("v", v, 0.0)?])),
        None => None,
    };
    let Fitted { as_of, customers } = file.fitted.unwrap_or_default();
    let as_of = as_of.map(|text| text.parse().map_err(|()| format!("as-of = \"{text}\": 2026-11-01"))).transpose()?;
    Ok(Kept { known: Known { purchases: Purchases { model, parameters }, spend, unit }, as_of, customers })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for (model, spend) in Model::ALL.into_iter().zip([None, Some(Spend([6.25, 3.74, 15.44])), None]) {
            let purchases = Purchases { model, parameters: [0.525, 6.183, 1e-7, 1.614_000_000_1] };
            for (as_of, customers) in [(None, None), ("2026-11-01".parse().ok(), Some(300))] {
                let kept = Kept { known: Known { purchases, spend, unit: Unit::Month }, as_of, customers };
                assert_eq!(from_toml(&to_toml(&kept)), Ok(kept));
            }
        }
    }

    #[test]
    fn what_is_wrong_is_told() {
        let known = Known {
            purchases: Purchases { model: Model::BgNbd, parameters: [1.0; 4] },
            spend: Some(Spend([1.0, 2.0, 3.0])),
            unit: Unit::Week,
        };
        let good = to_toml(&Kept { known, as_of: "2026-11-01".parse().ok(), customers: Some(7) });
        for (from, to, words) in [
            ("alpha = 1.0", "alpha = -1.0", "alpha = -1.0: > 0"),
            ("q = 2.0", "q = 1.0", "q = 1.0: > 1"),
            ("q = 2.0", "q = nan", "q = NaN"),
            ("bg-nbd", "nbd", "bg-nbd, mbg-nbd, pareto-nbd"),
            ("week", "year", "day, week, month"),
            ("r = 1.0", "rr = 1.0", "[purchases] rr: r, alpha, a, b"),
            ("bg-nbd", "pareto-nbd", "[purchases] a: r, alpha, s, beta"),
            ("r = 1.0\n", "", "[purchases] r?"),
            ("r = 1.0", "r = ", "line"),
            ("2026-11-01", "soon", "as-of = \"soon\""),
        ] {
            let told = from_toml(&good.replacen(from, to, 1)).unwrap_err();
            assert!(told.contains(words), "{told}");
        }
    }
}
