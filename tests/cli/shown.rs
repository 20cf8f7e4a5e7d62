//! How figures are shown: the grid, units and currencies, Markdown as a reader of it renders it.

use crate::workdir::Workdir;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::collections::BTreeMap;

fn with_customers() -> Workdir {
    let w = Workdir::new();
    w.fixture("customers.csv");
    w
}

/// `1234.50` in cents.
fn cents(amount: &str) -> i64 {
    amount.replacen('.', "", 1).parse().unwrap()
}

/// Each cell holds those customers of an export who have its two scores.
#[test]
fn the_grid_counts_the_customers_of_an_export() {
    let w = with_customers();
    let mut cells: BTreeMap<(String, String), (u64, i64)> = BTreeMap::new();
    for row in w.rfm(&["score", "customers.csv", "--export", "-"]).ok().csv() {
        let cell = cells.entry((row["r"].clone(), row["f"].clone())).or_default();
        *cell = (cell.0 + 1, cell.1 + cents(&row["monetary"]));
    }
    assert!(cells.len() > 5);
    let grid = w.rfm(&["score", "customers.csv", "--grid", "-f", "csv"]).ok().csv();
    assert_eq!(grid.len(), 25);
    let json = w.rfm(&["score", "customers.csv", "--grid", "-f", "json"]).ok().json();
    let md = w.rfm(&["score", "customers.csv", "--grid", "-f", "md"]).ok().text();
    let table = w.rfm(&["score", "customers.csv", "--grid"]).ok().text();
    for (row, object) in grid.iter().zip(json["grid"].as_array().unwrap()) {
        let (count, sum) = cells.get(&(row["r"].clone(), row["f"].clone())).copied().unwrap_or_default();
        assert_eq!((row["customers"].parse(), cents(&row["monetary"])), (Ok(count), sum), "{row:?}");
        let mean = match count {
            0 => String::new(),
            _ => format!("{:.2}", sum as f64 / count as f64 / 100.0),
        };
        assert_eq!(row["mean_monetary"], mean);
        assert_eq!((object["customers"].as_u64(), object["mean_monetary"].as_str().unwrap_or_default()), (Some(count), &*mean));
        assert_eq!(
            (&object["r"].to_string(), &object["f"].to_string(), object["monetary"].as_str()),
            (&row["r"], &row["f"], Some(&*row["monetary"]))
        );
    }
    // The best of both scores, for people: C001 and C002 with 12,000 and 7,200, and C009 with 960; the mean is 6,720.
    let best = &grid[4];
    assert_eq!([&best["r"], &best["f"], &best["customers"], &best["mean_monetary"]], ["5", "5", "3", "6720.00"]);
    assert!(md.contains("3 · 6,720.00 |") && table.contains("6,720.00"), "{md}");
    // Unasked, everything is as it was.
    let json = w.rfm(&["score", "customers.csv", "-f", "json"]).ok().json();
    assert!(json.get("grid").is_none());
}

/// The totals of `fixtures/README.md`: 51,000 in all, of which important customers bring 45,100.
#[test]
fn amounts_in_a_unit_and_a_currency() {
    let w = with_customers();
    let run = |flags: &[&str]| w.rfm(&[&["score", "customers.csv"], flags].concat()).ok().text();
    for (flags, all, important) in [
        (&["--unit", "万", "--currency", "CNY"][..], "¥5.10万", "¥4.51万"),
        (&["--unit", "wan"], "5.10万", "4.51万"),
        (&["--unit", "k", "--currency", "usd"], "$51.00k", "$45.10k"),
        (&["--unit", "m", "--currency", "€"], "€0.05m", "€0.05m"),
        (&["--currency", "chf"], "CHF 51,000.00", "CHF 45,100.00"),
    ] {
        for form in ["table", "md", "html"] {
            let text = run(&[flags, &["-f", form]].concat());
            assert!(text.contains(all) && text.contains(important), "{form} {flags:?}\n{text}");
            // A threshold is never rounded.
            assert!(text.contains("5,600"), "{form}");
        }
        for form in ["csv", "tsv", "json"] {
            assert_eq!(run(&[flags, &["-f", form]].concat()), run(&["-f", form]), "{form}: programs see no difference");
        }
    }
    w.rfm(&["score", "customers.csv", "--unit", "dozen"]).fails(2).says(&["dozen", "1", "k", "万", "m", "亿"]);
    w.rfm(&["score", "customers.csv", "--currency", "XXX", "--lang", "zh"]).fails(2).says(&["XXX", "CNY", "USD"]);
    // Other answers have the same flags, and so has a file of settings.
    w.write("demo.csv", w.rfm(&["demo"]).ok().stdout);
    w.write("rfm.toml", "unit = \"k\"\ncurrency = \"¥\"\n");
    for args in [&["alerts", "demo.csv"][..], &["alerts", "demo.csv", "-f", "md"], &["plan", "demo.csv"], &["score", "demo.csv"]] {
        let text = w.rfm(args).ok().text();
        let in_unit = |word: &str| word.trim_end_matches([';', ',']).strip_prefix('¥').is_some_and(|rest| rest.ends_with('k'));
        assert!(text.split_whitespace().any(in_unit), "{args:?}\n{text}");
    }
    let letter = w.rfm(&["explain", "demo.csv", "--customer", "C00001"]).ok().text();
    assert!(letter.contains('¥') && !letter.split_whitespace().any(|word| word.starts_with('¥') && word.ends_with('k')), "{letter}");
}

