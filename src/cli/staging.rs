//! From what was typed to the rule of stages, and to when a silence breaks a rhythm.

use super::args;
use super::failure::usage;
use anyhow::Result;
use rfm::lang::Text;
use rfm::rhythm::Silence;
use rfm::stage::Rules;

/// The rule of stages, as typed.
pub fn rules(args: &args::Stages) -> Result<Rules> {
    let usual = Rules::default();
    let rules = Rules {
        growing: args.growing_visits.unwrap_or(usual.growing),
        established: args.established_visits.unwrap_or(usual.established),
        rhythm: silence(&args.rhythm)?,
        dormant_days: args.dormant_days.unwrap_or(usual.dormant_days),
        churned_hundredths: hundredths("--churned-times", &args.churned_times)?.unwrap_or(usual.churned_hundredths),
        churned_days: args.churned_days.unwrap_or(usual.churned_days),
    };
    if rules.established <= rules.growing {
        let (flag, visit) = match args.established_visits {
            Some(_) => ("--established-visits", rules.established),
            None => ("--growing-visits", rules.growing),
        };
        let what = Text::new(
            "'{}': established begins with a later visit than growing (--growing-visits, --established-visits)",
            "“{}”：成熟期的起始到店次数应大于成长期（--growing-visits、--established-visits）",
        );
        return Err(usage(flag, &visit.to_string(), what).into());
    }
    Ok(rules)
}

/// When a silence breaks a customer's own rhythm, as typed.
pub fn silence(args: &args::OwnRhythm) -> Result<Silence> {
    let usual = Silence::default();
    Ok(Silence {
        hundredths: hundredths("--rhythm-times", &args.rhythm_times)?.unwrap_or(usual.hundredths),
        gaps: args.rhythm_gaps.unwrap_or(usual.gaps),
        days: args.rhythm_days.unwrap_or(usual.days),
    })
}

fn hundredths(flag: &str, text: &Option<String>) -> Result<Option<u32>> {
    text.as_deref().map(|text| times(flag, text)).transpose()
}

/// `3` or `2.5`, in hundredths.
fn times(flag: &str, text: &str) -> Result<u32> {
    let wrong = Text::new("'{}' is not a number from 1 to 100, with two decimals at most", "“{}”不是 1 到 100 之间、最多两位小数的数字");
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_sound = is_number(whole) && is_number(part) && whole.len() <= 3 && part.len() <= 2;
    let number = format!("{whole}{part:0<2}").parse().ok().filter(|hundredths| is_sound && (100..=10_000).contains(hundredths));
    Ok(number.ok_or_else(|| usage(flag, text, wrong))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_they_are_typed() {
        for (text, hundredths) in [("3", 300), ("2.5", 250), ("1.25", 125), ("1", 100), ("100", 10_000), ("1.0", 100)] {
            assert_eq!(times("--rhythm-times", text).unwrap(), hundredths, "{text}");
        }
        for wrong in ["0.99", "100.01", "2,5", "", ".5", "1.", "1.234", "-3", "x"] {
            assert!(times("--rhythm-times", wrong).is_err(), "{wrong}");
        }
    }
}
