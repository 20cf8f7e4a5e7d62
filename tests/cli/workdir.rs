//! A fresh directory to run `rfm` in, and what a run left behind.

use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use tempfile::TempDir;

/// One row of a CSV output, by column name.
pub type Row = BTreeMap<String, String>;

/// A directory of its own for one test; gone when the test ends.
pub struct Workdir {
    dir: TempDir,
}

impl Workdir {
    /// An empty one.
    pub fn new() -> Workdir {
        Workdir { dir: tempfile::tempdir().unwrap() }
    }

    /// Where a file of this name lies.
    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Workdir {
        std::fs::write(self.path(name), content).unwrap();
        self
    }

    /// Reads a file that a run wrote.
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    /// Puts a copy of a fixture here, so that commands read as a user would type them.
    pub fn fixture(&self, name: &str) -> &Workdir {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
        std::fs::copy(&from, self.path(name)).unwrap_or_else(|e| panic!("{}: {e}", from.display()));
        self
    }

    /// Runs `rfm` here, with nothing of the caller's settings: no `RFM_*`, no config file, no locale.
    pub fn rfm(&self, args: &[&str]) -> Run {
        self.rfm_fed(b"", args)
    }

    /// As [`Workdir::rfm`], with this on standard input.
    pub fn rfm_fed(&self, input: &[u8], args: &[&str]) -> Run {
        let mut command = self.command(env!("CARGO_BIN_EXE_rfm"));
        command.args(args);
        self.run(command, input, format!("rfm {}", args.join(" ")))
    }

    /// As [`Workdir::rfm`], with these environment variables.
    pub fn rfm_with(&self, variables: &[(&str, &str)], args: &[&str]) -> Run {
        let mut command = self.command(env!("CARGO_BIN_EXE_rfm"));
        command.args(args).envs(variables.iter().copied());
        self.run(command, b"", format!("{variables:?} rfm {}", args.join(" ")))
    }

    /// `rfm` here, for a test that has to deal with it while it runs.
    pub fn start(&self, args: &[&str]) -> Child {
        let mut command = self.command(env!("CARGO_BIN_EXE_rfm"));
        command.args(args).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Every file here and below with its bytes, so that two moments can be compared.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut directories = vec![self.dir.path().to_owned()];
        while let Some(directory) = directories.pop() {
            for entry in std::fs::read_dir(directory).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    directories.push(path);
                } else {
                    let name = path.strip_prefix(self.dir.path()).unwrap().display().to_string();
                    files.insert(name, std::fs::read(path).unwrap());
                }
            }
        }
        files
    }

    /// Runs a line as typed into a shell, with `rfm` on the path. There must be a `sh`.
    pub fn sh(&self, line: &str) -> Run {
        let mut command = self.command("sh");
        let here = Path::new(env!("CARGO_BIN_EXE_rfm")).parent().unwrap().to_owned();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(std::iter::once(here).chain(std::env::split_paths(&path))).unwrap();
        command.args(["-c", line]).env("PATH", path);
        self.run(command, b"", line.to_owned())
    }

    /// A program with nothing of the caller's settings.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.dir.path());
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("RFM_")
                || text.starts_with("LC_")
                || ["LANGUAGE", "NO_COLOR", "CLICOLOR_FORCE", "COLUMNS"].contains(&&*text)
            {
                command.env_remove(&name);
            }
        }
        for home in ["HOME", "USERPROFILE", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "APPDATA"] {
            command.env(home, self.dir.path());
        }
        command.env("LANG", "C").env("TZ", "UTC");
        command
    }

    fn run(&self, mut command: Command, input: &[u8], typed: String) -> Run {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // All input is read before there is an answer, and a program that does not read its input closes it: both are fine here.
        _ = child.stdin.take().unwrap().write_all(input);
        let output = child.wait_with_output().unwrap();
        Run {
            command: typed,
            cwd: self.dir.path().to_owned(),
            status: output.status,
            stdout: output.stdout,
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// What a run left behind.
pub struct Run {
    command: String,
    cwd: PathBuf,
    status: ExitStatus,
    /// The answer, as bytes.
    pub stdout: Vec<u8>,
    /// The notes.
    pub stderr: String,
}

impl Run {
    /// The run did what was asked.
    #[track_caller]
    pub fn ok(self) -> Run {
        let done = self.status.success();
        self.check(done, "should have succeeded")
    }

    /// The run ended with this exit code, said why, with a code that `rfm help errors` explains, and gave no answer.
    #[track_caller]
    pub fn fails(self, code: i32) -> Run {
        let as_said = self.status.code() == Some(code) && !self.stderr.is_empty() && self.stdout.is_empty();
        let run = self.check(as_said, &format!("should have ended with {code}, a message and no answer"));
        let line = run.stderr.lines().find(|line| line.starts_with("rfm: "));
        let known = |line: &str| line.strip_suffix(']').and_then(|line| rfm::error::codes::find(line.rsplit_once(" [")?.1));
        let fits = line.is_none_or(|line| known(line).is_some_and(|known| known.exit.split(", ").any(|exit| exit == code.to_string())));
        run.check(fits, "should have told a known code of this exit code at the end of the first line")
    }

    /// The exit code of a run that did not do what was asked.
    pub fn failed(&self) -> Option<i32> {
        (!self.status.success()).then(|| self.status.code().unwrap_or(-1))
    }

    /// The run ended well and had nothing to say.
    #[track_caller]
    pub fn quiet(self) -> Run {
        let quiet = self.status.success() && self.stderr.is_empty();
        self.check(quiet, "should have been silent")
    }

    /// The notes or the message hold all of these.
    #[track_caller]
    pub fn says(self, words: &[&str]) -> Run {
        let missing: Vec<&str> = words.iter().copied().filter(|word| !self.stderr.contains(word)).collect();
        self.check(missing.is_empty(), &format!("should have said {missing:?}"))
    }

    /// The message names the file and the line.
    #[track_caller]
    pub fn names(self, file: &str, line: u64) -> Run {
        let at = format!("{file}:{line}");
        let in_words = format!("line {line}");
        let holds = |text: &str| {
            self.stderr.match_indices(text).any(|(i, _)| !self.stderr[i + text.len()..].starts_with(|c: char| c.is_ascii_digit()))
        };
        let named = holds(&at) || (self.stderr.contains(file) && holds(&in_words));
        self.check(named, &format!("should have named {at}"))
    }

    /// The answer as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.stdout.clone()).expect("the answer is UTF-8")
    }

    /// The answer as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.stdout).unwrap_or_else(|e| panic!("no JSON: {e}\n{}", self.told()))
    }

    /// The answer as the rows of a CSV file.
    pub fn csv(&self) -> Vec<Row> {
        rows(&self.text())
    }

    #[track_caller]
    fn check(self, holds: bool, claim: &str) -> Run {
        assert!(holds, "{claim}\n{}", self.told());
        self
    }

    fn told(&self) -> String {
        let (command, cwd, status) = (&self.command, self.cwd.display(), self.status);
        let (stdout, stderr) = (String::from_utf8_lossy(&self.stdout), &self.stderr);
        format!("command: {command}\ncwd: {cwd}\nstatus: {status}\n--- stdout\n{stdout}\n--- stderr\n{stderr}\n---")
    }
}

/// The rows of a CSV text, by column name.
pub fn rows(text: &str) -> Vec<Row> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(|row| row.unwrap()).collect()
}
