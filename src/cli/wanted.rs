//! What was typed about forms, segments and order, in the program's own words: checked before anything is read.

use super::answer::{form, form_of};
use super::args;
use super::failure::usage;
use super::say::Say;
use super::settings;
use anyhow::Result;
use clap::ArgMatches;
use clap::parser::ValueSource;
use rfm::export::{self, ExportOptions, SortKey, Written};
use rfm::lang::{Lang, Text};
use rfm::note::Note;
use rfm::report::{self, Report};
use rfm::workbook;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

/// Which outputs in which form.
pub struct Wanted {
    format: report::Form,
    /// The form of each `--output`.
    pub reports: Vec<report::Form>,
    /// The form of each `--export`; none is stdout.
    pub exports: Vec<Option<export::Format>>,
    /// The form of an export on stdout.
    pub stdout_export: export::Format,
    /// How exports are dressed.
    pub options: ExportOptions,
    /// What was typed in vain.
    pub idle: Vec<Note>,
    data_lang: Lang,
}

/// What `--output-encoding` asks for: GB18030, else UTF-8.
pub fn is_gb18030(name: &str) -> Result<bool> {
    match name.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" => Ok(false),
        "gb18030" | "gbk" => Ok(true),
        other => {
            let what = Text::new("'{}' cannot be written", "无法按“{}”写出");
            Err(usage("--output-encoding", other, what).names(["utf-8", "gb18030"]).into())
        }
    }
}

impl Wanted {
    /// As typed, or what cannot be meant.
    pub fn new(args: &args::Score, typed: &ArgMatches, say: &Say) -> Result<Wanted> {
        let to_stdout = args.export.iter().filter(|file| file.as_os_str() == "-").count();
        if to_stdout > 1 {
            return Err(usage("--export", "-", Text::new("stdout ({}) can be named only once", "标准输出（{}）只能出现一次")).into());
        }
        let format = match form(&args.format) {
            Ok(report::Form::Xlsx) if std::io::stdout().is_terminal() => {
                let to_terminal =
                    Text::new("'{}' is not for a terminal; name a file with --output", "“{}”不能显示在终端上；请用 --output 指定文件");
                return Err(usage("--format", &args.format, to_terminal).into());
            }
            Err(_) if to_stdout == 1 => report::Form::Text(report::Format::Table), // a form of exports only: jsonl
            format => format?,
        };
        let stdout_export = match args.format.as_str() {
            "table" | "md" | "html" => export::Format::Csv,
            name => name.parse()?,
        };
        let reports: Vec<_> = args.output.iter().map(|file| form_of("--output", file)).collect::<Result<_>>()?;
        let of_export = |file: &PathBuf| if file.as_os_str() == "-" { Ok(None) } else { export::Format::of_path(file).map(Some) };
        let gb18030 = is_gb18030(&args.output_encoding)?;
        Ok(Wanted {
            format,
            stdout_export,
            exports: args.export.iter().map(of_export).collect::<Result<_, _>>()?,
            options: ExportOptions {
                segments: args.segment.iter().map(|name| settings::segment("--segment", name)).collect::<Result<_>>()?,
                sort: args.sort.iter().map(|key| key.parse::<SortKey>()).collect::<Result<_, _>>()?,
                keep: (0..args.keep.len()).collect(),
                stages: None,
                previous: args.previous.as_deref().map(export::read_previous).transpose()?,
                outlooks: None, // when the files have been read
                excel: args.excel,
                gb18030,
                lang: say.lang,
                currency: say.style.currency,
            },
            idle: idle(args, typed, reports.iter().chain([&format])),
            reports,
            data_lang: say.data_lang,
        })
    }

    /// Customers go to stdout, so the report does not.
    pub fn exports_to_stdout(&self) -> bool {
        self.exports.iter().any(Option::is_none)
    }

    /// The report is wanted somewhere, so it must know whom to call.
    pub fn has_report(&self) -> bool {
        !self.exports_to_stdout() || !self.reports.is_empty()
    }

    /// Customers are listed somewhere.
    pub fn lists_customers(&self) -> bool {
        !self.exports.is_empty() || self.has_workbook()
    }

