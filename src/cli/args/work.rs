//! Arguments of the commands that make work of it: alerts, today, calendar, plan. Those of `rfm tasks` stand beside its commands.

use super::{Alerting, Reading, Scoring, Shown, Stages};
use clap::Args;
use std::path::PathBuf;

/// `rfm alerts`
#[derive(Debug, Args)]
#[command(after_long_help = "\
Important customers (M high) are watched. A warning is raised by
  days       days since the last visit: yellow 90, orange 120, red 180
  rhythm     silent for twice the customer's usual gap between visits (the longest
             but one, of 3 or more), and for 30 days or more (yellow)
  complaint  a complaint with the last visit or after it (red, due in 24 hours)
  cancelled  a booking cancelled since the last visit (yellow)
  wait       more than 30 minutes' wait at the last visit (yellow)
  p-alive    with --rule 'p-alive<0.5': a low chance of being a customer still
  p-alive-drop  with --rule 'p-alive-drop>0.2' --since FILE: that chance has fallen
             since an earlier rfm score --clv 1y --export FILE (yellow)
The three before these two look at columns (--column complaint=COLUMN) where there
are any; a row that is cancelled by its status counts as a cancelled booking. A
rating, however high, never suppresses a warning.
New customers are looked after whatever their segment:
  first-visits  one of the first 3 visits was in the last 7 days (routine)
  first-rating  the first visit was rated under 4 of 5 (yellow)
Who was here for one of the first visits and is not warned of stands apart: that
is routine, no warning, and --fail-if does not count it. --level-of
first-visits=yellow makes a warning of it, first-visits=off leaves it out.

Exit codes: 0 done; 1 the data or the run is at fault, nothing was written;
2 usage; 3 a condition of --fail-if is met, everything was written; 74 an output
could not be written; 129, 130, 143 interrupted.")]
#[command(before_help = "\
Examples:
  rfm alerts visits.csv                             who is slipping away
  rfm alerts visits.csv --level red,orange          the urgent ones
  rfm alerts visits.csv --preset after-sales --export alerts.csv
  rfm alerts visits.csv --also general-value        and these customers
  rfm alerts visits.csv --warn-days 60,90,120       warn earlier
  rfm alerts visits.csv --rule 'p-alive<0.5'        by a model too
  rfm alerts visits.csv -q --fail-if 'all>1000'     exit code 3, for cron")]
pub struct Alerts {
    /// What to read
    #[command(flatten)]
    pub reading: Reading,
    /// How to score
    #[command(flatten)]
    pub scoring: Scoring,
    /// Of whom to warn, and when
    #[command(flatten)]
    pub alerting: Alerting,
    /// Form on stdout: table, csv, tsv, json or md
    #[arg(short, long, value_name = "FORMAT", default_value = "table", help_heading = "Report")]
    pub format: String,
    /// Show only these levels: yellow, orange, red
    #[arg(long, value_name = "LEVEL,…", value_delimiter = ',', help_heading = "Report")]
    pub level: Vec<String>,
    /// Write the warnings to a file too, in the form its ending names (.csv .tsv .json .md .txt); may be repeated
    #[arg(short, long, value_name = "FILE", help_heading = "Report")]
    pub export: Vec<PathBuf>,
    /// CSV and TSV as Excel likes them: byte order mark, CRLF, no cell that could be taken for a formula
    #[arg(long, help_heading = "Report", hide_short_help = true)]
    pub excel: bool,
    /// End with exit code 3 if there are that many warnings: red>0, orange>=5, all>20; neither --level nor what is routine matters; may be repeated
    #[arg(long, value_name = "CONDITION", help_heading = "Report")]
    pub fail_if: Vec<String>,
}

/// `rfm plan`
#[derive(Debug, Args)]
#[command(after_long_help = "\
Win-back: expected = chance x future value; net = expected - cost;
ROI = net / cost. Whoever is worth the cost is ranked by net, and taken within
--budget and --capacity. With one cost for all that is the best choice there is;
where costs differ within a budget, the better of two orders is taken (by net, by
ROI), and the plan says how far from the best it can be at most.
The chance falls by days since the last visit: 60% up to 90 days, 20% from 180,
both figures of a course for car service centres, as is the cost of a case.
Future value is by itself as much a year as in the window (without one: since the
first purchase in the data; less than a year counts as one), for 3 years: profit
where the data has it, else amount spent. With --value clv it is what rfm clv
expects a customer who has not left to spend, and only the part for which they
have left is at risk: expected = chance x future value x (1 - P(alive)).

