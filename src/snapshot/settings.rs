//! How a scored base came about: what must be the same for two of them to be comparable, what to say where it is not, and how
//! it is written down.

use crate::customer::ValueOf;
use crate::lang::{Lang, Text};
use crate::money::Money;
use crate::money::read::{self, AmountFormat};
use crate::money::style::Currency;
use crate::policy::{FrequencyOf, Policy, Refunds, ZeroAmounts};
use crate::score::{FixedCuts, Steps, Thresholds};
use crate::scored::Kind;
use std::fmt;
use std::str::FromStr;

/// The currency that a mark in an amount names.
pub fn named(mark: read::Currency) -> Option<Currency> {
    Currency::find(mark.code())
}

/// How rows were counted and customers scored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// What was read.
    pub kind: Kind,
    /// Window, refunds and zero amounts; without an as-of date.
    pub policy: Policy,
    /// What frequency counts; of a customer table it is not known.
    pub frequency_of: Option<FrequencyOf>,
    /// Customers without a purchase in the window are left out.
    pub active_only: bool,
    /// What value means.
    pub value_of: ValueOf,
    /// The currency of amounts, where somebody said so or they name one.
    pub currency: Option<Currency>,
    /// The least score that is high.
    pub high: u8,
    /// Thresholds that were fixed.
    pub cuts: FixedCuts,
}

const KINDS: [(Kind, &str, Text); 2] = [
    (Kind::Transactions, "transactions", Text::new("transactions", "交易明细")),
    (Kind::Customers, "customers", Text::new("a customer table", "客户表")),
];
const REFUNDS: [(Refunds, &str, Text); 3] = [
    (Refunds::Net, "net", Text::new("netted", "冲减金额")),
    (Refunds::Drop, "drop", Text::new("left out", "不计入")),
    (Refunds::Count, "count", Text::new("counted as purchases", "按消费计")),
];
const ZEROS: [(ZeroAmounts, &str, Text); 2] =
    [(ZeroAmounts::Keep, "keep", Text::new("counted as visits", "计为到店")), (ZeroAmounts::Drop, "drop", Text::new("left out", "不计入"))];
const FREQUENCIES: [(Option<FrequencyOf>, &str, Text); 4] = [
    (Some(FrequencyOf::Orders), "orders", Text::new("orders", "订单数")),
    (Some(FrequencyOf::Rows), "rows", Text::new("rows", "行数")),
    (Some(FrequencyOf::Days), "days", Text::new("days", "天数")),
    (None, "given", Text::new("as the table gives it", "以表中为准")),
];
const ACTIVE: [(bool, &str, Text); 2] = [
    (false, "all", Text::new("all", "全部")),
    (true, "active", Text::new("only those with a purchase in the window", "仅统计期内有消费的")),
];
const VALUES: [(ValueOf, &str, Text); 2] =
    [(ValueOf::Profit, "profit", Text::new("profit", "利润")), (ValueOf::Monetary, "monetary", Text::new("amount spent", "消费金额"))];

/// The entry of this value; there always is one.
fn entry<T: PartialEq>(table: &'static [(T, &'static str, Text)], value: &T) -> &'static (T, &'static str, Text) {
    table.iter().find(|(own, ..)| own == value).unwrap_or(&table[0])
}

