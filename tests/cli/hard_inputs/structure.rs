//! B1–B34: where a file, a header, a row and a field begin and end.

use super::{case, check, fixture_bytes, gzip, outcome, purchases};
use crate::workdir::Workdir;

const A: &str = "A,2026-01-05,10\n";
const B: &str = "B,2026-01-06,20\n";
const BOTH: &str = "A 10.00, B 20.00 | 2 of 2";

#[test]
fn b1_b2_b3_nothing_there() {
    check(&[
        case("b1 no byte", "", &[], "exit 1", &["a.csv is empty"]),
        case("b1 no byte, compressed", gzip(""), &[], "exit 1", &["a.csv is empty"]),
        case("b2 line ends", "\n\r\n\n", &[], "exit 1", &["a.csv is empty"]),
        case("b2 a mark", "\u{feff}", &[], "exit 1", &["a.csv is empty"]),
        case("b2 a mark and line ends", "\u{feff}\r\n\r\n", &[], "exit 1", &["a.csv is empty"]),
        case("b3 a header", purchases(""), &[], "exit 1", &["a.csv", "no rows"]),
        case("b3 a header without line end", purchases("").trim_end(), &[], "exit 1", &["a.csv", "no rows"]),
        case("b3 compressed", gzip(purchases("")), &[], "exit 1", &["a.csv", "no rows"]),
    ]);
}

#[test]
fn b3_a_header_and_blank_lines() {
    check(&[case("b3 a header and blank lines", purchases("\n\r\n\n"), &[], "exit 1", &["a.csv", "no rows"])]);
}

#[test]
fn b4_no_header() {
    let places = ["--no-header", "--id", "#1", "--date", "#2", "--amount", "#3"];
    let bare = format!("{A}{B}");
    check(&[
        case("b4 not told", &bare, &[], "exit 1", &["customer id, date, amount", "A, 2026-01-05, 10", "--id COLUMN"]),
        case("b4 told", &bare, &places, BOTH, &[]),
        case("b4 told, tabs and CRLF", bare.replace(',', "\t").replace('\n', "\r\n"), &places, BOTH, &[]),
        case("b4 a place that is not there", &bare, &["--no-header", "--id", "#1", "--date", "#2", "--amount", "#4"], "exit 2", &["#4"]),
        case("b4 with a header's line", &bare, &["--no-header", "--header-row", "1"], "exit 2", &["--header-row"]),
    ]);
}

#[test]
fn b5_b6_b7_columns() {
    let twice = "customer_id,date,amount,amount\nA,2026-01-05,10,99\n";
    check(&[
        case(
            "b5 none for the amount",
            "customer_id,date,size\nA,2026-01-05,42\n",
            &[],
            "exit 1",
            &["column for: amount", "customer_id, date, size", "--amount COLUMN"],
        ),
        case(
            "b5 named wrong",
            purchases(A),
            &["--amount", "amuont"],
            "exit 2",
            &["no column 'amuont'", "did you mean 'amount'", "customer_id, date, amount"],
        ),
        case(
            "b5 named as elsewhere",
            "客户ID,下单时间,实付金额\nA,2026/1/5,10\n",
            &["--date", "下单日期", "--lang", "zh"],
            "exit 2",
            &["是不是“下单时间”"],
        ),
        case("b6 twice", twice, &[], "exit 1", &["duplicate column 'amount'", "'#3'"]),
        case("b6 by place", twice, &["--amount", "#3"], "A 10.00 | 1 of 1", &[]),
        case("b6 by the other place", twice, &["--amount", "#4"], "A 99.00 | 1 of 1", &[]),
        case("b6 a column of no role", "customer_id,date,amount,note,note\nA,2026-01-05,10,,\n", &[], "A 10.00 | 1 of 1", &[]),
        case("b7 spaces and case", "Customer ID , ORDER-DATE,\"Order  Amount\"\nA,2026-01-05,10\n", &[], "A 10.00 | 1 of 1", &[]),
        case("b7 as programmers write", "customerId,orderDate,totalAmount\nA,2026-01-05,10\n", &[], "A 10.00 | 1 of 1", &[]),
        case("b7 Chinese", "客户编号,到店日期,实收金额（元）\nA,2026-01-05,10\n", &["--amount", "实收金额(元)"], "A 10.00 | 1 of 1", &[]),
        case(
            "b7 two for one role",
            "会员号,客户编号,消费日期,应收金额,实收金额\nM,A,2026-01-05,99,10\n",
            &[],
            "A 10.00 | 1 of 1",
            &["took '客户编号', not '会员号'", "took '实收金额', not '应收金额'"],
        ),
    ]);
}

