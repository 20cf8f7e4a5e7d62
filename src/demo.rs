//! A plausible data set of a car service centre, made up from a seed: for trying the tool out, for the README, for tests.
//!
//! The same arguments give the same text. Names are invented, phone numbers lie in ranges kept for fiction. Customers
//! come as archetypes, each made to fall into one segment under the preset `after-sales`, in proportions and with
//! amounts near the typical ranges; under quintiles every segment is present as well. Some regulars stay away for months and
//! come back; a visit may have a long wait, a complaint, a rating. Writing the text to a file is the shell's.

use crate::date::Day;
use crate::dice::Dice;
use crate::lang::{Lang, Text};
use crate::money::Money;
use std::fmt::Write;

/// How many customers, unless asked otherwise.
pub const CUSTOMERS: usize = 300;

/// Days of history: 24 months.
const HISTORY: i32 = 730;

const HEADER: Text = Text::new(
    "order_id,customer_id,name,phone,birthday,advisor,store,visit_date,service,amount,cost,status,wait_minutes,rating,complaint,next_service_due,warranty_end",
    "工单号,客户编号,客户姓名,手机号,生日,服务顾问,门店,到店日期,服务项目,实收金额,成本,状态,等候分钟,评分,投诉内容,下次保养日期,延保到期日",
);

/// Lowest and highest, both possible.
type Span = (i64, i64);

/// One kind of customer.
struct Archetype {
    /// How many of a thousand customers are of this kind.
    per_thousand: usize,
    /// Days since the last visit.
    last: Span,
    /// Days between visits.
    gap: Span,
    /// Visits, where the history is long enough for them.
    visits: Span,
    /// Amount of a visit.
    ticket: Span,
    /// Amount of the last visit, where that one was out of the ordinary.
    big_bill: Option<Span>,
}

const MANY: Span = (99, 99);

/// Under the preset, in the order of the segments; the regulars of small and of middling amounts come apart.
const ARCHETYPES: [Archetype; 10] = [
    Archetype { per_thousand: 70, last: (0, 40), gap: (35, 55), visits: MANY, ticket: (3000, 6500), big_bill: None },
    Archetype { per_thousand: 40, last: (95, 165), gap: (30, 45), visits: MANY, ticket: (2500, 5000), big_bill: None },
    Archetype { per_thousand: 50, last: (3, 55), gap: (60, 120), visits: (1, 3), ticket: (300, 900), big_bill: Some((11_000, 21_000)) },
    Archetype { per_thousand: 25, last: (95, 300), gap: (60, 120), visits: (1, 3), ticket: (300, 900), big_bill: Some((11_000, 19_000)) },
    Archetype { per_thousand: 60, last: (0, 50), gap: (45, 75), visits: MANY, ticket: (80, 400), big_bill: None },
    Archetype { per_thousand: 65, last: (0, 50), gap: (45, 75), visits: MANY, ticket: (700, 1400), big_bill: None },
    Archetype { per_thousand: 80, last: (65, 150), gap: (35, 60), visits: MANY, ticket: (80, 400), big_bill: None },
    Archetype { per_thousand: 90, last: (65, 150), gap: (35, 60), visits: MANY, ticket: (400, 1100), big_bill: None },
    Archetype { per_thousand: 220, last: (0, 58), gap: (90, 200), visits: (1, 3), ticket: (200, 1000), big_bill: None },
    Archetype { per_thousand: 300, last: (190, 700), gap: (60, 180), visits: (1, 4), ticket: (150, 900), big_bill: None },
];

/// A service: what it is called, what it may cost the customer, and what of a hundred remains.
struct Service {
    name: Text,
    price: Span,
    margin: i64,
}

const SERVICES: [Service; 11] = [
    Service { name: Text::new("Wash and interior clean", "洗车与内饰清洁"), price: (0, 260), margin: 60 },
    Service { name: Text::new("Tyre rotation and balancing", "轮胎换位与动平衡"), price: (150, 500), margin: 55 },
    Service { name: Text::new("Oil and filter", "小保养"), price: (300, 1000), margin: 40 },
    Service { name: Text::new("Air conditioning clean", "空调系统清洗"), price: (400, 1000), margin: 50 },
    Service { name: Text::new("Major service", "大保养"), price: (900, 2600), margin: 40 },
    Service { name: Text::new("Brake pads", "更换制动片"), price: (900, 2400), margin: 38 },
    Service { name: Text::new("Set of tyres", "更换四条轮胎"), price: (2400, 5500), margin: 30 },
    Service { name: Text::new("Suspension repair", "悬架维修"), price: (2400, 7000), margin: 42 },
    Service { name: Text::new("Extended warranty", "延保套餐"), price: (2400, 9000), margin: 55 },
    Service { name: Text::new("Body and paint", "钣金喷漆"), price: (7000, 16_000), margin: 35 },
    Service { name: Text::new("Engine overhaul", "发动机大修"), price: (12_000, 25_000), margin: 32 },
];