Advisors: customers of important-value keep the advisor that the previous
assignment or else the data names. Above --per-advisor those of the least value
go. All without one go, the most valuable first, to the advisor whose customers
are worth the least so far. -o advisors.csv is next month's
--previous-assignment.

Households and referrals: amount spent by a customer, by the others of their
household, and by all whom they referred, down the line. Circles of referrals
are reported and count for nobody.")]
#[command(before_help = "\
Examples:
  rfm plan visits.csv                                    everything in brief
  rfm plan visits.csv --preset after-sales --budget 42000 --capacity 10
  rfm plan visits.csv --value 60000 --chance 90=60%,180=20% -o win-back.csv
  rfm plan visits.csv --value clv                        by a model of leaving
  rfm plan visits.csv --advisors -o advisors.csv         who looks after whom
  rfm plan visits.csv --advisors --previous-assignment advisors.csv
  rfm plan visits.csv --advisors --leaving 'Nina Harlow'
  rfm plan referrals.csv --circles                       who brought whom")]
#[command(mut_arg("format", |arg| arg.help("\
Form on stdout: table, csv, tsv, json or md; csv and tsv hold every row of one list: whom to win back, or as \
--advisors and --circles say")))]
pub struct Plan {
    /// What to read
    #[command(flatten)]
    pub reading: Reading,
    /// How to score
    #[command(flatten)]
    pub scoring: Scoring,
    /// Who looks after whom, in full, in place of the overview
    #[arg(long, conflicts_with = "circles", help_heading = "Report")]
    pub advisors: bool,
    /// What households and referrals add, in full, in place of the overview
    #[arg(long, help_heading = "Report")]
    pub circles: bool,

    /// How it is shown
    #[command(flatten)]
    pub shown: Shown,

    /// All cases together may cost so much
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true, help_heading = "Win-back")]
    pub budget: Option<String>,
    /// So many cases can be taken on
    #[arg(long, value_name = "N", help_heading = "Win-back")]
    pub capacity: Option<usize>,
    /// Candidates: names or numbers of segments, separated by commas [default: important-keep,important-win-back]
    #[arg(long, value_name = "SEGMENT,…", value_delimiter = ',', help_heading = "Win-back")]
    pub segment: Vec<String>,
    /// Chance of success by days since the last visit [default: 90=60%,180=20%, the course's]
    #[arg(long, value_name = "DAYS=P%,…", help_heading = "Win-back")]
    pub chance: Option<String>,
    /// Future value: own, as each customer's figures say; clv, revenue that a model expects, as far as it is at risk; or an amount
    /// for everybody
    #[arg(long, value_name = "own|clv|AMOUNT", allow_negative_numbers = true, default_value = "own", help_heading = "Win-back")]
    pub value: String,
    /// With --value clv: models of an earlier run, written by rfm clv --keep-model, in place of fitting
    #[arg(long, value_name = "FILE", help_heading = "Win-back", hide_short_help = true)]
    pub model_from: Option<PathBuf>,
    /// Column of the future value; where it is blank, --value counts
    #[arg(long, value_name = "COLUMN", help_heading = "Win-back", hide_short_help = true)]
    pub value_column: Option<String>,
    /// Years ahead that future value counts
    #[arg(long, value_name = "N", default_value_t = rfm::plan::future::YEARS, value_parser = clap::value_parser!(u32).range(1..=50), help_heading = "Win-back", hide_short_help = true)]
    pub years: u32,
    /// Time that the amounts cover, where no window tells: 12m, 90d, 52w, 2y [default: since the first purchase in the data]
    #[arg(long, value_name = "TIME", help_heading = "Win-back", hide_short_help = true)]
    pub period: Option<String>,
    /// Cost of a case [default: 3500, the course's]
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true, help_heading = "Win-back")]
    pub case_cost: Option<String>,
    /// Column of the cost of a case; where it is blank, --case-cost counts
    #[arg(long, value_name = "COLUMN", help_heading = "Win-back", hide_short_help = true)]
    pub case_cost_column: Option<String>,
    /// Cost of replacing a customer: an amount, or two with a hyphen between [default: 30000-50000, the course's]
    #[arg(long, value_name = "AMOUNT", help_heading = "Win-back", hide_short_help = true)]
    pub replace_cost: Option<String>,

    /// At most so many customers for each advisor
    #[arg(long, value_name = "N", default_value_t = rfm::plan::advisors::PER_ADVISOR as u32, value_parser = clap::value_parser!(u32).range(1..), help_heading = "Advisors")]
    pub per_advisor: u32,
    /// Who looked after whom so far: a file with customer id and advisor, such as --advisors -o writes [default: the advisor
    /// column of the data]
    #[arg(long, value_name = "FILE", help_heading = "Advisors")]
    pub previous_assignment: Option<PathBuf>,
    /// Who there is: a file with a column of names; whoever does not stand there has left [default: whoever the data or the
    /// previous assignment names]
    #[arg(long, value_name = "FILE", help_heading = "Advisors")]
    pub advisor_list: Option<PathBuf>,
    /// Advisors who leave: their customers are handed over
    #[arg(long, value_name = "NAME,…", value_delimiter = ',', help_heading = "Advisors")]
    pub leaving: Vec<String>,
}

