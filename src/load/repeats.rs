//! Lists of repeat histories, as the models of the "buy till you die" family take them: id, x, t_x, T and the mean of repeats. Their
//! frequency counts repeats and their recency runs from the first purchase to the last, so they are read here alone, and
//! never taken for a customer table of RFM.

use super::Reading;
use super::list::{List, ListRow, Wanted};
use super::source::Source;
use crate::clv::history::History;
use crate::clv::mean_of;
use crate::clv::people::{People, Person};
use crate::error::Error;
use crate::lang::Text;

/// The place of the mean amount among them.
const VALUE: usize = 4;
const WANTED: [Wanted; 5] = [
    Wanted {
        text: Text::new("customer id", "客户编号"),
        names: &["customerid", "id", "cust", "客户编号", "客户id", "custid", "clientid", "memberid", "会员编号"],
        needed: true,
    },
    Wanted {
        text: Text::new("repeat purchases (frequency, x)", "复购次数（frequency、x）"),
        names: &["frequency", "x", "复购次数"],
        needed: true,
    },
    Wanted {
        text: Text::new("time from first to last purchase (recency, t_x)", "首末购买间隔（recency、t_x）"),
        names: &["recency", "tx", "首末间隔"],
        needed: true,
    },
    Wanted {
        text: Text::new("time since the first purchase (T)", "首次购买至今（T）"), names: &["t", "tcal", "首次至今"], needed: true
    },
    Wanted {
        text: Text::new("mean amount of repeats (monetary_value)", "平均复购金额（monetary_value）"),
        names: &["monetaryvalue", "monetary", "zbar", "mx", "value", "平均复购金额", "平均金额"],
        needed: false,
    },
];

/// The customers of these lists and their ids, in the order of the ids.
pub fn read(sources: Vec<Source>, reading: &Reading) -> Result<(People, Vec<Box<str>>), Error> {
    let mut all: Vec<(Box<str>, Person)> = Vec::new();
    let mut people = People { without_amounts: true, ..People::default() };
    for mut source in sources {
        let list = List::read(&mut source, reading, &WANTED)?;
        if list.rows.is_empty() {
            return Err(Error::NoData(list.file));
        }
        people.without_amounts &= !list.has(VALUE);
        for row in &list.rows {
            let id = list.cell(row, 0);
            if id.is_empty() {
                return Err(list.wrong(row, 0, Text::new("is no customer id", "不是客户编号")));
            }
            if !reading.ignores(id) {
                all.push((id.into(), person(&list, row, reading)?));
            }
        }
    }
    all.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    if let Some(pair) = all.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Err(Error::RepeatedCustomer(pair[0].0.to_string()));
    }
    let (ids, persons): (Vec<_>, Vec<_>) = all.into_iter().unzip();
    people.persons = persons.into_iter().enumerate().map(|(place, person)| Person { place, ..person }).collect();
    let is_told = !people.without_amounts;
    people.worthless =
        people.persons.iter().filter(|_| is_told).filter(|person| person.mean.is_none() && person.history.repeats() > 0).count() as u64;
    Ok((people, ids))
}

fn person(list: &List, row: &ListRow, reading: &Reading) -> Result<Person, Error> {
    let repeats: f64 = number(list, row, 1, reading)?;
    if repeats < 0.0 || repeats.fract() != 0.0 || repeats > 1e9 {
        return Err(list.wrong(row, 1, Text::new("is no number of repeats", "不是复购次数")));
    }
    let (last, age) = (number(list, row, 2, reading)?, number(list, row, 3, reading)?);
    let history = History::new(repeats as u32, last, age).map_err(|fault| list.wrong(row, 2, fault.text()))?;
    let amount = if list.cell(row, VALUE).is_empty() { 0.0 } else { number(list, row, VALUE, reading)? };
    Ok(Person { place: 0, history, mean: mean_of(history.repeats(), amount), past: None, first: None })
}

fn number(list: &List, row: &ListRow, wanted: usize, reading: &Reading) -> Result<f64, Error> {
    let text = list.cell(row, wanted);
    let text = if reading.amounts.decimal_comma { text.replace(',', ".") } else { text.to_owned() };
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
    number.ok_or_else(|| list.wrong(row, wanted, Text::new("is no number", "不是数字")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn read(text: &str) -> Result<(People, Vec<Box<str>>), Error> {
        let reading = Reading::default();
        let source = Source::stream("f".into(), Box::new(Cursor::new(text.as_bytes().to_vec())), &reading, false)?;
        super::read(vec![source], &reading)
    }

    #[test]
    fn as_packages_write_them() {
        let (people, ids) = read("ID,x,t_x,T,zbar\nb,2,30.43,38.86,22.35\na,0,0.00,38.86,0.00\nc,1,2,3,0\n").unwrap();
        assert_eq!(ids.iter().map(|id| &**id).collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(people.persons[1].history, History::new(2, 30.43, 38.86).unwrap());
        assert_eq!(people.persons[1].mean, mean_of(2, 22.35));
        assert_eq!((people.persons[0].mean, people.worthless), (None, 1));
        let (without, ids) = read("cust,x,t.x,T.cal\n1,2,3,5.5\n").unwrap();
        assert_eq!((ids.len(), without.worthless, without.without_amounts, people.without_amounts), (1, 0, true, false));
    }

    #[test]
    fn what_cannot_be_is_named() {
        let told = |row: &str| read(&format!("id,frequency,recency,T\n{row}\n")).unwrap_err().to_string();
        assert_eq!(told("1,2,9,5"), "f:2: column recency: '9' is a last purchase after the end of the customer's own time");
        for (row, words) in [
            ("1,0,3,5", "although there are no repeats"),
            ("1,1,0,5", "although there are repeats"),
            ("1,1.5,3,5", "is no number of repeats"),
            ("1,1,x,5", "is no number"),
            (",1,1,5", "is no customer id"),
            ("1,1,-3,5", "below 0"),
        ] {
            assert!(told(row).contains(words), "{}", told(row));
        }
        assert!(read("id,frequency,recency,T\n1,0,0,5\n1,0,0,5\n").is_err());
        assert!(read("id,frequency,recency,monetary\n1,2,3,4\n").unwrap_err().to_string().contains("time since the first purchase"));
    }
}
