//! Third room of the loader: blocks to accumulators, on as many threads as asked for, with one accounting.
//!
//! One reader cuts the stream, workers read rows into accumulators of their own, and what each block has shown is put
//! in order again here. So rejects, their lines and the first thing that stops a run do not depend on threads.

use super::Reading;
use super::encoding;
use super::findings::Findings;
use super::layout::Layout;
use super::rows::{Fate, RowReader, Stop};
use super::source::Source;
use super::split::{Block, Blocks, RECORD_LIMIT, Records, Step};
use crate::accounting::{Accounting, Reason, Reject};
use crate::aggregate::{Accumulate, Overflow};
use crate::error::Error;
use crate::money::read::Currency;
use crate::policy::{LeftOut, Policy};
use encoding_rs::{Encoding, UTF_8};
use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};

/// Bytes of a block.
pub const BLOCK: usize = 1 << 20;
/// Below this many bytes one thread is faster.
pub const ONE_THREAD: u64 = 2 << 20;

/// Takes each rejected row, in the order of the file; an error stops the run.
pub type OnReject<'a> = &'a mut dyn FnMut(&Reject) -> Result<(), Error>;

/// What a file, or all files, came to.
pub struct Outcome<A> {
    /// The accumulator.
    pub sink: A,
    /// Where every row went.
    pub accounting: Accounting,
    /// What the rows have shown.
    pub findings: Findings,
    /// The encoding the rows turned out to be in, where the head was all ASCII.
    pub encoding: Option<&'static Encoding>,
    /// The currency that amounts name, where they name one.
    pub currency: Option<Named>,
}

/// A currency, and the line and the cell that first named it.
#[derive(Clone, Debug)]
pub struct Named {
    /// The currency.
    pub currency: Currency,
    /// The line; within a block counted from its first.
    pub line: u64,
    /// The cell.
    pub cell: String,
}

/// What one block has shown.
struct Shown {
    index: usize,
    lines: u64,
    accounting: Accounting,
    rejects: Vec<Rejected>,
    currency: Option<Named>,
    stop: Option<(u64, Stop)>,
    buffer: Vec<u8>,
}

/// A rejected row, its line counted from the block's first.
struct Rejected {
    line: u64,
    reason: Reason,
    column: Option<usize>,
    value: String,
    row: String,
}

/// Reads one file into accumulators made by `new`.
pub fn run<A: Accumulate>(
    source: &Source,
    layout: &Layout,
    reading: &Reading,
    policy: Policy,
    new: &(dyn Fn() -> A + Sync),
    on_reject: OnReject<'_>,
) -> Result<Outcome<A>, Error> {
    let stream = layout.open(source, reading.progress)?;
    let mut blocks = Blocks::new(stream, layout.delimiter, reading.block_size);
    let text_encoding = TextEncoding::new(layout);
    let threads = if source.size.is_some_and(|size| size < ONE_THREAD) { 1 } else { reading.threads.max(1) };
    let mut order = InOrder::new(source, layout, on_reject);
    let mut workers = Vec::new();
    if threads == 1 {
        let mut worker = Worker::new(layout, reading, policy, new());
        let mut buffer = Vec::new();
        while let Some(block) = text_encoding.next_block(&mut blocks, buffer).map_err(|e| source.read_error(e))? {
            buffer = order.take(worker.work(block))?;
        }
        workers.push(worker);
    } else {
        workers = on_threads(threads, &mut blocks, &text_encoding, &mut order, &|| Worker::new(layout, reading, policy, new()), source)?;
    }
    source.check_unchanged()?;
    let (currency, encoding) = (order.currency, text_encoding.known());
    let mut outcome = Outcome { sink: new(), accounting: order.accounting, findings: Findings::default(), encoding, currency };
    for mut worker in workers {
        worker.sink.settle().map_err(|Overflow| Error::Overflow)?;
        outcome.findings.merge(worker.rows.findings);
        outcome.sink.merge(worker.sink).map_err(|Overflow| Error::Overflow)?;
    }
    Ok(outcome)
}