const INSPECTION: Text = Text::new("Free inspection", "免费检测");
const DONE: Text = Text::new("completed", "已完成");
const CANCELLED: Text = Text::new("cancelled", "已取消");

const STORES: [Text; 3] = [Text::new("East Road", "城东店"), Text::new("Riverside", "滨江店"), Text::new("West Gate", "西门店")];
/// Two advisors a store, in the order of the stores.
const ADVISORS: [Text; 6] = [
    Text::new("Nina Harlow", "苏明远"),
    Text::new("Owen Pryce", "程以安"),
    Text::new("Petra Lund", "陆嘉禾"),
    Text::new("Quentin Moss", "叶知秋"),
    Text::new("Ruth Delaney", "方向晨"),
    Text::new("Silas Brook", "沈若川"),
];

/// What customers complain of; no commas, so that no cell needs quotes.
const COMPLAINTS: [Text; 5] = [
    Text::new("Told an hour and waited two", "说好一小时，等了两小时"),
    Text::new("The noise is still there", "异响没有修好"),
    Text::new("The bill was higher than the quote", "结算比报价高"),
    Text::new("Nobody called back", "答应回电却没有回"),
    Text::new("The car came back dirty", "交车时车没洗干净"),
];

const FIRST_NAMES: [Text; 20] = [
    Text::new("Alma", "安"),
    Text::new("Boris", "博文"),
    Text::new("Clara", "晨曦"),
    Text::new("Dario", "丹"),
    Text::new("Edith", "恩泽"),
    Text::new("Felix", "凡"),
    Text::new("Gwen", "冠宇"),
    Text::new("Harris", "海宁"),
    Text::new("Ingrid", "静怡"),
    Text::new("Julian", "景行"),
    Text::new("Kira", "可心"),
    Text::new("Leon", "立群"),
    Text::new("Mabel", "茂林"),
    Text::new("Nestor", "念慈"),
    Text::new("Odette", "鹏程"),
    Text::new("Pascal", "清扬"),
    Text::new("Rhea", "若琳"),
    Text::new("Stefan", "思齐"),
    Text::new("Thea", "婷"),
    Text::new("Victor", "文博"),
];
const LAST_NAMES: [Text; 20] = [
    Text::new("Abbott", "白"),
    Text::new("Barlow", "蔡"),
    Text::new("Corbin", "崔"),
    Text::new("Dunmore", "戴"),
    Text::new("Ellery", "董"),
    Text::new("Fenwick", "范"),
    Text::new("Garland", "傅"),
    Text::new("Hobbs", "顾"),
    Text::new("Ivers", "贺"),
    Text::new("Jessop", "江"),
    Text::new("Kemble", "姜"),
    Text::new("Larkin", "康"),
    Text::new("Merrow", "孔"),
    Text::new("Norcott", "赖"),
    Text::new("Orchard", "黎"),
    Text::new("Penrose", "孟"),
    Text::new("Quill", "潘"),
    Text::new("Rowley", "秦"),
    Text::new("Sefton", "石"),
    Text::new("Thorne", "汤"),
];

impl Dice {
    /// One of the numbers of a span, both ends possible.
    fn within(&mut self, (low, high): Span) -> i64 {
        low + (self.roll() % (high - low + 1).unsigned_abs()) as i64
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.roll().is_multiple_of(n)
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[(self.roll() % items.len() as u64) as usize]
    }
}

/// One line of the file, before it has its order id.
struct Visit {
    day: Day,
    customer: usize,
    service: &'static str,
    amount: Money,
    cost: Money,
    status: &'static str,
    heard: Heard,
}

/// What was noted of a visit: minutes waited, rating, complaint.
#[derive(Clone, Copy, Default)]
struct Heard {
    wait: Option<i64>,
    rating: Option<i64>,
    complaint: &'static str,
}