/// `rfm today`
#[derive(Debug, Args)]
#[command(after_long_help = "\
BOOKINGS is a table with a day in each row (2026-11-01, 2026-11-01 09:30) and the
customer's id, phone number or name; where there are any, time, service, advisor
and status. Cancelled bookings are left out. A customer is found in the history
by id, else by phone number, else by name if only one has it and no id or number
contradicts, which the list says. Whoever is not found is a new customer.

The order: important customers who come back, those with something open, VIPs
(Important · value), other important ones, new customers, the rest. Below it
stand the bookings of the day after, of which to remind today.")]
#[command(before_help = "\
Examples:
  rfm today bookings.csv --history visits.csv
  rfm today bookings.csv --history visits.csv --day tomorrow --slots 20
  rfm today bookings.csv --history visits.csv --day 2026-11-02 -o desk.md
  rfm today bookings.csv --history 2025.csv 2026.csv.gz --preset after-sales")]
pub struct Today {
    /// The bookings: a CSV, TSV, Excel or OpenDocument file; `-` is standard input
    #[arg(value_name = "BOOKINGS")]
    pub bookings: PathBuf,
    /// The visits or customers so far; more files may follow
    #[arg(long, value_name = "FILE", help_heading = "Desk")]
    pub history: Vec<PathBuf>,
    /// What to read
    #[command(flatten)]
    pub reading: Reading,
    /// How to score
    #[command(flatten)]
    pub scoring: Scoring,
    /// What warns of a guest
    #[command(flatten)]
    pub alerting: Alerting,
    /// The day: today, tomorrow or a date
    #[arg(long, value_name = "DAY", default_value = "today", help_heading = "Desk")]
    pub day: String,
    /// How many customers can be taken on the day: says whether the reserve suffices
    #[arg(long, value_name = "N", help_heading = "Desk")]
    pub slots: Option<u32>,
    /// How many in a hundred slots are kept for important customers
    #[arg(long, value_name = "PERCENT", default_value_t = rfm::desk::PERCENT, value_parser = clap::value_parser!(u8).range(0..=100), help_heading = "Desk", hide_short_help = true)]
    pub reserve: u8,
    /// The file with the follow-up tasks, of which the list names the open ones [default: that of `rfm tasks`, where there is one]
    #[arg(long, value_name = "FILE", help_heading = "Desk")]
    pub store: Option<PathBuf>,
    /// How it is shown
    #[command(flatten)]
    pub shown: Shown,
}

/// `rfm calendar`
#[derive(Debug, Args)]
#[command(after_long_help = "\
Who gets what, by the plan of their segment:
  Important · value     30 days before a service is due, birthday, 90 days before
                        an extended warranty ends, report each quarter, holidays
  Important · develop   days 7, 15, 30, 60 and 90 after the last visit; and as
                        General · develop
  General · develop     2 and 48 hours after the last visit
  General · keep        an automatic reminder on the day a service is due
A column that is missing turns its occasion off, and a note says so. Visits that
have no time of day get their first message on the day of the visit.

Events of an .ics file keep their names from run to run: importing a later one
moves what is there and adds what is new.")]
#[command(before_help = "\
Examples:
  rfm calendar visits.csv                             the next 90 days
  rfm calendar visits.csv -o care.ics                 and for a calendar program
  rfm calendar visits.csv --owner 'Nina Harlow' -o nina.ics
  rfm calendar visits.csv --only birthday --to 2027-10-31 -f csv
  rfm calendar visits.csv --as-of today --holidays holidays.csv")]