#[test]
fn b6_twice_and_not_in_use() {
    check(&[
        case("b6 quantity beside an amount", "customer_id,date,amount,qty,qty\nA,2026-01-05,10,1,1\n", &[], "A 10.00 | 1 of 1", &[]),
        case(
            "b6 status in a customer table",
            "customer_id,last_visit,visits,amount,status,status\nA,2026-01-05,1,10,x,y\n",
            &[],
            "A 10.00 | 1 of 1",
            &[],
        ),
    ]);
}

#[test]
fn b8_to_b11_fields_and_their_number() {
    check(&[
        case("b8 short", purchases(&format!("{A}B,2026-01-06\n")), &[], "A 10.00 | 1 of 2 | 3 field_count", &["a.csv:3"]),
        case("b8 short, the last cut", purchases(&format!("{A}{B}C,2026-0")), &[], "A 10.00, B 20.00 | 2 of 3 | 4 field_count", &[]),
        case("b9 long", purchases(&format!("{A}B,2026-01-06,20,5\n")), &[], "A 10.00 | 1 of 2 | 3 field_count", &[]),
        case("b9 never shifted", purchases(&format!("{A}B,Smith,2026-01-06,20\n")), &[], "A 10.00 | 1 of 2 | 3 field_count", &[]),
        case("b10 a delimiter ends every line", "customer_id,date,amount,\nA,2026-01-05,10,\nB,2026-01-06,20,\n", &[], BOTH, &[]),
        case("b10 unnamed columns", "customer_id,,date,amount,,\nA,,2026-01-05,10,,\nB,,2026-01-06,20,,\n", &[], BOTH, &[]),
        case(
            "b11 ends every row but the header",
            purchases("A,2026-01-05,10,\nB,2026-01-06,20,\n"),
            &[],
            "exit 1",
            &["no usable rows", "fields than the header 2"],
        ),
    ]);
}

#[test]
fn b12_to_b15_lines_that_are_no_rows() {
    let titles = format!("Sales report,,\nJanuary to March,,\n\n{}{B}", purchases(A));
    let bank = format!("账户：示例\n期间：2026-01-01 至 2026-01-31\n{}{B}", purchases(A));
    let second = format!("{}{B}\nstore,manager\nNorth,Lee\n", purchases(A));
    let later = format!("customer_id,date,amount\nwrong,2026-01-01,1\n{}{B}", purchases(A));
    check(&[
        case("b12 header again", purchases(&format!("{A}{}{B}", purchases(""))), &[], "A 10.00, B 20.00 | 2 of 3 | 3 repeated_header", &[]),
        case(
            "b12 header again, quoted",
            purchases(&format!("{A}\"customer_id\", date ,amount\n{B}")),
            &[],
            "A 10.00, B 20.00 | 2 of 3 | 3 repeated_header",
            &[],
        ),
        case("b13 a second table", second, &[], "A 10.00, B 20.00 | 2 of 4 | 5 field_count, 6 field_count", &[]),
        case(
            "b13 as wide",
            format!("{}\nstore,manager,since\nNorth,Lee,2020-01-01\n", purchases(A)),
            &[],
            "A 10.00 | 1 of 3 | 4 bad_date, 5 bad_date",
            &[],
        ),
        case("b14 titles", &titles, &[], BOTH, &["line 4"]),
        case("b14 narrow titles", bank, &[], BOTH, &["line 3"]),
        case("b14 the header's line is told", later, &["--header-row", "3"], BOTH, &[]),
        case("b14 the wrong line is told", titles, &["--header-row", "5"], "exit 1", &["line 5"]),
        case("b15 total", purchases(&format!("{A}{B}Total,,30\n")), &[], "A 10.00, B 20.00 | 2 of 3 | 4 missing_date", &[]),
        case("b15 total in words", purchases(&format!("{A}{B}合计,共2笔,30\n")), &[], "A 10.00, B 20.00 | 2 of 3 | 4 bad_date", &[]),
    ]);
}

