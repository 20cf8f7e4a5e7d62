//! The important segments, 1 to 4: those who spend much.

use super::{OURS, Pair, Pen, Play, SERVICE_ADVISOR};
use crate::segment::Segment;

const SERVICE_MANAGER: Pair = ("service manager", "服务经理");

/// Keep them: dedicated service.
pub fn value(pen: Pen) -> Play {
    Play {
        tier: pen.line(("Dedicated service", "专人服务")),
        first_action: pen
            .line(("Give each one a named advisor, 50 customers per advisor at most", "为每位客户指定固定顾问，每名顾问最多 50 位")),
        owner: pen.line(SERVICE_MANAGER),
        basis: pen.line((
            "the course; first action, owner and how advisors hand over are rfm's own proposal",
            "课程；第一步、负责人和顾问交接为本工具的建议",
        )),
        portrait: pen.lines([
            (
                "Last visit within the past 30 to 90 days, 4 or more visits and CNY 15,000 or more a year",
                "最近一次到店在 30–90 天以内，一年来 4 次以上，一年消费 1.5 万元以上",
            ),
            (
                "Under the after-sales preset 61 to 90 days already score low: who was last here so long ago is Important · keep there",
                "按售后预设的门槛，61–90 天没来已算低分，这时会归入“重要保持”",
            ),
            (
                "Loyal; they buy extended warranties, accessories and memberships, and bring others along",
                "信任门店，很少流失；延保、精品、会员用得多，也愿意介绍亲友",
            ),
        ]),
        figures: pen.figures_of(
            Segment::ImportantValue,
            [
                (("Lifetime value over 3 years", "3 年客户终身价值"), ("CNY 80,000–150,000", "8 万–15 万元")),
                (("Churn", "流失率"), ("under 5% a year", "每年低于 5%")),
                (("Uptake of extended warranties", "延保渗透率"), ("85%", "85%")),
                (("NPS", "净推荐值"), ("85–95", "85–95")),
                (("New customers each one brings", "每位带来的新客户"), ("1.2 a year", "每年 1.2 位")),
            ],
        ),
        strategies: vec![
            pen.strategy(
                ("One fixed advisor", "固定顾问"),
                (
                    "People trust a person, not a counter; an advisor who knows them sees what they need before they ask",
                    "客户信任的是具体的人；顾问熟悉他，才能想在他前面",
                ),
                [
                    ("At most 50 of these customers for each advisor", "每名顾问最多负责 50 位这类客户"),
                    (
                        "Keep a profile: family, work, interests, what they like to drink, what not to bring up",
                        "建一份客户档案：家庭、工作、爱好，喝茶还是咖啡，哪些话不该提",
                    ),
                    (
                        "When an advisor leaves, the successor is introduced to each customer beforehand",
                        "顾问要离职或调岗，先把接手的人逐一介绍给客户",
                    ),
                ],
            ),
            pen.strategy(
                ("Priority booking", "优先预约"),
                ("Their time is scarce; being served at once shows that they matter", "他们的时间紧；一来就有人办，比什么都能说明受重视"),
                [
                    ("First in the booking queue, with 20% of capacity kept free for them", "预约优先，并预留 20% 的产能"),
                    ("Service starts within 5 minutes of arrival", "人到了，5 分钟内就有人动手办"),
                    ("First call on loan cars and mobile service", "代步车、上门服务优先安排"),
                ],
            ),
            pen.strategy(
                ("Care by the calendar", "按日历关怀"),
                ("A reminder that comes in time saves them a worry", "提醒来得及时，客户就少操一份心"),
                [
                    (
                        "30 days before a service is due: a message or call with a booking link",
                        "离保养到期还有 30 天：发消息或打电话提醒，附预约链接",
                    ),
                    ("Birthday: a personal wish and a small gift", "生日当天：一句写给他本人的祝福，一份小礼物"),
                    (
                        "90 days before an extended warranty ends: the advisor phones with a renewal offer",
                        "离延保到期还有 90 天：顾问打电话，带上续保方案",
                    ),
                    ("Every quarter: a report on how the car was used", "每季度：一份用车报告"),
                    ("Major holidays: an invitation to an owners' event", "重大节日：请他来车主活动"),
                ],
            ),
            pen.strategy(
                ("Advice on add-ons", "有依据的建议"),
                ("What fits their driving is taken as help, all else as selling", "合乎实际用车情况的，客户当作帮忙；其余的，只会当作推销"),
                [
                    ("Suggest only what this customer's own history supports, and show why", "只提消费和用车记录支持的项目，并讲清依据"),
                    ("Say so when something is not needed yet", "暂时用不着的，如实告诉客户"),
                ],
            ),
            pen.strategy(
                ("Recognition", "认可"),
                (
                    "Others listen to them; being recognised often counts for more than a discount",
                    "身边的人会听他们的意见；得到认可，往往比打折更让人高兴",
                ),
                [
                    ("Invite them to an owners' club", "邀请加入车主俱乐部"),
                    ("A badge or certificate, and pictures of the events they came to", "送上徽章或证书，以及活动照片"),
                    ("Reward every referral", "介绍亲友来店，每次都有奖励"),
                ],
            ),
        ],
        pitfalls: pen.pitfalls([
            (
                ("Costly gifts for everybody", "给每位客户都送贵重礼品"),
                ("Attention: something small that shows you remember this person", "多用心：一件小事，只要让人觉得你记得他"),
            ),
            (
                ("“VIP” as a label, without the person", "只认“VIP”身份，不认人"),
                ("Use the name, and take up what was said last time", "叫得出名字，接得上上次的话题"),
            ),
            (
                ("Passing over a complaint because they are loyal", "觉得老客户不会走，抱怨听过就算"),
                (
                    "Answer within 24 hours: by the course's reckoning one bad experience of theirs weighs like five of another customer",
                    "24 小时内答复：按课程的说法，他们一次不满意，相当于其他客户五次",
                ),
            ),
        ]),
    }
}

