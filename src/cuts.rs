//! Thresholds as text: `--cuts r=30,60,90,180` on the command line, and the TOML of `--save-cuts` and `--cuts-from`.
//!
//! Both list four values, rising: days for scores 5, 4, 3, 2, purchases and amounts for scores 2, 3, 4, 5. `none` stands
//! for a score that no customer can reach. What thresholds mean is `score`.

use crate::date::Day;
use crate::lang::Lang;
use crate::money::Money;
use crate::money::read::AmountFormat;
use crate::note::printable;
use crate::score::{FixedCuts, Steps, Thresholds};
use std::error::Error;
use std::fmt;
use std::path::Path;
use toml::de::{DeTable, DeValue};

/// The thresholds of a run as TOML. Amounts are strings, so that no program rounds them on the way.
pub fn to_toml(thresholds: &Thresholds, as_of: Option<Day>, decimals: u8) -> String {
    let printed = thresholds.printed(|amount| amount.plain(decimals));
    let days = list(printed.r_at_most, |days| days.to_string());
    let purchases = list(printed.f_at_least, |purchases| purchases.to_string());
    let amounts = list(printed.m_at_least, |amount| format!("\"{amount}\""));
    let as_of = as_of.map(|day| format!("# As of 基准日: {day}\n")).unwrap_or_default();
    format!(
        "# What each RFM score takes; --cuts-from reads it back. A measure that is taken out keeps its quintiles.\n\
         # RFM 各分的门槛，用 --cuts-from 读回。删去某一行，该项仍按五等分。\n\
         # \"none\": no customer can reach that score. 该分不会出现。\n\
         {as_of}\n\
         # Recency: at most so many days since the last purchase, for scores 5, 4, 3, 2.\n\
         # 近度：距最近一次消费不超过多少天，依次得 5、4、3、2 分。\n\
         r_at_most = {days}\n\n\
         # Frequency: at least so many purchases, for scores 2, 3, 4, 5.\n\
         # 频度：消费次数不少于，依次得 2、3、4、5 分。\n\
         f_at_least = {purchases}\n\n\
         # Monetary: at least this amount, for scores 2, 3, 4, 5.\n\
         # 金额：消费金额不少于，依次得 2、3、4、5 分。\n\
         m_at_least = {amounts}\n"
    )
}

fn list<T>(steps: Steps<T>, show: impl Fn(T) -> String) -> String {
    let values = steps.map(|step| step.map_or_else(|| "\"none\"".to_owned(), &show));
    format!("[{}]", values.join(", "))
}

/// Reads a file of thresholds.
pub fn read_file(path: &Path) -> Result<FixedCuts, CutsError> {
    let name = path.to_string_lossy();
    match std::fs::read_to_string(path) {
        Ok(text) => from_toml(&text, &name),
        Err(error) => Err(CutsError { place: name.into_owned(), problem: Problem::Unreadable(error.to_string()) }),
    }
}

/// Reads the text of a file of thresholds; `name` is told in errors.
pub fn from_toml(text: &str, name: &str) -> Result<FixedCuts, CutsError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let at = |offset: usize, problem| {
        let line = 1 + text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count();
        CutsError { place: format!("{name}:{line}"), problem }
    };
    let table = DeTable::parse(text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        at(offset, Problem::NotToml(error.message().to_owned()))
    })?;
    let mut cuts = FixedCuts::default();
    for (key, value) in table.get_ref() {
        let Some(measure) = Measure::ALL.into_iter().find(|measure| measure.key() == key.get_ref()) else {
            return Err(at(key.span().start, Problem::UnknownKey(key.get_ref().to_string())));
        };
        let Some(values) = value.get_ref().as_array() else {
            return Err(at(value.span().start, Problem::Count(measure, 1)));
        };
        let texts: Vec<&str> = values
            .iter()
            .map(|value| match value.get_ref() {
                DeValue::String(text) => text.as_ref(),
                DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
                DeValue::Float(number) => number.as_str(),
                _ => &text[value.span()],
            })
            .collect();
        measure.read(&texts, &mut cuts).map_err(|(problem, place)| {
            let span = place.and_then(|place| values.get(place)).map_or(value.span(), |value| value.span());
            at(span.start, problem)
        })?;
    }
    match cuts == FixedCuts::default() {
        true => Err(CutsError { place: name.to_owned(), problem: Problem::Nothing }),
        false => Ok(cuts),
    }
}

