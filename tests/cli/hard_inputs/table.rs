//! Which test has which hard input, so that a reader sees that none is missing: 147 rows, A to G.
//!
//! A row names tests as `file::function`, in this folder, elsewhere in `tests/cli`, or in `src`. One that begins with `-` has
//! no case here, and says why.

use std::path::Path;

const TABLE: &[(&str, &str)] = &[
    // A encoding
    ("A1 byte order mark", "hard_inputs/encoding::a1_byte_order_mark"),
    ("A2 UTF-16 with a mark", "hard_inputs/encoding::a2_utf16_with_mark"),
    ("A3 UTF-16 without one", "hard_inputs/encoding::a3_utf16_without_mark"),
    ("A4 GBK, GB18030", "hard_inputs/encoding::a4_gbk"),
    ("A5 four bytes of GB18030", "hard_inputs/encoding::a5_rare_surnames"),
    ("A6 Latin-1", "hard_inputs/encoding::a6_latin"),
    ("A7 one row in another encoding", "hard_inputs/encoding::a7_a_gbk_row_in_utf8"),
    ("A8 an odd byte late", "hard_inputs/encoding::a8_after_what_was_looked_at"),
    ("A9 NUL", "hard_inputs/encoding::a9_nul"),
    ("A10 overlong forms, surrogates", "hard_inputs/encoding::a10_no_characters"),
    ("A11 composed or not, full width", "hard_inputs/encoding::a11_ids_are_verbatim"),
    ("A12 blanks that cannot be seen", "hard_inputs/encoding::a12_spaces_that_cannot_be_seen"),
    ("A13 a mark in the middle", "hard_inputs/encoding::a13_a_mark_between_files"),
    // B structure
    ("B1 empty", "hard_inputs/structure::b1_b2_b3_nothing_there"),
    ("B2 line ends alone", "hard_inputs/structure::b1_b2_b3_nothing_there"),
    ("B3 a header alone", "hard_inputs/structure::b1_b2_b3_nothing_there"),
    ("B4 no header", "hard_inputs/structure::b4_no_header"),
    ("B5 a column missing", "hard_inputs/structure::b5_b6_b7_columns"),
    ("B6 a column twice", "hard_inputs/structure::b5_b6_b7_columns"),
    ("B7 names of columns", "hard_inputs/structure::b5_b6_b7_columns"),
    ("B8 a short row", "hard_inputs/structure::b8_to_b11_fields_and_their_number"),
    ("B9 a long row", "hard_inputs/structure::b8_to_b11_fields_and_their_number"),
    ("B10 a delimiter behind all rows", "hard_inputs/structure::b8_to_b11_fields_and_their_number"),
    ("B11 behind data alone", "hard_inputs/structure::b8_to_b11_fields_and_their_number"),
    ("B12 the header again", "hard_inputs/structure::b12_to_b15_lines_that_are_no_rows"),
    ("B13 a second table", "hard_inputs/structure::b12_to_b15_lines_that_are_no_rows"),
    ("B14 titles above", "hard_inputs/structure::b14_a_long_preamble"),
    ("B15 a total below", "hard_inputs/structure::b12_to_b15_lines_that_are_no_rows"),
    ("B16 line ends of all kinds", "hard_inputs/structure::b16_b17_b18_lines"),
    ("B17 no line end at the end", "hard_inputs/structure::b16_b17_b18_lines"),
    ("B18 blank lines", "hard_inputs/structure::b16_b17_b18_lines"),
    ("B19 an unclosed quote", "hard_inputs/structure::b19_an_unclosed_quote"),
    ("B20 a quote within", "hard_inputs/structure::b20_to_b23_quotes"),
    ("B21 text after a quote", "hard_inputs/structure::b20_to_b23_quotes"),
    ("B22 backslashes", "hard_inputs/structure::b20_to_b23_quotes"),
    ("B23 line ends in fields", "hard_inputs/structure::b20_to_b23_quotes"),
    ("B24 those at a border", "../loader::a_quoted_line_end_at_every_border"),
    ("B25 delimiters", "hard_inputs/structure::b25_b26_b27_delimiters"),
    ("B26 decimal commas", "hard_inputs/structure::b25_b26_b27_delimiters"),
    ("B27 delimiters of two characters", "hard_inputs/structure::b25_b26_b27_delimiters"),
    ("B28 a long row", "hard_inputs/structure::b28_a_row_of_16_mib"),
    ("B29 many columns", "hard_inputs/structure::b29_columns"),
    ("B30 one line of 10 GB", "hard_inputs/structure::b30_a_line_of_10_gb"),
    ("B31 comments", "hard_inputs/structure::b31_b32_comments_and_sep"),
    ("B32 sep=;", "hard_inputs/structure::b31_b32_comments_and_sep"),
    ("B33 other kinds of file", "hard_inputs/structure::b33_b34_other_kinds_of_file"),
    ("B34 compression by content", "hard_inputs/structure::b33_b34_other_kinds_of_file"),
    // C amounts
    ("C1 refunds", "hard_inputs/amounts::c1_c2_c3_less_than_something"),
    ("C2 nothing", "hard_inputs/amounts::c1_c2_c3_less_than_something"),
    ("C3 less than nothing", "hard_inputs/amounts::c1_c2_c3_less_than_something"),
    ("C4 NaN, infinity", "hard_inputs/amounts::c4_c5_c6_no_amounts"),
    ("C5 words for nothing", "hard_inputs/amounts::c4_c5_c6_no_amounts"),
    ("C6 1e308", "hard_inputs/amounts::c4_c5_c6_no_amounts"),
    ("C7 sums too large", "hard_inputs/amounts::c7_c8_sums_are_exact"),
    ("C8 sums of cents", "hard_inputs/amounts::c7_c8_sums_are_exact"),
    ("C9 decimals", "hard_inputs/amounts::c9_decimals"),
    ("C10 groups", "hard_inputs/amounts::c10_c11_c12_groups"),
    ("C11 groups of other countries", "hard_inputs/amounts::c10_c11_c12_groups"),
    ("C12 a decimal comma unquoted", "hard_inputs/amounts::c10_c11_c12_groups"),
    ("C13 currencies", "hard_inputs/amounts::c13_currencies"),
    ("C14 signs of bookkeepers", "hard_inputs/amounts::c14_c15_c16_signs_and_forms"),
    ("C15 full width", "hard_inputs/amounts::c14_c15_c16_signs_and_forms"),
    ("C16 other forms", "hard_inputs/amounts::c14_c15_c16_signs_and_forms"),
    ("C17 text by a spreadsheet", "hard_inputs/amounts::c17_c18_c19_what_a_spreadsheet_adds"),
    ("C18 percent, units", "hard_inputs/amounts::c17_c18_c19_what_a_spreadsheet_adds"),
    ("C19 minus nothing", "hard_inputs/amounts::c17_c18_c19_what_a_spreadsheet_adds"),
    ("C20 quantity times price", "hard_inputs/amounts::c20_quantity_times_price"),
    // D dates
    ("D1 year first", "hard_inputs/dates::d1_d2_year_first"),
    ("D2 in Chinese", "hard_inputs/dates::d1_d2_year_first"),
    ("D3 day or month", "hard_inputs/dates::d3_d4_one_order_a_column"),
    ("D4 decided late", "hard_inputs/dates::d3_d4_one_order_a_column"),
    ("D5 no such day", "hard_inputs/dates::d5_d6_days_that_are_none"),
    ("D6 odd years", "hard_inputs/dates::d5_d6_days_that_are_none"),
    ("D7 the future", "hard_inputs/dates::d7_after_the_as_of_date"),
    ("D8 years of two digits", "hard_inputs/dates::d8_two_digit_years"),
    ("D9 numbers of spreadsheets", "hard_inputs/dates::d9_d10_numbers"),
    ("D10 seconds", "hard_inputs/dates::d9_d10_numbers"),
    ("D11 zones", "hard_inputs/dates::d11_d12_times"),
    ("D12 hours that are none", "hard_inputs/dates::d11_d12_times"),
    ("D13 names of months", "hard_inputs/dates::d13_d14_d16_words_spaces_nothing"),
    ("D14 blanks around", "hard_inputs/dates::d13_d14_d16_words_spaces_nothing"),
    ("D15 clock and zone", "hard_inputs/dates::d15_neither_clock_nor_zone_of_the_machine"),
    ("D16 nothing", "hard_inputs/dates::d13_d14_d16_words_spaces_nothing"),
    // E semantics
    ("E1 one customer", "hard_inputs/semantics::e1_one_customer"),
    ("E2 all alike", "hard_inputs/semantics::e2_e5_all_alike"),
    ("E3 fewer than five", "hard_inputs/semantics::e3_fewer_than_five"),
    ("E4 most with one purchase", "hard_inputs/semantics::e4_most_with_one_purchase"),
    ("E5 all on one day", "hard_inputs/semantics::e2_e5_all_alike"),
    ("E6 rows twice", "hard_inputs/semantics::e6_e7_e8_e9_ids"),
    ("E7 one order, two customers", "hard_inputs/semantics::e6_e7_e8_e9_ids"),
    ("E8 blanks and case", "hard_inputs/semantics::e6_e7_e8_e9_ids"),
    ("E9 ids that look like numbers", "hard_inputs/semantics::e6_e7_e8_e9_ids"),
    ("E10 nobody, everybody", "hard_inputs/semantics::e10_no_customer_and_everybody"),
    ("E11 many rows of one", "hard_inputs/semantics::e11_e14_much_of_one"),
    ("E12 more customers than memory", "memory::customers_beyond_memory_end_the_run_early"),
    ("E13 crafted ids", "-the hash is keyed anew in each process (foldhash); no test asks how long something takes"),
    ("E14 an id of 40,000 characters", "hard_inputs/semantics::e11_e14_much_of_one"),
    ("E15 one kind taken for the other", "hard_inputs/semantics::e15_e16_customer_tables"),
    ("E16 customer tables", "hard_inputs/semantics::e15_e16_customer_tables"),
    ("E17 rules with gaps", "../../src/segment::every_triple_has_the_segment_of_its_pattern"),
    ("E18 several files", "hard_inputs/semantics::e18_e19_several_files"),
    ("E19 a file twice", "hard_inputs/semantics::e18_e19_several_files"),
    ("E20 rows in another order", "properties::the_order_of_rows_changes_nothing"),
    // F system
    ("F1 no file", "hard_inputs/system::f1_f3_no_file"),
    ("F2 may not be read", "hard_inputs/system::f2_a_file_that_may_not_be_read"),
    ("F3 directories, pipes", "hard_inputs/system::f3_pipes"),
    ("F4 EIO while reading", "-needs a fault injected into a system call"),
    ("F5 changed while read", "outputs::an_input_that_changes_while_it_is_read"),
    ("F6 mapped memory", "-no input is mapped"),
    ("F7 half a row at the end", "hard_inputs/system::f7_f8_f9_cut_and_joined"),
    ("F8 cut gzip", "hard_inputs/system::f7_f8_f9_cut_and_joined"),
    ("F9 gzip of several members", "hard_inputs/system::f7_f8_f9_cut_and_joined"),
    ("F10 a bomb", "-streamed: a row is bounded (B30), and so are the customers (E12)"),
    ("F11 a full disk", "errors::every_code_is_the_end_of_some_run"),
    ("F12 outputs in odd places", "outputs::an_output_is_never_an_input"),
    ("F13 no directory", "outputs::a_failing_run_leaves_everything_as_it_was"),
    ("F14 a read-only file system", "errors::every_code_is_the_end_of_some_run"),
    ("F15 killed while writing", "../../src/write/mod::what_a_killed_run_left_long_ago_goes"),
    ("F16 signals", "outputs::an_interrupted_run_leaves_nothing_behind"),
    ("F17 a reader that goes away", "outputs::a_closed_pipe_is_a_quiet_end"),
    ("F18 two runs at once", "outputs::one_run_at_a_time"),
    ("F19 two runs, one store", "tasks::two_runs_at_once_lose_nothing"),
    ("F20 a store that is none", "tasks::a_store_that_cannot_be_used_is_named_and_left_alone"),
    ("F21 a store that is moved away", "-each command opens it once and changes it in one transaction"),
    ("F22 as cron runs it", "hard_inputs/system::f22_f27_where_and_under_what_name"),
    ("F23 clocks that jump", "-nothing is scheduled here; as-of dates come from the data or the command line"),
    ("F24 asleep when it was due", "-nothing is scheduled here"),
    ("F25 a memory limit", "memory::customers_beyond_memory_end_the_run_early"),
    ("F26 many files", "hard_inputs/system::f26_more_files_than_may_be_open"),
    ("F27 names of files", "hard_inputs/system::f22_f27_where_and_under_what_name"),
    ("F28 crontab lines", "-none are written"),
    // G outputs
    ("G1 formulas", "export::for_excel"),
    ("G2 after another delimiter", "../../src/export/mod::for_a_spreadsheet"),
    ("G3 formulas in XLSX", "xlsx::hostile_text_is_only_text"),
    ("G4 ids as numbers", "xlsx::cells_have_types"),
    ("G5 tags", "page::what_customers_are_called_stays_text"),
    ("G6 escapes of terminals", "../../src/note/safe::hostile_text_is_shown_harmless"),
    ("G7 text too long for XLSX", "xlsx::hostile_text_is_only_text"),
    ("G8 rows too many for XLSX", "../../src/export/xlsx::what_does_not_fit_goes_on_to_the_next_sheet"),
    ("G9 characters XML has not", "xlsx::hostile_text_is_only_text"),
    ("G10 names of sheets", "xlsx::the_report_has_its_sheets_in_both_languages"),
    ("G11 a mark for spreadsheets", "hard_inputs/system::g11_g12_what_is_written_is_read"),
    ("G12 ids with marks in CSV", "hard_inputs/system::g11_g12_what_is_written_is_read"),
    ("G13 figures", "../../src/money/mod::printed_as_the_standard_library_does"),
    ("G14 the same bytes", "determinism::the_same_bytes_for_any_number_of_threads_and_any_order_of_rows"),
    ("G15 a page of a million", "page::the_page_stays_small_and_the_same"),
    ("G16 permissions", "outputs::permissions_are_kept_and_new_files_are_like_any_other"),
];

#[test]
fn every_row_has_its_test() {
    let count = |letter: char| TABLE.iter().filter(|(row, _)| row.starts_with(letter)).count();
    assert_eq!(['A', 'B', 'C', 'D', 'E', 'F', 'G'].map(count), [13, 34, 20, 16, 20, 28, 16]);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
    let (mut letter, mut number) = ('@', 0);
    for (row, tests) in TABLE {
        let (name, _) = row.split_once(' ').unwrap();
        if !name.starts_with(letter) {
            (letter, number) = (name.chars().next().unwrap(), 0);
        }
        number += 1;
        assert_eq!(name, format!("{letter}{number}"), "the rows stand in order");
        let Some((file, function)) = tests.split_once("::").filter(|_| !tests.starts_with('-')) else {
            assert!(tests.len() > 10, "{row} says why");
            continue;
        };
        let source = std::fs::read_to_string(folder.join(format!("{file}.rs"))).unwrap_or_else(|error| panic!("{row}: {file}.rs: {error}"));
        assert!(source.contains(&format!("fn {function}(")), "{row}: {file}.rs has no {function}");
    }
}
