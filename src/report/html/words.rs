//! The words of the page that stand in no other report.

use crate::lang::Lang;
use serde::Serialize;

/// The words, by their place in the template.
#[derive(Serialize)]
pub struct Words {
    pub lang: &'static str,
    pub title: &'static str,
    pub act: &'static str,
    pub act_why: &'static str,
    pub segment: &'static str,
    pub pattern: &'static str,
    pub customers: &'static str,
    pub share: &'static str,
    pub typical: &'static str,
    pub value: &'static str,
    pub value_share: &'static str,
    pub call: &'static str,
    pub how: &'static str,
    pub shares: &'static str,
    pub shares_why: &'static str,
    pub of_customers: &'static str,
    pub of_value: &'static str,
    pub grid: &'static str,
    pub grid_why: &'static str,
    pub mean: &'static str,
    pub nobody: &'static str,
    pub treemap: &'static str,
    pub treemap_why: &'static str,
    pub no_treemap: &'static str,
    pub lorenz: &'static str,
    pub lorenz_why: &'static str,
    pub best: &'static str,
    pub bring: &'static str,
    pub histograms: &'static str,
    pub histograms_why: &'static str,
    pub cuts: &'static str,
    pub at_least: &'static str,
    pub below: &'static str,
    pub figures: &'static str,
    pub groups: &'static str,
    pub more_groups: &'static str,
    pub method: &'static str,
    pub notes: &'static str,
    pub colon: &'static str,
    pub list: &'static str,
}

/// In a language.
pub fn words(lang: Lang) -> Words {
    let pick = |en, zh| lang.pick(en, zh);
    Words {
        lang: pick("en", "zh-CN"),
        title: pick("RFM segments", "RFM 客群"),
        act: pick("What to do", "该做什么"),
        act_why: pick(
            "Each segment with its size, its value, what it is due, and the customers of most value to call first.",
            "各客群的规模、价值、应有的服务，以及价值最高、应先联系的客户。",
        ),
        segment: pick("Segment", "客群"),
        pattern: pick("R F M", "R F M"),
        customers: pick("Customers", "客户数"),
        share: pick("Share", "占比"),
        typical: pick("Typical", "参考"),
        value: pick("Value", "价值"),
        value_share: pick("Of value", "价值贡献"),
        call: pick("Call first", "优先联系"),
        how: pick("How: the playbook", "怎么做：服务手册"),
        shares: pick("Share of customers, share of value", "客户占比与价值贡献"),
        shares_why: pick(
            "Where the lower bar is longer, few customers bring much; where it is shorter, many bring little.",
            "下方的条较长：少数客户带来较多价值；较短：多数客户带来较少价值。",
        ),
        of_customers: pick("Share of customers", "客户占比"),
        of_value: pick("Share of value", "价值贡献"),
        grid: pick("Recency and frequency", "最近消费与消费频率"),
        grid_why: pick(
            "Number of customers with each score of recency (R, rows) and frequency (F, columns); the darker, the more they spent on average. The heavy lines divide high from low.",
            "格内为该 R 分（行）、F 分（列）的客户数；颜色越深，平均消费金额越高。粗线为高低分界。",
        ),
        mean: pick("Average amount spent", "平均消费金额"),
        nobody: pick("nobody", "无客户"),
        treemap: pick("Where the value is", "价值分布"),
        treemap_why: pick("Area is value. Segments without value above zero have no area.", "面积表示价值；价值不高于零的客群没有面积。"),
        no_treemap: pick("There is no value above zero.", "没有高于零的价值。"),
        lorenz: pick("How concentrated value is", "价值集中度"),
        lorenz_why: pick(
            "Customers from the most valuable on, and what part of all value they bring together. On the straight line all would bring the same.",
            "客户按价值从高到低排列，及其合计的价值贡献；若人人价值相同，曲线即为直线。",
        ),
        best: pick("Most valuable customers", "价值最高的客户"),
        bring: pick("Bring", "价值贡献"),
        histograms: pick("How recency, frequency and amount are spread", "R、F、M 的分布"),
        histograms_why: pick(
            "Number of customers by value. Dashed lines are the cut points between scores. Steps widen for purchases and amounts.",
            "各取值范围的客户数；虚线为得分之间的分界。次数与金额的分组逐步加宽。",
        ),
        cuts: pick("Cut points", "分界"),
        at_least: pick("At least", "不低于"),
        below: pick("Below", "低于"),
        figures: pick("The figures", "数据表"),
        groups: pick("By group", "分组"),
        more_groups: pick(
            "More groups than a page can show; CSV and JSON have them all.",
            "分组过多，页面未全部列出；CSV 与 JSON 中有全部分组。",
        ),
        method: pick("Method and accounting", "方法与数据核对"),
        notes: pick("Notes", "说明"),
        colon: pick(": ", "："),
        list: pick("The whole list:", "完整名单："),
    }
}
