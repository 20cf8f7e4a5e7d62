//! The playbook: what to do with each segment, and how. Everything that somebody reads who then acts, as data.
//!
//! The words of the built-in one are in the files beside this one: `important` and `general` have the eight segments,
//! `routine` the new customer, `way_back` the way back (win-back case, interview, reasons for leaving), `messages` what is
//! said and written. Facts and figures are those of the source courses where these have any, else our own proposal on
//! their pattern, and every part says which (`basis`); the wording is ours. A playbook is in one language. A user's own replaces any text: `own_playbook`, which
//! names the parts as they are named here. How it looks is `report`; what fills a message is [`fill`]; what can be asked
//! for is [`topic`].

pub mod fill;
mod general;
mod important;
mod messages;
mod routine;
pub mod topic;
mod way_back;

use crate::lang::{Lang, Text};
use crate::segment::{Range, Segment};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A text of a playbook: one line without control characters.
pub type Line = Cow<'static, str>;

/// What to do, for every segment and occasion, in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Playbook {
    /// What each segment is due.
    pub segments: Plays,
    /// How a new customer is looked after.
    pub routine: Routine,
    /// How one customer was won back.
    pub win_back: WinBack,
    /// How to find out why somebody stays away.
    pub interview: Interview,
    /// What answers each reason for leaving.
    pub reasons: Reasons,
    /// What to say and to write.
    pub messages: Messages,
}

/// What each segment is due; the keys are the segments' slugs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the fields are the segments")]
pub struct Plays {
    pub important_value: Play,
    pub important_keep: Play,
    pub important_develop: Play,
    pub important_win_back: Play,
    pub general_value: Play,
    pub general_keep: Play,
    pub general_develop: Play,
    pub lost: Play,
}

/// What one segment is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Play {
    /// Short name of the service tier.
    pub tier: Line,
    /// One thing to do on Monday, as an order, without a full stop.
    pub first_action: Line,
    /// The role that does it.
    pub owner: Line,
    /// Whose advice this is: the course's, ours or the user's.
    pub basis: Line,
    /// What these customers look like.
    pub portrait: Vec<Line>,
    /// What they are worth, and what chances there are.
    pub figures: Vec<Figure>,
    /// What to do.
    pub strategies: Vec<Strategy>,
    /// What goes wrong easily.
    pub pitfalls: Vec<Pitfall>,
}

/// A figure, which is the course's unless a user replaced it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// Of what.
    pub what: Line,
    /// The figure, with its unit.
    pub value: Line,
    /// A user's own, so not to be shown as the course's.
    #[serde(skip)]
    pub own: bool,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strategy {
    /// Its name.
    pub name: Line,
    /// Why it works.
    pub why: Line,
    /// How it is done.
    pub how: Vec<Line>,
}

/// A mistake, and what to do in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pitfall {
    /// The mistake.
    pub avoid: Line,
    /// What to do in its place.
    pub instead: Line,
}

/// How a new customer is looked after, phase by phase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Routine {
    /// Whose advice this is.
    pub basis: Line,
    /// Why it pays.
    pub figures: Vec<Figure>,
    /// Before they arrive.
    pub before: Phase,
    /// When they arrive.
    pub arrival: Phase,
    /// While the work is done.
    pub repair: Phase,
    /// When they get the car back.
    pub handover: Phase,
    /// After they have left.
    pub after: Phase,
    /// What goes wrong easily.
    pub pitfalls: Vec<Pitfall>,
}

/// A phase of a visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phase {
    /// Its name.
    pub name: Line,
    /// What is to be ticked off.
    pub steps: Vec<Line>,
}

/// How one customer was won back: a worked example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WinBack {
    /// Who tells it.
    pub basis: Line,
    /// How things stood.
    pub before: Vec<Line>,
    /// How it ended.
    pub result: Vec<Line>,
    /// What it cost and what it brought.
    pub figures: Vec<Figure>,
    /// What was done, in order.
    pub steps: Vec<Step>,
}

/// A step of the win-back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Its name.
    pub name: Line,
    /// How it is done.
    pub how: Vec<Line>,
}

/// How to find out why somebody stays away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interview {
    /// Whose advice this is.
    pub basis: Line,
    /// What to prepare.
    pub preparation: Vec<Line>,
    /// What to talk about, in order.
    pub questions: Vec<Question>,
    /// What goes wrong easily.
    pub pitfalls: Vec<Pitfall>,
}

/// A topic of the interview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The topic.
    pub topic: Line,
    /// How to ask.
    pub ask: Line,
    /// What the answer is for.
    pub learn: Line,
}

