//! Who of the history a booking is of: by id, else by phone number, else by name where nothing contradicts.

use super::Booking;
use crate::about::About;
use crate::money::read::narrow;
use crate::scored::Scored;
use std::collections::HashMap;

/// How a booking's customer was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// By id.
    Id,
    /// By phone number; where several customers share it, by phone number and name.
    Phone,
    /// By name alone, which only one customer has: to be checked.
    Name,
    /// So many customers fit, and nothing decides between them.
    Several(usize),
    /// Nobody fits: a new customer.
    New,
}

impl Match {
    /// Machine-readable name, never translated.
    pub const fn slug(self) -> &'static str {
        match self {
            Match::Id => "id",
            Match::Phone => "phone",
            Match::Name => "name",
            Match::Several(_) => "several",
            Match::New => "none",
        }
    }
}

/// The digits of a phone number that tell it from others: without country code 86, punctuation and what a spreadsheet adds. Fewer
/// than six are none.
pub fn phone(text: &str) -> Option<String> {
    let text = text.trim();
    let digits: String = text.strip_suffix(".0").unwrap_or(text).chars().map(narrow).filter(char::is_ascii_digit).collect();
    let digits = digits.strip_prefix("00").unwrap_or(&digits);
    let digits = digits.strip_prefix("86").filter(|rest| rest.len() == 11 && rest.starts_with('1')).unwrap_or(digits);
    (digits.len() >= 6).then(|| digits.to_owned())
}

/// A name as it is compared: case, width and blanks do not matter.
pub fn name(text: &str) -> Option<String> {
    let words: Vec<String> = text.split_whitespace().map(|word| word.chars().map(narrow).flat_map(char::to_lowercase).collect()).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// The customers of the history who may have booked.
pub struct Index {
    ids: HashMap<String, usize>,
    phones: HashMap<String, Vec<usize>>,
    names: HashMap<String, Vec<usize>>,
}

impl Index {
    /// Of those whom these bookings may mean: one pass over all customers.
    pub fn new(base: &Scored, bookings: &[Booking]) -> Index {
        let mut index = Index { ids: HashMap::new(), phones: HashMap::new(), names: HashMap::new() };
        for booking in bookings {
            index.ids.insert(booking.id.clone(), usize::MAX);
            phone(&booking.phone).map(|phone| index.phones.insert(phone, Vec::new()));
            name(&booking.name).map(|name| index.names.insert(name, Vec::new()));
        }
        let customers = &base.customers;
        let cell = |place: usize, about: About| base.carried.at(about).map_or("", |at| customers.kept(place, at));
        for place in 0..customers.len() {
            if let Some(found) = index.ids.get_mut(&*customers.id(place)) {
                *found = place;
            }
            if let Some(found) = phone(cell(place, About::Phone)).and_then(|phone| index.phones.get_mut(&phone)) {
                found.push(place);
            }
            if let Some(found) = name(cell(place, About::Name)).and_then(|name| index.names.get_mut(&name)) {
                found.push(place);
            }
        }
        index.ids.retain(|id, place| *place != usize::MAX && !id.is_empty());
        index
    }

    /// Whose booking it is, and how that is known.
    pub fn find(&self, base: &Scored, booking: &Booking) -> (Match, Option<usize>) {
        if let Some(place) = self.ids.get(&booking.id) {
            return (Match::Id, Some(*place));
        }
        let named: &[usize] = name(&booking.name).and_then(|name| self.names.get(&name)).map_or(&[], Vec::as_slice);
        let number = phone(&booking.phone);
        match number.as_ref().and_then(|number| self.phones.get(number)).map_or(&[][..], Vec::as_slice) {
            [] => {}
            [place] => return (Match::Phone, Some(*place)),
            several => {
                let mut both = several.iter().filter(|place| named.contains(place));
                return match (both.next(), both.next()) {
                    (Some(place), None) => (Match::Phone, Some(*place)),
                    _ => (Match::Several(several.len()), None),
                };
            }
        }
        // An id or a number of their own tells a namesake apart.
        let has_other = |place: usize| {
            let known = base.carried.at(About::Phone).and_then(|at| phone(base.customers.kept(place, at)));
            number.is_some() && known.is_some()
        };
        match (named, named.iter().filter(|place| !has_other(**place)).count()) {
            _ if !booking.id.is_empty() => (Match::New, None),
            (_, 0) => (Match::New, None),
            ([place], _) => (Match::Name, Some(*place)),
            _ => (Match::Several(named.len()), None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::Customer;
    use crate::fixture;

    #[test]
    fn numbers_and_names_as_they_are_compared() {
        for text in ["13900000001", "+86 139-0000-0001", "0086 13900000001", "１３９００００００01", "13900000001.0", " 139 0000 0001 "]
        {
            assert_eq!(phone(text).as_deref(), Some("13900000001"), "{text}");
        }
        assert_eq!((phone("555-0103").as_deref(), phone("12345"), phone("")), (Some("5550103"), None, None));
        assert_eq!(name("  Ada\u{3000} MARSH ").as_deref(), Some("ada marsh"));
        assert_eq!(name(" "), None);
    }

    #[test]
    fn by_id_by_phone_by_name() {
        let mut base = fixture::base();
        let with = |mut customer: Customer| {
            let cells = match &*customer.id {
                "A1" => ["Ada Marsh", "+86 139 0000 0009"],
                "E1" => ["Cy", ""],             // C1 is a Cy, too
                "F1" => ["王芳", ""],           // and B1 a 王芳 with a number
                "G1" => ["Eve", "13900000004"], // the number of B4, who is a Ben
                _ => return customer,
            };
            customer.kept = cells.map(Box::from).into();
            customer
        };
        base.customers = (0..12).map(|place| with(base.customers.customer(place))).collect();
        for (id, phone, name, how, who) in [
            ("A1", "", "somebody", Match::Id, Some("A1")),
            ("A9", "13900000009", "", Match::Phone, Some("A1")), // another id: merged since
            ("A9", "", "Ada Marsh", Match::New, None),
            ("", "13900000009", "Zoe", Match::Phone, Some("A1")),
            ("", "13900000004", "ben", Match::Phone, Some("B4")),
            ("", "13900000004", "Zoe", Match::Several(2), None),
            ("", "", "ada  marsh", Match::Name, Some("A1")),
            ("", "13911111111", "Ada Marsh", Match::New, None), // another number
            ("", "13911111111", "Cy", Match::Several(2), None), // whose numbers nobody had
            ("", "", "Cy", Match::Several(2), None),
            ("", "", "欧阳建国", Match::Name, Some("B3")),
            ("", "13911111111", "欧阳建国", Match::Name, Some("B3")), // whose number nobody had
            ("", "", "Zoe", Match::New, None),
            ("", "", "", Match::New, None),
        ] {
            let booking = Booking { id: id.into(), phone: phone.into(), name: name.into(), ..Booking::default() };
            let index = Index::new(&base, std::slice::from_ref(&booking));
            let (found, place) = index.find(&base, &booking);
            let found = (found, place.map(|place| base.customers.id(place).to_string()));
            assert_eq!(found, (how, who.map(str::to_owned)), "{id} {phone} {name}");
        }
    }
}