#[test]
fn b14_a_long_preamble() {
    let titles = |lines: usize| format!("{}{}{B}", "a title\n".repeat(lines), purchases(A));
    check(&[case("b14 59 lines", titles(59), &[], BOTH, &[]), case("b14 75 lines, told", titles(75), &["--header-row", "76"], BOTH, &[])]);
}

#[test]
fn b14_no_row_on_that_line() {
    check(&[
        case("b14 a blank line", format!("\n{}", purchases(A)), &["--header-row", "1"], "exit 1", &["--header-row"]),
        case("b14 after the end", purchases(A), &["--header-row", "9"], "exit 1", &["--header-row"]),
    ]);
}

#[test]
fn b16_b17_b18_lines() {
    let bad = format!("{A}B,never,1\n{B}");
    let rejected = "A 10.00, B 20.00 | 2 of 3 | 3 bad_date";
    check(&[
        case("b16 LF", purchases(&bad), &[], rejected, &["a.csv:3"]),
        case("b16 CRLF", purchases(&bad).replace('\n', "\r\n"), &[], rejected, &["a.csv:3"]),
        case("b16 CR", purchases(&bad).replace('\n', "\r"), &[], rejected, &["a.csv:3"]),
        case("b16 one of each", "customer_id,date,amount\r\nA,2026-01-05,10\rB,never,1\nB,2026-01-06,20\r\n", &[], rejected, &[]),
        case("b16 CR twice", purchases(&bad).replace('\n', "\r\r\n"), &[], "A 10.00, B 20.00 | 2 of 3 | 5 bad_date", &[]),
        case("b17 no end", purchases(&format!("{A}{B}")).trim_end(), &[], BOTH, &[]),
        case("b17 no end, quoted", purchases(&format!("{A}\"B\",\"2026-01-06\",\"20\"")), &[], BOTH, &[]),
        case("b17 CR at the end", purchases(&format!("{A}{B}")).trim_end().to_owned() + "\r", &[], BOTH, &[]),
        case("b18 blank lines", purchases(&format!("\n\n{A}\r\n\n{B}\n\n")), &[], BOTH, &[]),
        case(
            "b18 delimiters",
            purchases(&format!("{A},,\n{B},,,\n , ,\t\n")),
            &[],
            "A 10.00, B 20.00 | 2 of 5 | 3 empty_row, 5 empty_row, 6 empty_row",
            &[],
        ),
        case("b18 spaces", purchases(&format!("{A}   \n{B}\t\n")), &[], "A 10.00, B 20.00 | 2 of 4 | 3 empty_row, 5 empty_row", &[]),
    ]);
}

