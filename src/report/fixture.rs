//! Reports of the scored base that tests share.

use super::{Group, Report};
use crate::customer::Measures;
pub use crate::fixture::{FIGURES, at_a_loss, base, by_quintiles};
use crate::lang::Lang;
use crate::money::style::Style;
use crate::playbook::Playbooks;
use crate::scored::Scored;
use crate::summary::Summary;
use std::sync::LazyLock;

static BUILT_IN: LazyLock<Playbooks> = LazyLock::new(Playbooks::default);

/// A report of all of the base.
pub fn report(base: &Scored, lang: Lang, width: usize) -> Report<'_> {
    let list_command = Some("rfm score visits.csv --segment important-keep,important-win-back --sort -m --export call-list.csv".into());
    Report {
        base,
        playbooks: &BUILT_IN,
        lang,
        by: None,
        title: None,
        list_command,
        stages: None,
        width,
        color: false,
        style: Style::default(),
        grid: false,
    }
}

/// The base in two groups: customers A1 to B4, and the rest under thresholds of their own.
pub fn groups(base: &Scored) -> Vec<Group> {
    let summary = |from: usize, to: usize| {
        let customers: Vec<Measures> = base.customers.iter().take(to).skip(from).collect();
        Summary::new(&customers[..], |customer| base.scores(customer), base.high, base.value_of)
    };
    vec![
        Group { value: "North".into(), summary: summary(0, 6), thresholds: None },
        Group { value: "<南>|x".into(), summary: summary(6, 12), thresholds: Some(base.thresholds.clone()) },
    ]
}
