//! What `rfm today` shows: the desk list of a day in each form. Forms for people are `text` and `markdown` and share what is
//! made here; programs get `data`.

mod data;
mod markdown;
mod text;

use super::foot::Line;
use super::rows::NONE;
use super::{Format, View};
use crate::desk::{Desk, Guest, Match, Priority, Reserve};
use crate::lang::{Lang, Text, plural};
use crate::money::grouped;
use crate::note::printable;

/// A desk list, and with how many decimals amounts are shown.
#[derive(Clone, Copy)]
pub struct List<'a> {
    /// The list.
    pub desk: &'a Desk,
    /// Decimals of amounts.
    pub decimals: u8,
}

/// The list in this form; `for_spreadsheet`: CSV and TSV as a spreadsheet likes them.
pub fn render(list: &List<'_>, format: Format, view: View, for_spreadsheet: bool) -> anyhow::Result<Vec<u8>> {
    match format {
        Format::Table => Ok(text::render(list, view).into_bytes()),
        Format::Markdown => Ok(markdown::render(list, view.lang).into_bytes()),
        Format::Csv => data::delimited(list, b',', view.lang, for_spreadsheet),
        Format::Tsv => data::delimited(list, b'\t', view.lang, for_spreadsheet),
        Format::Json => data::json(list, view.lang),
    }
}

/// `Desk list for 2026-11-01: 12 bookings, 2 new, 3 VIP`.
fn heading(desk: &Desk, lang: Lang) -> String {
    let (day, count, [new, vip]) = (desk.day, desk.guests.len() as u64, desk.new_and_vip());
    lang.pick(
        format!("Desk list for {day}: {}, {} new, {} VIP", plural(count, "booking"), grouped(new), grouped(vip)),
        format!("{day} 接待清单：{} 条预约，新客户 {} 位，VIP {} 位", grouped(count), grouped(new), grouped(vip)),
    )
}

/// The heading of the reminders.
fn reminders_heading(desk: &Desk, lang: Lang) -> String {
    let (day, tomorrow) = (desk.day, desk.day.plus(1));
    lang.pick(format!("To remind on {day}, of their booking on {tomorrow}"), format!("{day} 需提醒的客户（{tomorrow} 到店）"))
}

/// A word for the eye: who is new, who a VIP; blank for most.
fn mark(guest: &Guest, lang: Lang) -> &'static str {
    let mark = match guest.priority {
        _ if guest.is_vip() => Text::new("VIP", "VIP"),
        Priority::New => Text::new("new", "新客户"),
        Priority::Returning => Text::new("back", "重返"),
        Priority::Unclear => Text::new("who?", "待核对"),
        _ => Text::new("", ""),
    };
    mark.get(lang)
}

/// `9`, `1`; nothing where nobody knows who comes.
fn visit(guest: &Guest) -> String {
    guest.visit().map_or(NONE.to_owned(), grouped)
}

/// The segment's name.
fn segment(guest: &Guest, lang: Lang) -> &'static str {
    guest.segment().map_or(NONE, |segment| segment.name(lang))
}

/// What is open: warnings, then tasks. Text of the data is as it is.
fn open(guest: &Guest, lang: Lang) -> Vec<String> {
    let signals = guest.signals.iter().map(|signal| {
        let (level, what) = (signal.level.text().get(lang), signal.what.get(lang));
        lang.pick(format!("{level}: {what}"), format!("{level}：{what}"))
    });
    let tasks = guest.tasks.iter().map(|task| {
        let (id, what, due) = (task.id, task.what.get(lang), task.due);
        let owner = task.owner.as_deref().map_or(String::new(), |owner| lang.pick(format!(" ({owner})"), format!("（{owner}）")));
        lang.pick(format!("task {id}: {what}{owner}, due {due}"), format!("任务 {id}：{what}{owner}，截止 {due}"))
    });
    signals.chain(tasks).collect()
}