/// A setting, as people are told of it.
pub type Told = (&'static str, String);

impl Settings {
    /// All but the thresholds, for people.
    pub fn told(&self, lang: Lang) -> Vec<Told> {
        let none = || lang.pick("none", "无").to_owned();
        let text = |text: Text| text.get(lang).to_owned();
        vec![
            (lang.pick("data", "数据"), text(entry(&KINDS, &self.kind).2)),
            (lang.pick("window", "统计期"), self.policy.window.map_or_else(none, |window| window.to_string())),
            (lang.pick("refunds", "退款"), text(entry(&REFUNDS, &self.policy.refunds).2)),
            (lang.pick("amounts of 0", "零金额"), text(entry(&ZEROS, &self.policy.zero_amounts).2)),
            (lang.pick("frequency", "消费次数"), text(entry(&FREQUENCIES, &self.frequency_of).2)),
            (lang.pick("customers", "客户"), text(entry(&ACTIVE, &self.active_only).2)),
            (lang.pick("value", "价值"), text(entry(&VALUES, &self.value_of).2)),
            (lang.pick("high from score", "高分起点"), self.high.to_string()),
        ]
    }

    /// What differs in another base's settings, with both values: `window (12m, then none)`. Thresholds count only where each
    /// base is scored by its own. Currencies differ where both are known.
    pub fn differences(&self, other: &Settings, with_cuts: bool, lang: Lang) -> Vec<String> {
        let mut pairs: Vec<(&str, String, String)> =
            self.told(lang).into_iter().zip(other.told(lang)).map(|((what, from), (_, to))| (what, from, to)).collect();
        if let (Some(from), Some(to)) = (self.currency, other.currency) {
            pairs.push((lang.pick("currency", "币种"), from.code.to_owned(), to.code.to_owned()));
        }
        if with_cuts {
            let shown = |cuts: &FixedCuts| match cuts_text(cuts).trim() {
                "" => lang.pick("quintiles", "五等分").to_owned(),
                cuts => cuts.to_owned(),
            };
            pairs.push((lang.pick("thresholds", "门槛"), shown(&self.cuts), shown(&other.cuts)));
        }
        let differs = |(what, from, to): (&str, String, String)| {
            (from != to).then(|| lang.pick(format!("{what} ({from}, then {to})"), format!("{what}（前为{from}，后为{to}）")))
        };
        pairs.into_iter().filter_map(differs).collect()
    }
}

/// Written down: `kind=transactions window=12m … high=4 r=30,60,90,180`. Equal settings are equal texts.
impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let window = self.policy.window.map_or("none".to_owned(), |window| window.to_string());
        write!(
            f,
            "kind={} window={window} refunds={} zero={} frequency={} customers={} value={} currency={} high={}{}",
            entry(&KINDS, &self.kind).1,
            entry(&REFUNDS, &self.policy.refunds).1,
            entry(&ZEROS, &self.policy.zero_amounts).1,
            entry(&FREQUENCIES, &self.frequency_of).1,
            entry(&ACTIVE, &self.active_only).1,
            entry(&VALUES, &self.value_of).1,
            self.currency.map_or("none", |currency| currency.code),
            self.high,
            cuts_text(&self.cuts),
        )
    }
}

impl FromStr for Settings {
    type Err = ();

    fn from_str(text: &str) -> Result<Settings, ()> {
        let value = |key: &str| text.split(' ').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('=')).ok_or(());
        fn named<T: Copy>(table: &[(T, &str, Text)], name: &str) -> Result<T, ()> {
            table.iter().find(|(_, own, _)| *own == name).map(|(value, ..)| *value).ok_or(())
        }
        let window = match value("window")? {
            "none" => None,
            window => Some(window.parse().map_err(|_| ())?),
        };
        let currency = value("currency")?;
        Ok(Settings {
            kind: named(&KINDS, value("kind")?)?,
            policy: Policy {
                as_of: None,
                window,
                refunds: named(&REFUNDS, value("refunds")?)?,
                zero_amounts: named(&ZEROS, value("zero")?)?,
                whole: false,
            },
            frequency_of: named(&FREQUENCIES, value("frequency")?)?,
            active_only: named(&ACTIVE, value("customers")?)?,
            value_of: named(&VALUES, value("value")?)?,
            currency: Currency::find(currency),
            high: value("high")?.parse().map_err(|_| ())?,
            cuts: cuts_of(text)?,
        })
    }
}

/// ` r=30,60,90,180 f=2,3,4,5 m=2000.00,…`, for the measures that have thresholds: days for scores 5 to 2, else for 2 to 5.
fn cuts_text(cuts: &FixedCuts) -> String {
    fn list<T>(letter: char, steps: Option<Steps<T>>, show: impl Fn(T) -> String) -> String {
        let shown = |steps: Steps<T>| steps.map(|step| step.map_or("none".to_owned(), &show)).join(",");
        steps.map_or(String::new(), |steps| format!(" {letter}={}", shown(steps)))
    }
    let days = cuts.r.map(|[d2, d3, d4, d5]| [d5, d4, d3, d2]);
    list('r', days, |days| days.to_string()) + &list('f', cuts.f, |count| count.to_string()) + &list('m', cuts.m, |amount| amount.plain(2))
}

