//! The messages filled for one customer: what the data tells in its place, the rest as blanks.

use super::Block;
use super::json::bytes;
use super::pages::{know, when};
use crate::customer::Customer;
use crate::lang::{Lang, plural};
use crate::money::grouped;
use crate::note::printable;
use crate::playbook::fill::{Facts, Field, fill};
use crate::playbook::{Message, Playbook};
use crate::report::rows::{NONE, segment_line, service_line};
use crate::scored::Scored;
use crate::segment::Segment;
use serde::Serialize;

/// The customer that messages are for.
pub struct Letter<'a> {
    base: &'a Scored,
    customer: Customer,
    segment: Segment,
}

impl<'a> Letter<'a> {
    /// To the customer at this place of the base.
    pub fn new(base: &'a Scored, at: usize) -> Letter<'a> {
        let customer = base.customers.customer(at);
        let segment = base.segment(&customer.measures);
        Letter { base, customer, segment }
    }

    fn facts(&self, lang: Lang) -> Facts {
        let measures = &self.customer.measures;
        let days = |days: u32| lang.pick(plural(days.into(), "day"), format!("{} 天", grouped(days.into())));
        let visits = lang.pick(plural(measures.frequency, "purchase"), format!("{} 次", grouped(measures.frequency)));
        let value = format!("{} {}", self.base.value_of.name(lang), measures.value().grouped(self.base.decimals));
        Facts {
            name: self.base.name(&self.customer).map(printable),
            last_visit: measures.last_purchase.map(|day| day.to_string()),
            days: measures.recency.map(days),
            visits: Some(visits),
            value: Some(value),
            segment: Some(self.segment.name(lang).to_owned()),
        }
    }

    /// Whether the plan has this message for such a customer: the manager calls important ones alone.
    fn suits(&self, slug: &str) -> bool {
        slug != "call" || self.segment.is_important()
    }

    /// The page of the messages.
    pub(super) fn page(&self, playbook: &Playbook, lang: Lang) -> Vec<Block> {
        let known = [self.base.name(&self.customer), self.base.phone(&self.customer)].into_iter().flatten().map(printable);
        let title = [printable(&self.customer.id)].into_iter().chain(known).collect::<Vec<_>>().join("  ");
        let facts = self.facts(lang);
        let mut about = vec![
            (lang.pick("Segment", "客群"), segment_line(self.segment, lang)),
            (lang.pick("Service", "建议服务"), service_line(playbook.play(self.segment), lang)),
            (lang.pick("As of", "基准日"), self.base.as_of().map_or(NONE.to_owned(), |day| day.to_string())),
            (know(lang), fill(&playbook.messages.know, &facts, lang, &mut Vec::new())),
        ];
        let missing = facts.missing();
        if !missing.is_empty() {
            let fields = labels(&missing, lang);
            let left = lang.pick(format!("{fields}; left blank below"), format!("{fields}；下文留空"));
            about.push((lang.pick("Not in the data", "数据中没有"), left));
        }
        let mut page = vec![Block::Title(title), Block::Pairs(about)];
        for (slug, message) in playbook.messages.all() {
            let mut blanks = Vec::new();
            let text: Vec<Block> = message.text.iter().map(|text| Block::Text(fill(text, &facts, lang, &mut blanks))).collect();
            let mut pairs = vec![(when(lang), message.when.to_string())];
            if !self.suits(slug) {
                pairs.push((lang.pick("Not for them", "不适用"), not_for(self.segment, lang)));
            }
            if self.segment.is_important() {
                pairs.push((lang.pick("Draft", "草稿"), draft(lang).to_owned()));
            }
            if !blanks.is_empty() {
                pairs.push((lang.pick("To fill in", "待填"), labels(&blanks, lang)));
            }
            page.extend([Block::Heading(message.name.to_string()), Block::Pairs(pairs)]);
            page.extend(text);
        }
        page
    }

    /// The messages as one object.
    pub(super) fn json(&self, playbook: &Playbook, lang: Lang) -> anyhow::Result<Vec<u8>> {
        let (base, measures, facts) = (self.base, &self.customer.measures, self.facts(lang));
        let slugs = |fields: &[Field]| fields.iter().map(|field| field.slug()).collect::<Vec<_>>();
        let message = |(slug, message): (&'static str, &'_ Message)| {
            let mut blanks = Vec::new();
            let text = message.text.iter().map(|text| fill(text, &facts, lang, &mut blanks)).collect();
            let (name, when) = (message.name.to_string(), message.when.to_string());
            Draft { message: slug, for_this_customer: self.suits(slug), name, when, text, to_fill: slugs(&blanks) }
        };
        bytes(&Document {
            customer_id: &self.customer.id,
            name: base.name(&self.customer),
            segment: self.segment.slug(),
            as_of: base.as_of().map(|day| day.to_string()),
            last_purchase: measures.last_purchase.map(|day| day.to_string()),
            recency_days: measures.recency,
            frequency: measures.frequency,
            value: measures.value().plain(base.decimals),
            value_of: base.value_of.slug(),
            know: fill(&playbook.messages.know, &facts, lang, &mut Vec::new()),
            not_in_data: slugs(&facts.missing()),
            draft_for_one_person: self.segment.is_important(),
            messages: playbook.messages.all().map(message),
        })
    }
}

#[derive(Serialize)]
struct Document<'a> {
    customer_id: &'a str,
    name: Option<&'a str>,
    segment: &'static str,
    as_of: Option<String>,
    last_purchase: Option<String>,
    recency_days: Option<u32>,
    frequency: u64,
    value: String,
    value_of: &'static str,
    know: String,
    not_in_data: Vec<&'static str>,
    draft_for_one_person: bool,
    messages: [Draft; 5],
}

#[derive(Serialize)]
struct Draft {
    message: &'static str,
    for_this_customer: bool,
    name: String,
    when: String,
    text: Vec<String>,
    to_fill: Vec<&'static str>,
}

/// What every message to an important customer is.
fn draft(lang: Lang) -> &'static str {
    lang.pick(
        "for this one person: read it, make it yours, send or say it yourself; never in bulk",
        "只给这一位客户：看过、改过，再由本人发送或说出；切勿群发",
    )
}

fn not_for(segment: Segment, lang: Lang) -> String {
    let name = segment.name(lang);
    lang.pick(format!("the manager calls important customers; this one is {name}"), format!("经理只致电重要客户；这位属于{name}"))
}

fn labels(fields: &[Field], lang: Lang) -> String {
    fields.iter().map(|field| field.label(lang)).collect::<Vec<_>>().join(lang.pick(", ", "、"))
}
