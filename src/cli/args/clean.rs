//! Arguments of `rfm clean`.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `rfm clean`
#[derive(Debug, Args)]
#[command(after_long_help = "\
Cells stay as they were written: nothing is trimmed, rounded or taken for a date.
Changed is only what other programs stumble over: the encoding becomes UTF-8, the
delimiter a comma, quotes stand where RFC 4180 wants them, blank lines and NUL
characters go, all rows get as many cells as the header. Each change is told, with
the lines of the first rows. Rows that are no text in the encoding are left out;
--rejects keeps them.

Uneven rows (--uneven): pad fills up short ones and keeps long ones whole; cut
also cuts long ones after the last column; reject leaves both out; keep leaves
both as they are. Blank cells beyond the last column go, but under keep.

Odd quotes: a quote inside a field stands for itself, and so does one that opens
a field and closes none. --strict stops there instead.

Exit codes: 0 done; 1 the data or the run is at fault, no file was written;
2 usage; 74 an output could not be written; 129, 130, 143 interrupted.")]
#[command(before_help = "\
Examples:
  rfm clean export.csv -o clean.csv             a broken export in good order
  rfm clean export.csv | head -3                on stdout
  rfm clean export.csv -o clean.csv --rejects rest.csv --uneven reject
  rfm clean export.csv --excel -o for-excel.csv    opens well in a spreadsheet
  rfm clean notes.txt -d '||' --line-end lf     another delimiter")]
pub struct Clean {
    /// A CSV, TSV, Excel or OpenDocument file, plain, .gz or .zst; `-` or none is standard input
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,

    /// Encoding: utf-8, gb18030, gbk, big5, utf-16le, … [default: told by the content]
    #[arg(long, value_name = "NAME", help_heading = "Reading")]
    pub encoding: Option<String>,
    /// Delimiter: one or more characters, tab or space [default: , tab ; or |, told by the content]
    #[arg(short, long, value_name = "TEXT", help_heading = "Reading")]
    pub delimiter: Option<String>,
    /// Quote: one character, or none where quotes are letters like any other
    #[arg(long, value_name = "CHAR", default_value = "\"", hide_default_value = true, help_heading = "Reading")]
    pub quote: String,
    /// Escape character before quotes and delimiters, such as \ [default: quotes are doubled]
    #[arg(long, value_name = "CHAR", help_heading = "Reading")]
    pub escape: Option<String>,
    /// Line on which the table begins [default: the first with more than one cell filled]
    #[arg(long, value_name = "LINE", value_parser = clap::value_parser!(u64).range(1..), help_heading = "Reading")]
    pub header_row: Option<u64>,
    /// Lines of the header, which become one
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=20), help_heading = "Reading", hide_short_help = true)]
    pub header_lines: u64,
    /// There is no header: everything is rows
    #[arg(long, conflicts_with = "header_row", help_heading = "Reading", hide_short_help = true)]
    pub no_header: bool,
    /// Sheet of a workbook [default: the first that is not empty]
    #[arg(long, value_name = "NAME", help_heading = "Reading")]
    pub sheet: Option<String>,
    /// What becomes of rows with more or fewer cells than the header
    #[arg(long, value_name = "RULE", default_value = "pad", help_heading = "Reading")]
    pub uneven: UnevenRule,
    /// Stop at the first row that cannot stay as it is
    #[arg(long, help_heading = "Reading")]
    pub strict: bool,

    /// Write it to a file, whole or not at all [default: stdout]
    #[arg(short, long, value_name = "FILE", help_heading = "Writing")]
    pub output: Option<PathBuf>,
    /// Keep rows that are left out, with file, line, value and reason
    #[arg(long, value_name = "FILE", help_heading = "Writing")]
    pub rejects: Option<PathBuf>,
    /// Delimiter to write: one character, or tab
    #[arg(long, value_name = "CHAR", default_value = ",", help_heading = "Writing")]
    pub output_delimiter: String,
    /// How rows end: crlf, as RFC 4180 says, or lf
    #[arg(long, value_name = "END", default_value = "crlf", help_heading = "Writing")]
    pub line_end: LineEnd,
    /// As Excel likes it: byte order mark, no cell that could be taken for a formula
    #[arg(long, help_heading = "Writing")]
    pub excel: bool,
    /// Encoding to write: utf-8 or gb18030
    #[arg(long, value_name = "NAME", default_value = "utf-8", help_heading = "Writing", hide_short_help = true)]
    pub output_encoding: String,
}

/// What becomes of uneven rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum UnevenRule {
    /// Short ones are filled up, long ones kept whole
    Pad,
    /// Short ones are filled up, long ones cut off
    Cut,
    /// Both stay as they are
    Keep,
    /// Both are left out
    Reject,
}

/// How rows end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LineEnd {
    /// CR and LF
    Crlf,
    /// LF
    Lf,
}