#[test]
fn b19_an_unclosed_quote() {
    let at = |line: u64| format!("a.csv:{line}: a quote");
    check(&[
        case("b19 in the middle", purchases(&format!("{A}\"B,2026-01-06,20\n{B}{B}")), &[], "exit 1", &[&at(3)]),
        case("b19 in the last row", purchases(&format!("{A}B,2026-01-06,\"20")), &[], "exit 1", &[&at(3)]),
        case("b19 nothing after it", purchases(&format!("{A}B,2026-01-06,\"")), &[], "exit 1", &[&at(3)]),
        case("b19 after a sound one over two lines", purchases(&format!("\"A\nA\",2026-01-05,10\n{A}\"B,1\n")), &[], "exit 1", &[&at(5)]),
        case("b19 a doubled quote does not close", purchases(&format!("{A}\"B\"\",2026-01-06,20\n{B}")), &[], "exit 1", &[&at(3)]),
        case("b19 by CR", purchases(&format!("{A}\"B,2026-01-06,20\n{B}")).replace('\n', "\r"), &[], "exit 1", &[&at(3)]),
        case("b19 far from the start", purchases(&format!("{}\"B,2026-01-06,20\n{B}", A.repeat(100_000))), &[], "exit 1", &[&at(100_002)]),
    ]);
}

#[test]
fn b19_an_unclosed_quote_above_the_rows() {
    check(&[
        case("b19 in the header", format!("customer_id,\"date,amount\n{A}{B}"), &[], "exit 1", &["a.csv:1", "quote"]),
        case("b19 in a title", format!("\"Report\n{}{B}", purchases(A)), &[], "exit 1", &["a.csv:1", "quote"]),
    ]);
}

#[test]
fn b20_to_b23_quotes() {
    let noted = |rows: &str| format!("customer_id,date,amount,note\n{rows}C,2026-01-07,30,\n");
    check(&[
        case(
            "b20 inside an unquoted field",
            noted("A,2026-01-05,10,12\" pipe\nB,2026-01-06,20,5' 10\"\n"),
            &[],
            "A 10.00, B 20.00, C 30.00 | 3 of 3",
            &[],
        ),
        case("b20 one of them in an id", purchases("A\"x,2026-01-05,10\nB,2026-01-06,20\n"), &[], "A\"x 10.00, B 20.00 | 2 of 2", &[]),
        case("b20 after a space", noted("A,2026-01-05,10, \"x\nB,2026-01-06,20,\n"), &[], "A 10.00, B 20.00, C 30.00 | 3 of 3", &[]),
        case(
            "b21 text after it",
            noted("\"A\"x,2026-01-05,10,\nB,2026-01-06,20,\"n\"o\n"),
            &[],
            "C 30.00 | 1 of 3 | 2 bad_quote, 3 bad_quote",
            &[],
        ),
        case("b21 with a delimiter in it", noted("\"A\",2026-01-05,10,\"n, \"o\n"), &[], "C 30.00 | 1 of 2 | 2 bad_quote", &[]),
        case(
            "b22 backslashes are no escapes",
            noted("A,2026-01-05,10,\"say \\\"hi\\\" there\"\nB,2026-01-06,20,c:\\\n"),
            &[],
            "B 20.00, C 30.00 | 2 of 3 | 2 bad_quote",
            &[],
        ),
        case("b22 a backslash before the end", noted("A,2026-01-05,10,\"c:\\\"\n"), &[], "A 10.00, C 30.00 | 2 of 2", &[]),
        case(
            "b23 line ends in a field",
            noted("A,2026-01-05,10,\"1\n2\r\n3\r4\n\n\"\nB,never,20,\"x\ny\"\n"),
            &[],
            "A 10.00, C 30.00 | 2 of 3 | 8 bad_date",
            &["a.csv:8"],
        ),
        case("b23 in an id", noted("\"A\nB\",2026-01-05,10,\n"), &[], "A\nB 10.00, C 30.00 | 2 of 2", &[]),
        case(
            "b23 in the header",
            format!("\"customer\n id\",date,\"amount\r\n\"\n{A}B,never,1\n"),
            &[],
            "A 10.00 | 1 of 2 | 5 bad_date",
            &[],
        ),
    ]);
}

// B24, a quoted line end at the border of a block: `tests/loader.rs`.

