//! Blocks to accumulators, on as many threads as asked for, with one accounting.
//!
//! Every thread takes blocks and reads their rows into an accumulator of its own; the first of them, the caller's, also
//! collects what the blocks have shown. So rejects, their lines and the first thing that stops a run do not depend on
//! threads.

use super::Reading;
use super::blocks::{Blocks, Room};
use super::findings::Findings;
use super::layout::Layout;
pub use super::order::Named;
use super::order::{InOrder, Shown};
use super::source::Source;
use super::worker::Worker;
use crate::accounting::{Accounting, Reject};
use crate::aggregate::{Accumulate, Overflow};
use crate::error::Error;
use crate::policy::Policy;
use encoding_rs::Encoding;
use std::io;
use std::sync::atomic::AtomicU64;
use std::sync::mpsc::channel;
use std::thread;

/// Bytes of a block.
pub const BLOCK: usize = 256 << 10;
/// Below this many bytes one thread is faster.
pub const ONE_THREAD: u64 = 2 << 20;
/// So many rejected rows of each reason are kept as examples.
pub const EXAMPLES: usize = 3;

/// A counter for those who do not watch the progress.
pub static UNWATCHED: AtomicU64 = AtomicU64::new(0);

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

/// Reads one file into accumulators made by `new`.
pub fn run<A: Accumulate>(
    source: &Source,
    layout: &Layout,
    reading: &Reading,
    policy: Policy,
    new: &(dyn Fn() -> A + Sync),
    on_reject: OnReject<'_>,
) -> Result<Outcome<A>, Error> {
    let blocks = layout.blocks(source, reading, reading.progress)?;
    let is_small = source.size.is_some_and(|size| size < reading.one_thread_below);
    let threads = if is_small { 1 } else { reading.threads.max(1) };
    let mut order = InOrder::new(source, layout, on_reject);
    let workers = on_threads(threads, &blocks, &|| Worker::new(layout, reading, policy, new()), &mut order)?;
    let encoding = blocks.finish().map_err(|cause| source.read_error(cause))?;
    let workers = workers.ok_or_else(|| source.read_error(io::Error::other("a worker failed")))?;
    source.check_unchanged()?;
    let (accounting, currency) = (order.accounting, order.currency);
    let mut outcome = Outcome { sink: new(), accounting, findings: Findings::default(), encoding, currency };
    for mut worker in workers {
        worker.sink.settle().map_err(|Overflow| Error::Overflow)?;
        outcome.findings.merge(worker.rows.findings);
        outcome.sink.merge(worker.sink).map_err(|Overflow| Error::Overflow)?;
    }
    Ok(outcome)
}

/// The workers when all blocks are read; none when one of them failed, an error where the file stops the run.
fn on_threads<'p, A: Accumulate>(
    threads: usize,
    blocks: &Blocks,
    new: &(dyn Fn() -> Worker<'p, A> + Sync),
    order: &mut InOrder<'_, '_>,
) -> Result<Option<Vec<Worker<'p, A>>>, Error> {
    let (shown_out, shown_in) = channel();
    thread::scope(|scope| {
        let helper = |_| {
            let shown_out = shown_out.clone();
            // Nobody takes it any more only when the run has been stopped.
            scope.spawn(move || read_all(blocks, new(), |shown| shown_out.send(shown).is_ok()))
        };
        let helpers: Vec<_> = (1..threads).map(helper).collect();
        drop(shown_out);
        let mut fault = None;
        let mut collect = |shown| {
            fault = fault.take().or_else(|| order.take(shown).err());
            fault.is_none()
        };
        let worker = read_all(blocks, new(), |shown| collect(shown) && shown_in.try_iter().all(&mut collect));
        if !shown_in.iter().all(&mut collect) {
            blocks.stop();
        }
        let mut workers = vec![worker];
        let mut all_came = true;
        for helper in helpers {
            helper.join().map_or_else(|_| all_came = false, |worker| workers.push(worker));
        }
        fault.map_or(Ok(all_came.then_some(workers)), Err)
    })
}

/// Reads blocks as long as there are more and whoever is told of them wants more.
fn read_all<'p, A: Accumulate>(blocks: &Blocks, mut worker: Worker<'p, A>, mut tell: impl FnMut(Shown) -> bool) -> Worker<'p, A> {
    let _guard = StopOnPanic(blocks);
    let mut room = Room::default();
    while let Some(block) = blocks.next(&mut room) {
        if !tell(worker.work(&block)) {
            blocks.stop();
            break;
        }
    }
    worker
}

/// Nobody waits for the turn of a thread that has failed.
struct StopOnPanic<'b>(&'b Blocks);

impl Drop for StopOnPanic<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.stop();
        }
    }
}
