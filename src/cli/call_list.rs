//! The command that lists everybody to be called: this run's own, as far as it says how to read and to score, asked for a list.

use super::args;
use clap::parser::ValueSource;
use clap::{ArgAction, ArgMatches, Args, Command};
use rfm::about::About;
use rfm::lang::Lang;
use rfm::load::Files;
use rfm::note::printable;
use rfm::segment::Segment;
use rfm::summary::CALL_FIRST;

/// Flags of every command that change nothing in a list.
const OF_NO_MATTER: [&str; 5] = ["quiet", "verbose", "color", "threads", "memory"];

/// The command in one line; none where the input cannot be read again, or holds what no line can show.
pub fn command(typed: &ArgMatches, reading: &args::Reading, files: &Files, lang: Lang) -> Option<String> {
    if !files.parts.iter().all(|(source, _)| source.regular_path().is_some()) {
        return None;
    }
    let mut line = vec!["rfm score".to_owned()];
    line.extend(flags(typed));
    line.push(flag("segment", &CALL_FIRST.map(Segment::slug).join(",")));
    line.push("--sort=-value".to_owned());
    let people: Vec<String> = About::PEOPLE.into_iter().filter_map(|about| column(files, about)).collect();
    if !people.is_empty() {
        line.push(flag("keep", &people.join(",")));
    }
    if lang == Lang::Zh || people.iter().any(|column| !column.is_ascii()) {
        line.push("--excel".to_owned()); // else Excel would show the names as signs that nobody can read
    }
    line.push("--export call-list.csv".to_owned());
    let names: Vec<String> = reading.files.iter().map(|file| file.to_string_lossy().into_owned()).collect();
    if names.iter().any(|name| name.starts_with('-')) {
        line.push("--".to_owned());
    }
    line.extend(names.iter().map(|name| quoted(name)));
    let line = line.join(" ");
    (printable(&line) == line).then_some(line)
}

/// The flags on reading and scoring that were typed, by their long names.
fn flags(typed: &ArgMatches) -> Vec<String> {
    let declared = args::Scoring::augment_args(args::Reading::augment_args(args::Global::augment_args(Command::new("rfm"))));
    let mut flags = Vec::new();
    for arg in declared.get_arguments() {
        let id = arg.get_id().as_str();
        let Some(long) = arg.get_long().filter(|long| !OF_NO_MATTER.contains(long)) else { continue };
        if typed.value_source(id) != Some(ValueSource::CommandLine) {
            continue;
        }
        if matches!(arg.get_action(), ArgAction::SetTrue) {
            flags.push(format!("--{long}"));
            continue;
        }
        for values in typed.get_raw_occurrences(id).into_iter().flatten() {
            let values: Vec<_> = values.map(|value| value.to_string_lossy()).collect();
            flags.push(flag(long, &values.join(",")));
        }
    }
    flags
}

/// The column of a role as `--keep` takes it: by name, or where the name holds a comma by its place if all files agree on that.
fn column(files: &Files, about: About) -> Option<String> {
    let name = files.header_about(about)?;
    if !name.contains(',') {
        return Some(name);
    }
    let mut places = files.parts.iter().map(|(_, layout)| layout.columns.about(about).map(|(at, _)| at));
    let first = places.next()??;
    places.all(|place| place == Some(first)).then(|| format!("#{}", first + 1))
}

fn flag(name: &str, value: &str) -> String {
    format!("--{name}{}{}", if value.starts_with('-') { '=' } else { ' ' }, quoted(value))
}

/// An argument as it would be typed into a shell.
fn quoted(argument: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./,=:+%@".contains(c);
    if !argument.is_empty() && argument.chars().all(plain) { argument.to_owned() } else { format!("'{}'", argument.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn flags_of(line: &[&str]) -> String {
        let matches = args::Cli::command().get_matches_from([&["rfm"], line].concat());
        flags(matches.subcommand_matches("score").unwrap()).join(" ")
    }

    #[test]
    fn what_reads_and_scores_stays() {
        assert_eq!(
            flags_of(&["--lang=zh", "score", "-qo", "rep.md", "-e", "a.csv", "--preset=after-sales", "v.csv"]),
            "--lang zh --preset after-sales"
        );
        assert_eq!(
            flags_of(&[
                "score", "--ignore-ids", "0,a b", "--ignore-ids", "it's", "--strict", "--cuts", "f=2,3,4,5", "--tz=-05:00", "-q", "--",
                "v.csv"
            ]),
            "--tz=-05:00 --ignore-ids '0,a b' --ignore-ids 'it'\\''s' --strict --cuts f=2,3,4,5"
        );
        assert_eq!(flags_of(&["score", "v.csv", "--by", "store", "--recut", "--keep", "phone", "--high", "3"]), "--high 3");
    }
}
