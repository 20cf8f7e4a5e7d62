//! `rfm score`: open, score, render, write. Nothing is in its place before everything is complete.

use super::args;
use super::failure::usage;
use super::progress::Progress;
use super::say::{Say, stdout_error};
use super::settings;
use anyhow::Result;
use rfm::export::rejects::RejectsWriter;
use rfm::export::{self, ExportOptions, SortKey};
use rfm::job::{self, Job};
use rfm::lang::Text;
use rfm::load::{Files, columns::Role};
use rfm::lock::Lock;
use rfm::note::Note;
use rfm::receipt::{self, Receipt};
use rfm::report::{self, By, Group, Report};
use rfm::scored::Scored;
use rfm::segment::Segment;
use rfm::write::{Outputs, Slot};
use rfm::{cuts, summary};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Columns of a table that goes to a file.
const FILE_WIDTH: usize = 120;

/// Scores and writes what was asked for.
pub fn run(args: &args::Score, say: &Say) -> Result<()> {
    let started = Instant::now();
    let _lock = args.lock.as_deref().map(Lock::take).transpose()?;
    let mut job = settings::job(&args.reading, &args.scoring)?;
    let wanted = Wanted::new(args)?;
    let asked_as_of = job.policy.as_of;
    prepare(&mut job, args, &wanted);

    let needs_twice = job.policy.window.is_some() && asked_as_of.is_none();
    let sources = settings::sources(&args.reading, &job.reading, needs_twice, "score")?;
    let mut staged = Staged::new(args, &wanted)?;
    let progress = Progress::watch(sources.iter().map(|source| source.size).sum(), say.quiet);
    let mut files = Files::new(sources, &job.reading)?;
    let base = staged.score(&mut files, &job)?;
    drop(progress);

    // That typical ranges need fixed thresholds stands in every report already.
    say.notes(base.notes.iter().filter(|note| **note != Note::TypicalNeedsFixed));
    say.notes(&as_of_notes(&base, asked_as_of.is_none()));
    let report = report_of(args, &base, &job, &files, say);
    let written = staged.write_all(&report, &base, &wanted, &files, started)?;
    staged.outputs.commit()?;
    say.notes(&written);
    print(&report, &base, &wanted, say)?;
    if say.verbose {
        say.note(&format!("{:.3} s", started.elapsed().as_secs_f64()));
    }
    Ok(())
}

/// What was typed about forms, segments and order, checked before anything is read.
struct Wanted {
    format: report::Format,
    reports: Vec<report::Format>,
    exports: Vec<Option<export::Format>>, // none: stdout
    stdout_export: export::Format,
    options: ExportOptions,
}

impl Wanted {
    fn new(args: &args::Score) -> Result<Wanted> {
        let to_stdout = args.export.iter().filter(|file| file.as_os_str() == "-").count();
        if to_stdout > 1 {
            return Err(usage("--export", "-", Text::new("stdout ({}) can be named only once", "标准输出（{}）只能出现一次")).into());
        }
        let no_form = Text::new("'{}' is not a form; there are: ", "没有格式“{}”；可用：");
        let format = match report::Format::of_name(&args.format) {
            Some(format) => format,
            None if to_stdout == 1 => report::Format::Table, // a form of exports only: jsonl
            None => {
                return Err(usage("--format", &args.format, no_form).hint(report::Format::names().collect::<Vec<_>>().join(", ")).into());
            }
        };
        let stdout_export = match args.format.as_str() {
            "table" | "md" => export::Format::Csv,
            name => name.parse()?,
        };
        let of_file = |file: &PathBuf| {
            let no_ending = Text::new("the ending of {} names no form; there are: ", "{} 的扩展名不对应任何格式；可用：");
            let endings = ".txt .csv .tsv .json .md";
            report::Format::of_file(file).ok_or_else(|| usage("--output", &file.display().to_string(), no_ending).hint(endings))
        };
        let of_export = |file: &PathBuf| if file.as_os_str() == "-" { Ok(None) } else { export::Format::of_path(file).map(Some) };
        let no_segment = Text::new("'{}' is not a segment; there are: ", "没有客群“{}”；可用：");
        let slugs = Segment::ALL.map(Segment::slug).join(", ");
        let segment = |name: &String| Segment::find(name).map_err(|_| usage("--segment", name, no_segment).hint(slugs.clone()));
        let gb18030 = match args.output_encoding.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => false,
            "gb18030" | "gbk" => true,
            other => {
                let what = Text::new("'{}' cannot be written; there are: utf-8, gb18030", "无法按“{}”写出；可用：utf-8、gb18030");
                return Err(usage("--output-encoding", other, what).into());
            }
        };
        Ok(Wanted {
            format,
            stdout_export,
            reports: args.output.iter().map(of_file).collect::<Result<_, _>>()?,
            exports: args.export.iter().map(of_export).collect::<Result<_, _>>()?,
            options: ExportOptions {
                segments: args.segment.iter().map(segment).collect::<Result<_, _>>()?,
                sort: args.sort.iter().map(|key| key.parse::<SortKey>()).collect::<Result<_, _>>()?,
                keep: (0..args.keep.len()).collect(),
                previous: args.previous.as_deref().map(export::read_previous).transpose()?,
                excel: args.excel,
                gb18030,
            },
        })
    }

    fn exports_to_stdout(&self) -> bool {
        self.exports.iter().any(Option::is_none)
    }

    /// The report is wanted somewhere, so it must know whom to call.
    fn has_report(&self) -> bool {
        !self.exports_to_stdout() || !self.reports.is_empty()
    }
}