#[test]
fn b25_b26_b27_delimiters() {
    let with = |mark: &str| purchases(&format!("{A}{B}")).replace(',', mark);
    let commas = "customer_id;date;amount;note\nA;2026-01-05;10;a,b,c,d,e,f\nB;2026-01-06;20;g,h,i,j,k,l\n";
    let tabs = "customer_id,date,amount,note\nA,2026-01-05,10,\"a\tb\tc\td\"\nB,2026-01-06,20,\"\t\t\t\t;;;;;\"\n";
    check(&[
        case("b25 semicolons", with(";"), &[], BOTH, &["separated by ;"]),
        case("b25 tabs", with("\t"), &[], BOTH, &["tab"]),
        case("b25 bars", with("|"), &[], BOTH, &["|"]),
        case("b25 circumflexes", with("^"), &["--delimiter", "^"], BOTH, &[]),
        case("b25 tabs by name", with("\t"), &["--delimiter", "tab"], BOTH, &[]),
        case("b25 more commas than semicolons", commas, &[], BOTH, &[]),
        case("b25 more tabs than commas", tabs, &[], BOTH, &[]),
        case("b25 the wrong one", with(";"), &["--delimiter", ","], "exit 1", &["customer_id;date;amount"]),
        case("b26 decimal commas", "customer_id;date;amount\nA;2026-01-05;12,50\n", &["--decimal-comma"], "A 12.50 | 1 of 1", &[]),
        case("b26 not told", "customer_id;date;amount\nA;2026-01-05;12,50\nB;2026-01-05;5\n", &[], "B 5.00 | 1 of 2 | 2 bad_amount", &[]),
        case("b27 a comma and a space", with(", "), &[], BOTH, &[]),
        case("b27 two bars", with("||"), &[], BOTH, &[]),
        case("b27 two bars, told", with("||"), &["--delimiter", "||"], "exit 2", &["--delimiter"]),
    ]);
}

/// Rows of the given length between two others.
fn long_row(bytes: usize, quote: &str) -> String {
    let start = "B,2026-01-06,20,";
    let note = format!("{quote}{}{quote}", "x".repeat(bytes - start.len() - 2 * quote.len()));
    format!("customer_id,date,amount,note\nA,2026-01-05,10,\n{start}{note}\nC,2026-01-07,30,\n")
}

const LIMIT: usize = 16 << 20;

#[test]
fn b28_a_row_of_16_mib() {
    let longer = LIMIT + (1 << 20) + 1;
    check(&[
        case("b28 as long as may be", long_row(LIMIT, ""), &[], "A 10.00, B 20.00, C 30.00 | 3 of 3", &[]),
        case("b28 longer", long_row(longer, ""), &[], "exit 1", &["a.csv:3", "16 MiB"]),
        case("b28 quoted", long_row(longer, "\""), &[], "exit 1", &["a.csv:3", "16 MiB"]),
    ]);
}

#[test]
fn b28_the_limit_is_exact() {
    check(&[case("b28 one byte more", long_row(LIMIT + 1, ""), &[], "exit 1", &["a.csv:3", "16 MiB"])]);
}

#[test]
fn b29_columns() {
    let file = |columns: usize| {
        let rest = |cell: &str| format!(",{cell}").repeat(columns - 3);
        format!("customer_id,date,amount{}\nA,2026-01-05,10{}\n", rest("x"), rest("1"))
    };
    check(&[
        case("b29 as many as may be", file(16_384), &[], "A 10.00 | 1 of 1", &[]),
        case("b29 one more", file(16_385), &[], "exit 1", &["16385", "16384"]),
        case("b29 a million", file(1_000_000), &[], "exit 1", &["columns", "16384"]),
    ]);
}

