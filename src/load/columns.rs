//! Which column plays which role: by the user's word, else by known names in English and Chinese.

use super::known::{self, Known};
use crate::about::About;
use crate::error::Error;
use crate::lang::Text;
use crate::note::Note;
use crate::scored::Kind;

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Role {
    /// The customer's id.
    Id,
    /// The day of the transaction, or of the last purchase in a customer table.
    Date,
    /// The amount, or the amount spent in a customer table.
    Amount,
    /// How many pieces.
    Quantity,
    /// Price of one piece.
    Price,
    /// The order's id.
    Order,
    /// The order's status.
    Status,
    /// Profit.
    Profit,
    /// Cost.
    Cost,
    /// Customer table: days since the last purchase.
    Recency,
    /// Customer table: purchases.
    Frequency,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 11] = [
        Role::Id,
        Role::Date,
        Role::Amount,
        Role::Quantity,
        Role::Price,
        Role::Order,
        Role::Status,
        Role::Profit,
        Role::Cost,
        Role::Recency,
        Role::Frequency,
    ];

    fn known(self) -> &'static Known<Role> {
        let known = &known::ROLES[self as usize];
        debug_assert_eq!(known.what, self, "the table is in the order of the roles");
        known
    }

    /// The role for people.
    pub const fn text(self) -> Text {
        match self {
            Role::Id => Text::new("customer id", "客户编号"),
            Role::Date => Text::new("date", "日期"),
            Role::Amount => Text::new("amount", "金额"),
            Role::Quantity => Text::new("quantity", "数量"),
            Role::Price => Text::new("unit price", "单价"),
            Role::Order => Text::new("order id", "订单号"),
            Role::Status => Text::new("status", "状态"),
            Role::Profit => Text::new("profit", "利润"),
            Role::Cost => Text::new("cost", "成本"),
            Role::Recency => Text::new("recency in days", "距上次消费天数"),
            Role::Frequency => Text::new("number of purchases", "消费次数"),
        }
    }

    /// The flag that names its column.
    pub fn flag(self) -> &'static str {
        self.known().flag
    }
}

/// The flag that names a column to carry along.
pub fn flag_about(about: About) -> &'static str {
    known::CARRIED[about as usize].flag
}

/// Columns named by the user: a header, or a place as `#3`. The amount may be a product, `Quantity*UnitPrice`.
#[derive(Clone, Debug, Default)]
pub struct Named {
    roles: Vec<(Role, String)>,
    about: Vec<(About, String)>,
}

impl Named {
    /// Names the column of a role, if the user did.
    pub fn set(&mut self, role: Role, column: Option<&String>) {
        if let Some(column) = column {
            self.roles.push((role, column.clone()));
        }
    }

    /// Names a column that is carried along.
    pub fn set_about(&mut self, about: About, column: &str) {
        self.about.push((about, column.to_owned()));
    }

    fn get(&self, role: Role) -> Option<&str> {
        self.roles.iter().find(|(r, _)| *r == role).map(|(_, column)| column.as_str())
    }
}

/// How a column was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// The user named it.
    Named,
    /// Its header is a known name.
    Known,
}

/// The columns of one file by role, and what else is kept of its rows.
#[derive(Clone, Debug)]
pub struct Columns {
    /// What the file holds.
    pub kind: Kind,
    places: [Option<(usize, Found)>; Role::ALL.len()],
    about: [Option<(usize, Found)>; About::ALL.len()],
    /// Things to tell the user.
    pub notes: Vec<Note>,
}

impl Columns {
    /// The place of a role's column, from 0.
    pub fn get(&self, role: Role) -> Option<usize> {
        self.places[role as usize].map(|(at, _)| at)
    }

    /// How it was found.
    pub fn found(&self, role: Role) -> Option<(usize, Found)> {
        self.places[role as usize]
    }

    /// The place of a column that is carried along, from 0, and how it was found.
    pub fn about(&self, about: About) -> Option<(usize, Found)> {
        self.about[about as usize]
    }
}