fn cuts_of(text: &str) -> Result<FixedCuts, ()> {
    fn steps<T: Copy>(text: &str, key: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<Steps<T>>, ()> {
        let Some(list) = text.split(' ').find_map(|pair| pair.strip_prefix(key)) else { return Ok(None) };
        let mut steps = [None; 4];
        let mut values = list.split(',');
        for step in &mut steps {
            *step = match values.next().ok_or(())? {
                "none" => None,
                value => Some(read(value).ok_or(())?),
            };
        }
        if values.next().is_none() { Ok(Some(steps)) } else { Err(()) }
    }
    let amount = |text: &str| AmountFormat::default().read(text).ok().map(|figure| figure.value);
    Ok(FixedCuts {
        r: steps(text, "r=", |text| text.parse().ok())?.map(|[d5, d4, d3, d2]: Steps<u32>| [d2, d3, d4, d5]),
        f: steps(text, "f=", |text| text.parse().ok())?,
        m: steps::<Money>(text, "m=", amount)?,
    })
}

/// Thresholds written down: `r=30,60,90,180 f=2,3,4,5 m=2000.00,5000.00,10000.00,15000.00`.
pub fn thresholds_text(thresholds: &Thresholds) -> String {
    let Thresholds { r_at_most, f_at_least, m_at_least } = thresholds.clone();
    cuts_text(&FixedCuts { r: Some(r_at_most), f: Some(f_at_least), m: Some(m_at_least) }).trim().to_owned()
}

/// Thresholds that were written down.
pub fn thresholds_of(text: &str) -> Option<Thresholds> {
    let FixedCuts { r, f, m } = cuts_of(text).ok()?;
    Some(Thresholds { r_at_most: r?, f_at_least: f?, m_at_least: m? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::PRESETS;

    fn settings() -> Settings {
        Settings {
            kind: Kind::Transactions,
            policy: Policy::default(),
            frequency_of: Some(FrequencyOf::Orders),
            active_only: false,
            value_of: ValueOf::Monetary,
            currency: None,
            high: 4,
            cuts: FixedCuts::default(),
        }
    }

    #[test]
    fn written_down_and_read_back() {
        let window = "12m".parse().ok();
        let other = Settings {
            kind: Kind::Customers,
            policy: Policy { window, refunds: Refunds::Count, zero_amounts: ZeroAmounts::Drop, ..Policy::default() },
            frequency_of: None,
            active_only: true,
            value_of: ValueOf::Profit,
            currency: Currency::find("CNY"),
            high: 3,
            cuts: PRESETS[0].cuts(),
        };
        assert_eq!(
            settings().to_string(),
            "kind=transactions window=none refunds=net zero=keep frequency=orders customers=all value=monetary currency=none high=4"
        );
        assert!(other.to_string().ends_with("currency=CNY high=3 r=30,60,90,180 f=2,3,4,5 m=2000.00,5000.00,10000.00,15000.00"));
        for settings in [settings(), other] {
            assert_eq!(settings.to_string().parse(), Ok(settings));
        }
        assert!("kind=transactions".parse::<Settings>().is_err());
    }

    #[test]
    fn thresholds_that_nobody_reaches_are_written_too() {
        let cent = Some(Money::from_micros(10_000));
        let thresholds =
            Thresholds { r_at_most: [Some(9), Some(3), Some(3), None], f_at_least: [None; 4], m_at_least: [cent, cent, None, None] };
        let text = thresholds_text(&thresholds);
        assert_eq!(text, "r=none,3,3,9 f=none,none,none,none m=0.01,0.01,none,none");
        assert_eq!(thresholds_of(&text), Some(thresholds));
        assert_eq!(thresholds_of("r=1,2,3,4 f=1,2,3,4"), None);
        assert_eq!(thresholds_of("r=1,2,3 f=1,2,3,4 m=1,2,3,4"), None);
    }

    #[test]
    fn what_differs_is_named_with_both_values() {
        let own = settings();
        let window = Settings { policy: Policy { window: "12m".parse().ok(), ..own.policy }, ..own.clone() };
        assert_eq!(own.differences(&window, true, Lang::En), ["window (none, then 12m)"]);
        assert_eq!(own.differences(&window, true, Lang::Zh), ["统计期（前为无，后为12m）"]);
        let preset = Settings { cuts: PRESETS[0].cuts(), ..own.clone() };
        assert_eq!(own.differences(&preset, false, Lang::En), [""; 0]);
        assert!(own.differences(&preset, true, Lang::En)[0].starts_with("thresholds (quintiles, then r=30,60,90,180 f="));
        let [yuan, dollar] = ["CNY", "USD"].map(|code| Settings { currency: Currency::find(code), ..own.clone() });
        assert_eq!(yuan.differences(&dollar, false, Lang::En), ["currency (CNY, then USD)"]);
        assert_eq!(own.differences(&dollar, false, Lang::En), [""; 0], "a file that names no currency may be in any");
    }
}
