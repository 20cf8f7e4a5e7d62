//! The new-customer routine: a checklist by phase of the visit, and why it pays.

use super::{Pair, Pen, Phase, Routine};

/// The routine.
pub fn routine(pen: Pen) -> Routine {
    Routine {
        basis: pen.line(("the course; 48 hours for the call is rfm's own, stricter choice", "课程；48 小时内回访是本工具从严的建议")),
        figures: pen.figures([
            (("Lasting impression made by the first three contacts", "前三次接触决定的长久印象"), ("70%", "70%")),
            (
                ("Repurchase after a first visit rated under 4 of 5", "首次到店打分不到 4 分（5 分制）的客户，复购率"),
                ("47% lower", "低 47%"),
            ),
            (
                ("Buy again within 12 months where the routine is kept", "坚持这套流程，12 个月内再次消费的客户"),
                ("78%, 23 points above the industry", "78%，比行业高 23 个百分点"),
            ),
            (("NPS after a good start, after an ordinary one", "净推荐值，初次体验好与一般"), ("+72 and +38", "+72 与 +38")),
            (
                ("Refer others within 6 months of a first visit beyond expectation", "首次体验超出预期，6 个月内推荐他人的可能"),
                ("3.2 times as likely", "3.2 倍"),
            ),
            (
                ("Quarterly churn at one centre, before and after", "某服务中心推行前后的季度流失率"),
                ("18% and 9% (industry 12%)", "18% 与 9%（行业 12%）"),
            ),
            (("Of those lost there, gone within three visits", "该中心流失客户中，前三次到店后流失的"), ("85%", "85%")),
            (("NPS of new customers there, before and after", "该中心推行前后的新客户净推荐值"), ("+42 and +68", "+42 与 +68")),
            (("Spend per head there, a year later", "该中心一年后的人均消费"), ("37% higher", "高 37%")),
            (("Cost per new customer", "每位新客户的投入"), ("CNY 50", "50 元")),
            (
                (
                    "Sales in 5 years, with 10 visits at 500 and one referral of the same",
                    "5 年带来的收入（10 次、每次 500 元，再介绍一位同样的客户）",
                ),
                ("CNY 10,000, 200 times the cost, gross", "1 万元，是投入的 200 倍（未扣成本）"),
            ),
        ]),
        before: phase(
            pen,
            ("Before arrival", "到店前"),
            [
                ("The day before: a reminder with time, place and where to park", "前一天发提醒：时间、地点、停车位置"),
                ("Mark the booking “new” for the desk", "在预约单上标明“新客户”，提醒前台"),
            ],
        ),
        arrival: phase(
            pen,
            ("Arrival", "到店时"),
            [
                ("Go to meet the customer, and greet them by name", "主动迎上去，称呼姓名问好"),
                ("Write down the problem and repeat it back until it is right", "记下问题，复述一遍，直到客户说没错"),
                (
                    "Explain the steps in plain words: what is looked at first, how long it takes, when they hear from you",
                    "用大白话讲清步骤：先查什么、要多久、什么时候给答复",
                ),
            ],
        ),
        repair: phase(
            pen,
            ("Repair", "维修中"),
            [
                ("An update every 30 minutes, even if there is nothing new", "每 30 分钟告知一次进度，没有新情况也要说"),
                ("If it takes longer: say so beforehand, with the reason and the new time", "会超时的，事先打招呼：为什么、推迟到几点"),
            ],
        ),
        handover: phase(
            pen,
            ("Handover", "交车时"),
            [
                ("Show on the car that the problem is gone", "当着客户的面，在车上确认问题已经解决"),
                ("A free wash or a free check", "送一次洗车，或做一次检查，不收费"),
                ("Two or three tips on using the car", "讲两三个用车小窍门"),
                ("Give a direct contact: a person, not a switchboard", "留一个能直接找到人的联系方式"),
                ("Walk with them to the car", "把客户送到车旁"),
            ],
        ),
        after: phase(
            pen,
            ("After the visit", "离店后"),
            [
                ("Within 2 hours: a message of thanks, asking whether it is fixed", "2 小时内：发消息致谢，问问题是否解决"),
                (
                    "Within 48 hours: a call (the course allows up to 3 days), with an invitation to an event",
                    "48 小时内：打电话回访（课程的要求是 3 天内），邀请参加活动",
                ),
                ("Note preferences and special wishes", "记下客户的偏好和特别要求"),
            ],
        ),
        pitfalls: pen.pitfalls([
            (("Process without warmth", "只有流程，没有温度"), ("Ask, do not announce: “tea or coffee?”", "多问一句：“喝茶还是喝咖啡？”")),
            (
                ("The fault is fixed and the worry ignored", "修好了车，没理会客户的担心"),
                ("Take up the worry first, then show what was found", "先回应担心，再讲查到了什么"),
            ),
            (
                ("Nothing is heard afterwards", "离店以后再没有联系"),
                ("The message and the call are part of the job", "消息和电话都算工作的一部分"),
            ),
            (
                ("Selling what is not needed", "推销用不着的项目"),
                ("Say what can wait, and until when", "可以缓的就说可以缓，并说清缓到什么时候"),
            ),
        ]),
    }
}

fn phase<const N: usize>(pen: Pen, name: Pair, steps: [Pair; N]) -> Phase {
    Phase { name: pen.line(name), steps: pen.lines(steps) }
}