/// Reads what `--cuts` was given, once or several times: `r=30,60,90,180`.
pub fn read_flags<T: AsRef<str>>(flags: impl IntoIterator<Item = T>) -> Result<FixedCuts, CutsError> {
    let mut cuts = FixedCuts::default();
    let mut seen = Vec::new();
    for flag in flags {
        let flag = flag.as_ref();
        let wrong = |problem| CutsError { place: format!("--cuts {flag}"), problem };
        let (letter, values) = flag.split_once(['=', '＝']).ok_or_else(|| wrong(Problem::UnknownMeasure))?;
        let measure = Measure::ALL.into_iter().find(|measure| letter.trim().eq_ignore_ascii_case(measure.letter()));
        let measure = measure.ok_or_else(|| wrong(Problem::UnknownMeasure))?;
        if seen.contains(&measure) {
            return Err(wrong(Problem::Twice(measure)));
        }
        seen.push(measure);
        let values: Vec<&str> = values.split([',', '，']).map(str::trim).collect();
        measure.read(&values, &mut cuts).map_err(|(problem, _)| wrong(problem))?;
    }
    Ok(cuts)
}

/// R, F or M.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    Recency,
    Frequency,
    Monetary,
}

/// What is wrong, and with which of the four values.
type Fault = (Problem, Option<usize>);

impl Measure {
    const ALL: [Measure; 3] = [Measure::Recency, Measure::Frequency, Measure::Monetary];

    fn letter(self) -> &'static str {
        ["r", "f", "m"][self as usize]
    }

    fn key(self) -> &'static str {
        ["r_at_most", "f_at_least", "m_at_least"][self as usize]
    }

    fn example(self) -> &'static str {
        ["30,60,90,180", "2,3,4,5", "2000,5000,10000,15000"][self as usize]
    }

    /// Reads the four values into their place.
    fn read(self, texts: &[&str], cuts: &mut FixedCuts) -> Result<(), Fault> {
        match self {
            Measure::Recency => {
                let mut days = self.steps(texts, |text| text.parse().ok())?;
                days.reverse(); // written from score 5 down
                cuts.r = Some(days);
            }
            Measure::Frequency => cuts.f = Some(self.steps(texts, |text| text.parse().ok())?),
            Measure::Monetary => {
                let amount = |text: &str| AmountFormat::default().read(text).ok().map(|figure| figure.value);
                cuts.m = Some(self.steps::<Money>(texts, amount)?);
            }
        }
        Ok(())
    }

    /// Four values that rise; equal ones are allowed, as quintiles of customers who are alike give them.
    fn steps<T: Copy + Ord>(self, texts: &[&str], read: impl Fn(&str) -> Option<T>) -> Result<Steps<T>, Fault> {
        let texts: &[&str; 4] = texts.try_into().map_err(|_| (Problem::Count(self, texts.len()), None))?;
        let mut steps = [None; 4];
        let mut last: Option<(T, &str)> = None;
        for (place, text) in texts.iter().enumerate() {
            if text.eq_ignore_ascii_case("none") {
                continue;
            }
            let value = read(text).ok_or_else(|| (Problem::BadValue(self, (*text).to_owned()), Some(place)))?;
            if let Some((_, before)) = last.filter(|(before, _)| *before > value) {
                return Err((Problem::Falls(self, before.to_owned(), (*text).to_owned()), Some(place)));
            }
            steps[place] = Some(value);
            last = Some((value, text));
        }
        Ok(steps)
    }
}

/// Thresholds that cannot be read: where, why, and the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutsError {
    /// File and line, or the flag as given.
    place: String,
    problem: Problem,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Problem {
    Unreadable(String),
    NotToml(String),
    Nothing,
    UnknownKey(String),
    UnknownMeasure,
    Twice(Measure),
    Count(Measure, usize),
    BadValue(Measure, String),
    Falls(Measure, String, String),
}