/// A header as it is compared: letters and digits only, lower case, full-width forms narrowed.
pub fn fold(header: &str) -> String {
    header.chars().map(crate::money::read::narrow).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The place of a column that the user names: exactly, else folded, else by `#place`.
pub fn find(header: &[String], wanted: &str, file: &str) -> Result<usize, Error> {
    let twice = |name: &str| Error::DuplicateColumn { file: file.to_owned(), name: name.to_owned() };
    let places = |test: &dyn Fn(&String) -> bool| -> Vec<usize> { (0..header.len()).filter(|&at| test(&header[at])).collect() };
    let exact = places(&|name| name == wanted);
    let folded = fold(wanted);
    let candidates = if exact.is_empty() && !folded.is_empty() { places(&|name| fold(name) == folded) } else { exact };
    match candidates[..] {
        [at] => Ok(at),
        [_, ..] => Err(twice(wanted)),
        [] => wanted
            .strip_prefix('#')
            .and_then(|place| place.parse::<usize>().ok())
            .filter(|place| (1..=header.len()).contains(place))
            .map(|place| place - 1)
            .ok_or_else(|| Error::UnknownColumn { file: file.to_owned(), wanted: wanted.to_owned(), columns: header.to_vec() }),
    }
}

/// A role's column by its known names.
enum ByName {
    None,
    /// Its place, and another that could have served.
    One(usize, Option<usize>),
    /// Two columns of the name; the first of them.
    Twice(usize),
}

fn by_name<T>(folded: &[String], known: &Known<T>) -> ByName {
    let mut found: Option<usize> = None;
    for name in known.names.iter().chain(known.fallback) {
        let at: Vec<usize> = (0..folded.len()).filter(|&at| folded[at] == *name).collect();
        match (found, at.first()) {
            (_, None) => {}
            (None, Some(first)) if at.len() > 1 => return ByName::Twice(*first),
            (None, Some(first)) => found = Some(*first),
            (Some(taken), Some(first)) => return ByName::One(taken, known.names.contains(name).then_some(*first)),
        }
    }
    found.map_or(ByName::None, |at| ByName::One(at, None))
}

impl Columns {
    /// Finds every role's column. What is needed and not there is told by [`Columns::missing`].
    pub fn find(header: &[String], named: &Named, kind: Option<Kind>, file: &str) -> Result<Columns, Error> {
        let folded: Vec<String> = header.iter().map(|name| fold(name)).collect();
        let mut columns =
            Columns { kind: Kind::Transactions, places: [None; Role::ALL.len()], about: [None; About::ALL.len()], notes: Vec::new() };
        let mut twice = Vec::new();
        for role in Role::ALL {
            columns.places[role as usize] = match named.get(role) {
                Some(wanted) if role == Role::Amount && find(header, wanted, file).is_err() && wanted.contains(['*', '×']) => {
                    let (quantity, price) = wanted.split_once(['*', '×']).unwrap_or((wanted, ""));
                    columns.places[Role::Quantity as usize] = Some((find(header, quantity.trim(), file)?, Found::Named));
                    columns.places[Role::Price as usize] = Some((find(header, price.trim(), file)?, Found::Named));
                    None
                }
                Some(wanted) => Some((find(header, wanted, file)?, Found::Named)),
                None if columns.places[role as usize].is_some() => continue, // the factors of a product the user named
                None => match by_name(&folded, role.known()) {
                    ByName::None => None,
                    ByName::Twice(at) => {
                        twice.push((role, at));
                        Some((at, Found::Known))
                    }
                    ByName::One(taken, passed) => {
                        if let Some(passed) = passed {
                            let (taken, passed) = (header[taken].clone(), header[passed].clone());
                            columns.notes.push(Note::TwoColumns { role: role.text(), taken, passed });
                        }
                        Some((taken, Found::Known))
                    }
                },
            };
        }
        if named.get(Role::Amount).is_some_and(|wanted| columns.get(Role::Amount).is_none() && wanted.contains(['*', '×'])) {
            // a product by the user's word
        } else if columns.get(Role::Amount).is_some() {
            columns.places[Role::Quantity as usize] = None;
            columns.places[Role::Price as usize] = None;
        } else if let (Some(quantity), Some(price)) = (columns.get(Role::Quantity), columns.get(Role::Price)) {
            columns.notes.push(Note::Product { quantity: header[quantity].clone(), price: header[price].clone() });
        }
        let is_table =
            columns.get(Role::Frequency).is_some() && (columns.get(Role::Date).is_some() || columns.get(Role::Recency).is_some());
        let has_date = columns.get(Role::Date).is_some();
        let has = |names: &[&str]| folded.iter().any(|name| names.contains(&&**name));
        // As packages name them: frequency, recency, T; or x, t.x, T.cal.
        let is_list = has(&["t", "tcal"]) && (is_table || has(&["x"]) && has(&["tx"]));
        if kind.is_none() && is_list && !has_date {
            return Err(Error::RepeatHistories(file.to_owned()));
        }
        columns.kind = kind.unwrap_or(if is_table { Kind::Customers } else { Kind::Transactions });
        let unused: &[Role] = match columns.kind {
            Kind::Transactions => &[Role::Recency, Role::Frequency],
            Kind::Customers => &[Role::Quantity, Role::Price, Role::Order, Role::Status],
        };
        for role in unused {
            columns.places[*role as usize] = None;
        }
        // Two columns of one name matter where the name is used.
        let is_idle_cost = |role: &Role| *role == Role::Cost && columns.get(Role::Profit).is_some();
        let in_use = |role: &Role| columns.get(*role).is_some() && !is_idle_cost(role);
        if let Some((_, at)) = twice.iter().find(|(role, _)| in_use(role)) {
            return Err(Error::DuplicateColumn { file: file.to_owned(), name: header[*at].clone() });
        }
        let taken: Vec<usize> = named.about.iter().filter_map(|(_, wanted)| find(header, wanted, file).ok()).collect();
        for (about, known) in About::ALL.into_iter().zip(&known::CARRIED) {
            let named = named.about.iter().rev().find(|(named, _)| *named == about);
            columns.about[about as usize] = match (named, by_name(&folded, known)) {
                (Some((_, wanted)), _) => Some((find(header, wanted, file)?, Found::Named)),
                (None, ByName::None) => None,
                // The user says that this column tells something else.
                (None, ByName::Twice(at) | ByName::One(at, _)) => Some((at, Found::Known)).filter(|_| !taken.contains(&at)),
            };
        }
        columns.notes.retain(|note| !matches!(note, Note::TwoColumns { role, .. } if unused.iter().any(|r| r.text() == *role)));
        Ok(columns)
    }

    /// Gives a role's column up.
    pub fn forget(&mut self, role: Role) {
        self.places[role as usize] = None;
    }

    /// Roles that are needed and have no column.
    pub fn missing(&self) -> Vec<Role> {
        let has = |role| self.get(role).is_some();
        let has_amount = has(Role::Amount) || (has(Role::Quantity) && has(Role::Price));
        let mut missing = Vec::new();
        if !has(Role::Id) {
            missing.push(Role::Id);
        }
        let has_time = has(Role::Date) || (self.kind == Kind::Customers && has(Role::Recency));
        if !has_time {
            missing.push(Role::Date);
        }
        if self.kind == Kind::Customers && !has(Role::Frequency) {
            missing.push(Role::Frequency);
        }
        if !has_amount {
            missing.push(Role::Amount);
        }
        missing
    }

    /// How many roles have a column: of two ways to read a line as header, the better has more.
    pub fn count(&self) -> usize {
        self.places.iter().chain(&self.about).flatten().count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(line: &str) -> Vec<String> {
        line.split(',').map(str::to_owned).collect()
    }

    fn columns(line: &str) -> Columns {
        Columns::find(&header(line), &Named::default(), None, "f").unwrap()
    }

    #[test]
    fn the_table_is_in_the_order_of_the_roles_and_folded() {
        for (known, role) in known::ROLES.iter().zip(Role::ALL) {
            assert_eq!(known.what, role);
            assert!(known.names.iter().chain(known.fallback).all(|name| fold(name) == **name), "{role:?}");
        }
        for (known, about) in known::CARRIED.iter().zip(About::ALL) {
            assert_eq!(known.what, about);
            assert!(known.names.iter().chain(known.fallback).all(|name| fold(name) == **name), "{about:?}");
        }
    }

    #[test]
    fn real_headers() {
        use Role::*;
        for (line, kind, expected) in [
            ("customer_id,date,number_of_cds,dollar_value", Kind::Transactions, &[(Id, 0), (Date, 1), (Amount, 3)][..]),
            ("customer_id,order_date,revenue,first_name,last_name,email", Kind::Transactions, &[(Id, 0), (Date, 1), (Amount, 2)]),
            (
                "customer_id,revenue,most_recent_visit,number_of_orders,recency_days,first_name,last_name,email",
                Kind::Customers,
                &[(Id, 0), (Amount, 1), (Date, 2), (Frequency, 3), (Recency, 4)],
            ),
            ("order_id,customer_id,order_date,amount,channel,note", Kind::Transactions, &[(Order, 0), (Id, 1), (Date, 2), (Amount, 3)]),
            (
                "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
                Kind::Transactions,
                &[(Order, 0), (Quantity, 3), (Date, 4), (Price, 5), (Id, 6)],
            ),
            ("客户ID,消费日期,消费金额", Kind::Transactions, &[(Id, 0), (Date, 1), (Amount, 2)]),
            (
                "工单号,客户编号,客户姓名,手机号,车架号,到店日期,实收金额,成本,状态",
                Kind::Transactions,
                &[(Order, 0), (Id, 1), (Date, 5), (Amount, 6), (Cost, 7), (Status, 8)],
            ),
            (
                "customer_id,last_purchase,recency_days,frequency,monetary,r,f,m,rfm,segment",
                Kind::Customers,
                &[(Id, 0), (Date, 1), (Recency, 2), (Frequency, 3), (Amount, 4)],
            ),
            ("Customer ID ,Order Date,Amount (USD)", Kind::Transactions, &[(Id, 0), (Date, 1)]),
            ("手机号,下单时间,实付金额", Kind::Transactions, &[(Id, 0), (Date, 1), (Amount, 2)]),
        ] {
            let found = columns(line);
            assert_eq!(found.kind, kind, "{line}");
            for role in Role::ALL {
                let expected = expected.iter().find(|(r, _)| *r == role).map(|(_, at)| *at);
                assert_eq!(found.get(role), expected, "{line}: {role:?}");
            }
        }
    }

    #[test]
    fn two_names_for_one_role_are_told_and_the_tables_order_decides() {
        let found = columns("会员号,客户编号,消费日期,应收金额,实收金额");
        assert_eq!((found.get(Role::Id), found.get(Role::Amount)), (Some(1), Some(4)));
        let told: Vec<_> = found.notes.iter().map(|note| note.text(crate::lang::Lang::En)).collect();
        assert_eq!(
            told,
            [
                "two columns could be the customer id: took '客户编号', not '会员号'",
                "two columns could be the amount: took '实收金额', not '应收金额'"
            ]
        );
    }

    #[test]
    fn named_columns() {
        let header = header("id,when,a,b,b,Net Total");
        let find = |wanted: &str| super::find(&header, wanted, "f");
        assert_eq!(find("when"), Ok(1));
        assert_eq!(find("net_total"), Ok(5));
        assert_eq!(find("#4"), Ok(3));
        assert!(matches!(find("b"), Err(Error::DuplicateColumn { .. })));
        assert!(matches!(find("#7"), Err(Error::UnknownColumn { .. })));
        let mut named = Named::default();
        named.set(Role::Amount, Some(&"a*Net Total".to_owned()));
        let columns = Columns::find(&header, &named, None, "f").unwrap();
        assert_eq!((columns.get(Role::Quantity), columns.get(Role::Price), columns.get(Role::Amount)), (Some(2), Some(5), None));
        assert_eq!(columns.missing(), [Role::Date]);
    }

    #[test]
    fn a_name_in_use_must_not_stand_twice() {
        let twice = Columns::find(&header("customer_id,date,amount,amount"), &Named::default(), None, "f");
        assert!(matches!(twice, Err(Error::DuplicateColumn { .. })));
        assert!(Columns::find(&header("customer_id,date,amount,note,note"), &Named::default(), None, "f").is_ok());
    }
}
