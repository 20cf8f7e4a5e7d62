//! `rfm effect`: rates worked by hand, intervals as an independent implementation gives them, and what the figures do not say.

use crate::workdir::Workdir;

/// Seven customers up to 31 March. Of those contacted, A and B buy again within 30 days, C after 31, D never; of the others, E does, F
/// only gives something back, G (who is new afterwards) does not count. A's later row says no: what only later rows tell is not asked.
const VISITS: &str = "customer_id,date,amount,contacted
A,2026-03-01,100,yes
A,2026-04-05,50,no
B,2026-03-02,100,yes
B,2026-04-30,50,yes
C,2026-03-03,100,yes
C,2026-05-01,50,yes
D,2026-03-04,100,yes
E,2026-03-05,100,
E,2026-04-01,50,
F,2026-03-06,100,no
F,2026-04-06,-20,no
G,2026-04-07,10,yes
G,2026-06-30,10,yes
";

fn effect(w: &Workdir, args: &[&str]) -> crate::workdir::Run {
    let fixed = ["effect", "visits.csv", "-q", "--treatment", "contacted", "--since", "2026-03-31", "--within", "30"];
    w.rfm(&[&fixed[..], args].concat())
}

#[test]
fn rates_worked_by_hand() {
    let w = Workdir::new();
    w.write("visits.csv", VISITS);
    let rows = effect(&w, &["-f", "csv"]).ok().csv();
    let shown: Vec<String> =
        rows.iter().map(|row| ["group", "customers", "returned", "rate"].map(|key| row[key].clone()).join(" ")).collect();
    assert_eq!(shown, ["with 4 2 0.500000", "without 2 1 0.500000", "difference   0.000000"]);
    let text = effect(&w, &[]).ok().text().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("it may be nothing, since 0 lies in the interval") && text.contains("this is no experiment"), "{text}");
    let experiment = effect(&w, &["--experiment"]).ok().text();
    assert!(!experiment.contains("no experiment") && experiment.contains("chance decided"));
    assert!(effect(&w, &["--lang", "zh"]).ok().text().contains("这不是实验"));
    let other = effect(&w, &["--treated", "no", "-f", "json"]).ok().json();
    assert_eq!((&other["with"]["customers"], &other["without"]["customers"]), (&1.into(), &5.into()));
    assert_eq!(other["cautions"].as_array().unwrap().len(), 1);
}

/// 56 of 70 and 48 of 80; statsmodels 0.14 gives, by `confint_proportions_2indep(…, method="newcomb")`, 0.052431472402 to
/// 0.333872654037, and `proportion_confint(56, 70, method="wilson")` 0.691833555 to 0.876952608. So did Newcombe, to four decimals.
#[test]
fn intervals_as_another_program_gives_them() {
    let w = Workdir::new();
    let mut visits = "customer_id,date,amount,contacted\n".to_owned();
    for (arm, of, back) in [("yes", 70, 56), ("no", 80, 48)] {
        for number in 0..of {
            visits += &format!("{arm}{number},2026-03-01,10,{arm}\n");
            visits += &if number < back { format!("{arm}{number},2026-04-10,10,{arm}\n") } else { String::new() };
        }
    }
    w.write("visits.csv", visits + "late,2026-06-01,1,no\n");
    let rows = effect(&w, &["-f", "csv"]).ok().csv();
    let figures = |at: usize| ["rate", "low", "high"].map(|key| rows[at][key].clone());
    assert_eq!(figures(0), ["0.800000", "0.691834", "0.876953"]);
    assert_eq!(figures(2), ["0.200000", "0.052431", "0.333873"]);
}