/// The data set as CSV text: header and rows in the order of dates, LF line ends, no quotes needed.
pub fn csv(lang: Lang, seed: u64, customers: usize, last_day: Day) -> String {
    let mut dice = Dice(seed);
    let mut moods = Dice(seed ^ 0xa1); // its own, so that what is heard changes nothing else
    let care: Vec<String> = (0..customers).map(|customer| care(seed, customer, last_day)).collect();
    let mut people = Vec::with_capacity(customers);
    let mut visits = Vec::new();
    for customer in 0..customers {
        people.push(person(lang, &mut dice, customer, last_day));
        add_visits(lang, &mut dice, &mut moods, customer, last_day, &mut visits);
    }
    visits.sort_by_key(|visit| (visit.day, visit.customer)); // stable: a customer's rows of one day stay in order
    let mut out = String::from(HEADER.get(lang));
    out.push('\n');
    for (number, Visit { day, customer, service, amount, cost, status, heard }) in (1..).zip(visits) {
        let (amount, cost) = (amount.plain(2), cost.plain(2));
        let [wait, rating] = [heard.wait, heard.rating].map(|number| number.map_or(String::new(), |number| number.to_string()));
        // Writing to a string cannot fail.
        let visit = format!("W{number:06},{},{day},{service},{amount},{cost},{status}", people[customer]);
        _ = writeln!(out, "{visit},{wait},{rating},{},{}", heard.complaint, care[customer]);
    }
    out
}

/// Customer id, name, phone, birthday, advisor, store, as they stand in each of the customer's rows.
fn person(lang: Lang, dice: &mut Dice, customer: usize, last_day: Day) -> String {
    let (first, last) = (dice.pick(&FIRST_NAMES).get(lang), dice.pick(&LAST_NAMES).get(lang));
    let name = lang.pick(format!("{first} {last}"), format!("{last}{first}"));
    // 555-0100 to 555-0199 are kept for fiction in every area; numbers that begin with 1390000 are plainly made up.
    let phone =
        lang.pick(format!("{}-555-01{:02}", 200 + customer / 100 % 800, customer % 100), format!("1390000{:04}", customer % 10_000));
    let birthday = last_day.plus(-(dice.within((22 * 365, 66 * 365)) as i32));
    let advisor = dice.roll() as usize % ADVISORS.len();
    let (advisor, store) = (ADVISORS[advisor].get(lang), STORES[advisor / 2].get(lang));
    format!("C{:05},{name},{phone},{birthday},{advisor},{store}", customer + 1)
}

/// The day the next service is due, and for one in three the last day of an extended warranty. Rolled apart from all else.
fn care(seed: u64, customer: usize, last_day: Day) -> String {
    let mut dice = Dice(Dice(seed ^ 0xca5e).roll() ^ customer as u64);
    let service = last_day.plus(dice.within((-40, 200)) as i32);
    let warranty = dice.one_in(3).then(|| last_day.plus(dice.within((-60, 400)) as i32).to_string());
    format!("{service},{}", warranty.unwrap_or_default())
}

/// The archetype of the customer with this number. The numbers go round the thousand in steps that share no factor with
/// it, so that any stretch of customers holds the archetypes about in proportion.
fn archetype(customer: usize) -> &'static Archetype {
    let mut place = customer * 617 % 1000;
    for archetype in &ARCHETYPES {
        if place < archetype.per_thousand {
            return archetype;
        }
        place -= archetype.per_thousand;
    }
    &ARCHETYPES[0] // not reached: they add up to a thousand
}

/// Of regulars who are still there, one in so many once stayed away.
const ABSENT: u64 = 3;

/// After which of the last visits, counted from the latest, and for how many days more than usual; none for most.
fn absence(moods: &mut Dice, kind: &Archetype) -> Option<(i64, i32)> {
    let is_regular = kind.visits == MANY && kind.last.0 < 60;
    let (after, days) = (moods.within((1, 3)), moods.within((60, 110)) as i32);
    (moods.one_in(ABSENT) && is_regular).then_some((after, days))
}

/// What is heard of a visit: waits are noted always, ratings often, complaints seldom. Whoever complains may rate well.
fn heard(lang: Lang, moods: &mut Dice) -> Heard {
    let wait = if moods.one_in(15) { moods.within((35, 95)) } else { moods.within((5, 28)) };
    let (rating, complaint) = (moods.within((0, 6)), moods.pick(&COMPLAINTS).get(lang));
    let complaint = if moods.one_in(20) { complaint } else { "" };
    Heard { wait: Some(wait), rating: (rating > 1).then(|| rating.clamp(3, 5)), complaint }
}

