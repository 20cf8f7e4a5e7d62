//! `rfm help`: the help of a command, and every error by its code.

use super::args::{self, Cli};
use super::failure::usage;
use super::say::{Say, stdout_error};
use anyhow::Result;
use clap::{Command, CommandFactory};
use rfm::accounting::Reason;
use rfm::error::codes;
use rfm::lang::{Lang, Text};

/// Prints it.
pub fn run(args: &args::Help, say: &Say) -> Result<()> {
    if args.on == ["errors"] {
        return say.answer(errors(say.lang).as_bytes());
    }
    let mut command = Cli::command();
    command.build(); // flags of every command become flags of each
    for name in &args.on {
        let what = Text::new("'{}' is not a command", "没有“{}”这个命令");
        let names: Vec<String> = command.get_subcommands().map(Command::get_name).chain(["errors"]).map(str::to_owned).collect();
        let found = command.find_subcommand(name).cloned();
        command = found.ok_or_else(|| usage("help", name, what).names(names))?;
    }
    command.print_long_help().map_err(stdout_error)
}

/// Codes, meanings, ways out; then the reasons for which rows are rejected.
fn errors(lang: Lang) -> String {
    let mut text = lang
        .pick(
            "An error's first line ends with its code in brackets, the same in every\n\
             language and version. Here is each, with the exit code of such a run, what\n\
             it means, and the way out.\n",
            "每条错误信息的第一行末尾有方括号，里面是错误代码，不随语言和版本改变。\n以下列出每个代码、相应的退出码、含义和解决办法。\n",
        )
        .to_owned();
    for line in codes::ALL {
        let exit = lang.pick("exit", "退出码");
        text += &format!("\n{} ({exit} {})\n    {}\n    {}\n", line.code, line.exit, line.means.get(lang), line.way_out.get(lang));
    }
    text += lang.pick(
        "\nA row that cannot be read is no error: it is counted and told, and --rejects\nkeeps it with one of these reasons.\n\n",
        "\n无法识别的行不算错误：会计数并提示，--rejects 会连同以下原因一起另存。\n\n",
    );
    for reason in Reason::ALL {
        text += &format!("{:<18} {}\n", reason.slug(), reason.words().get(lang));
    }
    text
}