impl CutsError {
    /// Stable, machine-readable name.
    pub fn code(&self) -> &'static str {
        "bad_cuts"
    }

    /// The flag is at fault, not a file.
    pub fn is_usage(&self) -> bool {
        self.place.starts_with("--cuts ")
    }

    /// What is wrong and what to write instead.
    pub fn text(&self, lang: Lang) -> String {
        let place = printable(&self.place);
        let what = match &self.problem {
            Problem::Unreadable(why) => lang.pick(
                format!("cannot be read: {why}; --save-cuts FILE writes one"),
                format!("无法读取：{why}；可用 --save-cuts 文件名 生成"),
            ),
            Problem::NotToml(why) => {
                let why = printable(why);
                lang.pick(
                    format!("this is no TOML ({why}); write lines such as r_at_most = [30, 60, 90, 180]"),
                    format!("不是有效的 TOML（{why}）；写法如 r_at_most = [30, 60, 90, 180]"),
                )
            }
            Problem::Nothing => lang.pick(
                "there are no thresholds in it; write r_at_most, f_at_least or m_at_least".into(),
                "文件中没有门槛；请写明 r_at_most、f_at_least 或 m_at_least".into(),
            ),
            Problem::UnknownKey(key) => {
                let meant = Measure::ALL.into_iter().find(|measure| key.to_ascii_lowercase().starts_with(measure.letter()));
                let meant = meant.map_or(String::new(), |measure| {
                    let near = measure.key();
                    lang.pick(format!("; did you mean {near}?"), format!("，是否指 {near}？"))
                });
                let key = printable(key);
                lang.pick(
                    format!("unknown key '{key}'{meant} (the keys are r_at_most, f_at_least, m_at_least)"),
                    format!("未知的键“{key}”{meant}（可用的键：r_at_most、f_at_least、m_at_least）"),
                )
            }
            Problem::UnknownMeasure => lang.pick(
                "write a measure and its four thresholds: r=30,60,90,180, f=2,3,4,5 or m=2000,5000,10000,15000".into(),
                "请写明指标及其四个门槛：r=30,60,90,180、f=2,3,4,5 或 m=2000,5000,10000,15000".into(),
            ),
            Problem::Twice(measure) => {
                let letter = measure.letter();
                lang.pick(format!("{letter} is given twice; give it once"), format!("{letter} 给了两次，请只给一次"))
            }
            Problem::Count(measure, found) => {
                let example = measure.example();
                lang.pick(
                    format!("{found} where four thresholds are needed, such as {example}"),
                    format!("需要四个门槛，现有 {found} 个；例如 {example}"),
                )
            }
            Problem::BadValue(measure, value) => {
                let value = printable(value);
                match measure {
                    Measure::Recency => lang.pick(
                        format!("'{value}' is not a number of days; write whole days, 0 or more, such as 30"),
                        format!("“{value}”不是天数；请写 0 以上的整数，例如 30"),
                    ),
                    Measure::Frequency => lang.pick(
                        format!("'{value}' is not a number of purchases; write a whole number, 0 or more, such as 2"),
                        format!("“{value}”不是消费次数；请写 0 以上的整数，例如 2"),
                    ),
                    Measure::Monetary => lang.pick(
                        format!("'{value}' is not an amount; write a number such as 2000 or 1999.50"),
                        format!("“{value}”不是金额；请写数字，例如 2000 或 1999.50"),
                    ),
                }
            }
            Problem::Falls(measure, before, after) => {
                let (before, after, example) = (printable(before), printable(after), measure.example());
                let order = match measure {
                    Measure::Recency => lang.pick("from score 5 down to 2, days rise", "从 5 分到 2 分，天数递增"),
                    _ => lang.pick("from score 2 up to 5, they rise", "从 2 分到 5 分，数值递增"),
                };
                lang.pick(
                    format!("{after} comes after {before}; {order}, such as {example}"),
                    format!("{after} 排在 {before} 之后；{order}，例如 {example}"),
                )
            }
        };
        lang.pick(format!("{place}: {what}"), format!("{place}：{what}"))
    }
}

impl fmt::Display for CutsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