/// How the customer was found, where that leaves a doubt.
fn found(guest: &Guest, lang: Lang) -> Option<String> {
    match guest.by {
        Match::Phone => Some(lang.pick("found by phone number".to_owned(), "按电话对上".to_owned())),
        Match::Name => Some(lang.pick("found by name alone: check".to_owned(), "只按姓名对上，请核对".to_owned())),
        Match::Several(count) => Some(lang.pick(format!("{count} customers fit"), format!("{count} 位客户相符"))),
        Match::Id | Match::New => None,
    }
}

/// How they are reminded: important customers by a person.
fn reminder(guest: &Guest, lang: Lang) -> String {
    let advisor = guest.booking.advisor.as_str();
    match (guest.is_important(), guest.is_new(), advisor) {
        (true, _, "") => lang.pick("the advisor phones".to_owned(), "顾问打电话".to_owned()),
        (true, ..) => lang.pick(format!("{advisor} phones"), format!("{advisor} 打电话")),
        (_, true, _) => {
            lang.pick("message with time, place and parking; marked as new".to_owned(), "发消息：时间、地点、停车；标注新客户".to_owned())
        }
        _ => lang.pick("message with time, place and parking".to_owned(), "发消息：时间、地点、停车".to_owned()),
    }
}

/// Whether the reserve suffices, as two lines with labels.
fn reserve(reserve: &Reserve, lang: Lang) -> [Line; 2] {
    let (kept, slots, percent) = (reserve.kept(), reserve.slots, reserve.percent);
    let (important, others, rest) = (reserve.important, reserve.others, slots - kept);
    let verdict = match reserve.lacking() {
        0 => lang.pick(format!("enough, {} left", kept - important), format!("够用，还剩 {} 个", kept - important)),
        lacking => lang.pick(format!("{lacking} too few"), format!("还差 {lacking} 个")),
    };
    let of_rest = match reserve.taken() {
        0 => String::new(),
        taken => lang.pick(format!("; {taken} take from the reserve"), format!("，占用了 {taken} 个预留名额")),
    };
    let free = match reserve.free() {
        free @ 0.. => lang.pick(format!("; free: {free}"), format!("；空余 {free} 个")),
        over => lang.pick(format!("; overbooked by {}", -over), format!("；超约 {} 个", -over)),
    };
    [
        (
            lang.pick("Reserve", "预留"),
            lang.pick(
                format!("{kept} of {slots} slots ({percent}%) for important customers, who booked {important}: {verdict}"),
                format!("{slots} 个名额中为重要客户预留 {kept} 个（{percent}%），重要客户预约 {important} 个：{verdict}"),
            ),
        ),
        (
            lang.pick("Others", "其他"),
            lang.pick(format!("{others} booked of {rest} slots{of_rest}{free}"), format!("{rest} 个名额，已约 {others} 个{of_rest}{free}")),
        ),
    ]
}

/// What stands under the list.
fn foot(desk: &Desk, lang: Lang) -> Vec<Line> {
    let mut lines: Vec<Line> = desk.reserve.iter().flat_map(|found| reserve(found, lang)).collect();
    lines.push((lang.pick("As of", "基准日"), desk.as_of.map_or(NONE.to_owned(), |day| day.to_string())));
    lines
}