fn add_visits(lang: Lang, dice: &mut Dice, moods: &mut Dice, customer: usize, last_day: Day, visits: &mut Vec<Visit>) {
    let kind = archetype(customer);
    let absence = absence(moods, kind);
    // The first customer came on the last day, so that it is the latest date of the file.
    let mut days_ago = if customer == 0 { 0 } else { dice.within(kind.last) as i32 };
    let most = dice.within(kind.visits);
    for visit in 0..most {
        if days_ago >= HISTORY {
            break;
        }
        let away = absence.map_or(0, |(after, days)| if visit >= after { days } else { 0 });
        let days_ago_then = days_ago + away;
        let day = last_day.plus(-days_ago_then);
        let units = match kind.big_bill {
            Some(big) if visit == 0 => dice.within(big) / 10 * 10,
            _ => dice.within(kind.ticket),
        };
        let fitting: Vec<&Service> = SERVICES.iter().filter(|s| (s.price.0..=s.price.1).contains(&units)).collect();
        let service = *dice.pick(&fitting);
        let amount = Money::from_units(units);
        let cost = cents(units * (100 - service.margin - dice.within((-5, 5))));
        let heard = heard(lang, moods);
        let line = |day, service, amount, cost, status: Text| Visit {
            day,
            customer,
            service,
            amount,
            cost,
            status: status.get(lang),
            heard: Heard::default(),
        };
        let mut push = |visit: Visit| {
            if last_day.since(visit.day) < HISTORY {
                visits.push(visit)
            }
        };
        push(Visit { heard, ..line(day, service.name.get(lang), amount, cost, DONE) });
        let later = last_day.plus(-(days_ago_then - dice.within((2, 12)) as i32).max(0));
        if dice.one_in(60) {
            // Part of the bill is given back; what was spent on the work stays spent.
            push(line(later, service.name.get(lang), cents(-units * dice.within((5, 20))), Money::ZERO, DONE));
        }
        if dice.one_in(50) {
            push(line(later, service.name.get(lang), amount, Money::ZERO, CANCELLED));
        }
        if dice.one_in(90) {
            push(line(later, INSPECTION.get(lang), Money::ZERO, Money::from_units(40), DONE));
        }
        days_ago += dice.within(kind.gap) as i32;
    }
}

