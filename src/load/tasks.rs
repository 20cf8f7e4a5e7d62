//! Lists for follow-up tasks: who there is and who looks after whom, and the results that owners filled in.

use super::Reading;
use super::list::{List, Wanted};
use super::source::Source;
use crate::error::Error;
use crate::lang::Text;
use crate::level::Rank;
use crate::task::Person;
use crate::task::results::{self, Filled};
use std::collections::BTreeMap;
use std::path::Path;

const NAMES: &[&str] = &[
    "name", "advisor", "owner", "serviceadvisor", "employee", "staff", "姓名", "服务顾问", "顾问", "专属顾问", "负责人", "员工", "员工姓名",
];
const PEOPLE: [Wanted; 2] = [
    Wanted { text: Text::new("name", "姓名"), names: NAMES, needed: true },
    Wanted {
        text: Text::new("role", "职级"),
        names: &["role", "rank", "position", "jobtitle", "title", "职级", "职位", "职务", "岗位", "角色"],
        needed: true,
    },
];
const ADVISORS: [Wanted; 2] = [
    Wanted {
        text: Text::new("customer id", "客户编号"),
        names: &[
            "customerid", "customer", "custid", "clientid", "memberid", "客户编号", "客户id", "客户号", "客户", "会员编号", "会员号",
            "vin", "车架号",
        ],
        needed: true,
    },
    Wanted {
        text: Text::new("advisor", "服务顾问"),
        names: &["advisor", "serviceadvisor", "owner", "name", "服务顾问", "专属顾问", "顾问", "负责人", "姓名"],
        needed: true,
    },
];
const RESULTS: [Wanted; 7] = [
    Wanted { text: Text::new("task number", "任务编号"), names: &["id"], needed: true },
    Wanted { text: Text::new("version", "版本"), names: &["version"], needed: true },
    Wanted { text: Text::new("result", "结果"), names: &["result"], needed: true },
    Wanted { text: Text::new("reason", "原因"), names: &["reason"], needed: false },
    Wanted { text: Text::new("cost", "花费"), names: &["cost"], needed: false },
    Wanted { text: Text::new("value", "挽回价值"), names: &["value"], needed: false },
    Wanted { text: Text::new("note", "备注"), names: &["note"], needed: false },
];

/// What owner files say together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owners {
    /// Everybody; none where no file lists people.
    pub people: Option<Vec<Person>>,
    /// Customers' advisors.
    pub advisors: BTreeMap<String, String>,
}

/// Reads owner files, each a list of people with their roles, or of customers with their advisors.
pub fn owners(files: &[impl AsRef<Path>]) -> Result<Owners, Error> {
    let reading = Reading::default();
    let mut owners = Owners::default();
    for file in files {
        let read = |wanted: &[Wanted]| List::read(&mut Source::file(file.as_ref(), &reading)?, &reading, wanted);
        match read(&ADVISORS) {
            Ok(list) => take_advisors(&list, &mut owners.advisors)?,
            // What it lacks is told of a list of people, which it is more likely to be.
            Err(Error::ListLacks { .. }) => take_people(&read(&PEOPLE)?, owners.people.get_or_insert_default())?,
            Err(error) => return Err(error),
        }
    }
    Ok(owners)
}

fn take_people(list: &List, people: &mut Vec<Person>) -> Result<(), Error> {
    for row in &list.rows {
        let (name, role) = (list.cell(row, 0), list.cell(row, 1));
        if name.is_empty() {
            return Err(list.wrong(row, 0, Text::new("is no name", "不是姓名")));
        }
        let what = Text::new("is none of the roles: advisor, manager, director", "不是可用的职级：服务顾问、服务经理、总监");
        let rank = Rank::find(role).ok_or_else(|| list.wrong(row, 1, what))?;
        match people.iter().find(|person| person.name == name) {
            Some(other) if other.rank != rank => {
                return Err(list.wrong(row, 0, Text::new("has two roles", "有两个职级")));
            }
            Some(_) => {}
            None => people.push(Person { name: name.to_owned(), rank, left: false }),
        }
    }
    Ok(())
}

fn take_advisors(list: &List, advisors: &mut BTreeMap<String, String>) -> Result<(), Error> {
    for row in &list.rows {
        let (customer, advisor) = (list.cell(row, 0), list.cell(row, 1));
        if customer.is_empty() || advisor.is_empty() {
            continue; // nobody looks after them, which is no fault
        }
        if let Some(other) = advisors.insert(customer.to_owned(), advisor.to_owned())
            && other != advisor
        {
            return Err(list.wrong(row, 0, Text::new("has two advisors", "有两位服务顾问")));
        }
    }
    Ok(())
}

/// The rows that somebody filled, each with its line, and how many were left as they were.
pub fn filled(file: &Path) -> Result<(Vec<(u64, Filled)>, u64), Error> {
    let reading = Reading::default();
    let list = List::read(&mut Source::file(file, &reading)?, &reading, &RESULTS)?;
    let (mut filled, mut empty) = (Vec::new(), 0);
    for row in &list.rows {
        let cells = std::array::from_fn(|at| list.cell(row, at));
        match results::read(cells).map_err(|fault| list.wrong(row, fault.column, fault.what))? {
            Some(found) => filled.push((row.line, found)),
            None => empty += 1,
        }
    }
    Ok((filled, empty))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owners_of(texts: &[&str]) -> Result<Owners, Error> {
        let home = tempfile::tempdir().unwrap();
        let files: Vec<_> = (0..texts.len()).map(|n| home.path().join(format!("{n}.csv"))).collect();
        files.iter().zip(texts).for_each(|(file, text)| std::fs::write(file, text).unwrap());
        owners(&files)
    }

    #[test]
    fn people_and_advisors_in_any_file() {
        let found = owners_of(&["姓名,职级\n王芳,服务顾问\n李强,服务经理\n", "customer_id,advisor\nC1,王芳\nC2,\n"]).unwrap();
        let people = found.people.unwrap();
        assert_eq!(
            people.iter().map(|person| (person.name.as_str(), person.rank)).collect::<Vec<_>>(),
            [("王芳", Rank::Advisor), ("李强", Rank::Manager)]
        );
        assert_eq!(found.advisors, [("C1".to_owned(), "王芳".to_owned())].into());
        assert_eq!(owners_of(&["customer_id,advisor\nC1,Ada\n"]).unwrap().people, None);
    }

    #[test]
    fn what_cannot_be_meant() {
        let told = |text: &str| owners_of(&[text]).unwrap_err().to_string();
        assert!(told("name,role\nAda,boss\n").contains(":2: column role: 'boss' is none of the roles"));
        assert!(told("name,role\nAda,advisor\nAda,manager\n").contains("'Ada' has two roles"));
        assert!(told("customer_id,advisor\nC1,Ada\nC1,Ben\n").contains("'C1' has two advisors"));
        assert!(told("name,phone\nAda,1\n").contains("role"));
    }
}