#[test]
fn b29_a_long_header() {
    let names: String = (0..10_000).map(|place| format!(",answer to question number {place:05}")).collect();
    let file = format!("customer_id,date,amount{names}\nA,2026-01-05,10{}\n", ",1".repeat(10_000));
    check(&[case("b29 ten thousand names", file, &[], "A 10.00 | 1 of 1", &[])]);
}

/// What is read is bounded by the limit of a row, not by the file: the hole is 10 GB of one line.
#[cfg(unix)]
#[test]
fn b30_a_line_of_10_gb() {
    let w = Workdir::new();
    w.write("hole.csv", purchases(&A.repeat(20_000)));
    std::fs::OpenOptions::new().append(true).open(w.path("hole.csv")).unwrap().set_len(10_000_000_000).unwrap();
    let (came, told) = outcome(&w, &["hole.csv"], &[]);
    assert_eq!(came, "exit 1");
    assert!(told.contains("hole.csv:20002") && told.contains("16 MiB"), "{told}");
}

#[test]
fn b31_b32_comments_and_sep() {
    let semicolons = purchases(&format!("{A}{B}")).replace(',', ";");
    check(&[
        case(
            "b31 a comment is data",
            purchases(&format!("{A}# a comment\n#B,2026-01-06,20\n")),
            &[],
            "#B 20.00, A 10.00 | 2 of 3 | 3 field_count",
            &[],
        ),
        case("b31 above the header it is a title", format!("# exported by hand\n{}", purchases(A)), &[], "A 10.00 | 1 of 1", &["line 2"]),
        case("b32 sep", format!("sep=;\r\n{semicolons}"), &[], BOTH, &[]),
        case("b32 quoted, after a mark", format!("\u{feff}\"sep=;\"\n{semicolons}"), &[], BOTH, &[]),
        case("b32 a mark that is not looked for", format!("sep=^\n{}", semicolons.replace(';', "^")), &[], BOTH, &[]),
        case("b32 a bad row keeps its line", format!("sep=;\n{semicolons}C;never;1\n"), &[], "A 10.00, B 20.00 | 2 of 3 | 5 bad_date", &[]),
    ]);
}

#[test]
fn b33_b34_other_kinds_of_file() {
    let text = purchases(&format!("{A}{B}"));
    let zip = b"PK\x03\x04\x14\0\0\0\0\0\0\0!\0\0\0\0\0\0\0\0\0\0\0\0\0\x05\0\0\0a.txtPK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    check(&[
        case("b33 PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", &[], "exit 1", &["a.csv is a PDF", "CSV"]),
        case("b33 Parquet", b"PAR1\x15\x04\x15\x10PAR1", &[], "exit 1", &["Parquet"]),
        case("b33 a page", "<!DOCTYPE html>\n<html><table><tr><td>customer_id</td></tr></table></html>", &[], "exit 1", &["HTML"]),
        case(
            "b33 a table named XLS",
            "\u{feff}\n <html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><table>",
            &[],
            "exit 1",
            &["HTML"],
        ),
        case("b33 a spreadsheet in XML", "<?xml version=\"1.0\"?><Workbook>", &[], "exit 1", &["XML"]),
        case("b33 a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", &[], "exit 1", &["picture"]),
        case("b33 an archive", zip, &[], "exit 1", &["a.csv"]),
        case("b33 a damaged workbook", &fixture_bytes("workbook.xlsx")[..2000], &[], "exit 1", &["a.csv"]),
        case("b33 compressed, all the same", gzip(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"), &[], "exit 1", &[]),
        case("b34 gzip by another name", gzip(&text), &[], BOTH, &[]),
        case("b34 zstd by another name", zstd::encode_all(text.as_bytes(), 1).unwrap(), &[], BOTH, &[]),
    ]);
    let w = Workdir::new();
    for name in ["a.csv.gz", "a.zst", "a.xlsx", "a"] {
        w.write(name, &text);
        assert_eq!(outcome(&w, &[name], &[]).0, BOTH, "b34 plain text named {name}");
    }
}
