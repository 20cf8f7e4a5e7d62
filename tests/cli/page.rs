//! The report as a page: the figures of the other forms, nothing that could act, and how a browser shows it.

use crate::workdir::Workdir;
use serde_json::Value;
use std::io::Write;
use std::process::Command;

/// The text of the cells that have a label, in a part of the page.
fn cells(part: &str) -> Vec<String> {
    let cell = |rest: &str| rest.split_once('>').unwrap().1.split_once("</td>").unwrap().0.to_owned();
    part.split("data-label=").skip(1).map(cell).collect()
}

fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    text.split_once(start).unwrap_or_else(|| panic!("no {start}")).1.split_once(end).unwrap().0
}

#[test]
fn the_page_shows_the_figures_of_json() {
    let dir = Workdir::new();
    dir.write("demo.csv", dir.rfm(&["demo"]).ok().stdout);
    for lang in ["en", "zh"] {
        let args = ["score", "demo.csv", "--preset", "after-sales", "--lang", lang, "-q", "-o", "page.html", "-o", "same.json"];
        dir.rfm(&args).ok();
        let (page, json) = (dir.read("page.html"), dir.read("same.json"));
        let json: Value = serde_json::from_str(&json).unwrap();
        for row in json["segments"].as_array().unwrap() {
            let slug = row["segment"].as_str().unwrap();
            let cells = cells(between(&page, &format!("<tbody class=\"{slug}\">"), "</tbody>"));
            assert_eq!(cells.len(), 6, "{slug}: {cells:?}");
            let plain = |text: &str| text.replace(',', "");
            assert_eq!([plain(&cells[0]), plain(&cells[3])], [row["customers"].to_string(), row["value"].as_str().unwrap().to_owned()]);
            for (cell, share) in [(&cells[1], &row["share"]), (&cells[4], &row["value_share"])] {
                let shown: f64 = cell.split('%').next().unwrap().parse().unwrap();
                assert!((shown - 100.0 * share.as_f64().unwrap()).abs() < 0.0502, "{slug}: {cell} {share}");
            }
        }
        for call in json["call_first"].as_array().unwrap() {
            let slug = call["segment"].as_str().unwrap();
            let part = between(&page, &format!("<tbody class=\"{slug}\">"), "</tbody>");
            assert!(part.contains(call["customer_id"].as_str().unwrap()), "{call}");
        }
        // Every customer is in one cell of the grid.
        let grid = between(&page, "<table class=\"grid\">", "</table>");
        let counts = grid.split("<td class=").skip(1).map(|cell| between(cell, ">", "</td>").replace(',', "").parse::<u64>().unwrap());
        assert_eq!(Some(counts.sum()), json["customers"].as_u64());
    }
}

#[test]
fn what_customers_are_called_stays_text() {
    let dir = Workdir::new();
    let hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>\"\"' {{ 7*7 }} \u{202e}\u{2066}&amp;";
    let mut data = String::from("customer_id,name,date,amount,store\n");
    for number in 0..30 {
        data += &format!("\"{number}{hostile}\",\"{hostile}\",2026-01-{:02},{}0,\"{hostile}{number}\"\n", number % 28 + 1, number + 1);
    }
    dir.write("hostile.csv", data);
    let title = "</title><script>x</script>\"'\u{202e}";
    dir.rfm(&["score", "hostile.csv", "--by", "store", "--title", title, "-q", "-o", "page.html"]).ok();
    let page = dir.read("page.html");
    for forbidden in ["<script", "<img", "</title><", "\u{202e}", "\u{2066}", "http://", "https://", "url(", "@import"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    // An angle bracket of the data is never left, so what stands between two is ours.
    for tag in page.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
        assert!(![" src=", " href=", " style=", " on"].iter().any(|forbidden| tag.contains(forbidden)), "{tag}");
    }
    assert!(!page.chars().any(|c| c.is_control() && c != '\n'));
    assert!(page.contains("&lt;script&gt;") && page.contains("\\u{202e}") && page.contains("{{ 7*7 }}"));
    assert!(page.contains("default-src &#x27;none&#x27;") || page.contains("default-src 'none'"));
    // As many elements are opened as closed, whatever the texts.
    for name in ["table", "tbody", "tr", "td", "details", "section", "svg", "title", "bdi", "li"] {
        let opened = page.matches(&format!("<{name}>")).count() + page.matches(&format!("<{name} ")).count();
        assert_eq!(opened, page.matches(&format!("</{name}>")).count(), "{name}");
    }
}

#[test]
fn the_page_stays_small_and_the_same() {
    let dir = Workdir::new();
    let mut data = String::from("customer_id,name,date,amount,store\n");
    for number in 0..20_000 {
        let (long, store) = (if number % 500 == 0 { "<名>".repeat(2_000) } else { String::new() }, number % 900);
        data += &format!("c{number},{long},2026-{:02}-11,{}.50,s{store}\n", number % 12 + 1, number * 37 % 9_000);
    }
    dir.write("many.csv", data);
    let page = |threads: &str, file: &str| {
        dir.rfm(&["score", "many.csv", "--by", "store", "--threads", threads, "-q", "-o", file]).ok();
        dir.read(file)
    };
    let first = page("1", "a.html");
    assert!(first.len() < 500_000, "{}", first.len());
    assert_eq!(first, page("2", "b.html"));
}