    /// A report lists the customers too.
    pub fn has_workbook(&self) -> bool {
        self.reports.contains(&report::Form::Xlsx) || (self.format == report::Form::Xlsx && !self.exports_to_stdout())
    }

    /// The report in the form for stdout.
    pub fn write_stdout(&self, report: &Report<'_>, say: &Say, out: &mut (dyn Write + Send)) -> Result<io::Result<Written>> {
        if self.format.is_for_programs() || !say.is_ascii_terminal() {
            return self.write(report, self.format, out);
        }
        let mut page = Vec::new();
        let told = self.write(report, self.format, &mut page)?;
        Ok(told.and_then(|told| out.write_all(&say.shown(page)).map(|()| told)))
    }

    /// The report in a form: for programs not in the language of the locale, and under `--excel` as Excel likes it. What
    /// the output itself fails with stays apart.
    pub fn write(&self, report: &Report<'_>, form: report::Form, out: &mut (dyn Write + Send)) -> Result<io::Result<Written>> {
        let lang = if form.is_for_programs() { self.data_lang } else { report.lang };
        let report = Report { lang, ..report.clone() };
        let bytes = match form {
            report::Form::Xlsx => return Ok(workbook::write(&report, &self.options, out)),
            report::Form::Html => report::render_page(&report)?,
            report::Form::Text(format) if self.options.excel => report::render_for_spreadsheet(&report, format)?,
            report::Form::Text(format) => report::render(&report, format)?,
        };
        Ok(out.write_all(&bytes).and_then(|()| out.flush()).map(|()| Written::default()))
    }

    /// What is to be told of a workbook.
    pub fn workbook_notes(told: Written, file: &str) -> impl Iterator<Item = Note> {
        let Written { customers, sheets, amounts_as_text: amounts, cut: texts, .. } = told;
        let file = file.to_owned();
        let notes = [
            (sheets > 1).then(|| Note::ManySheets { customers, sheets, file: file.clone() }),
            (amounts > 0).then(|| Note::AmountsAsText { amounts, file: file.clone() }),
            (texts > 0).then_some(Note::TextsCut { texts, file }),
        ];
        notes.into_iter().flatten()
    }

    /// What a spreadsheet would make of an export that was not dressed for it.
    pub fn spreadsheet_hint(&self, told: Written, format: export::Format, file: String) -> Option<Note> {
        let delimited = matches!(format, export::Format::Csv | export::Format::Tsv);
        let spoilt = told.formulas > 0 || (told.non_ascii && !self.options.gb18030);
        (delimited && !self.options.excel && spoilt).then_some(Note::SpreadsheetHint { formulas: told.formulas, file })
    }
}

/// Flags that were typed in vain.
fn idle<'f>(args: &args::Score, typed: &ArgMatches, reports: impl Iterator<Item = &'f report::Form> + Clone) -> Vec<Note> {
    let is_typed = typed.value_source("title") == Some(ValueSource::CommandLine);
    let no_page = (is_typed && !reports.clone().any(|form| *form == report::Form::Html)).then_some(Note::NoPage);
    no_export(args, typed, reports.clone()).into_iter().chain(no_page).collect()
}

/// Those that shape exports, where nothing is exported.
fn no_export<'f>(args: &args::Score, typed: &ArgMatches, reports: impl Iterator<Item = &'f report::Form> + Clone) -> Option<Note> {
    if !args.export.is_empty() || reports.clone().any(|form| *form == report::Form::Xlsx) {
        return None;
    }
    let mut flags = vec!["segment", "sort", "keep", "previous", "clv", "output_encoding"];
    if !reports.into_iter().any(|form| matches!(form, report::Form::Text(report::Format::Csv | report::Format::Tsv))) {
        flags.push("excel");
    }
    flags.retain(|flag| typed.value_source(flag) == Some(ValueSource::CommandLine));
    let flags: Vec<String> = flags.into_iter().map(|flag| format!("--{}", flag.replace('_', "-"))).collect();
    (!flags.is_empty()).then(|| Note::NoExport(flags.join(" ")))
}
