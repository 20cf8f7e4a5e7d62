//! What data may tell of a customer beside visits and money: columns that are carried along, each by its meaning.
//!
//! Where a file has one it serves; nothing needs it to be there. By which names columns are known is `load`.

use crate::lang::Text;

/// What a carried column tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum About {
    /// The customer's name.
    Name,
    /// Their phone number.
    Phone,
    /// Who looks after them.
    Advisor,
    /// Their birthday.
    Birthday,
    /// The day their next service is due.
    ServiceDue,
    /// The last day of their extended warranty.
    WarrantyEnd,
    /// The id of the customer who referred them.
    ReferredBy,
    /// The household they belong to.
    Household,
    /// A booking they cancelled.
    Cancelled,
    /// A complaint of theirs.
    Complaint,
    /// Minutes they waited.
    Wait,
    /// How they rated a visit, up to 5, 10 or 100.
    Rating,
    /// How likely they are to recommend us, from 0 to 10.
    Nps,
}

impl About {
    /// All of them.
    pub const ALL: [About; 13] = [
        About::Name,
        About::Phone,
        About::Advisor,
        About::Birthday,
        About::ServiceDue,
        About::WarrantyEnd,
        About::ReferredBy,
        About::Household,
        About::Cancelled,
        About::Complaint,
        About::Wait,
        About::Rating,
        About::Nps,
    ];
    /// Whom a list is about, and how to reach them.
    pub const PEOPLE: [About; 2] = [About::Name, About::Phone];

    /// Machine-readable name, as `--column` takes it.
    pub const fn slug(self) -> &'static str {
        match self {
            About::Name => "name",
            About::Phone => "phone",
            About::Advisor => "advisor",
            About::Birthday => "birthday",
            About::ServiceDue => "service-due",
            About::WarrantyEnd => "warranty-end",
            About::ReferredBy => "referred-by",
            About::Household => "household",
            About::Cancelled => "cancelled",
            About::Complaint => "complaint",
            About::Wait => "wait",
            About::Rating => "rating",
            About::Nps => "nps",
        }
    }

    /// Its name for people.
    pub const fn text(self) -> Text {
        match self {
            About::Name => Text::new("name", "姓名"),
            About::Phone => Text::new("phone", "电话"),
            About::Advisor => Text::new("advisor", "服务顾问"),
            About::Birthday => Text::new("birthday", "生日"),
            About::ServiceDue => Text::new("next service due", "下次保养日期"),
            About::WarrantyEnd => Text::new("end of the extended warranty", "延保到期日"),
            About::ReferredBy => Text::new("referred by", "推荐人"),
            About::Household => Text::new("household", "家庭"),
            About::Cancelled => Text::new("cancelled booking", "取消预约"),
            About::Complaint => Text::new("complaint", "投诉"),
            About::Wait => Text::new("minutes waited", "等候分钟数"),
            About::Rating => Text::new("rating", "评分"),
            About::Nps => Text::new("likelihood to recommend, 0 to 10", "推荐意愿（0 到 10 分）"),
        }
    }

    /// The one of this machine-readable name.
    pub fn find(slug: &str) -> Option<About> {
        About::ALL.into_iter().find(|about| about.slug() == slug)
    }
}

/// Where among the kept columns each stands that is carried along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Carried([Option<usize>; About::ALL.len()]);

impl Carried {
    /// Its place; none where no file has the column, or nobody asked for it.
    pub fn at(&self, about: About) -> Option<usize> {
        self.0[about as usize]
    }

    /// Puts it at this place.
    pub fn set(&mut self, about: About, at: usize) {
        self.0[about as usize] = Some(at);
    }
}

impl FromIterator<(About, usize)> for Carried {
    fn from_iter<I: IntoIterator<Item = (About, usize)>>(places: I) -> Self {
        let mut carried = Carried::default();
        places.into_iter().for_each(|(about, at)| carried.set(about, at));
        carried
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_one_is_found_by_its_name_and_has_a_place_of_its_own() {
        let carried: Carried = About::ALL.into_iter().zip(100..).collect();
        for (number, about) in About::ALL.into_iter().enumerate() {
            assert_eq!((about as usize, About::find(about.slug()), carried.at(about)), (number, Some(about), Some(100 + number)));
        }
        assert_eq!((About::find("Name"), Carried::default().at(About::Name)), (None, None));
    }
}