#[test]
fn nothing_to_draw_is_no_error() {
    let dir = Workdir::new();
    dir.write("loss.csv", "customer_id,date,amount\na,2026-01-01,5\na,2026-01-02,-9\nb,2026-01-02,0\n");
    let page = String::from_utf8(dir.rfm(&["score", "loss.csv", "-q", "-f", "html"]).ok().stdout.to_vec()).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("There is no value above zero."));
}

/// What the browser is to measure: how wide each page becomes in a frame of each width.
const MEASURE: &str = r#"<!DOCTYPE html><body><pre id="out"></pre><script>
let left = 0;
for (const page of PAGES) for (const width of [360, 768, 1440]) {
  left += 1;
  const frame = document.createElement('iframe');
  frame.style.cssText = `width:${width}px;height:900px;border:0`;
  frame.onload = () => {
    const document_ = frame.contentDocument;
    document_.querySelectorAll('details').forEach(one => one.open = true);
    // What scrolls by itself, and what a picture cuts off.
    const faults = [...document_.querySelectorAll('.scroll')].filter(one => one.scrollWidth > one.clientWidth + 1).length;
    const cut = [...document_.querySelectorAll('.flows text')].filter(text => {
      const [own, all] = [text.getBoundingClientRect(), text.ownerSVGElement.getBoundingClientRect()];
      return own.width && (own.left < all.left - 1 || own.right > all.right + 1);
    }).length;
    out.textContent += `${page} ${width} ${document_.documentElement.scrollWidth} ${getComputedStyle(document_.body).maxWidth} ${faults} ${cut}\n`;
    left -= 1;
    if (left == 0) out.textContent += 'done';
  };
  frame.src = page;
  document.body.append(frame);
}
</script></body>"#;

#[test]
fn a_browser_shows_it_without_complaint() {
    let browsers = ["chromium", "chromium-browser", "google-chrome"];
    let has = |name: &&&str| Command::new(name).arg("--version").output().is_ok_and(|ran| ran.status.success());
    let Some(browser) = browsers.iter().find(has) else {
        // Straight to stderr, which the test harness does not keep to itself.
        let _ = writeln!(std::io::stderr(), "SKIPPED: no Chromium here, so no page was looked at (tests/slow/browser.sh installs one)");
        return;
    };
    let dir = Workdir::new();
    dir.write("demo.csv", dir.rfm(&["demo"]).ok().stdout);
    for lang in ["en", "zh"] {
        let file = format!("{lang}.html");
        dir.rfm(&["score", "demo.csv", "--by", "store", "--preset", "after-sales", "--lang", lang, "-q", "-o", &file]).ok();
    }
    dir.fixture("cdnow-sample.csv.gz");
    for lang in ["en", "zh"] {
        let [lifecycle, compare] = ["l", "c"].map(|page| format!("{page}-{lang}.html"));
        dir.rfm(&["lifecycle", "cdnow-sample.csv.gz", "--lang", lang, "-q", "-o", &lifecycle]).ok();
        dir.rfm(&["compare", "1997-12-31", "1998-06-30", "cdnow-sample.csv.gz", "--lang", lang, "-q", "-o", &compare]).ok();
    }
    // The last is wider than any frame, to show that it would be found out.
    dir.write("wide.html", "<!DOCTYPE html><p style='width:3000px'>x");
    dir.write(
        "measure.html",
        MEASURE.replace("PAGES", "['en.html', 'zh.html', 'l-en.html', 'l-zh.html', 'c-en.html', 'c-zh.html', 'wide.html']"),
    );
    let flags = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--allow-file-access-from-files"];
    let ran = Command::new(browser)
        .args(flags)
        .args(["--disable-web-security", "--virtual-time-budget=20000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", dir.path("profile").display()))
        .arg(format!("file://{}", dir.path("measure.html").display()))
        .output()
        .unwrap();
    let (told, logged) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(!logged.contains("CONSOLE"), "{logged}");
    let out = between(&told, "<pre id=\"out\">", "</pre>");
    assert!(out.ends_with("done"), "{told}\n{logged}");
    for line in out.lines().filter(|line| *line != "done") {
        let words: Vec<&str> = line.split(' ').collect();
        let [width, wide] = [words[1], words[2]].map(|number| number.parse::<u32>().unwrap());
        assert_eq!(wide > width, words[0] == "wide.html", "{line}");
        // The policy lets the page's own style through.
        assert!(words[0] == "wide.html" || words[3] == "1120px", "{line}");
        // On a phone nothing scrolls by itself, and nowhere does a picture cut its words.
        assert!((words[4] == "0" || width > 360) && words[5] == "0", "{line}");
    }
    assert_eq!(out.lines().count(), 22, "{out}");
}
