//! `rfm clean`: the table as read, in plain CSV, and an honest word on what was changed.

use crate::workdir::Workdir;
use std::io::Write;

/// An export as it comes: a title, semicolons, GBK, a quote too many, a row too short, one too long, one that is no text.
fn broken_export() -> Vec<u8> {
    let (text, ..) =
        encoding_rs::GB18030.encode("北方店\n\n客户;日期;备注\n张三;2026-01-05;5\" 管\n李四;2026-01-06\n王五;2026-01-07;甲;乙\n");
    [&text[..], b"\xff\xff;2026-01-08;x\n"].concat()
}

#[test]
fn a_broken_export_in_good_order() {
    let w = Workdir::new();
    w.write("export.csv", broken_export());
    w.rfm(&["clean", "export.csv", "-o", "clean.csv", "--rejects", "rest.csv"]).ok().says(&[
        "export.csv read as GB18030, separated by ';', 3 columns",
        "above the table: 2 lines",
        "1 row: too short, filled up with blank cells: line 5",
        "1 row: with text beyond the last column, kept whole",
        "line 6",
        "left out",
        "4 rows read = 3 written + 1 left out",
        "wrote clean.csv",
        "wrote rest.csv",
    ]);
    let rows = ["客户,日期,备注", "张三,2026-01-05,\"5\"\" 管\"", "李四,2026-01-06,", "王五,2026-01-07,甲,乙", ""];
    assert_eq!(w.read("clean.csv"), rows.join("\r\n"));
    let rest = "file,line,column,value,reason,row\nexport.csv,7,,,undecodable,\\xFF\\xFF;2026-01-08;x\n";
    assert_eq!(w.read("rest.csv"), rest);
    let said = w.rfm(&["clean", "export.csv", "--lang", "zh"]).ok().says(&["GB18030", "以“;”分隔", "第 5 行", "读取 4 行"]);
    assert!(!said.stderr.contains("rows") && !said.stderr.contains("line"), "{}", said.stderr);
    w.rfm(&["clean", "export.csv", "--quiet"]).quiet();
}

#[test]
fn what_is_read_and_written_can_be_said() {
    let w = Workdir::new();
    w.write("a.txt", "id||'a||b'||=1+1\n1||it\\'s||-2\n");
    let said = ["clean", "a.txt", "-d", "||", "--quote", "'", "--escape", "\\"];
    let clean = |more: &[&str]| w.rfm(&[&said, more].concat()).ok().text();
    assert_eq!(clean(&["--line-end", "lf"]), "id,a||b,=1+1\n1,it's,-2\n");
    assert_eq!(clean(&["--output-delimiter", "tab"]), "id\ta||b\t=1+1\r\n1\tit's\t-2\r\n");
    assert_eq!(clean(&["--excel"]), "\u{feff}id,a||b,'=1+1\r\n1,it's,-2\r\n");
    w.rfm(&[&said, &["--excel"][..]].concat()).ok().says(&["formula", "line 1"]);
    w.write("b.csv", "a,b\n客户,1\n");
    let gbk = w.rfm(&["clean", "b.csv", "--output-encoding", "gb18030", "--line-end", "lf"]).ok().stdout;
    assert_eq!(gbk, encoding_rs::GB18030.encode("a,b\n客户,1\n").0.as_ref());
    for wrong in [&["-d", ""][..], &["--quote", "ab"], &["--escape", "客"], &["--output-delimiter", "||"], &["-d", ";", "--quote", ";"]] {
        w.rfm(&[&["clean", "b.csv"], wrong].concat())
            .fails(2)
            .says(&[wrong[wrong.len() - 2].trim_start_matches("-d"), wrong[wrong.len() - 1]]);
    }
}

#[test]
fn whole_or_not_at_all() {
    let w = Workdir::new();
    w.write("export.csv", broken_export()).write("clean.csv", "yesterday's\n").write("empty.csv", "");
    let before = w.files();
    w.rfm(&["clean", "export.csv", "-o", "clean.csv", "--strict"]).fails(1).says(&["export.csv"]);
    w.rfm(&["clean", "empty.csv", "-o", "clean.csv"]).fails(1).says(&["empty"]);
    w.rfm(&["clean", "none.csv", "-o", "clean.csv"]).fails(1).says(&["none.csv"]);
    w.rfm(&["clean", "export.csv", "-o", "export.csv"]).fails(74).says(&["input"]);
    w.rfm(&["clean", "export.csv", "-o", "none/clean.csv"]).fails(74).says(&["none"]);
    w.rfm(&["clean", "export.csv", "-o", "clean.csv", "--rejects", "clean.csv"]).fails(74).says(&["another output"]);
    assert!(w.files() == before);
}

