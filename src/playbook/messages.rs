//! The words of the messages. What stands between braces is a [`super::fill::Field`].
//!
//! A segment is what the advisor knows, never what the customer is told.

use super::{Message, Messages, Pair, Pen};

/// The messages.
pub fn messages(pen: Pen) -> Messages {
    Messages {
        basis: pen.line(("the course for the occasions; the wording is rfm's own", "时机出自课程，文字由本工具拟写")),
        know: pen.line((
            "{segment}; last visit {last_visit}, {days} ago; {visits}, {value}",
            "{segment}；上次到店 {last_visit}，{days}前；消费 {visits}，{value}",
        )),
        call: message(
            pen,
            ("Manager's call", "经理致电"),
            ("An important customer stays away: by phone, by the service manager in person", "重要客户久未到店：服务经理亲自打电话"),
            [
                ("Good day, {name}, this is {sender}, service manager at {centre}.", "{name}，您好！我是{centre}的服务经理，{sender}。"),
                (
                    "You were last here on {last_visit}, {days} ago. I have nothing to sell: I should like to know how that visit was \
                     for you, and what we ought to have done better.",
                    "上次您来是 {last_visit}，已经过去 {days}了。我打电话不是要推销，是想听听那次服务您觉得怎么样，我们哪些地方该做得更好。",
                ),
                (
                    "Could we talk for half an hour, here or at your place, whenever it suits you?",
                    "想跟您约半个小时，您过来或者我过去都行，时间您定。",
                ),
                (
                    "Whatever you tell me, I will see to it myself and call you back to say what has changed.",
                    "您提的问题由我来办，办好了再给您回电话。",
                ),
            ],
        ),
        renewal: message(
            pen,
            ("Renewal advice", "续保建议"),
            ("90 days before an extended warranty ends: by phone, by the advisor", "离延保到期还有 90 天：顾问打电话"),
            [
                ("Good day, {name}, this is {sender} from {centre}.", "{name}，您好！我是{centre}的{sender}。"),
                (
                    "Your extended warranty ends on {warranty_end}. I have gone through your service record to see whether renewing is \
                     worth it for you.",
                    "您的延保{warranty_end}到期。我先看了您的服务记录，想跟您说说续保划不划算。",
                ),
                ("What speaks for it in your case: {reason}.", "就您的情况，值得续的理由是：{reason}。"),
                (
                    "I can send you in writing what it covers and what it costs. There is no hurry, and a no is fine too.",
                    "保障范围和价格，我可以发给您慢慢看。不着急，不续也没关系。",
                ),
            ],
        ),
        greeting: message(
            pen,
            ("Birthday greeting", "生日祝福"),
            ("On the birthday: a personal message from the advisor", "生日当天：顾问本人发消息"),
            [
                ("Dear {name}, many happy returns from {sender} at {centre}!", "{name}，生日快乐！我是{centre}的{sender}。"),
                ("{personal}", "{personal}"),
                (
                    "A small present is waiting here for you; it keeps until your next visit.",
                    "给您准备了一份小礼物，放在店里，下次过来时交给您。",
                ),
            ],
        ),
        thanks: message(
            pen,
            ("Thanks after 2 hours", "离店 2 小时致谢"),
            ("Within 2 hours of leaving: a message from the advisor", "离店 2 小时内：顾问发消息"),
            [
                (
                    "Dear {name}, thank you for coming to {centre} today. This is {sender}.",
                    "{name}，您好！谢谢您今天来{centre}，我是{sender}。",
                ),
                ("Is everything in order with {work}?", "{work}之后，一切都正常吗？"),
                ("If not, or if a question comes up, reach me directly: {contact}.", "有不对的地方，或者想问什么，直接找我：{contact}。"),
            ],
        ),
        follow_up: message(
            pen,
            ("Follow-up call", "回访电话"),
            ("Within 48 hours of the visit: by phone, by the advisor", "离店 48 小时内：顾问打电话"),
            [
                (
                    "Good day, {name}, this is {sender} from {centre}. Have you got two minutes?",
                    "{name}，您好！我是{centre}的{sender}，耽误您两分钟，方便吗？",
                ),
                (
                    "You were here on {last_visit} for {work}: has the problem gone for good?",
                    "{last_visit} 您来做过{work}，问题彻底解决了吗？",
                ),
                (
                    "Was anything about the visit unclear, or a nuisance? I would much rather hear it.",
                    "那天有没有什么没讲清楚，或者让您不舒服的？您尽管说。",
                ),
                (
                    "We should be glad to see you at {invitation}; shall I keep a place for you?",
                    "我们有个{invitation}，想邀请您来，要不要给您留个位置？",
                ),
            ],
        ),
    }
}

fn message<const N: usize>(pen: Pen, name: Pair, when: Pair, text: [Pair; N]) -> Message {
    Message { name: pen.line(name), when: pen.line(when), text: pen.lines(text) }
}