/// A block and the encoding to decode it in.
type Job = (Block, &'static Encoding);

/// The reader's side and the workers', with a channel of blocks one way and of what they showed the other.
fn on_threads<'p, A: Accumulate, R: io::Read + Send>(
    threads: usize,
    blocks: &mut Blocks<R>,
    text_encoding: &TextEncoding,
    order: &mut InOrder<'_, '_>,
    new: &(dyn Fn() -> Worker<'p, A> + Sync),
    source: &Source,
) -> Result<Vec<Worker<'p, A>>, Error> {
    let stopped = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let (block_out, block_in): (SyncSender<Job>, Receiver<Job>) = sync_channel(threads * 2);
        let (shown_out, shown_in): (Sender<Shown>, Receiver<Shown>) = channel();
        let (buffer_out, buffer_in) = channel::<Vec<u8>>();
        let block_in = std::sync::Arc::new(Mutex::new(block_in));
        let stopped = &stopped;
        let reader = scope.spawn(move || -> io::Result<()> {
            while !stopped.load(Ordering::Relaxed) {
                let buffer = buffer_in.try_recv().unwrap_or_default();
                let Some(block) = text_encoding.next_block(blocks, buffer)? else { break };
                if block_out.send(block).is_err() {
                    break;
                }
            }
            Ok(())
        });
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                let (block_in, shown_out) = (block_in.clone(), shown_out.clone());
                scope.spawn(move || {
                    let mut worker = new();
                    loop {
                        let block = block_in.lock().unwrap_or_else(PoisonError::into_inner).recv();
                        let Ok(block) = block else { return worker };
                        if shown_out.send(worker.work(block)).is_err() {
                            return worker;
                        }
                    }
                })
            })
            .collect();
        drop((shown_out, block_in));
        let mut fault = None;
        for shown in shown_in {
            if fault.is_none() {
                match order.take(shown) {
                    Ok(buffer) => _ = buffer_out.send(buffer),
                    Err(error) => {
                        stopped.store(true, Ordering::Relaxed);
                        fault = Some(error);
                    }
                }
            }
        }
        let read = reader.join().unwrap_or_else(|_| Err(io::Error::other("the reader failed")));
        let workers: Result<Vec<_>, _> = workers.into_iter().map(|worker| worker.join()).collect();
        match (fault, read) {
            (Some(error), _) => Err(error),
            (None, Err(cause)) => Err(source.read_error(cause)),
            (None, Ok(())) => workers.map_err(|_| source.read_error(io::Error::other("a worker failed"))),
        }
    })
}

/// The encoding of blocks: known from the head, or decided by the first that is not ASCII.
///
/// It is decided by the reader, in the order of the file and on the bytes of a fixed window, so neither threads nor
/// the size of blocks can change it.
struct TextEncoding {
    known: Mutex<Option<&'static Encoding>>,
}

impl TextEncoding {
    fn new(layout: &Layout) -> Self {
        TextEncoding { known: Mutex::new(if layout.is_streamed() { Some(UTF_8) } else { layout.encoding }) }
    }

    fn known(&self) -> Option<&'static Encoding> {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next_block<R: io::Read>(&self, blocks: &mut Blocks<R>, buffer: Vec<u8>) -> io::Result<Option<Job>> {
        let Some(block) = blocks.next_block(buffer)? else { return Ok(None) };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.is_none()
            && !block.bytes.is_ascii()
            && let Some(line_start) = encoding::first_line_beyond_ascii(&block.bytes)
        {
            let (more, complete) = blocks.look_ahead(encoding::WINDOW)?;
            let window: Vec<u8> = block.bytes[line_start..].iter().chain(more).take(encoding::WINDOW).copied().collect();
            *known = encoding::by_content(&window, complete && window.len() < encoding::WINDOW);
        }
        Ok(Some((block, known.unwrap_or(UTF_8))))
    }
}

/// One thread's row reader and accumulator.
struct Worker<'p, A> {
    rows: RowReader<'p>,
    delimiter: u8,
    keep_all_rejects: bool,
    fields: Vec<super::split::Field>,
    sink: A,
}

impl<'p, A: Accumulate> Worker<'p, A> {
    fn new(layout: &'p Layout, reading: &'p Reading, policy: Policy, sink: A) -> Self {
        let rows = RowReader::new(layout, reading, policy);
        Worker { rows, delimiter: layout.delimiter, keep_all_rejects: reading.keep_all_rejects, fields: Vec::new(), sink }
    }

    fn work(&mut self, (block, encoding): Job) -> Shown {
        let mut shown = Shown {
            index: block.index,
            lines: 0,
            accounting: Accounting::default(),
            rejects: Vec::new(),
            currency: None,
            stop: block.too_long.then_some((0, Stop::TooLong)),
            buffer: Vec::new(),
        };
        if shown.stop.is_none() {
            let text = encoding::decode(&block.bytes, encoding);
            self.read_rows(&text, &mut shown);
        }
        shown.buffer = block.bytes;
        shown
    }