/// What answers each reason for leaving.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reasons {
    /// Whose answers these are.
    pub basis: Line,
    /// It took too long.
    pub wait: Reason,
    /// The advisor was found wanting.
    pub advisor: Reason,
    /// Somebody else has more to offer.
    pub competitor: Reason,
    /// It cost too much.
    pub price: Reason,
    /// They live elsewhere now, or have no car.
    pub moved: Reason,
    /// Anything else.
    pub other: Reason,
}

/// A reason for leaving, and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The reason.
    pub name: Line,
    /// What to offer and to do, in order.
    pub answer: Vec<Line>,
}

/// What to say and to write. Between braces stand the [`fill::Field`]s.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Messages {
    /// Whose words these are.
    pub basis: Line,
    /// What to know before any of them; not for the customer's ears.
    pub know: Line,
    /// The manager phones somebody who stays away.
    pub call: Message,
    /// Before an extended warranty ends.
    pub renewal: Message,
    /// On a birthday.
    pub greeting: Message,
    /// Two hours after a visit.
    pub thanks: Message,
    /// Two days after a visit.
    pub follow_up: Message,
}

/// A message, to be said or sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its name.
    pub name: Line,
    /// When, by whom, and by which way.
    pub when: Line,
    /// The paragraphs.
    pub text: Vec<Line>,
}

impl Playbook {
    /// The built-in one.
    pub fn built_in(lang: Lang) -> Playbook {
        let pen = Pen(lang);
        Playbook {
            segments: Plays {
                important_value: important::value(pen),
                important_keep: important::keep(pen),
                important_develop: important::develop(pen),
                important_win_back: important::win_back(pen),
                general_value: general::value(pen),
                general_keep: general::keep(pen),
                general_develop: general::develop(pen),
                lost: general::lost(pen),
            },
            routine: routine::routine(pen),
            win_back: way_back::win_back(pen),
            interview: way_back::interview(pen),
            reasons: way_back::reasons(pen),
            messages: messages::messages(pen),
        }
    }

    /// What this segment is due.
    pub fn play(&self, segment: Segment) -> &Play {
        let plays = &self.segments;
        match segment {
            Segment::ImportantValue => &plays.important_value,
            Segment::ImportantKeep => &plays.important_keep,
            Segment::ImportantDevelop => &plays.important_develop,
            Segment::ImportantWinBack => &plays.important_win_back,
            Segment::GeneralValue => &plays.general_value,
            Segment::GeneralKeep => &plays.general_keep,
            Segment::GeneralDevelop => &plays.general_develop,
            Segment::Lost => &plays.lost,
        }
    }

    /// Every list of figures, always in the same order.
    pub fn figures_mut(&mut self) -> [&mut Vec<Figure>; 10] {
        let Playbook { segments: plays, routine, win_back, .. } = self;
        [
            &mut plays.important_value.figures, &mut plays.important_keep.figures, &mut plays.important_develop.figures,
            &mut plays.important_win_back.figures, &mut plays.general_value.figures, &mut plays.general_keep.figures,
            &mut plays.general_develop.figures, &mut plays.lost.figures, &mut routine.figures, &mut win_back.figures,
        ]
    }
}

impl Routine {
    /// The phases in order.
    pub fn phases(&self) -> [&Phase; 5] {
        [&self.before, &self.arrival, &self.repair, &self.handover, &self.after]
    }
}

impl Reasons {
    /// The reasons in order, each with the name by which programs know it.
    pub fn all(&self) -> [(&'static str, &Reason); 6] {
        [
            ("wait", &self.wait),
            ("advisor", &self.advisor),
            ("competitor", &self.competitor),
            ("price", &self.price),
            ("moved", &self.moved),
            ("other", &self.other),
        ]
    }
}

impl Messages {
    /// The messages in order, each with the name by which programs know it.
    pub fn all(&self) -> [(&'static str, &Message); 5] {
        [
            ("call", &self.call),
            ("renewal", &self.renewal),
            ("greeting", &self.greeting),
            ("thanks", &self.thanks),
            ("follow_up", &self.follow_up),
        ]
    }
}

/// A playbook in each language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Playbooks {
    /// English.
    pub en: Playbook,
    /// Simplified Chinese.
    pub zh: Playbook,
}

impl Playbooks {
    /// The one in this language.
    pub fn get(&self, lang: Lang) -> &Playbook {
        lang.pick(&self.en, &self.zh)
    }
}

impl Default for Playbooks {
    /// The built-in ones.
    fn default() -> Playbooks {
        Playbooks { en: Playbook::built_in(Lang::En), zh: Playbook::built_in(Lang::Zh) }
    }
}

/// The language that the built-in playbook is written in. Every text is handed to it as a pair, so that neither language
/// can be missing.
#[derive(Clone, Copy)]
struct Pen(Lang);

/// The role next to the customer.
const SERVICE_ADVISOR: Pair = ("service advisor", "服务顾问");

/// The basis of a segment for which the courses give a pattern and typical ranges alone.
const OURS: Pair = ("rfm's own proposal; only the figures are the course's", "本工具的建议，只有数据出自课程");

/// A text in English and in Chinese.
type Pair = (&'static str, &'static str);

impl Pen {
    fn line(self, (en, zh): Pair) -> Line {
        Cow::Borrowed(Text::new(en, zh).get(self.0))
    }