/// Win them back before it is too late.
pub fn keep(pen: Pen) -> Play {
    Play {
        tier: pen.line(("Personal win-back", "专人挽回")),
        first_action: pen
            .line(("Call each one this week, hear what went wrong, agree on a remedy", "本周逐一致电，了解哪里没做好，并商定补救办法")),
        owner: pen.line(SERVICE_MANAGER),
        basis: pen.line(("the course; first action and owner are rfm's own proposal", "课程；第一步和负责人为本工具的建议")),
        portrait: pen.lines([
            ("Among the best customers until lately, and away for 3 to 6 months", "原本是最好的客户之一，已有 3–6 个月没来"),
            (
                "Came often and spent much: likely to be lost, and worth the effort of winning back",
                "以前来得勤、花得多：流失的可能很大，请回来也很值得",
            ),
            ("Rarely complains before leaving", "走之前多半没有投诉"),
        ]),
        figures: pen.figures_of(
            Segment::ImportantKeep,
            [
                (("Spent so far", "以往消费"), ("CNY 50,000–100,000", "5 万–10 万元")),
                (("Will spend in the next 3 years if won back", "挽回后未来 3 年消费"), ("CNY 50,000–80,000", "5 万–8 万元")),
                (("Cost of replacing one", "重新获得一位同等客户的成本"), ("CNY 30,000–50,000", "3 万–5 万元")),
                (
                    (
                        "Won back when acted on within 90 days (of the last visit, as rfm reads it)",
                        "90 天内行动的挽回率（按距上次到店计算，为本工具的理解）",
                    ),
                    ("60%", "60%"),
                ),
                (("Won back after 180 days", "超过 180 天的挽回率"), ("20%", "20%")),
            ],
        ),
        strategies: vec![
            pen.strategy(
                ("Early warning", "流失预警"),
                (
                    "By the course's figures, after half a year only a third of the odds are left",
                    "按课程数据，拖过半年，挽回的机会只剩三分之一",
                ),
                [
                    (
                        "Yellow, from day 90: a message or call of care; the service advisor follows it up",
                        "黄色，满 90 天：发消息或打电话问候；由服务顾问跟进",
                    ),
                    (
                        "Orange, from day 120: the advisor visits in person; the service manager follows it up",
                        "橙色，满 120 天：服务顾问登门拜访；由服务经理跟进",
                    ),
                    (
                        "Red, from day 180: the service manager steps in personally; the director or head of region follows it up",
                        "红色，满 180 天：服务经理亲自出面；由总监或区域负责人跟进",
                    ),
                    (
                        "Every week: see who is due, give each task an owner, note the result, pass on what is late",
                        "每周一轮：筛出到期的客户，任务落实到人，记下结果，逾期的往上交",
                    ),
                ],
            ),
            pen.strategy(
                ("Find the cause", "找出原因"),
                ("An offer that misses the reason for leaving is money thrown away", "没找对原因，再好的方案也白费"),
                [
                    ("Ask for half an hour, at their place if they like", "约半个小时，客户方便的话就上门谈"),
                    (
                        "Four topics: where they go now, what is better there, what we did wrong, what would bring them back",
                        "谈四件事：现在去哪家，那边好在哪里，我们错在哪里，怎样才愿意回来",
                    ),
                    (
                        "Never open with “why did you stop coming”: the answer will be an excuse",
                        "开口别问“为什么不来了”，问来的只会是客气话",
                    ),
                ],
            ),
            pen.strategy(
                ("A personal offer", "一人一方案"),
                ("First the wrong must be put right; only then does generosity count", "先把错的改过来，补偿才有意义"),
                [
                    (
                        "In this order: apology, fix, compensation, something they did not expect",
                        "依次做到：道歉、解决、补偿、给一份意外之喜",
                    ),
                    ("Match it to the reason for leaving", "针对离开的原因，对症下药"),
                ],
            ),
            pen.strategy(
                ("A senior person calls", "管理者出面"),
                (
                    "It shows that they matter, and a promise counts from somebody who can keep it",
                    "客户看得到重视；有权兑现的人开口，承诺才有分量",
                ),
                [
                    ("The service manager phones, and asks before offering anything", "服务经理亲自打电话，先听，再谈方案"),
                    ("On the return visit the manager receives them", "客户回店那天，经理亲自接待"),
                ],
            ),
        ],
        pitfalls: pen.pitfalls([
            (
                ("Coupons and nothing else", "只发优惠券"),
                ("Put the cause right first, then speak of compensation", "先解决离开的原因，再谈补偿"),
            ),
            (
                ("No follow-up after the return", "人回来了，就不再跟进"),
                ("Close care at every contact in the 90 days after", "之后 90 天重点关照，每次接触都不能马虎"),
            ),
            (
                ("The same mail to all of them", "同一条消息群发给所有人"),
                ("One person writes or speaks to one person", "一对一，由具体的人联系具体的人"),
            ),
        ]),
    }
}

