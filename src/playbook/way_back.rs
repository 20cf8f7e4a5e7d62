//! The way back: how one customer was won back, how to find out why somebody stays away, what answers each reason.

use super::{Interview, Pair, Pen, Question, Reason, Reasons, Step, WinBack};

/// The course's case, without its names.
pub fn win_back(pen: Pen) -> WinBack {
    let step = |name: Pair, how: Vec<_>| Step { name: pen.line(name), how };
    WinBack {
        basis: pen.line(("a case that the course tells, without its names", "课程中的案例，隐去人名")),
        before: pen.lines([
            ("A top customer: CNY 92,000 in three years, scores 2, 5, 5", "顶级客户：三年消费 9.2 万元，得分 2、5、5"),
            ("180 days without a visit, and not one complaint", "180 天没来，一句投诉也没有"),
        ]),
        result: pen.lines([
            ("Came back, and renewed the extended warranty for CNY 8,000", "回来了，还续了 8,000 元的延保"),
            ("Spoke up for the centre among other owners", "在车主群里替门店说话"),
        ]),
        figures: pen.figures([
            (
                ("Cost, a service package of 2,000 and an inspection of 1,500", "投入（保养套餐 2,000 + 全车检测 1,500）"),
                ("CNY 3,500", "3,500 元"),
            ),
            (("Value won back over the next 3 years", "未来 3 年挽回的价值"), ("CNY 60,000 or more", "6 万元以上")),
            (("ROI, (60,000 − 3,500) / 3,500", "投资回报率，(60,000 − 3,500) / 3,500"), ("1,614%", "1,614%")),
        ]),
        steps: vec![
            step(
                ("The manager phones", "经理致电"),
                pen.lines([
                    ("The service manager, in person", "由服务经理亲自打"),
                    (
                        "Says that the absence was noticed, asks what was not right, and offers a talk, not a discount",
                        "说明注意到客户很久没来，问哪里没做好；只约见面谈，不提优惠",
                    ),
                ]),
            ),
            step(
                ("Visit and interview", "登门访谈"),
                pen.lines([
                    ("Half an hour at the customer's office", "在客户办公室，半个小时"),
                    (
                        "Found: a wait of 2 hours the last time; the advisor had left without handing over, and the new one was not up to it; \
                         a competitor collects the car and brings it back",
                        "问出三件事：上次等了 2 小时；原顾问离职没有交接，接手的人业务不熟；别家可以上门取送车",
                    ),
                ]),
            ),
            step(
                ("An offer for each reason", "逐条解决"),
                pen.lines([
                    ("Apology, and a service package worth CNY 2,000", "当面道歉，并送一份保养套餐（价值 2,000 元）"),
                    ("An experienced advisor whom the customer knows", "换一位客户认识的资深顾问"),
                    ("A promise: 15 minutes' wait at most", "承诺最多等 15 分钟"),
                    ("Mobile service, from that day", "当天开通上门服务"),
                ]),
            ),
            step(
                ("A return beyond expectation", "回店超出预期"),
                pen.lines([
                    ("The manager receives the customer", "经理亲自接待"),
                    ("A full inspection for free, worth CNY 1,500", "全车检测一次，不收费（价值 1,500 元）"),
                    ("An invitation to the owners' advisory group", "邀请加入车主顾问团"),
                ]),
            ),
        ],
    }
}

