//! `rfm clean`: open, read, write in good order; what was changed is told.

use super::failure::{Usage, usage};
use super::progress::Progress;
use super::say::Say;
use super::{answer, args, settings, wanted};
use anyhow::Result;
use rfm::accounting::Reject;
use rfm::clean::{Form, Uneven, Wanted, clean};
use rfm::export::rejects::RejectsWriter;
use rfm::lang::Text;
use rfm::load::dialect::{Dialect, Quote};
use rfm::load::{Reading, encoding};
use rfm::write::{Outputs, Slot};
use std::cell::RefCell;

/// Reads a table and writes it.
pub fn run(args: &args::Clean, say: &Say) -> Result<()> {
    let (reading, wanted) = (reading(args)?, as_wanted(args)?);
    let outputs = RefCell::new(Outputs::new(&args.file));
    let stage = |file: &std::path::PathBuf| outputs.borrow_mut().stage(file);
    let (output, rejects) = (args.output.as_ref().map(stage).transpose()?, args.rejects.as_ref().map(stage).transpose()?);
    let mut sources = settings::sources(args.file.as_slice(), &reading, false, "clean")?;
    let Some(source) = sources.first_mut() else { return Ok(()) };

    let progress = Progress::watch(source.size, say.quiet);
    let mut kept = rejects.map(|slot| Ok::<_, anyhow::Error>((slot, RejectsWriter::new(Vec::new())?))).transpose()?;
    let mut on_text = |text: &[u8]| match output {
        Some(slot) => Ok(outputs.borrow_mut().write(slot, |out| out.write_all(text))?),
        None => say.answer(text),
    };
    let mut on_reject = |reject: &Reject| kept.as_mut().map_or(Ok(()), |(slot, writer)| keep(reject, *slot, writer, &outputs));
    let cleaned = clean(source, &reading, &wanted, &mut on_text, &mut on_reject)?;
    drop(progress);
    if let Some((slot, mut writer)) = kept {
        let rest = writer.drain()?;
        outputs.borrow_mut().write(slot, |out| out.write_all(&rest))?;
    }
    outputs.into_inner().commit()?;
    cleaned.told(say.lang).iter().for_each(|told| say.note(told));
    answer::wrote(args.output.iter().chain(&args.rejects), say);
    Ok(())
}

/// Rejected rows go to their file as they come.
fn keep(reject: &Reject, slot: Slot, writer: &mut RejectsWriter<Vec<u8>>, outputs: &RefCell<Outputs>) -> Result<()> {
    writer.take(reject)?;
    let ready = writer.drain()?;
    Ok(outputs.borrow_mut().write(slot, |out| out.write_all(&ready))?)
}

fn reading(args: &args::Clean) -> Result<Reading> {
    Ok(Reading {
        encoding: settings::typed("--encoding", &args.encoding, encoding::named)?,
        header_row: args.header_row,
        no_header: args.no_header,
        sheet: args.sheet.clone(),
        progress: &super::progress::BYTES,
        ..Reading::default()
    })
}

fn as_wanted(args: &args::Clean) -> Result<Wanted> {
    let quote = match args.quote.as_str() {
        "\"" => Quote::Usual,
        "none" => Quote::None,
        other => Quote::Other(one("--quote", other)?),
    };
    let delimiter = args.delimiter.as_deref().map(|delimiter| spelled("--delimiter", delimiter)).transpose()?;
    let escape = args.escape.as_deref().map(|escape| one("--escape", escape)).transpose()?;
    let clash = |flag: &str, byte: u8| -> Result<()> {
        let is_taken = delimiter.as_ref().is_some_and(|delimiter| delimiter.as_bytes() == [byte]);
        let what = Text::new("'{}' is the delimiter already", "“{}”已用作分隔符");
        if is_taken { Err(usage(flag, &char::from(byte).to_string(), what).into()) } else { Ok(()) }
    };
    if let Quote::Other(byte) = quote {
        clash("--quote", byte)?;
    }
    escape.map_or(Ok(()), |byte| clash("--escape", byte))?;
    let is_quote = |byte: &u8| matches!((quote, byte), (Quote::Usual, b'"')) || quote == Quote::Other(*byte);
    Ok(Wanted {
        dialect: Dialect { delimiter, quote, escape: escape.filter(|byte| !is_quote(byte)) },
        header_lines: args.header_lines,
        uneven: match args.uneven {
            args::UnevenRule::Pad => Uneven::Pad,
            args::UnevenRule::Cut => Uneven::Cut,
            args::UnevenRule::Keep => Uneven::Keep,
            args::UnevenRule::Reject => Uneven::Reject,
        },
        strict: args.strict,
        form: Form {
            delimiter: match spelled("--output-delimiter", &args.output_delimiter)?.as_bytes() {
                [byte] => *byte,
                _ => return Err(no_character("--output-delimiter", &args.output_delimiter).into()),
            },
            line_feed: args.line_end == args::LineEnd::Lf,
            excel: args.excel,
            gb18030: wanted::is_gb18030(&args.output_encoding)?,
        },
    })
}

/// A delimiter as typed, or by its name.
fn spelled(flag: &str, text: &str) -> Result<String> {
    match text {
        "tab" | "\\t" => Ok("\t".to_owned()),
        "space" => Ok(" ".to_owned()),
        "" => Err(no_character(flag, text).into()),
        _ if !text.is_ascii() || text.contains(['"', '\n', '\r', '\0']) => Err(no_character(flag, text).into()),
        _ => Ok(text.to_owned()),
    }
}

fn one(flag: &str, text: &str) -> Result<u8> {
    match text.as_bytes() {
        [byte] if byte.is_ascii() && !byte.is_ascii_control() => Ok(*byte),
        _ => Err(no_character(flag, text).into()),
    }
}

fn no_character(flag: &str, text: &str) -> Usage {
    usage(
        flag,
        text,
        Text::new("'{}' cannot stand there; write a mark such as ; or |, or tab", "“{}”不能用在这里；请写 ;、| 这样的符号，或 tab"),
    )
}