    fn lines<const N: usize>(self, texts: [Pair; N]) -> Vec<Line> {
        texts.map(|text| self.line(text)).into()
    }

    /// Figures: what each is of, and its value.
    fn figures<const N: usize>(self, figures: [(Pair, Pair); N]) -> Vec<Figure> {
        figures.map(|(what, value)| Figure { what: self.line(what), value: self.line(value), own: false }).into()
    }

    /// A segment's figures: first its typical ranges, which are those of the table of segments.
    fn figures_of<const N: usize>(self, segment: Segment, others: [(Pair, Pair); N]) -> Vec<Figure> {
        let (lang, profile) = (self.0, segment.profile());
        let typical = |what: Pair, range: Range| Figure { what: self.line(what), value: range.show(lang).into(), own: false };
        let share = typical(("Share of customers", "客户占比"), profile.typical_share);
        let part = typical(("Share of profit", "利润贡献"), profile.typical_value_share);
        [share, part].into_iter().chain(self.figures(others)).collect()
    }

    fn strategy<const N: usize>(self, name: Pair, why: Pair, how: [Pair; N]) -> Strategy {
        Strategy { name: self.line(name), why: self.line(why), how: self.lines(how) }
    }

    /// Pitfalls: each mistake, and what to do in its place.
    fn pitfalls<const N: usize>(self, pitfalls: [(Pair, Pair); N]) -> Vec<Pitfall> {
        pitfalls.map(|(avoid, instead)| Pitfall { avoid: self.line(avoid), instead: self.line(instead) }).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: [Lang; 2] = [Lang::En, Lang::Zh];

    /// Every text of a playbook, with its place.
    fn texts(playbook: &Playbook) -> Vec<(String, String)> {
        fn walk(path: &str, value: serde_json::Value, out: &mut Vec<(String, String)>) {
            match value {
                serde_json::Value::String(text) => out.push((path.to_owned(), text)),
                serde_json::Value::Array(items) => {
                    assert!(!items.is_empty(), "{path} is empty");
                    items.into_iter().enumerate().for_each(|(at, item)| walk(&format!("{path}.{at}"), item, out));
                }
                serde_json::Value::Object(parts) => parts.into_iter().for_each(|(key, part)| walk(&format!("{path}.{key}"), part, out)),
                other => panic!("{path}: {other}"),
            }
        }
        let mut out = Vec::new();
        walk("", serde_json::to_value(playbook).unwrap(), &mut out);
        out
    }

    /// A text without what stands between braces.
    fn bare(text: &str) -> String {
        let mut parts = text.split('{');
        let first = parts.next().unwrap().to_owned();
        first + &parts.map(|part| part.split_once('}').unwrap().1).collect::<String>()
    }

    #[test]
    fn every_part_stands_in_both_languages_and_in_the_right_one() {
        let [en, zh] = BOTH.map(|lang| texts(&Playbook::built_in(lang)));
        assert_eq!(en.len(), zh.len());
        let is_chinese = |c: char| ('\u{2e80}'..='\u{9fff}').contains(&c) || ('\u{ff00}'..='\u{ffef}').contains(&c);
        for ((place, en), (other, zh)) in en.iter().zip(&zh) {
            assert_eq!(place, other);
            assert!(!en.trim().is_empty() && en.trim() == en && !zh.trim().is_empty() && zh.trim() == zh, "{place}");
            assert!(!en.contains(is_chinese), "{place}: {en}");
            let words = bare(zh).replace("VIP", "").replace("RFM", "");
            assert!(!words.contains(|c: char| c.is_ascii_alphabetic()), "{place}: {zh}");
            let is_a_figure = place.ends_with(".value") && !place.contains("messages");
            let is_a_place = bare(zh).is_empty();
            assert!(is_a_figure || is_a_place || zh.contains(is_chinese), "{place}: {zh}");
            if !place.starts_with(".messages") {
                assert!(!en.ends_with('.') && !zh.ends_with('。'), "{place}: {en} {zh}");
            }
        }
    }

    #[test]
    fn every_segment_is_complete() {
        for lang in BOTH {
            let playbook = Playbook::built_in(lang);
            for segment in Segment::ALL {
                let play = playbook.play(segment);
                assert!(play.portrait.len() >= 2 && play.strategies.len() >= 2 && play.pitfalls.len() >= 2, "{segment:?}");
                assert!(play.strategies.iter().all(|strategy| strategy.how.len() >= 2), "{segment:?}");
            }
        }
    }

    /// What the segments' keys are is told by serde alone.
    #[test]
    fn keys_are_the_slugs_of_the_segments() {
        let playbook = serde_json::to_value(Playbook::built_in(Lang::En)).unwrap();
        for segment in Segment::ALL {
            let play = Playbook::built_in(Lang::En).play(segment).clone();
            assert_eq!(playbook["segments"][segment.slug()], serde_json::to_value(play).unwrap());
        }
        let keys = |part: &str| playbook[part].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        let sorted = |mut keys: Vec<&str>| {
            keys.sort_unstable();
            keys.into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        let built_in = Playbook::built_in(Lang::En);
        assert_eq!(keys("reasons"), sorted([&["basis"], &built_in.reasons.all().map(|(slug, _)| slug)[..]].concat()));
        assert_eq!(keys("messages"), sorted([&["basis", "know"], &built_in.messages.all().map(|(slug, _)| slug)[..]].concat()));
    }

    /// What is known of the customers says for which segments the courses have advice: the first three.
    #[test]
    fn our_own_proposals_are_told_from_the_courses_advice() {
        let [en, zh] = BOTH.map(Playbook::built_in);
        for segment in Segment::ALL {
            let is_the_courses = segment.number() <= 3;
            let [en, zh] = [&en, &zh].map(|playbook| &playbook.play(segment).basis);
            assert_eq!((en.starts_with("the course"), zh.starts_with("课程")), (is_the_courses, is_the_courses), "{segment:?}");
            assert!(en.contains("rfm's own") && zh.contains("本工具"), "first action and owner are ours everywhere: {segment:?}");
        }
    }

    #[test]
    fn texts_fit_a_table_cell() {
        for (lang, longest) in [(Lang::En, [24, 70]), (Lang::Zh, [8, 30])] {
            let playbook = Playbook::built_in(lang);
            for segment in Segment::ALL {
                let Play { tier, first_action, .. } = playbook.play(segment);
                assert!(tier.chars().count() <= longest[0] && first_action.chars().count() <= longest[1], "{segment:?}");
            }
        }
    }

    /// The courses' figures, copied out by hand from what is known of them.
    #[test]
    fn figures_are_the_courses() {
        let playbook = Playbook::built_in(Lang::En);
        let values = |figures: &[Figure]| figures.iter().map(|figure| figure.value.to_string()).collect::<Vec<_>>();
        for (segment, expected) in [
            (Segment::ImportantValue, &["5–8%", "40–50%", "CNY 80,000–150,000", "under 5% a year", "85%", "85–95", "1.2 a year"][..]),
            (Segment::ImportantKeep, &["3–5%", "15–20%", "CNY 50,000–100,000", "CNY 50,000–80,000", "CNY 30,000–50,000", "60%", "20%"]),
            (Segment::ImportantDevelop, &["4–6%", "10–15%", "CNY 15,000–30,000", "CNY 80,000–120,000", "50%"]),
            (Segment::ImportantWinBack, &["2–3%", "5–8%"]),
            (Segment::GeneralValue, &["10–15%", "8–12%"]),
            (Segment::GeneralKeep, &["15–20%", "5–8%"]),
            (Segment::GeneralDevelop, &["20–25%", "3–5%"]),
            (Segment::Lost, &["25–35%", "about 0%"]),
        ] {
            assert_eq!(values(&playbook.play(segment).figures), expected, "{segment:?}");
        }
        assert_eq!(
            values(&playbook.routine.figures),
            [
                "70%", "47% lower", "78%, 23 points above the industry", "+72 and +38", "3.2 times as likely", "18% and 9% (industry 12%)",
                "85%", "+42 and +68", "37% higher", "CNY 50", "CNY 10,000, 200 times the cost, gross"
            ]
        );
        assert_eq!(10 * 500 + 10 * 500, 200 * 50);
        assert_eq!(values(&playbook.win_back.figures), ["CNY 3,500", "CNY 60,000 or more", "1,614%"]);
        assert_eq!((2_000 + 1_500, (60_000 - 3_500) * 100 / 3_500), (3_500, 1_614));
        // Every text that bears one of the courses' other figures.
        let has = |texts: &[Line], figure: &str| assert!(texts.iter().any(|text| text.contains(figure)), "{figure} in {texts:?}");
        let how = |segment: Segment| playbook.play(segment).strategies.iter().flat_map(|strategy| strategy.how.clone()).collect::<Vec<_>>();
        let value = &playbook.play(Segment::ImportantValue);
        for figure in ["30 to 90 days", "4 or more visits", "CNY 15,000", "61 to 90 days"] {
            has(&value.portrait, figure);
        }
        for figure in ["At most 50", "20% of capacity", "within 5 minutes", "30 days before", "90 days before", "Every quarter"] {
            has(&how(Segment::ImportantValue), figure);
        }
        assert!(value.pitfalls[2].instead.contains("24 hours") && value.pitfalls[2].instead.contains("like five of"));
        has(&playbook.play(Segment::ImportantKeep).portrait, "3 to 6 months");
        for figure in ["Yellow, from day 90", "Orange, from day 120", "Red, from day 180", "half an hour"] {
            has(&how(Segment::ImportantKeep), figure);
        }
        assert!(playbook.play(Segment::ImportantKeep).pitfalls[1].instead.contains("90 days after"));
        for figure in ["Day 7: a welcome", "Day 15: a call", "Day 30: an invitation", "Day 60: book", "Day 90: a report"] {
            has(&how(Segment::ImportantDevelop), figure);
        }
        for (steps, figure) in [
            (&playbook.routine.before, "The day before"),
            (&playbook.routine.repair, "every 30 minutes"),
            (&playbook.routine.handover, "Two or three tips"),
            (&playbook.routine.after, "Within 2 hours"),
            (&playbook.routine.after, "Within 48 hours"),
            (&playbook.routine.after, "up to 3 days"),
        ] {
            has(&steps.steps, figure);
        }
        let case: Vec<Line> =
            playbook.win_back.steps.iter().flat_map(|step| step.how.clone()).chain(playbook.win_back.before.clone()).collect();
        for figure in ["CNY 92,000", "180 days", "2 hours", "15 minutes' wait at most", "CNY 2,000", "CNY 1,500", "Half an hour"] {
            has(&case, figure);
        }
        has(&playbook.win_back.result, "CNY 8,000");
    }

    /// Every text has the same figures in both languages: 8 万 is 80,000.
    #[test]
    fn figures_are_the_same_in_both_languages() {
        let numbers = |text: &str| {
            let mut numbers = Vec::new();
            let text: Vec<char> = text.replace(',', "").chars().collect();
            let mut at = 0;
            while at < text.len() {
                let digits = text[at..].iter().take_while(|c| c.is_ascii_digit() || **c == '.').count();
                let number: String = text[at..at + digits].iter().collect();
                at += digits.max(1);
                if let Ok(number) = number.trim_end_matches('.').parse::<f64>() {
                    let rest: String = text[at..].iter().collect();
                    numbers.push(if rest.trim_start().starts_with('万') { number * 10_000.0 } else { number });
                }
            }
            numbers
        };
        let sorted = |text: &str| {
            let mut numbers = numbers(text);
            numbers.sort_by(f64::total_cmp);
            numbers
        };
        let [en, zh] = BOTH.map(|lang| texts(&Playbook::built_in(lang)));
        for ((place, en), (_, zh)) in en.iter().zip(&zh) {
            assert_eq!(sorted(en), sorted(zh), "{place}: {en} {zh}");
        }
    }

    #[test]
    fn messages_hold_known_fields_and_tell_no_customer_their_segment() {
        for lang in BOTH {
            let messages = Playbook::built_in(lang).messages;
            for (slug, message) in messages.all() {
                let pieces: Vec<_> = message.text.iter().flat_map(|text| fill::pieces(text)).collect();
                assert!(pieces.contains(&fill::Piece::Field(fill::Field::Name)), "{slug} has a name");
                let is_wrong = |piece: &fill::Piece<'_>| {
                    use fill::{Field, Piece};
                    matches!(piece, Piece::Unknown(_) | Piece::Field(Field::Segment | Field::Value | Field::Visits))
                };
                assert!(!pieces.iter().any(is_wrong), "{slug}: {pieces:?}");
            }
            for field in ["{segment}", "{last_visit}", "{days}", "{visits}", "{value}"] {
                assert!(messages.know.contains(field), "{field}");
            }
        }
    }
}
