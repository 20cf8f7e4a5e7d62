//! Which order statuses are sales. One bilingual table; `--status-drop` and `--status-keep` edit it.

use super::columns::fold;
use std::collections::{BTreeSet, HashMap};

/// Statuses under which nothing was sold, folded.
const NO_SALE: &[&str] = &[
    "cancelled", "canceled", "cancel", "closed", "void", "voided", "failed", "paymentfailed", "expired", "declined", "unpaid", "abandoned",
    "draft", "pending", "pendingpayment", "awaitingpayment", "onhold", "notpay", "incomplete", "requirespaymentmethod", "trash",
    "wccancelled", "wcpending", "wconhold", "wcfailed", "test", "rejected", "交易关闭", "已取消", "取消", "已关闭", "关闭", "已作废",
    "作废", "未付款", "未支付", "未结算", "等待付款", "待支付", "已撤销", "撤销", "无效", "废单", "反结算", "待付款", "等待买家付款",
    "付款失败", "支付失败", "交易失败", "订单取消", "订单关闭", "已退单", "测试", "预约取消", "取消预约",
];

/// Of these, those of a booking that the customer gave up, folded.
const CANCELLED: &[&str] =
    &["cancelled", "canceled", "cancel", "wccancelled", "已取消", "取消", "已撤销", "撤销", "订单取消", "预约取消", "取消预约"];

/// Statuses of a sale, folded: counted without a word.
const SALE: &[&str] = &[
    "", "paid", "completed", "complete", "done", "success", "succeeded", "fulfilled", "shipped", "processing", "wccompleted",
    "wcprocessing", "delivered", "closedwon", "settled", "invoiced", "active", "ok", "finished", "交易成功", "交易完成", "已签收",
    "待收货", "待发货", "待评价", "卖家已发货等待买家确认", "买家已付款等待卖家发货", "支付完成", "已核销", "已完成", "完成", "成功",
    "已付款", "已支付", "支付成功", "已发货", "卖家已发货", "买家已付款", "已收货", "已结算", "已结清", "已交车", "正常", "有效",
];

/// Statuses of what was paid back in full, folded.
const REFUNDED: &[&str] = &[
    "refunded", "refund", "fullyrefunded", "wcrefunded", "returned", "chargeback", "chargedback", "reversed", "storniert", "已退款",
    "退款", "退款成功", "全额退款", "已全额退款", "已退货", "退货", "退单", "红冲", "冲销",
];

/// What a status says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A sale.
    Sale,
    /// No sale: the row is left out.
    NoSale,
    /// Paid back in full: a positive amount is no sale, a negative one is the refund.
    Refunded,
    /// Not in the table: counted, and told.
    Unknown,
}

/// The table with the user's changes.
#[derive(Clone, Debug, Default)]
pub struct Statuses {
    changes: HashMap<String, Verdict>,
    marks: BTreeSet<char>,
}

impl Statuses {
    /// The table, with these added to the statuses of no sale and these taken from them.
    pub fn new(drop: &[String], keep: &[String]) -> Self {
        let marks =
            drop.iter().chain(keep).flat_map(|value| value.chars()).filter(|mark| !mark.is_alphanumeric() && !mark.is_control()).collect();
        let drop = drop.iter().map(|value| (fold(value), Verdict::NoSale));
        let keep = keep.iter().map(|value| (fold(value), Verdict::Sale));
        Statuses { changes: drop.chain(keep).collect(), marks }
    }

    /// What stands between the letters of the user's statuses, such as the stroke of `n/a`; values are compared without it.
    pub fn marks(&self) -> impl Iterator<Item = char> + '_ {
        self.marks.iter().copied()
    }

    /// All values that say this, folded, in the order of their bytes: the table for an engine that must be told of it.
    pub fn values(&self, verdict: Verdict) -> Vec<String> {
        let table = NO_SALE.iter().chain(SALE).chain(REFUNDED).map(|value| (*value).to_owned());
        let mut values: Vec<String> = table.chain(self.changes.keys().cloned()).filter(|value| self.verdict(value) == verdict).collect();
        values.sort_unstable();
        values.dedup();
        values
    }

    /// This value of no sale says that the customer cancelled.
    pub fn is_cancelled(&self, value: &str) -> bool {
        CANCELLED.contains(&fold(value).as_str())
    }

    /// What this value says.
    pub fn verdict(&self, value: &str) -> Verdict {
        let value = fold(value);
        match self.changes.get(&value) {
            Some(verdict) => *verdict,
            None if NO_SALE.contains(&value.as_str()) => Verdict::NoSale,
            None if REFUNDED.contains(&value.as_str()) => Verdict::Refunded,
            None if SALE.contains(&value.as_str()) => Verdict::Sale,
            None => Verdict::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_and_its_changes() {
        let plain = Statuses::default();
        for (value, verdict) in [
            ("Cancelled", Verdict::NoSale),
            ("payment failed", Verdict::NoSale),
            ("交易关闭", Verdict::NoSale),
            ("交易成功", Verdict::Sale),
            ("", Verdict::Sale),
            ("refunded", Verdict::Refunded),
            ("已退款", Verdict::Refunded),
            ("partially_refunded", Verdict::Unknown),
        ] {
            assert_eq!(plain.verdict(value), verdict, "{value}");
        }
        let edited = Statuses::new(&["Borrowed".into()], &["closed".into()]);
        assert_eq!((edited.verdict("borrowed"), edited.verdict("CLOSED")), (Verdict::NoSale, Verdict::Sale));
        assert_eq!(Statuses::new(&["n/a".into()], &["o.k.".into()]).marks().collect::<String>(), "./");
        let no_sale = edited.values(Verdict::NoSale);
        assert!(no_sale.contains(&"borrowed".into()) && no_sale.contains(&"已取消".into()) && !no_sale.contains(&"closed".into()));
        assert!(CANCELLED.iter().all(|value| NO_SALE.contains(value)));
        assert!(plain.is_cancelled(" Cancelled") && plain.is_cancelled("已取消") && !plain.is_cancelled("unpaid"));
        assert!(NO_SALE.iter().chain(SALE).chain(REFUNDED).all(|value| fold(value) == **value));
    }
}