impl Error for CutsError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::PRESETS;
    use proptest::prelude::*;

    #[test]
    fn flags_are_the_preset_when_they_say_the_same() {
        let cuts = read_flags(["r=30,60,90,180", "F = 2, 3, 4, 5", "m=2000，5000，10000，15000"]).unwrap();
        assert_eq!(cuts, PRESETS[0].cuts());
        let some = read_flags(["m=0.5,0.5,1,none"]).unwrap();
        let half = Some(Money::from_micros(500_000));
        assert_eq!(some, FixedCuts { m: Some([half, half, Some(Money::from_units(1)), None]), ..FixedCuts::default() });
        assert_eq!(read_flags(Vec::<String>::new()).unwrap(), FixedCuts::default());
    }

    #[test]
    fn wrong_flags_name_themselves_and_the_way_out() {
        for (flags, en, zh) in [
            (&["x=1,2,3,4"][..], "write a measure", "请写明指标"),
            (&["30,60,90,180"], "write a measure", "请写明指标"),
            (&["r=30,60,90"], "3 where four", "现有 3 个"),
            (&["r=180,90,60,30"], "90 comes after 180; from score 5 down to 2", "从 5 分到 2 分"),
            (&["f=2,4,3,5"], "3 comes after 4; from score 2 up to 5", "从 2 分到 5 分"),
            (&["r=-30,60,90,180"], "'-30' is not a number of days", "“-30”不是天数"),
            (&["f=1.5,2,3,4"], "'1.5' is not a number of purchases", "“1.5”不是消费次数"),
            (&["m=a,2,3,4"], "'a' is not an amount", "“a”不是金额"),
            (&["m=1,2,3,"], "'' is not an amount", "“”不是金额"),
            (&["r=1,2,3,4", "r=1,2,3,4"], "r is given twice", "r 给了两次"),
        ] {
            let error = read_flags(flags).unwrap_err();
            let (en_text, zh_text) = (error.text(Lang::En), error.text(Lang::Zh));
            assert!(en_text.contains(en) && en_text.starts_with("--cuts "), "{en_text}");
            assert!(zh_text.contains(zh), "{zh_text}");
        }
    }

    #[test]
    fn a_file_written_by_hand() {
        let text = "# ours\nr_at_most = [30, 60, 90, \"180\"]\nm_at_least = [2_000, 5000.50, \"10,000\", \"none\"]\n";
        let cuts = from_toml(text, "ours.toml").unwrap();
        let (low, high) = (Money::from_units(2000), Money::from_units(10_000));
        assert_eq!(cuts.r, Some([Some(180), Some(90), Some(60), Some(30)]));
        assert_eq!(cuts.m, Some([Some(low), Some(Money::from_micros(5_000_500_000)), Some(high), None]));
        assert_eq!(cuts.f, None);
    }

    #[test]
    fn wrong_files_name_file_and_line() {
        for (text, expected) in [
            ("\n\nr_at_least = [1, 2, 3, 4]", "ours.toml:3: unknown key 'r_at_least'; did you mean r_at_most?"),
            ("[x]\nr = 1", "ours.toml:1: unknown key 'x' (the keys"),
            ("r_at_most = [1, 2, 3]", "ours.toml:1: 3 where four"),
            ("r_at_most = 30", "ours.toml:1: 1 where four"),
            ("f_at_least = [\n  2,\n  3,\n  4.5,\n  5,\n]", "ours.toml:4: '4.5' is not a number of purchases"),
            ("f_at_least = [2, 3, 4, true]", "ours.toml:1: 'true' is not"),
            ("f_at_least = [2, 3, 4, 0x5]", "ours.toml:1: '0x5' is not"),
            ("m_at_least = [1, 3,\n 2, 4]", "ours.toml:2: 2 comes after 3"),
            ("m_at_least = [nan, 3, 2, 4]", "ours.toml:1: 'nan' is not an amount"),
            ("# nothing\n", "ours.toml: there are no thresholds"),
            ("\nr_at_most = [1, 2", "ours.toml:2: this is no TOML"),
            ("r_at_most = [1, 2, 3, 4]\nr_at_most = [1, 2, 3, 4]", "ours.toml:2: this is no TOML"),
        ] {
            let error = from_toml(text, "ours.toml").unwrap_err().text(Lang::En);
            assert!(error.starts_with(expected), "{error}");
        }
        let missing = read_file(Path::new("/no/such/cuts.toml")).unwrap_err().text(Lang::Zh);
        assert!(missing.starts_with("/no/such/cuts.toml：无法读取"), "{missing}");
    }

    /// Thresholds as quintiles give them: rising, equal ones among them, and unreachable from some score on.
    fn rising(low: i64) -> impl Strategy<Value = Steps<i64>> {
        (proptest::array::uniform4(low..1_000_000_000), 0..=4_usize).prop_map(|(mut values, reachable)| {
            values.sort_unstable();
            let mut steps = values.map(Some);
            steps[reachable..].fill(None);
            steps
        })
    }

    proptest! {
        #[test]
        fn what_is_saved_is_read_back(r in rising(0), f in rising(0), m in rising(-1_000_000_000), decimals in 2_u8..7) {
            let mut days = r.map(|days| days.map(|days| days as u32));
            days.reverse();
            let thresholds = Thresholds {
                r_at_most: days,
                f_at_least: f.map(|count| count.map(|count| count as u64)),
                m_at_least: m.map(|micros| micros.map(|micros| Money::from_micros(micros.into()))),
            };
            let text = to_toml(&thresholds, None, decimals);
            let cuts = from_toml(&format!("\u{feff}{text}"), "saved.toml").unwrap();
            prop_assert_eq!(Thresholds::new(&[][..], &cuts), thresholds);
        }
    }

    #[test]
    fn saved_thresholds_read_as_they_are_printed() {
        let text = to_toml(&Thresholds::new(&[][..], &PRESETS[0].cuts()), "2026-11-01".parse().ok(), 2);
        for line in [
            "# As of 基准日: 2026-11-01",
            "r_at_most = [30, 60, 90, 180]",
            "f_at_least = [2, 3, 4, 5]",
            "m_at_least = [\"2000.00\", \"5000.00\", \"10000.00\", \"15000.00\"]",
        ] {
            assert!(text.lines().any(|other| other == line), "{line} in\n{text}");
        }
    }
}