/// Who, harmless and short enough for a line.
fn who(text: &str) -> String {
    if text.is_empty() { NONE.to_owned() } else { printable(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::{Booking, OpenTask, PERCENT, Said, Settings, Signal};
    use crate::fixture;
    use crate::level::Level;
    use crate::report::wrap::width;
    use crate::scored::{Kind, Scored};

    fn desk() -> Desk {
        let day: crate::date::Day = "2026-07-01".parse().unwrap();
        let booking = |line: u64, ahead: i32, id: &str, name: &str| Booking {
            line,
            day: day.plus(ahead),
            minutes: Some(540 + line as u16),
            id: id.into(),
            name: name.into(),
            service: "oil".into(),
            ..Booking::default()
        };
        let bookings = vec![
            booking(2, 0, "A1", ""),
            booking(3, 0, "X9", "=1+1|<b>\u{1b}[31m\nZoe"),
            booking(4, 0, "B2", ""),
            booking(5, 1, "A2", "Ann"),
            booking(6, 1, "X9", "Zoe"),
        ];
        let said = |en: &str, zh: &str| Said { en: en.into(), zh: zh.into() };
        let task = OpenTask { customer: "A1".into(), id: 7, what: said("call", "致电"), owner: Some("Nina".into()), due: day.plus(2) };
        let signal = Signal { customer: "A1".into(), level: Level::Red, rules: vec!["complaint"], what: said("complaint", "投诉") };
        let settings = Settings { day, slots: Some(9), percent: PERCENT, tasks: vec![task], signals: vec![signal] };
        let base = Scored { kind: Kind::Customers, ..fixture::base() };
        Desk::new(&base, bookings, &settings)
    }

    fn render(format: Format, lang: Lang, excel: bool) -> String {
        let view = View { lang, width: 80, color: false, style: Default::default() };
        String::from_utf8(super::render(&List { desk: &desk(), decimals: 2 }, format, view, excel).unwrap()).unwrap()
    }

    #[test]
    fn people_see_what_matters_and_nothing_harmful() {
        for (lang, parts) in [
            (
                Lang::En,
                [
                    "Desk list for 2026-07-01: 3 bookings, 1 new, 1 VIP",
                    "red: complaint; task 7: call (Nina), due 2026-07-03",
                    "2 of 9 slots (20%) for important customers, who booked 2: enough, 0 left",
                    "1 booked of 7 slots; free: 6",
                    "the advisor phones",
                ],
            ),
            (
                Lang::Zh,
                [
                    "2026-07-01 接待清单：3 条预约，新客户 1 位，VIP 1 位",
                    "红色：投诉；任务 7：致电（Nina），截止 2026-07-03",
                    "9 个名额中为重要客户预留 2 个（20%），重要客户预约 2 个：够用，还剩 0 个",
                    "7 个名额，已约 1 个；空余 6 个",
                    "顾问打电话",
                ],
            ),
        ] {
            let text = render(Format::Table, lang, false);
            assert!(text.lines().all(|line| width(line) <= 80) && !text.contains('\u{1b}'), "{text}");
            let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(if lang == Lang::En { " " } else { "" });
            for part in parts {
                assert!(flat(&text).contains(&flat(part)), "{part}\n{text}");
            }
            let page = render(Format::Markdown, lang, false);
            assert!(page.contains("\\|&lt;b&gt;") && !page.contains("<b>") && !page.contains('\u{1b}'), "{page}");
            assert!(page.contains(parts[0]));
        }
    }

    #[test]
    fn programs_get_stable_names() {
        let csv = render(Format::Csv, Lang::En, false);
        assert!(csv.starts_with(
            "list,date,time,customer_id,name,phone,priority,new,vip,matched_by,visit_number,segment,last_visit,days_away,value,\
             service,advisor,signals,tasks,action\n\
             booking,2026-07-01,09:04,B2,Li <b>|\u{1b}[31m,13900000002,returning,false,false,id,5,important-keep,2026-03-27,96,10000.00,oil,,,,"
        ));
        assert!(csv.contains(
            "\nbooking,2026-07-01,09:02,A1,Ada,,important-open,false,true,id,7,important-value,2026-06-20,11,20000.00,oil,,complaint,7,"
        ));
        assert!(csv.contains("\nreminder,2026-07-02,09:05,A2,Ann,,vip,"));
        let excel = render(Format::Csv, Lang::En, true);
        assert!(excel.starts_with('\u{feff}') && excel.contains("\"'=1+1|"), "{excel}");
        let json: serde_json::Value = serde_json::from_str(&render(Format::Json, Lang::En, false)).unwrap();
        assert_eq!((&json["bookings"].as_array().unwrap().len(), &json["reminders"].as_array().unwrap().len()), (&3, &2));
        let vip = &json["bookings"][1];
        assert_eq!((&vip["vip"], &vip["visit_number"], &vip["value"]), (&true.into(), &7.into(), &"20000.00".into()));
        assert_eq!((&vip["tasks"][0]["id"], &vip["signals"][0]["level"]), (&7.into(), &"red".into()));
        let reserve = &json["reserve"];
        assert_eq!((&reserve["kept"], &reserve["suffices"], &reserve["free"]), (&2.into(), &true.into(), &6.into()));
    }
}
