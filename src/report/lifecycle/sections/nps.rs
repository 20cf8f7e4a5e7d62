//! Answers to the question whether they would recommend, by segment and stage.

use crate::lang::Lang;
use crate::lifecycle::nps::{self, Answers};
use crate::money::grouped;
use crate::report::foot::Line;
use crate::report::rows::NONE;
use crate::report::sections::{Section, Table, left, right};
use crate::segment::Segment;
use crate::stage::Stage;

/// `+72`.
pub fn score(answers: &Answers) -> String {
    let Some(score) = answers.score() else { return NONE.to_owned() };
    let text = score.whole_percent().replace('%', "");
    if answers.promoters > answers.detractors && text != "0" { format!("+{text}") } else { text }
}

/// Answers by segment and by stage.
fn answers(nps: &nps::Nps, lang: Lang) -> Table {
    let heads = vec![
        left(lang.pick("Segment or stage", "客群或阶段")),
        right(lang.pick("Answers", "回答数")),
        right(lang.pick("Promoters", "推荐者")),
        right(lang.pick("Detractors", "贬损者")),
        right("NPS"),
    ];
    let row = |name: &str, answers: &Answers| {
        vec![name.to_owned(), grouped(answers.count()), grouped(answers.promoters), grouped(answers.detractors), score(answers)]
    };
    let segments = Segment::ALL.into_iter().zip(&nps.segments).map(|(segment, answers)| row(segment.name(lang), answers));
    let stages = Stage::ALL.into_iter().zip(&nps.stages).map(|(stage, answers)| row(stage.name(lang), answers));
    let all = row(lang.pick("All customers", "全部客户"), &nps.all);
    Table { heads, rows: segments.chain(stages).chain([all]).collect(), more: None }
}

/// Below the answers.
fn nps_foot(lang: Lang) -> Vec<Line> {
    let [good, ordinary] = nps::COURSE;
    vec![(
        "NPS",
        lang.pick(
            format!(
                "promoters (9 and 10) less detractors (0 to 6) in a hundred answers, each customer's latest (course figures: +{good} after a \
                 good start, +{ordinary} after an ordinary one)"
            ),
            format!("每百个回答中推荐者（9、10 分）减贬损者（0 到 6 分），取每位客户最近一次回答（课程数据：初次体验好 +{good}，一般 +{ordinary}）"),
        ),
    )]
}

/// The section.
pub fn section(nps: &nps::Nps, lang: Lang) -> Section {
    let heading = lang.pick(format!("Net promoter score: {}", score(&nps.all)), format!("净推荐值（NPS）：{}", score(&nps.all)));
    Section { heading, tables: vec![answers(nps, lang)], foot: nps_foot(lang) }
}
