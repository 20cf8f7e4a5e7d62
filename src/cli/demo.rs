//! `rfm demo`: a made-up data set, on stdout or in a file.

use super::args;
use super::failure::usage;
use super::say::Say;
use anyhow::Result;
use rfm::lang::Text;
use rfm::write::Outputs;
use std::path::Path;

/// Prints it.
pub fn run(args: &args::Demo, say: &Say) -> Result<()> {
    let last_day = args.last_day.parse().map_err(|()| {
        usage("--last-day", &args.last_day, Text::new("'{}' is not a date; write 2026-10-31", "“{}”不是日期；请写 2026-10-31 这样的日期"))
    })?;
    let data = rfm::demo::csv(say.data_lang, args.seed, args.customers as usize, last_day);
    let Some(file) = &args.output else {
        return say.answer(data.as_bytes());
    };
    let mut outputs = Outputs::new(Vec::<&Path>::new());
    let slot = outputs.stage(file)?;
    outputs.write(slot, |out| out.write_all(data.as_bytes()))?;
    Ok(outputs.commit()?)
}
