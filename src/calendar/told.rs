//! What the reader of a care calendar should know of it: rules that are off, cells that are no dates, what came too late.

use super::Occasion;
use crate::about::About;
use crate::lang::{Lang, plural};
use crate::money::grouped;
use crate::note::{clip, printable};

/// A longer cell is cut where it is an example.
const LONGEST: usize = 40;

/// Something to know of a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// A rule is off: no column tells the day.
    NoColumn(Occasion, About),
    /// A rule is off: nothing tells whether days or months come first in the column, as in this cell.
    Undecided(Occasion, About, String),
    /// Cells of a column that are no dates.
    NoDates {
        /// What the column tells.
        about: About,
        /// How many.
        cells: u64,
        /// A customer and their cell.
        example: (Box<str>, Box<str>),
    },
    /// The data has no times of day, so the steps after a visit stand on days.
    DaysOnly,
    /// So many reminders were due before the first day, while what they are about is still to come.
    Late(u64),
    /// No file of holidays was given.
    NoHolidays,
}

impl Told {
    /// Machine-readable name.
    pub fn code(&self) -> &'static str {
        match self {
            Told::NoColumn(..) => "no_column",
            Told::Undecided(..) => "undecided_dates",
            Told::NoDates { .. } => "no_dates",
            Told::DaysOnly => "days_only",
            Told::Late(_) => "late",
            Told::NoHolidays => "no_holidays",
        }
    }

    /// In words, without a full stop.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Told::NoColumn(occasion, about) => {
                let (name, what, slug) = (occasion.text().get(lang), about.text().get(lang), about.slug());
                lang.pick(
                    format!("left out: {name}, for no column tells the {what} (--column {slug}=COLUMN names one)"),
                    format!("未列入“{name}”：没有{what}列（可用 --column {slug}=列名 指定）"),
                )
            }
            Told::Undecided(occasion, about, example) => {
                let (name, what, example) = (occasion.text().get(lang), about.text().get(lang), clip(&printable(example), LONGEST));
                lang.pick(
                    format!("left out: {name}, for nothing tells whether {example} has the day or the month first ({what}); write such dates as 2026-11-30"),
                    format!("未列入“{name}”：{what} {example} 无法判断日在前还是月在前；请写成 2026-11-30 这样的日期"),
                )
            }
            Told::NoDates { about, cells, example: (customer, cell) } => {
                let (what, customer, cell) = (about.text().get(lang), printable(customer), clip(&printable(cell), LONGEST));
                lang.pick(
                    format!("not dates, so left out ({what}): {}, such as '{cell}' of customer {customer}", plural(*cells, "cell")),
                    format!("{what}有 {} 个单元格不是日期，已略过，例如客户 {customer} 的“{cell}”", grouped(*cells)),
                )
            }
            Told::DaysOnly => lang.pick(
                "the visits have no time of day, so the message after 2 hours stands on the day of the visit, the call after 48 hours two days later".to_owned(),
                "到店记录只有日期没有时间：2 小时内的致谢排在到店当天，48 小时内的回访排在两天后".to_owned(),
            ),
            Told::Late(entries) => lang.pick(
                format!("due before the first day, and what they are about is still to come: {}; an earlier --from shows them", plural(*entries, "reminder")),
                format!("有 {} 条提醒在起始日之前就该做，而保养或延保尚未到期；把 --from 提前即可看到", grouped(*entries)),
            ),
            Told::NoHolidays => lang.pick(
                "no holidays: --holidays FILE names them, a date and a name in each row".to_owned(),
                "未列入节日：可用 --holidays 文件 指定，每行一个日期和名称".to_owned(),
            ),
        }
    }
}