#[test]
fn from_anywhere() {
    let w = Workdir::new();
    w.fixture("workbook.xlsx").fixture("utf16.csv");
    let text = "a,b\r\n1,\"x\r\ny\"\r\n";
    assert_eq!(w.rfm_fed(text.as_bytes(), &["clean"]).ok().text(), text);
    assert_eq!(w.rfm_fed(text.as_bytes(), &["clean", "-", "-o", "out.csv"]).ok().text(), "");
    assert_eq!(w.read("out.csv"), text);
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(text.as_bytes()).unwrap();
    w.write("a.gz", gz.finish().unwrap());
    assert_eq!(w.rfm(&["clean", "a.gz"]).ok().text(), text);
    w.rfm(&["clean", "utf16.csv"]).ok().says(&["UTF-16LE", "byte order mark", "tab-separated"]);
    let retail = w.rfm(&["clean", "workbook.xlsx", "--sheet", "Retail"]).ok();
    assert!(retail.text().lines().count() > 2);
}

/// What is clean stays as it is, to the byte; and what was clean for others is read by `rfm score` as before.
#[test]
fn clean_files_stay_clean() {
    let w = Workdir::new();
    w.write("demo.csv", w.rfm(&["demo"]).ok().stdout);
    w.rfm(&["clean", "demo.csv", "-o", "clean.csv"]).ok();
    w.rfm(&["clean", "clean.csv", "-o", "again.csv"]).ok();
    assert_eq!(w.read("again.csv"), w.read("clean.csv"));
    assert_eq!(w.read("clean.csv").replace("\r\n", "\n"), w.read("demo.csv"));
    let score = |file: &str| w.rfm(&["score", file, "-q", "-f", "json"]).ok().stdout;
    assert_eq!(score("clean.csv"), score("demo.csv"));
}

/// The files of csv-spectrum by their contents, and what they hold.
#[test]
fn the_acid_test() {
    let w = Workdir::new();
    for (text, rows) in [
        (
            "first,last,address,city,zip\nJohn,Doe,120 any st.,\"Anytown, WW\",08123\n",
            vec![vec!["John", "Doe", "120 any st.", "Anytown, WW", "08123"]],
        ),
        ("a,b,c\n1,\"\",\"\"\n2,3,4\n", vec![vec!["1", "", ""], vec!["2", "3", "4"]]),
        ("a,b,c\r\n1,\"\",\"\"\r\n2,3,4\r\n", vec![vec!["1", "", ""], vec!["2", "3", "4"]]),
        ("a,b\n1,\"ha \"\"ha\"\" ha\"\n3,4\n", vec![vec!["1", "ha \"ha\" ha"], vec!["3", "4"]]),
        (
            "key,val\n1,\"{\"\"type\"\": \"\"Point\"\", \"\"at\"\": [102.0, 0.5]}\"\n",
            vec![vec!["1", "{\"type\": \"Point\", \"at\": [102.0, 0.5]}"]],
        ),
        (
            "a,b,c\n1,2,3\n\"Once upon \na time\",5,6\n7,8,9\n",
            vec![vec!["1", "2", "3"], vec!["Once upon \na time", "5", "6"], vec!["7", "8", "9"]],
        ),
        ("a,b\n1,\"ha \n\"\"ha\"\" \nha\"\n3,4\n", vec![vec!["1", "ha \n\"ha\" \nha"], vec!["3", "4"]]),
        ("a,b,c\n1,2,3\n4,5,ʤ\n", vec![vec!["1", "2", "3"], vec!["4", "5", "ʤ"]]),
    ] {
        let cleaned = w.rfm_fed(text.as_bytes(), &["clean", "-q"]).ok().text();
        let mut reader = csv::Reader::from_reader(cleaned.as_bytes());
        let found: Vec<Vec<String>> = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        assert_eq!(found, rows, "{text}");
    }
}
