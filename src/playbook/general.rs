//! The general segments, 5 to 8: those who spend little. What to do for them is rfm's own proposal; the ranges are the course's.

use super::{OURS, Pair, Pen, Play, SERVICE_ADVISOR};
use crate::segment::Segment;

const MARKETING: Pair = ("marketing", "市场专员");

/// Raise the basket.
pub fn value(pen: Pen) -> Play {
    Play {
        tier: pen.line(("Bundles and membership", "套餐与会员")),
        first_action: pen
            .line(("Offer one bundle or membership that fits what they already buy", "按平时常做的项目，推荐合适的套餐或会员")),
        owner: pen.line(SERVICE_ADVISOR),
        basis: pen.line(OURS),
        portrait: pen.lines([
            ("Comes often, was here lately, and spends little each time", "来得勤，最近也来过，每次花得不多"),
            ("The habit is there; what is missing is the basket", "习惯已经有了，差的是每次的消费额"),
        ]),
        figures: pen.figures_of(Segment::GeneralValue, []),
        strategies: vec![
            pen.strategy(
                ("Bundles", "套餐"),
                ("Two jobs done together cost them less and bring you more", "两样一起做，客户省钱，门店也多一份收入"),
                [
                    ("Put what they buy anyway into one package at one price", "把常做的项目合成一个套餐，一口价"),
                    ("Offer it at the desk, when it is due, not by mail", "到期时在接待台当面推荐，不靠群发"),
                ],
            ),
            pen.strategy(
                ("Membership", "会员"),
                (
                    "It rewards the visits they make anyway, and gives a reason to stay",
                    "本来就常来，会员让每次来都有所得，也就更不想换地方",
                ),
                [
                    ("An annual membership that pays off at their usual number of visits", "年度会员，按平时的到店次数就能回本"),
                    ("Benefits that cost little: a wash, a check, priority on weekdays", "权益不必贵：洗车、检查、平日优先"),
                ],
            ),
            pen.strategy(
                ("Add-ons that fit", "合适的增项"),
                ("Regulars take advice from people they know", "常客愿意听熟人的建议"),
                [
                    ("One suggestion a visit, drawn from what was found on the car", "每次只提一项，以车上查到的情况为准"),
                    ("None where nothing is needed", "没有需要，就不提"),
                ],
            ),
        ],
        pitfalls: pen.pitfalls([
            (
                ("Selling at every visit", "每次来都推销"),
                ("One fitting suggestion, and a no is a no", "只提一项合适的，客户不要就到此为止"),
            ),
            (
                ("Taking them lightly because the bills are small", "账单小，就不上心"),
                ("Make booking easy and thank them: they come of their own accord", "让预约更方便，别忘了道谢：他们是自己愿意来的"),
            ),
        ]),
    }
}

/// Bring them back at low cost.
pub fn keep(pen: Pen) -> Play {
    Play {
        tier: pen.line(("Automatic reminders", "自动提醒")),
        first_action: pen.line(("Schedule one seasonal reminder with a booking link", "设置一条换季自动提醒短信，附上预约链接")),
        owner: pen.line(MARKETING),
        basis: pen.line(OURS),
        portrait: pen.lines([
            ("Used to come often, with small bills, and has stayed away for a while", "以前常来，每次花得不多，近来有一阵没来了"),
            ("Knows the way here; often a reason and a nudge are enough", "熟门熟路，往往给个由头、提醒一声就会来"),
        ]),
        figures: pen.figures_of(Segment::GeneralKeep, []),
        strategies: vec![
            pen.strategy(
                ("Automatic reminders", "自动提醒"),
                (
                    "Small bills do not pay for a phone call each; a scheduled message costs next to nothing",
                    "消费不高，逐个打电话不划算；定时消息几乎不花钱",
                ),
                [
                    ("Send it when their next service would be due, with a booking link", "在下次保养该到期时发出，附预约链接"),
                    ("One repeat to those who do not answer, then wait for the next season", "没有回音的再发一次，之后等下一季"),
                    ("Whoever books is taken off the list at once", "约上了就立即移出名单"),
                ],
            ),
            pen.strategy(
                ("A seasonal reason", "换季的由头"),
                ("A reason that everybody knows needs no persuasion", "人人都明白的理由，不用多劝"),
                [
                    ("Before summer: air conditioning and coolant", "入夏前：空调和冷却液"),
                    ("Before winter: battery, tyres and antifreeze", "入冬前：电瓶、轮胎和防冻液"),
                    ("Before long holidays: a check for the journey", "长假前：出行检查"),
                ],
            ),
        ],
        pitfalls: pen.pitfalls([
            (
                ("Phoning each of them", "逐个打电话"),
                ("Let messages do it, and keep people's time for the important segments", "交给消息去做，人力留给重要客户"),
            ),
            (("The same message month after month", "同样的内容月月发"), ("A new reason each season", "每季换一个新的理由")),
        ]),
    }
}

