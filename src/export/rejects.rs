//! The rejects file: every row that cannot be read, whole, with where it stands and why.

use crate::accounting::Reject;
use std::io::{self, Write};

/// Writes rejected rows as CSV: `file,line,column,value,reason,row`.
pub struct RejectsWriter<W: Write>(csv::Writer<W>);

impl<W: Write> RejectsWriter<W> {
    /// Begins with the header.
    pub fn new(out: W) -> io::Result<Self> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(["file", "line", "column", "value", "reason", "row"]).map_err(super::io_error)?;
        Ok(RejectsWriter(writer))
    }

    /// Adds a row.
    pub fn take(&mut self, reject: &Reject) -> io::Result<()> {
        let line = reject.line.to_string();
        let column = reject.column.as_deref().unwrap_or("");
        let record = [&reject.file, &line, column, &reject.value, reject.reason.slug(), &reject.row];
        self.0.write_record(record).map_err(super::io_error)
    }

    /// Everything is out.
    pub fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl RejectsWriter<Vec<u8>> {
    /// What has been written since the last time, for somebody who writes it elsewhere.
    pub fn drain(&mut self) -> io::Result<Vec<u8>> {
        let full = std::mem::replace(&mut self.0, csv::Writer::from_writer(Vec::new()));
        full.into_inner().map_err(|error| error.into_error())
    }
}