#[test]
fn what_cannot_be_told_is_refused() {
    let w = Workdir::new();
    w.write("visits.csv", VISITS).fixture("customer-table.csv");
    w.rfm(&["effect", "visits.csv", "--treatment", "contacted", "--since", "2026-03-31", "--within", "120"])
        .fails(2)
        .says(&["the time to come back ends on 2026-07-29", "a shorter --within"]);
    effect(&w, &["--as-of", "2026-03-31"]).fails(2).says(&["--since is the day"]);
    w.rfm(&["effect", "visits.csv"]).fails(2).says(&["--treatment COLUMN --since DATE"]);
    w.rfm(&["effect", "visits.csv", "--treatment", "contacted"]).fails(2).says(&["--since"]);
    w.rfm(&["effect", "visits.csv", "--treatment", "called", "--since", "2026-03-31"]).fails(2).says(&["called"]);
    w.rfm(&["effect", "customer-table.csv", "--treatment", "customer_id", "--since", "2026-03-31"]).fails(1).says(&["no history"]);
    w.rfm(&["effect", "--store", "none.db"]).fails(1).says(&["there is no store"]);
    w.write("visits.csv", VISITS.replace(",yes", ",maybe"));
    effect(&w, &[]).fails(2).says(&["whether 'maybe' means", "--treated VALUE"]);
    // Each in its own quotes, and how many more.
    let mut many = "customer_id,date,amount,contacted\n".to_owned();
    (0..8).for_each(|number| many += &format!("K{number},2026-03-01,1,answer {number}\n"));
    w.write("visits.csv", many + "K0,2026-06-30,1,\n");
    effect(&w, &[]).fails(2).says(&["whether 'answer 0', 'answer 1', 'answer 2', 'answer 3', 'answer 4', … (+3) means"]);
}

/// Two follow-ups begin on 30 June; one customer is reached and comes back, the other does neither. The next sync is 100 days later.
#[test]
fn tasks_tell_too() {
    let w = Workdir::new();
    let visits = |more: &str| {
        let mut text = "customer_id,date,amount\n".to_owned();
        for number in 0..8 {
            text += &format!("N{number},2026-06-{:02},10\n", number + 20);
        }
        text + "A,2026-02-01,900\nA,2026-02-10,900\nB,2026-02-01,800\nB,2026-02-10,800\nN0,2026-06-30,10\n" + more
    };
    let sync = |day: &str| w.rfm(&["tasks", "sync", "visits.csv", "-q", "--store", "s.db", "--as-of", day, "--actor", "x"]).ok();
    w.write("visits.csv", visits(""));
    sync("2026-06-30");
    let mut tasks = w.rfm(&["tasks", "list", "--store", "s.db", "-f", "csv", "--as-of", "2026-06-30"]).ok().csv();
    tasks.retain(|task| task["kind"] == "follow-up"); // the others welcome new customers
    assert_eq!(tasks.len(), 2, "{tasks:?}");
    let of_a = tasks.iter().find(|row| row["customer"] == "A").unwrap()["id"].clone();
    let said = w.rfm(&["effect", "-q", "--store", "s.db"]).ok().text().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("before the last sync: 2; the first counts from 2026-09-28 on"), "{said}");
    assert!(!said.contains("no experiment"), "there is no difference to be wary of");
    w.rfm(&["tasks", "done", &of_a, "--result", "reached", "-q", "--store", "s.db", "--as-of", "2026-07-02"]).ok();
    let young = w.rfm(&["effect", "-q", "--store", "s.db", "-f", "json"]).ok().json();
    assert_eq!(young["first_counts_from"], "2026-09-28", "90 days after 30 June");
    assert_eq!((&young["too_young"], &young["with"]["customers"]), (&2.into(), &0.into()));
    w.write("visits.csv", visits("A,2026-07-20,100\n"));
    sync("2026-07-25");
    sync("2026-10-08");
    let found = w.rfm(&["effect", "-q", "--store", "s.db", "-f", "json"]).ok().json();
    let arm = |key: &str| (found[key]["customers"].as_u64(), found[key]["returned"].as_u64());
    assert_eq!((arm("with"), arm("without")), ((Some(1), Some(1)), (Some(1), Some(0))));
    assert_eq!(found["cautions"].as_array().unwrap().len(), 2);
}

#[test]
fn a_store_without_follow_ups_says_what_to_do() {
    let w = Workdir::new();
    w.write("visits.csv", VISITS);
    w.rfm(&["snapshot", "save", "visits.csv", "-q", "--store", "s.db"]).ok();
    assert!(w.rfm(&["effect", "-q", "--store", "s.db"]).ok().text().contains("the store has no follow-ups; `rfm tasks sync visits.csv`"));
    assert!(w.rfm(&["effect", "-q", "--store", "s.db", "--lang", "zh"]).ok().text().contains("库中还没有跟进任务"));
}