/// New or occasional: look after them well the first times.
pub fn develop(pen: Pen) -> Play {
    Play {
        tier: pen.line(("New-customer routine", "新客流程")),
        first_action: pen.line(("Call within 48 hours of the visit and invite them back", "到店后 48 小时内回访，并邀约下次到店")),
        owner: pen.line(SERVICE_ADVISOR),
        basis: pen.line(OURS),
        portrait: pen.lines([
            ("New, or comes now and then; was here lately and spent little", "新客户，或偶尔才来；最近来过，花得不多"),
            ("Still finding out whether you can be trusted", "还在观察你们靠不靠得住"),
        ]),
        figures: pen.figures_of(Segment::GeneralDevelop, []),
        strategies: vec![
            pen.strategy(
                ("The new-customer routine", "新客户流程"),
                (
                    "By the course's figures the first three contacts make 70% of the impression that lasts",
                    "按课程数据，长久印象的 70% 来自头三次接触",
                ),
                [
                    ("At the standard level: every step of the checklist, no extras", "按标准做：清单上的步骤一步不少，不另加码"),
                    ("An update every 30 minutes while the work is done", "施工时每 30 分钟通报一次进度"),
                    ("A message within 2 hours of leaving, a call within 48 hours", "离店 2 小时内发消息，48 小时内打电话"),
                ],
            ),
            pen.strategy(
                ("The second visit", "约好第二次"),
                (
                    "In the course's example 18 of 100 customers never came a second time",
                    "课程的例子里，每 100 位客户有 18 位没有第二次到店",
                ),
                [
                    ("Name the next service and its month before they leave", "离店前说好下次做什么、大概几月"),
                    ("Invite them in the follow-up call", "回访电话里邀约"),
                ],
            ),
        ],
        pitfalls: pen.pitfalls([
            (
                ("Process without warmth", "流程走完了，人是冷的"),
                ("A name, a greeting, a look at the car together", "叫得出姓名，打个招呼，一起看看车"),
            ),
            (
                ("Selling what is not needed", "推销用不着的项目"),
                ("Say what can wait: it earns the next visit", "可以缓的就说可以缓，下次他还会来"),
            ),
        ]),
    }
}

/// Let go, and learn.
pub fn lost(pen: Pen) -> Play {
    Play {
        tier: pen.line(("One message a year", "每年问候一次")),
        first_action: pen
            .line(("Send one low-cost message asking why they left, then stop", "发一条低成本短信，了解离开的原因，之后不再打扰")),
        owner: pen.line(MARKETING),
        basis: pen.line(OURS),
        portrait: pen.lines([
            ("Long gone, came seldom, spent little", "很久没来，来得少，花得也少"),
            ("Many were passing through and never looked for a regular centre", "不少人只是路过，本来就没打算固定在哪一家"),
        ]),
        figures: pen.figures_of(Segment::Lost, []),
        strategies: vec![
            pen.strategy(
                ("One message a year", "一年一条消息"),
                ("They bring next to no profit: what is spent here is missing elsewhere", "几乎不带来利润；花在这里的，别处就少了"),
                [
                    ("One low-cost message a year, with a booking link", "每年一条低成本消息，附预约链接"),
                    ("Then stop: no calls, no gifts, no campaigns", "之后就停：不打电话，不送礼，不做活动"),
                    ("Whoever comes back is treated like a new customer", "回来的，按新客户接待"),
                ],
            ),
            pen.strategy(
                ("Learn why they left", "弄清离开的原因"),
                ("Their reasons are those that will cost you better customers next", "让他们离开的原因，接下来会赶走更好的客户"),
                [
                    ("Ask one question, with the reasons as choices", "只问一个问题，把原因列成选项"),
                    ("Count the answers and fix the most frequent first", "定期统计，先改排在第一的"),
                ],
            ),
        ],
        pitfalls: pen.pitfalls([
            (("Win-back offers for everybody", "给所有人发挽回优惠"), ("Follow up only those who answer", "有回音的才跟进")),
            (
                ("Writing again and again", "一遍又一遍地发"),
                ("Once a year, and never again to anyone who asks you to stop", "一年一次；要求停发的，永不再发"),
            ),
        ]),
    }
}