/// What the reading must carry along.
fn prepare(job: &mut Job, args: &args::Score, wanted: &Wanted) {
    job.reading.keep = args.keep.clone();
    job.reading.keep.extend(args.by.clone());
    job.reading.people = wanted.has_report();
    job.reading.keep_all_rejects = args.rejects.is_some();
}

/// The outputs, each in a temporary file beside its place until all are complete.
struct Staged<'a> {
    args: &'a args::Score,
    outputs: Outputs,
    reports: Vec<Slot>,
    exports: Vec<Option<Slot>>,
    rejects: Option<Slot>,
    cuts: Option<Slot>,
    receipt: Option<Slot>,
}

impl<'a> Staged<'a> {
    fn new(args: &'a args::Score, wanted: &Wanted) -> Result<Staged<'a>> {
        let mut outputs = Outputs::new(&args.reading.files);
        let mut stage = |file: &Path| outputs.stage(file);
        let reports = args.output.iter().map(|file| stage(file)).collect::<Result<_, _>>()?;
        let to_file = |(file, format): (&PathBuf, &Option<export::Format>)| format.map(|_| stage(file)).transpose();
        let exports = args.export.iter().zip(&wanted.exports).map(to_file).collect::<Result<_, _>>()?;
        let rejects = args.rejects.as_deref().map(|file| outputs.stage(file)).transpose()?;
        let cuts = args.save_cuts.as_deref().map(|file| outputs.stage(file)).transpose()?;
        let receipt = args.receipt.as_deref().map(|file| outputs.stage(file)).transpose()?;
        Ok(Staged { args, outputs, reports, exports, rejects, cuts, receipt })
    }

    /// Reads and scores; rejected rows go to their file on the way.
    fn score(&mut self, files: &mut Files, job: &Job) -> Result<Scored> {
        let Some(slot) = self.rejects else {
            return Ok(job::score(files, job, &mut |_| Ok(()))?);
        };
        let base = self.outputs.write(slot, |out| {
            let mut rejects = RejectsWriter::new(out)?;
            let mut fault = None;
            let base = job::score(files, job, &mut |reject| {
                fault = fault.take().or_else(|| rejects.take(reject).err());
                Ok(())
            });
            fault.map_or(Ok(()), Err)?;
            rejects.finish()?;
            Ok(base)
        })?;
        Ok(base?)
    }

    /// Fills every output; what was written where.
    fn write_all(&mut self, report: &Report<'_>, base: &Scored, wanted: &Wanted, files: &Files, started: Instant) -> Result<Vec<Note>> {
        let mut written = Vec::new();
        let mut listed = Vec::new();
        let to_file = Report { width: FILE_WIDTH, color: false, ..report.clone() };
        for ((slot, format), file) in self.reports.iter().zip(&wanted.reports).zip(&self.args.output) {
            let bytes = report::render(&to_file, *format)?;
            self.outputs.write(*slot, |out| out.write_all(&bytes))?;
            listed.push((file, None));
        }
        for ((slot, format), file) in self.exports.iter().zip(&wanted.exports).zip(&self.args.export) {
            let (Some(slot), Some(format)) = (slot, format) else { continue };
            let told = self.outputs.write(*slot, |out| export::write(base, *format, &wanted.options, out))?;
            let delimited = matches!(format, export::Format::Csv | export::Format::Tsv);
            if delimited && !wanted.options.excel && (told.formulas > 0 || (told.non_ascii && !wanted.options.gb18030)) {
                written.push(Note::SpreadsheetHint { formulas: told.formulas, file: file.display().to_string() });
            }
            listed.push((file, Some(told.customers)));
        }
        if let (Some(slot), Some(file)) = (self.cuts, &self.args.save_cuts) {
            let text = cuts::to_toml(&base.thresholds, base.as_of(), base.decimals);
            self.outputs.write(slot, |out| out.write_all(text.as_bytes()))?;
            listed.push((file, None));
        }
        listed.extend(self.args.rejects.iter().map(|file| (file, None)));
        if let (Some(slot), Some(file)) = (self.receipt, &self.args.receipt) {
            let outputs =
                listed.iter().map(|(file, customers)| receipt::Output { path: file.display().to_string(), customers: *customers });
            let receipt = Receipt::new(env!("CARGO_PKG_VERSION"), arguments(), inputs(files)?, base, outputs.collect(), started.elapsed());
            self.outputs.write(slot, |out| receipt.write(out))?;
            listed.push((file, None));
        }
        written.extend(listed.into_iter().map(|(file, customers)| Note::Wrote { file: file.display().to_string(), customers }));
        Ok(written)
    }
}

/// The report, or with `--export -` every customer, on stdout.
fn print(report: &Report<'_>, base: &Scored, wanted: &Wanted, say: &Say) -> Result<()> {
    if !wanted.exports_to_stdout() {
        return say.answer(&report::render(report, wanted.format)?);
    }
    let mut out = BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    export::write(base, wanted.stdout_export, &wanted.options, &mut out).and_then(|_| out.flush()).map_err(stdout_error)
}

fn report_of<'b>(args: &args::Score, base: &'b Scored, job: &Job, files: &Files, say: &Say) -> Report<'b> {
    let by = args.by.as_ref().map(|column| {
        let recut = args.recut.then_some(&job.cuts);
        let group = |(value, summary, thresholds)| Group { value, summary, thresholds };
        By { column: column.clone(), groups: base.by(args.keep.len(), recut).into_iter().map(group).collect() }
    });
    let can_be_read_again = !args.reading.files.is_empty() && args.reading.files.iter().all(|file| file.as_os_str() != "-");
    let list_command = can_be_read_again.then(|| list_command(&arguments(), files));
    Report { base, lang: say.lang, by, list_command, width: say.width(), color: say.colors_stdout() }
}