/// Turn one big bill into a habit.
pub fn develop(pen: Pen) -> Play {
    Play {
        tier: pen.line(("90-day plan", "90 天跟进")),
        first_action: pen.line(("Welcome each one on day 7 after the visit, call on day 15", "到店后第 7 天发欢迎消息，第 15 天致电回访")),
        owner: pen.line(SERVICE_ADVISOR),
        basis: pen.line((
            "the course for portrait, figures and the 90-day plan; the rest is rfm's own proposal",
            "课程（画像、数据和 90 天计划）；其余为本工具的建议",
        )),
        portrait: pen.lines([
            ("Here lately, with a big bill and few visits so far", "最近来过，花得多，但来的次数还少"),
            (
                "Either a top customer in the making or somebody with a rare large repair: the next visits will tell",
                "可能是刚起步的优质客户，也可能只是碰上一次大修：要看后面几次来不来",
            ),
        ]),
        figures: pen.figures_of(
            Segment::ImportantDevelop,
            [
                (("One purchase", "单次消费"), ("CNY 15,000–30,000", "1.5 万–3 万元")),
                (("3-year value if it becomes a habit", "养成习惯后的 3 年价值"), ("CNY 80,000–120,000", "8 万–12 万元")),
                (("Become regulars, decided by the first three visits", "转为常客的比例，取决于前三次到店"), ("50%", "50%")),
            ],
        ),
        strategies: vec![
            pen.strategy(
                ("A 90-day plan", "90 天计划"),
                (
                    "Whether one big bill becomes a habit is decided in the first three visits",
                    "一次大额消费能不能变成习惯，前三次到店就见分晓",
                ),
                [
                    ("Day 7: a welcome and a guide to the service", "第 7 天：欢迎消息和服务指南"),
                    ("Day 15: a call", "第 15 天：电话回访"),
                    ("Day 30: an invitation to an owners' training", "第 30 天：邀请参加用车培训"),
                    ("Day 60: book the first service", "第 60 天：预约首次保养"),
                    ("Day 90: a report on how the car was used, with an offer that fits", "第 90 天：用车报告，附一个合适的方案"),
                ],
            ),
            pen.strategy(
                ("One face for three visits", "前三次同一人接待"),
                ("A habit forms around somebody they know", "认识的人在，客户才会习惯来"),
                [
                    ("The advisor of the first visit also receives the next two", "首次接待的顾问，后两次也由他接待"),
                    ("A call within 48 hours of each of them", "每次离店后 48 小时内打电话"),
                ],
            ),
        ],
        pitfalls: pen.pitfalls([
            (
                ("Taking one big bill for loyalty", "把一次大额消费当成忠诚"),
                ("Treat them as new until the third visit", "第三次到店之前，一律按新客户对待"),
            ),
            (
                ("Following the bill with the next sale", "账刚结完，就推下一单"),
                ("Welcome and guide first; the offer comes on day 90", "先欢迎、先引导，到第 90 天再给方案"),
            ),
        ]),
    }
}

