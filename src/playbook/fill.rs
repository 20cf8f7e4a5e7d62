//! Messages filled for one customer: what the data tells goes in, all else is a blank that is seen.

use crate::lang::{Lang, Text};

/// Something a message has a place for, written `{name}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The customer's name.
    Name,
    /// The day of the last visit.
    LastVisit,
    /// Days since then.
    Days,
    /// How many visits count.
    Visits,
    /// What the customer is worth, in the terms of the report.
    Value,
    /// The segment.
    Segment,
    /// Who writes or speaks.
    Sender,
    /// The service centre.
    Centre,
    /// How the sender is reached.
    Contact,
    /// What was done at the visit.
    Work,
    /// The day on which a warranty ends.
    WarrantyEnd,
    /// What in the customer's history speaks for something.
    Reason,
    /// A line that fits nobody else.
    Personal,
    /// An event, or the next visit.
    Invitation,
}

/// Each field with its name between the braces and what it is called on a blank. The first ones are told by the data.
const FIELDS: [(Field, &str, Text); 14] = [
    (Field::Name, "name", Text::new("name", "姓名")),
    (Field::LastVisit, "last_visit", Text::new("last visit", "上次到店")),
    (Field::Days, "days", Text::new("days since the last visit", "距上次到店天数")),
    (Field::Visits, "visits", Text::new("visits", "次数")),
    (Field::Value, "value", Text::new("value", "价值")),
    (Field::Segment, "segment", Text::new("segment", "客群")),
    (Field::Sender, "sender", Text::new("your name", "本人姓名")),
    (Field::Centre, "centre", Text::new("service centre", "门店")),
    (Field::Contact, "contact", Text::new("your direct number", "直拨电话")),
    (Field::Work, "work", Text::new("work that was done", "服务项目")),
    (Field::WarrantyEnd, "warranty_end", Text::new("end of the warranty", "到期日")),
    (Field::Reason, "reason", Text::new("reason from the service record", "服务记录中的依据")),
    (Field::Personal, "personal", Text::new("a line that fits nobody else", "一句只适合这位客户的话")),
    (Field::Invitation, "invitation", Text::new("event or next visit", "活动或下次到店")),
];

impl Field {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Field> {
        FIELDS.iter().map(|(field, ..)| *field)
    }

    /// Its name between the braces.
    pub fn slug(self) -> &'static str {
        FIELDS[self as usize].1
    }

    /// What it is called on a blank.
    pub fn label(self, lang: Lang) -> &'static str {
        FIELDS[self as usize].2.get(lang)
    }

    /// A blank to fill in by hand: `____ (name)`.
    pub fn blank(self, lang: Lang) -> String {
        let label = self.label(lang);
        lang.pick(format!("____ ({label})"), format!("____（{label}）"))
    }
}

/// A piece of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'t> {
    /// As it stands.
    Text(&'t str),
    /// To be filled.
    Field(Field),
    /// Written like a field, and none.
    Unknown(&'t str),
}

/// The pieces of a text. Only `{` and `}` around small letters and underscores are a field.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut rest, mut from) = (text, 0);
    while let Some(open) = rest[from..].find('{').map(|at| at + from) {
        let name = rest[open + 1..].split_once('}').map(|(name, _)| name).filter(|name| is_name(name));
        let Some(name) = name else {
            from = open + 1;
            continue;
        };
        if open > 0 {
            pieces.push(Piece::Text(&rest[..open]));
        }
        let field = FIELDS.iter().find(|(_, slug, _)| *slug == name);
        pieces.push(field.map_or(Piece::Unknown(name), |(field, ..)| Piece::Field(*field)));
        (rest, from) = (&rest[open + name.len() + 2..], 0);
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

/// What the data tells of a customer, as words; none where it does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The name.
    pub name: Option<String>,
    /// The day of the last visit.
    pub last_visit: Option<String>,
    /// Days since then, with their unit.
    pub days: Option<String>,
    /// How many visits count, with their unit.
    pub visits: Option<String>,
    /// What the customer is worth, with what that is.
    pub value: Option<String>,
    /// The segment's name.
    pub segment: Option<String>,
}

impl Facts {
    fn of(&self, field: Field) -> Option<&str> {
        let known = match field {
            Field::Name => &self.name,
            Field::LastVisit => &self.last_visit,
            Field::Days => &self.days,
            Field::Visits => &self.visits,
            Field::Value => &self.value,
            Field::Segment => &self.segment,
            _ => &None,
        };
        known.as_deref()
    }

    /// Fields that data could tell and this one does not.
    pub fn missing(&self) -> Vec<Field> {
        let told_by_data = FIELDS.iter().map(|(field, ..)| *field).take_while(|field| *field != Field::Sender);
        told_by_data.filter(|field| self.of(*field).is_none()).collect()
    }
}

/// A text with what the data tells in its place; the fields left blank are added, each once.
pub fn fill(text: &str, facts: &Facts, lang: Lang, blanks: &mut Vec<Field>) -> String {
    let mut filled = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => filled += text,
            Piece::Unknown(name) => filled += &format!("{{{name}}}"),
            Piece::Field(field) => match facts.of(field) {
                Some(known) => filled += known,
                None => {
                    filled += &field.blank(lang);
                    if !blanks.contains(&field) {
                        blanks.push(field);
                    }
                }
            },
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_between_braces() {
        assert_eq!(pieces("Dear {name}!"), [Piece::Text("Dear "), Piece::Field(Field::Name), Piece::Text("!")]);
        assert_eq!(pieces("{nmae}"), [Piece::Unknown("nmae")]);
        for plain in ["", "{", "{}", "a { b } c", "{Name}", "{{", "{1}"] {
            let text: Vec<Piece<'_>> = [plain].into_iter().filter(|text| !text.is_empty()).map(Piece::Text).collect();
            assert_eq!(pieces(plain), text, "{plain}");
        }
        assert_eq!(pieces("{{name}"), [Piece::Text("{"), Piece::Field(Field::Name)]);
        assert_eq!(pieces("{客{days}"), [Piece::Text("{客"), Piece::Field(Field::Days)]);
    }

    #[test]
    fn the_table_is_in_the_order_of_the_fields() {
        for (place, (field, ..)) in FIELDS.iter().enumerate() {
            assert_eq!(*field as usize, place);
        }
    }

    #[test]
    fn what_is_known_goes_in_and_the_rest_is_a_blank_told_once() {
        let facts = Facts { name: Some("王芳".into()), segment: Some("Lost".into()), ..Facts::default() };
        let mut blanks = Vec::new();
        let mut told = |text| fill(text, &facts, Lang::En, &mut blanks);
        assert_eq!(told("{segment}, {days}"), "Lost, ____ (days since the last visit)");
        assert_eq!(told("{name}: {sender}"), "王芳: ____ (your name)");
        assert_eq!(told("{sender}, {days}"), "____ (your name), ____ (days since the last visit)");
        assert_eq!(blanks, [Field::Days, Field::Sender]);
        assert_eq!(facts.missing(), [Field::LastVisit, Field::Days, Field::Visits, Field::Value]);
        assert_eq!(fill("{name}：{sender}", &facts, Lang::Zh, &mut Vec::new()), "王芳：____（本人姓名）");
    }

    /// A name from a file is no template.
    #[test]
    fn what_goes_in_is_not_filled_again() {
        let facts = Facts { name: Some("{days}".into()), ..Facts::default() };
        assert_eq!(fill("{name}", &facts, Lang::En, &mut Vec::new()), "{days}");
    }
}