#[test]
fn a_title_needs_a_page() {
    let w = with_customers();
    w.rfm(&["score", "customers.csv", "--title", "June"]).ok().says(&["--title", "report.html"]);
    w.rfm(&["score", "customers.csv", "--title", "六月", "--lang", "zh"]).ok().says(&["--title 不起作用"]);
    let run = w.rfm(&["score", "customers.csv", "--title", "June", "-o", "page.html"]).ok();
    assert!(!run.stderr.contains("--title") && w.read("page.html").contains("<h1>June</h1>"));
}

/// Names that would be something else in Markdown: each is what a reader of the rendered page sees, character by character.
#[test]
fn markdown_renders_and_names_stay_names() {
    let names = [
        "a|b", "<b>x</b>", "<script>alert(1)</script>", "a `code`", "**bold** _it_ ~~s~~", "[l](http://x.y)", "![i](x.png)",
        "www.evil.example", "# head", "- item", "1. one", "\\|", "&lt;", "$x$", ":+1:", "@team", "https://e.example/?a=b", "\\", "|", "||",
        "王|芳",
    ];
    let w = Workdir::new();
    let mut data = String::from("customer_id,name,date,amount,store\n");
    for (number, name) in names.iter().enumerate() {
        // Good customers once, silent for long; one who came late makes it so.
        data += &format!("{number},\"{name}\",2024-01-{:02},{}00,\"{name}\"\n", number % 28 + 1, 90 - number);
    }
    w.write("names.csv", data + "late,Late,2026-06-30,1,x\n");
    for (lang, flags) in [("en", &[][..]), ("zh", &["--by", "store", "--grid"])] {
        let cuts = ["--cuts", "r=30,60,90,180", "--cuts", "f=2,3,4,5", "--cuts", "m=1,2,3,4", "-f", "md", "--lang", lang];
        // The three of most value are named; leaving them out brings the next.
        for skip in (0..names.len()).step_by(3) {
            let skipped: Vec<String> = (0..skip).map(|number| number.to_string()).collect();
            let ignore = ["--ignore-ids".to_owned(), skipped.join(",")];
            let ignore: Vec<&str> = if skip == 0 { Vec::new() } else { ignore.iter().map(String::as_str).collect() };
            let md = w.rfm(&[&["score", "names.csv"], &cuts[..], flags, &ignore].concat()).ok().text();
            let cells = cells(&md);
            for name in names.iter().skip(skip).take(3) {
                assert!(cells.iter().any(|cell| cell == name), "{name}: {cells:?}\n{md}");
            }
        }
    }
}

/// The texts of all cells of all tables. Nothing is HTML, a link, an image or code but the command below the list.
fn cells(md: &str) -> Vec<String> {
    let (mut cells, mut is_in_cell) = (Vec::<String>::new(), false);
    let mut widths = Vec::new();
    for event in Parser::new_ext(md, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS) {
        match event {
            Event::Start(Tag::Table(columns)) => widths.push(columns.len()),
            Event::Start(Tag::TableCell) => {
                cells.push(String::new());
                is_in_cell = true;
            }
            Event::Text(text) => {
                if let Some(cell) = cells.last_mut().filter(|_| is_in_cell) {
                    *cell += &text;
                }
            }
            Event::End(TagEnd::TableCell) => is_in_cell = false,
            Event::Start(tag @ (Tag::Link { .. } | Tag::Image { .. } | Tag::HtmlBlock | Tag::Strikethrough | Tag::Emphasis)) => {
                panic!("{tag:?}\n{md}")
            }
            Event::Html(html) | Event::InlineHtml(html) => panic!("{html}\n{md}"),
            _ => {}
        }
    }
    assert!(widths.iter().all(|columns| [5, 6, 9, 10].contains(columns)), "{widths:?}");
    // What GitHub makes links of beside CommonMark: addresses whose colon or point is not escaped.
    assert!(!md.contains("www.") && !md.replace("\\:", "").contains("://"), "{md}");
    cells
}