/// So many hundredths.
fn cents(hundredths: i64) -> Money {
    Money::from_micros(i128::from(hundredths) * 10_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::{Accumulate, Counting, Ledger, Transaction};
    use crate::customer::ValueOf;
    use crate::policy::{FrequencyOf, Policy};
    use crate::score::{FixedCuts, PRESETS, Thresholds};
    use crate::segment::Segment;
    use crate::summary::Summary;
    use std::collections::HashSet;

    fn last_day() -> Day {
        "2026-10-31".parse().unwrap()
    }

    /// The cells of every row below the header.
    fn rows(text: &str) -> Vec<Vec<&str>> {
        text.lines().skip(1).map(|line| line.split(',').collect()).collect()
    }

    fn money(cell: &str) -> Money {
        crate::money::read::AmountFormat::default().read(cell).unwrap().value
    }

    /// Scores the text as the tool would, and counts.
    fn summary(text: &str, policy: Policy, cuts: &FixedCuts) -> Summary {
        let mut ledger = Ledger::new(Counting { has_profit: true, ..Counting::of(FrequencyOf::Orders) }, 1, u64::MAX);
        for row in rows(text) {
            let (day, amount) = (row[7].parse().unwrap(), money(row[9]));
            if row[11] == CANCELLED.en || row[11] == CANCELLED.zh {
                continue;
            }
            if let Ok(role) = policy.role(day, amount) {
                let profit = amount.checked_sub(money(row[10]));
                let row = Transaction { customer: row[1], day, amount, profit, order: Some(row[0]), role, kept: &[] };
                ledger.transaction(&row).unwrap();
            }
        }
        let customers = ledger.finish(policy.as_of, 1).unwrap().customers;
        let thresholds = Thresholds::new(&customers, cuts);
        Summary::new(&customers, |customer| thresholds.score(customer), 4, ValueOf::Profit)
    }

    fn by_quintiles(text: &str) -> Summary {
        summary(text, Policy { as_of: Some(last_day()), ..Policy::default() }, &FixedCuts::default())
    }

    fn by_preset(text: &str) -> Summary {
        let preset = &PRESETS[0];
        let policy =
            Policy { as_of: Some(last_day()), window: Some(preset.window), zero_amounts: preset.zero_amounts, ..Policy::default() };
        summary(text, policy, &preset.cuts())
    }

    #[test]
    fn the_archetypes_add_up() {
        assert_eq!(ARCHETYPES.iter().map(|a| a.per_thousand).sum::<usize>(), 1000);
        for ticket in ARCHETYPES.iter().flat_map(|a| [Some(a.ticket), a.big_bill]).flatten() {
            for units in ticket.0..=ticket.1 {
                assert!(SERVICES.iter().any(|s| (s.price.0..=s.price.1).contains(&units)), "no service for {units}");
            }
        }
    }

    #[test]
    fn every_segment_is_there_under_quintiles_and_preset() {
        for (lang, seed, customers) in
            (0..40).map(|seed| (Lang::En, seed, CUSTOMERS)).chain([(Lang::Zh, 7, CUSTOMERS), (Lang::En, 7, 2000)])
        {
            let text = csv(lang, seed, customers, last_day());
            for (rule, summary) in [("quintiles", by_quintiles(&text)), ("preset", by_preset(&text))] {
                assert_eq!(summary.total.customers, customers as u64);
                for segment in Segment::ALL {
                    let size = summary.segments[segment as usize];
                    assert!(size.customers >= 3, "seed {seed}, {rule}: {} has {} customers", segment.slug(), size.customers);
                }
            }
        }
    }

    /// A demonstration shows what is usual: the important ones hold their typical shares of customers and of profit.
    #[test]
    fn under_the_preset_the_figures_are_typical() {
        for seed in 0..40 {
            let summary = by_preset(&csv(Lang::En, seed, CUSTOMERS, last_day()));
            let share = summary.share(summary.important).unwrap();
            let value = summary.value_share(summary.important).unwrap();
            use crate::segment::{IMPORTANT_SHARE, IMPORTANT_VALUE_SHARE};
            use crate::summary::Standing;
            assert_eq!(share.against(IMPORTANT_SHARE), Standing::Within, "seed {seed}: {}", share.percent());
            assert_eq!(value.against(IMPORTANT_VALUE_SHARE), Standing::Within, "seed {seed}: {}", value.percent());
        }
    }

    #[test]
    fn the_text_is_plain_and_has_everything() {
        for lang in [Lang::En, Lang::Zh] {
            let text = csv(lang, 1, CUSTOMERS, last_day());
            assert!(!text.contains(['"', '\r']) && text.ends_with('\n'));
            assert_eq!(text.lines().next(), Some(HEADER.get(lang)));
            let rows = rows(&text);
            assert!(rows.iter().all(|row| row.len() == 17));
            let days: Vec<Day> = rows.iter().map(|row| row[7].parse().unwrap()).collect();
            assert!(days.is_sorted());
            assert_eq!(days.last(), Some(&last_day()));
            assert!(last_day().since(days[0]) < HISTORY && last_day().since(days[0]) > 700);
            let distinct = |at: usize| rows.iter().map(|row| row[at]).collect::<HashSet<_>>().len();
            assert_eq!((distinct(0), distinct(1), distinct(5), distinct(6)), (rows.len(), CUSTOMERS, 6, 3));
            let amounts: Vec<Money> = rows.iter().map(|row| money(row[9])).collect();
            assert!(amounts.iter().any(|a| *a < Money::ZERO) && amounts.contains(&Money::ZERO));
            assert!(rows.iter().any(|row| row[11] == CANCELLED.get(lang)));
            let fictitious = |phone: &str| lang.pick(phone.contains("-555-01"), phone.starts_with("1390000") && phone.len() == 11);
            assert!(rows.iter().all(|row| fictitious(row[3])));
        }
    }

    #[test]
    fn the_arguments_alone_decide() {
        let text = || csv(Lang::En, 5, 50, last_day());
        assert_eq!(text(), text());
        assert_ne!(text(), csv(Lang::En, 6, 50, last_day()));
        assert_eq!(csv(Lang::En, 5, 0, last_day()).lines().count(), 1);
        // The languages differ in words alone.
        let figures =
            |lang| -> Vec<String> { rows(&csv(lang, 5, 50, last_day())).iter().map(|r| [r[0], r[1], r[7], r[9]].join(" ")).collect() };
        assert_eq!(figures(Lang::En), figures(Lang::Zh));
    }
}
