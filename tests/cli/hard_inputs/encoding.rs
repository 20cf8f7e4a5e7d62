//! A1–A13: bytes that have to become text.

use super::{case, check, gzip, outcome, purchases};
use crate::workdir::Workdir;
use encoding_rs::{BIG5, Encoding, GB18030, WINDOWS_1252};

fn bytes(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    encoding.encode(text).0.into_owned()
}

fn utf16_le(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn utf16_be(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

const CHINESE: &str = "客户ID,消费日期,消费金额\n张三,2026年1月5日,10\n李四,2026年1月6日,20\n";
const TABS: &str = "客户ID\t消费日期\t消费金额\n张三\t2026/1/5\t10\n";

#[test]
fn a1_byte_order_mark() {
    let quoted = "\u{feff}\"customer_id\",\"date\",\"amount\"\nA,2026-01-05,10\n";
    check(&[
        case("a1 mark", format!("\u{feff}{}", purchases("A,2026-01-05,10\n")), &[], "A 10.00 | 1 of 1", &[]),
        case("a1 first header quoted", quoted, &[], "A 10.00 | 1 of 1", &[]),
        case("a1 compressed", gzip(quoted), &[], "A 10.00 | 1 of 1", &[]),
        case("a1 named all the same", quoted, &["--encoding", "utf-8"], "A 10.00 | 1 of 1", &[]),
        case(
            "a1 without header",
            "\u{feff}A,2026-01-05,10\n",
            &["--no-header", "--id", "#1", "--date", "#2", "--amount", "#3"],
            "A 10.00 | 1 of 1",
            &[],
        ),
    ]);
}

#[test]
fn a2_utf16_with_mark() {
    check(&[
        case("a2 little-endian", utf16_le(&format!("\u{feff}{TABS}")), &[], "张三 10.00 | 1 of 1", &["UTF-16LE"]),
        case("a2 big-endian", utf16_be(&format!("\u{feff}{TABS}")), &[], "张三 10.00 | 1 of 1", &["UTF-16BE"]),
        case("a2 big-endian, commas", utf16_be(&format!("\u{feff}{CHINESE}")), &[], "张三 10.00, 李四 20.00 | 2 of 2", &[]),
        case("a2 compressed", gzip(utf16_le(&format!("\u{feff}{TABS}"))), &[], "张三 10.00 | 1 of 1", &[]),
    ]);
}

#[test]
fn a2_half_characters_where_the_stream_is_cut() {
    let whole = |text: &str| [utf16_le("\u{feff}"), utf16_le(text)].concat();
    let cut = [whole(TABS), utf16_le("李四\t2026/1/6\t20"), vec![b'\n']].concat();
    // The stream is decoded in pieces of 64 KiB: half a surrogate pair is the last of one.
    let row = "A,2026-01-05,1\n";
    let (header, padding) = ("customer_id,date,amount,note\n", "B,2026-01-05,1,");
    let before = format!("{header}{padding}{}\nA", "x".repeat((64 << 10) / 2 - 1 - header.len() - padding.len() - 2));
    let inside = [whole(&before), vec![0x00, 0xd8], utf16_le(&format!("{}\n", &row[1..].replace("1\n", "1,\n")))].concat();
    check(&[
        case("a2 an odd last byte", cut, &[], "张三 10.00 | 1 of 2 | 3 undecodable", &[]),
        case("a2 half a pair", inside, &[], "B 1.00 | 1 of 2 | 3 undecodable", &[]),
    ]);
}

#[test]
fn a3_utf16_without_mark() {
    check(&[
        case("a3 little-endian", utf16_le(&purchases("A,2026-01-05,10\n")), &[], "exit 1", &["--encoding utf-16le"]),
        case("a3 big-endian", utf16_be(&purchases("A,2026-01-05,10\n")), &[], "exit 1", &["utf-16be"]),
    ]);
}

#[test]
fn a3_utf16_of_hanzi() {
    let file = "客户编号\t到店日期\t实收金额\n欧阳娜娜娜娜娜娜娜娜娜娜娜\t二〇二六\t一二三\n".repeat(3);
    check(&[case("a3 few NULs", utf16_le(&file), &[], "exit 1", &["utf-16le"])]);
}

#[test]
fn a3_utf16_by_name() {
    let le = utf16_le(&purchases("A,2026-01-05,10\n"));
    check(&[
        case("a3 named", le, &["--encoding", "utf-16le"], "A 10.00 | 1 of 1", &[]),
        case("a3 named, big-endian", utf16_be(TABS), &["--encoding", "utf-16be"], "张三 10.00 | 1 of 1", &[]),
    ]);
}

#[test]
fn a3_a_family_by_name() {
    let file = utf16_be(&format!("\u{feff}{TABS}"));
    check(&[case("a3 the mark tells which", file, &["--encoding", "utf-16"], "张三 10.00 | 1 of 1", &["UTF-16BE"])]);
}

#[test]
fn a4_gbk() {
    // Without any flag: `gbk` in `fixtures`.
    let gbk = bytes(GB18030, CHINESE);
    let both = "张三 10.00, 李四 20.00 | 2 of 2";
    let english = bytes(GB18030, &purchases("张三,2026-01-05,10\n"));
    check(&[
        case("a4 said", &gbk, &[], both, &["GB18030"]),
        case("a4 by name", &gbk, &["--encoding", "gbk"], both, &[]),
        case("a4 by its old name", &gbk, &["--encoding", "GB2312"], both, &[]),
        case("a4 compressed", gzip(&gbk), &[], both, &["GB18030"]),
        case("a4 zstd", zstd::encode_all(&gbk[..], 1).unwrap(), &[], both, &["GB18030"]),
        case(
            "a4 second bytes like |",
            bytes(GB18030, &CHINESE.replace(',', "|").replace("张三", "張鹼")),
            &[],
            "張鹼 10.00, 李四 20.00 | 2 of 2",
            &[],
        ),
        case("a4 only one name is not ASCII", &english, &[], "张三 10.00 | 1 of 1", &["GB18030"]),
        case("a4 the flag wins", &english, &["--encoding", "utf-8"], "exit 1", &["no usable rows", "no text in this encoding 1"]),
        case("a4 no such encoding", &gbk, &["--encoding", "klingon"], "exit 2", &["klingon", "gb18030"]),
    ]);
}

#[test]
fn a4_big5() {
    let big5 = bytes(BIG5, "客戶編號,消費日期,金額\n陳功許蓋,2026-01-05,10\n");
    check(&[case(
        "a4 big5 by name",
        big5,
        &["--encoding", "big5", "--id", "#1", "--date", "#2", "--amount", "#3"],
        "陳功許蓋 10.00 | 1 of 1",
        &[],
    )]);
}

#[test]
fn a5_rare_surnames() {
    let file = bytes(GB18030, "客户ID,消费日期,消费金额\n𠮷田,2026-01-05,10\n㐂,2026-01-06,20\n");
    let both = "㐂 20.00, 𠮷田 10.00 | 2 of 2"; // in the order of their UTF-8 bytes
    check(&[
        case("a5 four bytes", &file, &[], both, &["GB18030"]),
        case("a5 called GBK", &file, &["--encoding", "gbk"], both, &[]),
        case(
            "a5 with a bar for delimiter",
            bytes(GB18030, "客户ID|消费日期|消费金额\n𠮷田|2026-01-05|10\n"),
            &[],
            "𠮷田 10.00 | 1 of 1",
            &[],
        ),
    ]);
}

#[test]
fn a6_latin() {
    let file = bytes(WINDOWS_1252, &purchases("José,2026-01-05,10\nZoë,2026-01-06,20\n"));
    check(&[
        case("a6 by name", &file, &["--encoding", "latin1"], "José 10.00, Zoë 20.00 | 2 of 2", &[]),
        case("a6 never without a word", &file, &[], "José 10.00, Zoë 20.00 | 2 of 2", &["windows-1252"]),
    ]);
}

#[test]
fn a7_a_gbk_row_in_utf8() {
    let mixed = [CHINESE.as_bytes(), &bytes(GB18030, "王五,2026-01-07,30\n"), "赵六,2026-01-08,40\n".as_bytes()].concat();
    let alone = [purchases("A,2026-01-05,10\n客,2026-01-05,20\n户,2026-01-05,30\n").as_bytes(), b"\xff,2026-01-05,40\n"].concat();
    check(&[
        case("a7 the row is rejected", mixed, &[], "张三 10.00, 李四 20.00, 赵六 40.00 | 3 of 4 | 4 undecodable", &["a.csv:4"]),
        case("a7 one byte", alone, &[], "A 10.00, 客 20.00, 户 30.00 | 3 of 4 | 5 undecodable", &[]),
    ]);
}

#[test]
fn a7_one_of_two() {
    let whole = "customer_id,date,amount,note\nA,2026-01-05,10,\n客户,2026-01-05,20,\n户,2026-01-06,30,客".as_bytes();
    let cut = &whole[..whole.len() - 1];
    check(&[case("a7 the last character is cut", cut, &[], "A 10.00, 客户 20.00 | 2 of 3 | 4 undecodable", &[])]);
}

#[test]
fn a8_after_what_was_looked_at() {
    let w = Workdir::new();
    let ascii = "A,2026-01-05,1\n".repeat(40_000); // 600 kB
    let late = |tail: &[u8]| [purchases(&ascii).as_bytes(), tail].concat();
    w.write("utf8.csv", [late("客户,2026-01-06,5\n客,2026-01-06,5\n".as_bytes()), b"\xff\xfe,2026-01-06,7\n".to_vec()].concat());
    w.write("gbk.csv", late(&bytes(GB18030, "张三,2026-01-06,5\n")));
    let broken =
        late(&bytes(GB18030, "张三,2026-01-06,5\n李四,2026-01-06,5\n\u{ff},2026-01-06,5\n")).into_iter().chain(*b"\xff,2026-01-06,5\n");
    w.write("broken.csv", broken.collect::<Vec<u8>>());
    for (file, expected, word) in [
        ("utf8.csv", "A×40000 40000.00, 客 5.00, 客户 5.00 | 40002 of 40003 | 40004 undecodable", "utf8.csv:40004"),
        ("gbk.csv", "A×40000 40000.00, 张三 5.00 | 40001 of 40001", "GB18030"),
        ("broken.csv", "A×40000 40000.00, ÿ 5.00, 张三 5.00, 李四 5.00 | 40003 of 40004 | 40005 undecodable", "GB18030"),
    ] {
        let (came, told) = outcome(&w, &[file], &[]);
        assert_eq!(came, expected, "{file}");
        assert!(told.contains(word), "{file} says {word}: {told}");
    }
}

/// Two or three bytes a hanzi, so what is looked at ends inside one under some of these.
const SHIFTS: [&str; 3] = ["", "x", "xx"];

/// A row longer than what is looked at.
fn one_long_row(shift: &str) -> String {
    let note = format!("{shift}{}", "备注很长".repeat(10_000));
    format!("customer_id,date,amount,note\n客户甲,2026-01-05,10,{note}\n乙,2026-01-05,5,\n")
}

/// Rows without LF, and more of them than what is looked at.
fn lines_that_end_in_cr(shift: &str) -> String {
    let row = format!("客,2026-01-05,1,{}\r", "备注".repeat(100));
    format!("customer_id,date,amount,note\r客,2026-01-05,1,{shift}\r{}", row.repeat(300))
}

#[test]
fn a8_where_the_sample_ends_inside_a_character() {
    for shift in SHIFTS {
        check(&[
            case("a8 one long row", one_long_row(shift), &[], "乙 5.00, 客户甲 10.00 | 2 of 2", &[]),
            case("a8 CR alone", lines_that_end_in_cr(shift), &[], "客×301 301.00 | 301 of 301", &[]),
        ]);
    }
}

#[test]
fn a8_where_the_sample_ends_inside_a_gbk_character() {
    for shift in SHIFTS {
        let (long, by_cr) = (bytes(GB18030, &one_long_row(shift)), bytes(GB18030, &lines_that_end_in_cr(shift)));
        check(&[
            case("a8 one long row", long, &[], "乙 5.00, 客户甲 10.00 | 2 of 2", &[]),
            case("a8 CR alone", by_cr, &[], "客×301 301.00 | 301 of 301", &[]),
        ]);
    }
}

#[test]
fn a9_nul() {
    let rest = "A,2026-01-05,10\n";
    check(&[
        case("a9 in an id", purchases(&format!("{rest}B\0,2026-01-05,10\n")), &[], "A 10.00 | 1 of 2 | 3 control_character", &[]),
        case("a9 never cut at it", purchases("A,2026-01-05,10\nA\0B,2026-01-05,10\n"), &[], "A 10.00 | 1 of 2 | 3 control_character", &[]),
        case(
            "a9 escape in an id",
            purchases(&format!("{rest}B\u{1b}[31m,2026-01-05,10\n")),
            &[],
            "A 10.00 | 1 of 2 | 3 control_character",
            &[],
        ),
        case(
            "a9 in a kept column",
            "customer_id,date,amount,note\nA,2026-01-05,10,\nB,2026-01-05,10,x\0\n",
            &["--keep", "note"],
            "A 10.00 | 1 of 2 | 3 control_character",
            &[],
        ),
    ]);
}

#[test]
fn a9_nul_in_other_cells() {
    check(&[
        case("a9 in an amount", purchases("A,2026-01-05,10\nB,2026-01-05,1\u{0}0\n"), &[], "A 10.00 | 1 of 2 | 3 control_character", &[]),
        case("a9 in a date", purchases("A,2026-01-05,10\nB,2026-01-0\u{0}5,10\n"), &[], "A 10.00 | 1 of 2 | 3 control_character", &[]),
        case(
            "a9 in an order id",
            "order_id,customer_id,date,amount\n1,A,2026-01-05,10\n2\u{0},B,2026-01-05,10\n",
            &[],
            "A 10.00 | 1 of 2 | 3 control_character",
            &[],
        ),
    ]);
}

#[test]
fn a10_no_characters() {
    let rows = |bad: &[u8]| [purchases("客,2026-01-05,10\n户,2026-01-05,20\n").as_bytes(), bad, b",2026-01-05,30\n"].concat();
    let expected = "客 10.00, 户 20.00 | 2 of 3 | 4 undecodable";
    let lone = [utf16_le("\u{feff}customer_id,date,amount\nA,2026-01-05,10\n"), vec![0x00, 0xd8], utf16_le(",2026-01-05,30\n")].concat();
    check(&[
        case("a10 overlong slash", rows(b"\xc0\xaf"), &[], expected, &[]),
        case("a10 overlong NUL", rows(b"\xc0\x80"), &[], expected, &[]),
        case("a10 surrogates in UTF-8", rows(b"\xed\xa0\x80\xed\xb0\x80"), &[], expected, &[]),
        case("a10 above the last character", rows(b"\xf4\x90\x80\x80"), &[], expected, &[]),
        case("a10 half a surrogate pair", lone, &[], "A 10.00 | 1 of 2 | 3 undecodable", &[]),
    ]);
}

/// The last 256 characters of the last private plane stand for broken bytes inside, so as text they are refused.
#[test]
fn a10_private_characters_of_the_last_plane() {
    let broken = purchases("客,2026-01-05,10\n\u{10fffd},2026-01-05,30\n");
    let others = purchases("客,2026-01-05,10\n\u{10fc00},2026-01-05,30\n");
    check(&[
        case("a10 U+10FFFD", broken, &[], "客 10.00 | 1 of 2 | 3 undecodable", &[]),
        case("a10 U+10FC00", others, &[], "客 10.00, \u{10fc00} 30.00 | 2 of 2", &[]),
    ]);
}

#[test]
fn a11_ids_are_verbatim() {
    // --normalize-ids is not part of the program; ids that look alike stay apart.
    let file = purchases("é,2026-01-05,1\ne\u{301},2026-01-05,2\n１２,2026-01-05,3\n12,2026-01-05,4\n");
    check(&[case("a11 composed and not, full width and not", file, &[], "12 4.00, e\u{301} 2.00, é 1.00, １２ 3.00 | 4 of 4", &[])]);
}

#[test]
fn a12_spaces_that_cannot_be_seen() {
    // Headers are compared by letters and digits; of ids only ASCII whitespace is trimmed.
    let header = "\u{200b}customer_id\u{a0},\u{3000}date\u{200d},amount\u{feff}\nA,2026-01-05,10\n";
    let ids = purchases(" A\t,2026-01-05,1\nA\u{3000},2026-01-05,2\nA\u{a0},2026-01-05,4\n");
    check(&[
        case("a12 header", header, &[], "A 10.00 | 1 of 1", &[]),
        case("a12 named", "客户\u{200b}号码,date,amount\nA,2026-01-05,10\n", &["--id", "客户号码"], "A 10.00 | 1 of 1", &[]),
        case("a12 ids", ids, &[], "A 1.00, A\u{a0} 4.00, A\u{3000} 2.00 | 3 of 3", &[]),
        case("a12 amounts and dates", purchases("A,\u{a0}2026-01-05\u{3000},\u{a0}10\u{3000}\n"), &[], "A 10.00 | 1 of 1", &[]),
    ]);
}

#[test]
fn a13_a_mark_between_files() {
    let file = |rows: &str| format!("\u{feff}{}", purchases(rows));
    let both = [file("A,2026-01-05,10\n"), file("B,2026-01-06,20\n")].concat();
    let headless = format!("{}\u{feff}B,2026-01-06,20\n", file("A,2026-01-05,10\n"));
    check(&[
        case("a13 header again", both, &[], "A 10.00, B 20.00 | 2 of 3 | 3 repeated_header", &[]),
        case("a13 no header", headless, &[], "A 10.00, B 20.00 | 2 of 2", &[]),
    ]);
}

#[test]
fn a13_a_mark_before_a_quote() {
    let quoted = "\u{feff}\"customer_id\",\"date\",\"amount\"\n";
    let both = format!("{quoted}\"A\",\"2026-01-05\",\"10\"\n{quoted}\"B\",\"2026-01-06\",\"20\"\n");
    check(&[case("a13 quoted header again", both, &[], "A 10.00, B 20.00 | 2 of 3 | 3 repeated_header", &[])]);
}