/// Long gone, much spent: a call, and soon.
pub fn win_back(pen: Pen) -> Play {
    Play {
        tier: pen.line(("Manager's call", "经理致电")),
        first_action: pen
            .line(("Phone each one within 3 days with one concrete reason to return", "3 天内亲自致电，给客户一个具体的回店理由")),
        owner: pen.line(SERVICE_MANAGER),
        basis: pen.line(OURS),
        portrait: pen.lines([
            ("Spent much in few visits, and has been away for long", "来得少、花得多，已经很久没来"),
            ("Hardly tied to the centre yet; each month makes a return less likely", "和门店还不熟；每多过一个月，回来的希望就小一分"),
        ]),
        figures: pen.figures_of(Segment::ImportantWinBack, []),
        strategies: vec![
            pen.strategy(
                ("The manager phones", "经理亲自打电话"),
                (
                    "After so few visits nobody else here knows them, and a mail would go unread",
                    "来过的次数太少，店里没人和他熟；发消息多半没人看",
                ),
                [
                    ("Within 3 days of seeing this list", "拿到名单后 3 天内打完"),
                    (
                        "Have one concrete reason to return at hand: a service that is due, a check of what was repaired",
                        "准备一个具体的回店理由：该做的保养，或对上次维修的复查",
                    ),
                ],
            ),
            pen.strategy(
                ("Ask about the last visit", "问清上次到店"),
                ("Something in it may be why they stayed away", "没再来的原因，往往就在上次"),
                [
                    (
                        "Read the last order before the call: what was done, how long it took, who served them",
                        "打电话前先看上次的工单：做了什么、用了多久、谁接待的",
                    ),
                    ("Let them tell how it was, and write it down in their words", "请客户说说当时的情况，按原话记下"),
                    ("Where something went wrong, put it right before anything else", "真有没做好的地方，先改正，别的以后再说"),
                ],
            ),
        ],
        pitfalls: pen.pitfalls([
            (("Waiting for the next campaign", "等下次活动再一起联系"), ("Call now, most valuable first", "现在就打，从价值最高的开始")),
            (
                ("“We miss you”, and no reason to come", "只说想念，没有来的理由"),
                ("One reason that is theirs alone", "给一个只适合这位客户的理由"),
            ),
        ]),
    }
}