    fn read_rows(&mut self, text: &str, shown: &mut Shown) {
        self.rows.begin_block(text);
        let mut records = Records::new(text.as_bytes(), self.delimiter);
        let mut left_out = [0_u64; LeftOut::ALL.len()];
        let (mut read, mut used) = (0_u64, 0_u64);
        loop {
            let record = match records.next(&mut self.fields) {
                Step::Record(record) => record,
                Step::End(lines) => {
                    shown.lines = lines;
                    break;
                }
                Step::Unclosed(line) => {
                    shown.stop = Some((line, Stop::UnclosedQuote));
                    break;
                }
            };
            read += 1;
            if record.end - record.start > RECORD_LIMIT {
                shown.stop = Some((record.line, Stop::TooLong));
                break;
            }
            match self.rows.read(text, record, &self.fields, &mut self.sink) {
                Ok(()) => used += 1,
                Err(fate) => match *fate {
                    Fate::LeftOut(reason, amount) => {
                        left_out[reason as usize] += 1;
                        if reason == LeftOut::NoCustomer {
                            let sum = shown.accounting.no_customer_amount.checked_add(amount);
                            shown.accounting.no_customer_amount = sum.unwrap_or_default();
                        }
                    }
                    Fate::Rejected(reason, column, value) => {
                        let count = shown.accounting.rejected.entry(reason).or_default();
                        *count += 1;
                        if self.keep_all_rejects || *count <= EXAMPLES as u64 {
                            let row = encoding::show_broken(text.get(record.start..record.end).unwrap_or("")).into_owned();
                            shown.rejects.push(Rejected { line: record.line, reason, column, value, row });
                        }
                    }
                    Fate::Stop(stop) => {
                        shown.stop = Some((record.line, stop));
                        break;
                    }
                },
            }
            if shown.currency.is_none()
                && let Some((currency, cell)) = &self.rows.currency
            {
                shown.currency = Some(Named { currency: *currency, line: record.line, cell: cell.clone() });
            }
        }
        (shown.accounting.read, shown.accounting.used) = (read, used);
        shown.accounting.left_out = LeftOut::ALL.into_iter().zip(left_out).filter(|(_, rows)| *rows > 0).collect();
    }
}

/// So many rejected rows of each reason are kept as examples.
pub const EXAMPLES: usize = 3;

/// Puts what the blocks showed into the order of the file.
struct InOrder<'a, 'r> {
    source: &'a Source,
    layout: &'a Layout,
    on_reject: OnReject<'r>,
    waiting: BTreeMap<usize, Shown>,
    next: usize,
    line: u64,
    currency: Option<Named>,
    accounting: Accounting,
}

impl<'a, 'r> InOrder<'a, 'r> {
    fn new(source: &'a Source, layout: &'a Layout, on_reject: OnReject<'r>) -> Self {
        let (waiting, accounting) = (BTreeMap::new(), Accounting::default());
        InOrder { source, layout, on_reject, waiting, next: 0, line: layout.first_line, currency: None, accounting }
    }

    /// Takes a block's findings; gives back its buffer.
    fn take(&mut self, mut shown: Shown) -> Result<Vec<u8>, Error> {
        let buffer = std::mem::take(&mut shown.buffer);
        self.waiting.insert(shown.index, shown);
        while let Some(shown) = self.waiting.remove(&self.next) {
            self.next += 1;
            self.settle(shown)?;
        }
        Ok(buffer)
    }

    fn settle(&mut self, mut shown: Shown) -> Result<(), Error> {
        // A currency that differs from the blocks before stops at its row, if nothing in the block stops earlier.
        if let (Some(known), Some(named)) = (&self.currency, &shown.currency)
            && known.currency != named.currency
            && shown.stop.as_ref().is_none_or(|(line, _)| named.line < *line)
        {
            shown.stop = Some((named.line, Stop::SecondCurrency(named.cell.clone())));
        }
        let name = |column: Option<usize>| column.and_then(|at| self.layout.header.get(at)).cloned();
        let stops_at = shown.stop.as_ref().map_or(u64::MAX, |(line, _)| *line);
        for reject in shown.rejects.into_iter().filter(|reject| reject.line < stops_at) {
            (self.on_reject)(&Reject {
                file: self.source.name.clone(),
                line: self.line + reject.line,
                column: name(reject.column),
                value: reject.value,
                reason: reject.reason,
                row: reject.row,
            })?;
        }
        if let Some((line, stop)) = shown.stop {
            return Err(self.stop(self.line + line, stop));
        }
        if let (None, Some(named)) = (&self.currency, shown.currency) {
            self.currency = Some(Named { line: self.line + named.line, ..named });
        }
        self.line += shown.lines;
        self.accounting.merge(&shown.accounting);
        Ok(())
    }

    fn stop(&self, line: u64, stop: Stop) -> Error {
        use super::columns::Role;
        let file = self.source.name.clone();
        let column = |role| self.layout.columns.get(role).and_then(|at| self.layout.header.get(at)).cloned().unwrap_or_default();
        match stop {
            Stop::UnclosedQuote => Error::UnclosedQuote { file, line },
            Stop::TooLong => Error::RecordTooLong { file, line, limit_mib: RECORD_LIMIT >> 20 },
            Stop::OtherDateOrder(value) => Error::MixedDates { file, line, column: column(Role::Date), value },
            Stop::AmbiguousDate(example) => Error::AmbiguousDate { file, column: column(Role::Date), example },
            Stop::SecondCurrency(value) => Error::MixedCurrency { file, line, column: self.layout.amount_column(), value },
            Stop::Overflow => Error::Overflow,
        }
    }
}

/// A counter for those who do not watch the progress.
pub static UNWATCHED: AtomicU64 = AtomicU64::new(0);
