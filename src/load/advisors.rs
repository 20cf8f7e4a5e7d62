//! Lists of advisors: who looked after whom so far, and who there is.

use super::Reading;
use super::list::{List, Wanted};
use super::source::Source;
use crate::error::Error;
use crate::lang::Text;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;

const CUSTOMER: Wanted = Wanted {
    text: Text::new("customer id", "客户编号"),
    names: &["customerid", "客户编号", "客户id", "客户号", "会员编号", "会员号", "custid", "clientid", "memberid", "id"],
    needed: true,
};
const ADVISOR: Wanted = Wanted {
    text: Text::new("advisor", "服务顾问"),
    names: &["advisor", "服务顾问", "serviceadvisor", "专属顾问", "顾问", "客户经理", "accountmanager", "owner", "负责人", "name", "姓名"],
    needed: true,
};

/// Each customer's advisor in an earlier assignment, blank where they had none. A customer may stand there twice, but not with
/// two advisors.
pub fn previous(file: &Path) -> Result<HashMap<String, String>, Error> {
    let list = read(file, &[CUSTOMER, ADVISOR])?;
    let mut advisors: HashMap<String, String> = HashMap::new();
    for row in &list.rows {
        let (id, advisor) = (list.cell(row, 0), list.cell(row, 1));
        if id.is_empty() {
            return Err(list.wrong(row, 0, Text::new("is no customer id", "不是客户编号")));
        }
        if advisors.insert(id.to_owned(), advisor.to_owned()).is_some_and(|before| before != advisor) {
            return Err(list.wrong(row, 0, Text::new("has another advisor on an earlier line", "在前面的行中另有顾问")));
        }
    }
    Ok(advisors)
}

/// The advisors there are.
pub fn names(file: &Path) -> Result<BTreeSet<String>, Error> {
    let list = read(file, &[ADVISOR])?;
    let names: BTreeSet<String> = list.rows.iter().map(|row| list.cell(row, 0).to_owned()).filter(|name| !name.is_empty()).collect();
    if names.is_empty() { Err(Error::NoData(list.file)) } else { Ok(names) }
}

fn read(file: &Path, wanted: &[Wanted]) -> Result<List, Error> {
    let reading = Reading::default(); // the flags on reading are about the data
    List::read(&mut Source::file(file, &reading)?, &reading, wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    }

    #[test]
    fn who_looked_after_whom() {
        let found = previous(file("客户编号,姓名,服务顾问\n007,安,苏明远\n8,博文,\n007,安,苏明远\n").path()).unwrap();
        assert_eq!((found.len(), found["007"].as_str(), found["8"].as_str()), (2, "苏明远", ""));
        let told = |text: &str| previous(file(text).path()).unwrap_err().to_string();
        assert!(
            told("customer_id,advisor\n1,Ann\n1,Bea\n").ends_with(":3: column customer_id: '1' has another advisor on an earlier line")
        );
        assert!(told("customer_id,advisor\n,Ann\n").contains(":2: column customer_id: '' is no customer id"));
        assert!(told("customer_id,store\n1,x\n").contains("found no column for: advisor"));
    }

    #[test]
    fn who_there_is() {
        assert_eq!(names(file("name,store\nBea,1\n,2\nAnn,1\nBea,2\n").path()).unwrap().into_iter().collect::<Vec<_>>(), ["Ann", "Bea"]);
        assert!(names(file("name\n\n").path()).is_err());
    }
}