#[command(mut_arg("format", |arg| arg.help("Form on stdout: table, csv, tsv, json, md or ics")))]
#[command(mut_arg("output", |arg| arg.help("Write it to a file too, in the form its ending names (.ics .csv .tsv .json .md .txt); may be repeated")))]
pub struct Calendar {
    /// What to read
    #[command(flatten)]
    pub reading: Reading,
    /// How to score
    #[command(flatten)]
    pub scoring: Scoring,
    /// The first day: a date, today or tomorrow [default: the as-of date]
    #[arg(long, value_name = "DATE", help_heading = "Calendar")]
    pub from: Option<String>,
    /// The last day [default: 90 days after the first]
    #[arg(long, value_name = "DATE", help_heading = "Calendar")]
    pub to: Option<String>,
    /// Only what this advisor does, or this role: advisor, marketing
    #[arg(long, value_name = "NAME", help_heading = "Calendar")]
    pub owner: Option<String>,
    /// Only these occasions: service-due, birthday, warranty-end, quarterly-report, holiday, thanks, follow-up, day-7, day-15, day-30, day-60, day-90
    #[arg(long, value_name = "OCCASION,…", value_delimiter = ',', help_heading = "Calendar")]
    pub only: Vec<String>,
    /// Holidays: a file with the columns date and name, where needed days_before; a date without a year (12-25) is one of every year
    #[arg(long, value_name = "FILE", help_heading = "Calendar")]
    pub holidays: Option<PathBuf>,
    /// How it is shown
    #[command(flatten)]
    pub shown: Shown,
}

/// `rfm lifecycle`
#[derive(Debug, Args)]
#[command(after_long_help = "\
Stages, by the days with a purchase up to the as-of date; silence goes first:
  new           up to visit 3
  growing       from visit 4
  established   from visit 6
  dormant       silent for twice the usual gap between visits, 30 days at least;
                without a rhythm (fewer than 4 visits) for 180 days
  churned       silent for twice as long as that, 365 days at least
The usual gap is the longest but one. The funnel is estimated over the days since
the first visit (Kaplan-Meier for the second visit and repurchase, Aalen-Johansen
for later visits), so that new customers count for as long as they have been
watched and no longer. A cohort is everybody who was here
first in one month; a month that is not over is blank. Churn of a quarter: of
those who had not churned when it began, churned when it ended.

The first visit is the first in the data. Where customers are older than the
data, --first-from leaves those of its first months out.")]
#[command(before_help = "\
Examples:
  rfm lifecycle visits.csv                         all of it
  rfm lifecycle visits.csv -o lifecycle.html       as a page with pictures
  rfm lifecycle visits.csv -o lifecycle.xlsx       as a workbook
  rfm lifecycle visits.csv --horizon 180           the funnel of half a year
  rfm lifecycle visits.csv --part leavers -f csv   who left without a word
  rfm lifecycle visits.csv --dormant-days 120 --churned-days 240")]
#[command(mut_arg("format", |arg| arg.help("Form on stdout: table, csv, tsv, json, md, html or xlsx")))]
#[command(mut_arg("output", |arg| arg.help("Write it to a file too, in the form its ending names (.csv .tsv .json .md .html .xlsx .txt); may be repeated")))]
pub struct Lifecycle {
    /// What to read
    #[command(flatten)]
    pub reading: Reading,
    /// How to score
    #[command(flatten)]
    pub scoring: Scoring,
    /// Which stage a customer is in
    #[command(flatten)]
    pub stages: Stages,
    /// The funnel tells who came within so many days of the first visit
    #[arg(long, value_name = "DAYS", default_value_t = rfm::lifecycle::funnel::YEAR, value_parser = clap::value_parser!(u32).range(1..=100_000), help_heading = "Lifecycle")]
    pub horizon: u32,
    /// Who was here first before this day is no newcomer: funnel, cohorts and repurchase leave them out
    #[arg(long, value_name = "DATE", help_heading = "Lifecycle")]
    pub first_from: Option<String>,
    /// Only this part: stages, funnel, cohorts, churn, nps or leavers; CSV is of one part, by itself the stages
    #[arg(long, value_name = "PART", help_heading = "Lifecycle")]
    pub part: Option<String>,
    /// How it is shown
    #[command(flatten)]
    pub shown: Shown,
}