/// The command of this run, changed to list those to be called.
fn list_command(arguments: &[String], files: &Files) -> String {
    const WITH_VALUE: [&str; 11] = [
        "--output", "--export", "--format", "--segment", "--sort", "--keep", "--by", "--previous", "--receipt", "--save-cuts", "--rejects",
    ];
    let is_output = |flag: &str| ["-o", "-e", "-f"].iter().any(|short| flag.starts_with(short));
    let mut kept = Vec::new();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.split_once('=') {
            _ if argument == "--recut" => {}
            _ if is_output(argument) && argument.len() > 2 => {} // -ec.csv
            Some((flag, _)) if WITH_VALUE.contains(&flag) => {}
            None if WITH_VALUE.contains(&argument.as_str()) || is_output(argument) => _ = rest.next(),
            _ => kept.push(quoted(argument)),
        }
    }
    let segments = summary::CALL_FIRST.map(Segment::slug).join(",");
    let people: Vec<String> = [Role::Name, Role::Phone].into_iter().filter_map(|role| files.header_of(role)).collect();
    let keep = if people.is_empty() { String::new() } else { format!(" --keep {}", quoted(&people.join(","))) };
    format!("rfm {} --segment {segments} --sort=-value{keep} --export call-list.csv", kept.join(" "))
}

/// An argument as it would be typed into a shell.
fn quoted(argument: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./,=:+%@".contains(c);
    if !argument.is_empty() && argument.chars().all(plain) { argument.to_owned() } else { format!("'{}'", argument.replace('\'', r"'\''")) }
}

fn arguments() -> Vec<String> {
    std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect()
}

fn inputs(files: &Files) -> Result<Vec<receipt::Input>> {
    let input = |name: &String| match std::fs::File::open(name) {
        Ok(file) => Ok(receipt::Input::hashed(name.clone(), file)?),
        Err(_) => Ok(receipt::Input::unhashed(name.clone())),
    };
    files.parts.iter().map(|(source, _)| input(&source.name)).collect()
}

/// An as-of date that the clock finds odd.
pub fn as_of_notes(base: &Scored, taken_from_data: bool) -> Option<Note> {
    let as_of = base.as_of()?;
    let days = settings::today().since(as_of);
    match days {
        ..0 => Some(Note::AsOfInFuture(as_of)),
        31.. if taken_from_data => Some(Note::AsOfOld { as_of, days }),
        _ => None,
    }
}