/// Four topics, and how to open them.
pub fn interview(pen: Pen) -> Interview {
    let question = |topic, ask, learn| Question { topic: pen.line(topic), ask: pen.line(ask), learn: pen.line(learn) };
    Interview {
        basis: pen.line((
            "the course for the four topics and the first pitfall; the rest is rfm's own proposal",
            "四个话题和第一条误区出自课程；其余为本工具的建议",
        )),
        preparation: pen.lines([
            ("Read the last orders and who served them; take nothing to sell", "看过最近的工单和接待人；不带任何要推销的东西"),
            ("Half an hour, where the customer likes; one listens, one at most writes", "半个小时，地点由客户定；一人听，最多再有一人记"),
        ]),
        questions: vec![
            question(
                ("Where they go now", "现在去哪里"),
                ("“Who looks after your car at the moment?”", "“这阵子车交给哪家在照看？”"),
                ("Whom you are compared with", "客户拿谁跟我们比"),
            ),
            question(
                ("What is better there", "那边好在哪里"),
                ("“What do they do that you like?”", "“他们有哪些做法让您觉得舒服？”"),
                ("The gap to close", "差距在哪里"),
            ),
            question(
                ("What we did wrong", "我们错在哪里"),
                ("“Thinking of your last visit here: what should have gone differently?”", "“回想上次过来，哪件事本该办得更好？”"),
                ("The cause, to be put right first", "要先改正的原因"),
            ),
            question(
                ("What would bring them back", "怎样才愿意回来"),
                (
                    "“If we put that right, what else would it take for you to try us once more?”",
                    "“这件事改好以后，还要做到什么，您才愿意再来一趟？”",
                ),
                ("Whether there is a way back, and what to promise", "还有没有余地，该承诺什么"),
            ),
        ],
        pitfalls: pen.pitfalls([
            (
                ("Opening with “why did you stop coming”", "一开口就问“为什么不来了”"),
                ("Begin with how things are now; the reason comes by itself", "从现在的情况聊起，原因自然会说出来"),
            ),
            (("Explaining and defending", "忙着解释、辩白"), ("Listen, and write it down in their words", "听完，按原话记下")),
            (
                ("Promising at the table what nobody can keep", "当场许下做不到的事"),
                ("Say when you will be back with an answer, and be", "说好哪天答复，到时一定答复"),
            ),
        ]),
    }
}

/// The first three with the course's answers; the others are rfm's own proposal.
pub fn reasons(pen: Pen) -> Reasons {
    let reason = |name, answer| Reason { name: pen.line(name), answer };
    Reasons {
        basis: pen.line((
            "the course for waits, advisor and competitor; the other answers are rfm's own proposal",
            "等待、顾问、别家三项出自课程；其余为本工具的建议",
        )),
        wait: reason(
            ("Long waits", "等待太久"),
            pen.lines([
                ("Apologise", "道歉"),
                ("A fast lane from now on", "今后走快速通道"),
                ("One service for free", "免费保养一次"),
                ("The right to a loan car", "可以使用代步车"),
            ]),
        ),
        advisor: reason(
            ("An advisor found wanting", "对顾问不满意"),
            pen.lines([
                ("Apologise", "道歉"),
                ("A senior advisor instead", "换资深顾问接手"),
                ("Technical advice for free", "免费技术咨询"),
                ("An invitation to the owners' club", "邀请加入车主俱乐部"),
            ]),
        ),
        competitor: reason(
            ("Taken by a competitor", "去了别家"),
            pen.lines([
                ("Apologise for not having noticed", "道歉：没有早点察觉"),
                ("Match the service they get there", "对方有的服务，我们也做到"),
                ("Add something that they lack there", "再加一样对方没有的"),
            ]),
        ),
        price: reason(
            ("The price", "觉得贵"),
            pen.lines([
                ("Go through the last bill with them, line by line", "拿上次的账单，逐项讲清楚"),
                ("From now on: a price agreed before work begins", "今后动工前先报价，说定再做"),
                ("A package that fits how they drive, before any discount", "先给合适的套餐，再谈折扣"),
            ]),
        ),
        moved: reason(
            ("Moved away, or sold the car", "搬走或卖车了"),
            pen.lines([
                ("Thank them, and ask whether collecting the car would help", "道谢，问问上门取送车是否用得上"),
                ("Name a good centre near them, and send the service record on", "推荐一家附近靠谱的门店，把保养记录转过去"),
                ("Otherwise close the case and stop the reminders", "都用不上就结案，停掉提醒"),
            ]),
        ),
        other: reason(
            ("Something else", "其他原因"),
            pen.lines([
                ("Write it down in their words", "按原话记下"),
                ("Ask what would help, and answer within the week", "问清怎样才算解决，一周内答复"),
                (
                    "Tell the service manager: what is heard twice needs an answer of its own",
                    "告诉服务经理：同一件事听到两次，就要有专门的办法",
                ),
            ]),
        ),
    }
}
