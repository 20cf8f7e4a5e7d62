//! First room of the loader: from a file or a stream to blocks of whole rows, one after the other, each for whoever asks.
//!
//! Whoever asks reads the next bytes itself: from a file at the place that is next, beside all others; from a stream in
//! turn. Then it waits until the bytes before have been cut, takes over what was left of them, and cuts its own at the end
//! of the last row. So quotes are followed through the file in order, without guessing, and all else is done side by side.
//!
//! Which encoding the blocks are in is decided here, on the bytes of a fixed window, so that neither threads nor the size
//! of blocks can change it.

use super::source::Stream;
use super::split::MARK;
use super::system::read_at;
use super::{encoding, index};
use encoding_rs::{Encoding, UTF_8};
use memchr::{memchr, memrchr2};
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// A row may be this long.
pub const RECORD_LIMIT: usize = 16 << 20;

/// Room before a block for what was left of the block before: more than most rows take.
const HEADROOM: usize = 4 << 10;

/// Where the bytes of the rows come from.
pub enum Input {
    /// A file of plain text, from this place on; the bytes that are read are counted.
    File(File, u64, &'static AtomicU64),
    /// A stream that begins with the first row.
    Stream(Stream),
}

/// Bytes of whole rows; the first begins a row.
#[derive(Debug)]
pub struct Block<'b> {
    /// Its place among the blocks of the file, from 0.
    pub index: usize,
    /// The rows.
    pub bytes: &'b [u8],
    /// Their encoding.
    pub encoding: &'static Encoding,
    /// The first row is longer than the limit; the block holds only its beginning.
    pub too_long: bool,
}

/// Room for a block, kept by whoever asks for one after the other.
#[derive(Debug, Default)]
pub struct Room {
    bytes: Vec<u8>,
    start: usize,
    end: usize,
}

impl Room {
    /// Makes room for so many bytes, which `fill` puts there.
    fn read(&mut self, size: usize, fill: impl FnOnce(&mut [u8]) -> (usize, Next)) -> Next {
        self.start = HEADROOM.max(self.bytes.len().saturating_sub(size));
        if self.bytes.len() < self.start + size {
            self.bytes.resize(self.start + size, 0);
        }
        let (read, next) = fill(&mut self.bytes[self.start..self.start + size]);
        self.end = self.start + read;
        next
    }

    /// Puts these bytes before those that are there.
    fn prepend(&mut self, before: &[u8]) {
        if before.len() > self.start {
            let more = before.len().next_power_of_two();
            self.bytes.splice(0..0, std::iter::repeat_n(0, more));
            (self.start, self.end) = (self.start + more, self.end + more);
        }
        let until = self.start;
        self.start -= before.len();
        self.bytes[self.start..until].copy_from_slice(before);
    }

    fn bytes(&self) -> &[u8] {
        &self.bytes[self.start..self.end]
    }
}

/// What comes after some bytes.
#[derive(Debug)]
enum Next {
    More,
    End,
    Fault(io::Error),
}

/// Reads until there is no more room or nothing more to read.
fn read_full(into: &mut [u8], mut read: impl FnMut(&mut [u8], usize) -> io::Result<usize>) -> (usize, Next) {
    let mut done = 0;
    while done < into.len() {
        match read(&mut into[done..], done) {
            Ok(0) => return (done, Next::End),
            Ok(count) => done += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return (done, Next::Fault(error)),
        }
    }
    (done, Next::More)
}

/// Cuts an input into blocks, for one thread or many.
pub struct Blocks {
    size: usize,
    /// The file, if it is one that all read beside each other, and where its rows begin.
    file: Option<(File, u64, &'static AtomicU64)>,
    /// How many stretches of the file have been given away to be read.
    claimed: AtomicU64,
    turns: Mutex<Turns>,
    turn_is_over: Condvar,
}

/// What is done in turn.
struct Turns {
    /// How many have had their turn.
    past: u64,
    stream: Option<Stream>,
    cutter: Cutter,
    /// There are no more blocks: the input has ended, or somebody has had enough.
    is_over: bool,
    fault: Option<io::Error>,
}

impl Blocks {
    /// Blocks of about `size` bytes. Without an encoding it is decided by the first bytes that are not ASCII.
    pub fn new(input: Input, delimiter: u8, size: usize, encoding: Option<&'static Encoding>) -> Self {
        let (file, stream) = match input {
            Input::File(file, start, count) => (Some((file, start, count)), None),
            Input::Stream(stream) => (None, Some(stream)),
        };
        let turns = Turns { past: 0, stream, cutter: Cutter::new(delimiter, encoding), is_over: false, fault: None };
        Blocks { size: size.max(1), file, claimed: AtomicU64::new(0), turns: Mutex::new(turns), turn_is_over: Condvar::new() }
    }

    /// With another limit for the length of a row.
    #[cfg(test)]
    fn with_limit(self, limit: usize) -> Self {
        self.lock().cutter.limit = limit;
        self
    }

    /// The next block; none after the last, after a fault, or when it was said to stop.
    pub fn next<'r>(&self, room: &'r mut Room) -> Option<Block<'r>> {
        loop {
            let (mut turns, next) = match &self.file {
                Some((file, start, count)) => {
                    let claim = self.claimed.fetch_add(1, Ordering::Relaxed);
                    let place = start + claim * self.size as u64;
                    let next = room.read(self.size, |into| read_full(into, |into, done| read_at(file, place + done as u64, into)));
                    count.fetch_add((room.end - room.start) as u64, Ordering::Relaxed);
                    (self.turn(claim)?, next)
                }
                None => {
                    let mut turns = self.turn(0)?;
                    let stream = turns.stream.as_mut()?;
                    let next = room.read(self.size, |into| read_full(into, |into, _| stream.read(into)));
                    (turns, next)
                }
            };
            let cut = turns.cutter.cut(room, matches!(next, Next::End));
            turns.is_over = !matches!(next, Next::More) || cut.as_ref().is_some_and(|cut| cut.too_long);
            if let Next::Fault(error) = next {
                turns.fault = Some(error);
            }
            turns.past += u64::from(self.file.is_some());
            drop(turns);
            self.turn_is_over.notify_all();
            if let Some(Cut { index, bytes, encoding, too_long }) = cut {
                return Some(Block { index, bytes: &room.bytes[bytes], encoding, too_long });
            }
        }
    }

    /// Waits for the turn of whoever has this claim; none when there is nothing more to come.
    fn turn(&self, claim: u64) -> Option<MutexGuard<'_, Turns>> {
        let mut turns = self.lock();
        while !turns.is_over && turns.past != claim {
            turns = self.turn_is_over.wait(turns).unwrap_or_else(PoisonError::into_inner);
        }
        (!turns.is_over).then_some(turns)
    }

    /// No more blocks for anybody.
    pub fn stop(&self) {
        self.lock().is_over = true;
        self.turn_is_over.notify_all();
    }

    /// What reading came to: the encoding, where all was not ASCII; or the fault that ended it.
    pub fn finish(self) -> io::Result<Option<&'static Encoding>> {
        let turns = self.turns.into_inner().unwrap_or_else(PoisonError::into_inner);
        turns.fault.map_or(Ok(turns.cutter.encoding), Err)
    }

    fn lock(&self) -> MutexGuard<'_, Turns> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where a block stands in its room.
struct Cut {
    index: usize,
    bytes: std::ops::Range<usize>,
    encoding: &'static Encoding,
    too_long: bool,
}

/// Cuts where a row ends.
struct Cutter {
    delimiter: u8,
    limit: usize,
    encoding: Option<&'static Encoding>,
    /// The number of the next block.
    index: usize,
    /// What follows the last block; a row begins it.
    rest: Vec<u8>,
}

impl Cutter {
    fn new(delimiter: u8, encoding: Option<&'static Encoding>) -> Self {
        Cutter { delimiter, limit: RECORD_LIMIT, encoding, index: 0, rest: Vec::new() }
    }

    /// Cuts what has been read, with the rest of what was before put in front of it; none while no row ends there.
    fn cut(&mut self, room: &mut Room, at_end: bool) -> Option<Cut> {
        let read = room.end - room.start;
        room.prepend(&self.rest);
        let bytes = room.bytes();
        let decided = self.decided(bytes, at_end);
        let mut boundary = last_row_end(&bytes[..decided], self.delimiter).unwrap_or(0);
        let too_long = boundary == 0 && decided == bytes.len() && bytes.len() > self.limit;
        if at_end || too_long {
            boundary = bytes.len();
        }
        if boundary == 0 {
            self.rest.extend_from_slice(&bytes[bytes.len() - read..]);
            return None;
        }
        self.rest.clear();
        self.rest.extend_from_slice(&bytes[boundary..]);
        self.index += 1;
        let bytes = room.start..room.start + boundary;
        Some(Cut { index: self.index - 1, bytes, encoding: self.encoding.unwrap_or(UTF_8), too_long })
    }

    /// How many of these bytes are in an encoding that is known by now: all of them, or those before the first that is
    /// not ASCII, as long as too little of what follows has been seen.
    fn decided(&mut self, bytes: &[u8], at_end: bool) -> usize {
        if self.encoding.is_some() || bytes.is_ascii() {
            return bytes.len();
        }
        let Some(start) = encoding::first_line_beyond_ascii(bytes) else { return bytes.len() };
        let window = &bytes[start..bytes.len().min(start + encoding::WINDOW)];
        self.encoding = encoding::by_content(window, at_end && window.len() < encoding::WINDOW);
        let first = || bytes.iter().position(|byte| !byte.is_ascii());
        self.encoding.map_or_else(first, |_| None).unwrap_or(bytes.len())
    }
}

/// Where so many quotes open in so many bytes, to look at all bytes is faster than to look for each quote.
const MANY_QUOTES: (usize, usize) = (16, 8 << 10);

/// The place after the last row that is certain to end in these bytes, where more may follow. They begin a row.
fn last_row_end(bytes: &[u8], delimiter: u8) -> Option<usize> {
    // A CR at the very end may be the first half of CRLF.
    let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
    let line_end = |from, until| memrchr2(b'\n', b'\r', &bytes[from..until]).map(|at| from + at + 1);
    let (mut end, mut at, mut quotes) = (None, 0, 0);
    while let Some(quote) = memchr(b'"', &bytes[at..]).map(|quote| at + quote) {
        quotes += 1;
        if quotes == MANY_QUOTES.0
            && quote < MANY_QUOTES.1
            && let Some(end) = index::last_line_end(bytes, delimiter)
        {
            return end;
        }
        end = line_end(at, quote).or(end);
        at = quote + 1;
        if opens_field(bytes, quote, delimiter) {
            let Some(after) = after_quotes(bytes, at) else { return end };
            at = after;
        }
    }
    line_end(at, bytes.len()).or(end)
}

/// Stands where a field starts; a quote elsewhere stands for itself.
fn opens_field(bytes: &[u8], quote: usize, delimiter: u8) -> bool {
    let mut before = &bytes[..quote];
    while let Some(unmarked) = before.strip_suffix(MARK) {
        before = unmarked;
    }
    match before.last() {
        None | Some(b'\n' | b'\r') => true,
        Some(last) => *last == delimiter && before.len() == quote,
    }
}

/// The place after the quote that closes what is open at this place.
fn after_quotes(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr(b'"', &bytes[at..])?;
        if bytes.get(at + 1) != Some(&b'"') {
            return Some(at + 1);
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::run::UNWATCHED;
    use proptest::prelude::*;
    use std::collections::BTreeMap;
    use std::io::{Cursor, Write};
    use std::thread;

    fn stream(bytes: &[u8]) -> Input {
        Input::Stream(Box::new(Cursor::new(bytes.to_vec())))
    }

    /// The bytes in a file, behind some that are not to be read.
    fn file(bytes: &[u8]) -> Input {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"head").unwrap();
        file.write_all(bytes).unwrap();
        Input::File(file, 4, &UNWATCHED)
    }

    /// All blocks in order, by several threads; how reading ended.
    fn blocks(input: Input, size: usize, threads: usize) -> (Vec<Vec<u8>>, Option<&'static Encoding>) {
        let blocks = Blocks::new(input, b',', size, None);
        let all = Mutex::new(BTreeMap::new());
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    let mut room = Room::default();
                    while let Some(block) = blocks.next(&mut room) {
                        all.lock().unwrap().insert(block.index, block.bytes.to_vec());
                    }
                });
            }
        });
        let all = all.into_inner().unwrap();
        assert!(all.keys().copied().eq(0..all.len()));
        (all.into_values().collect(), blocks.finish().unwrap())
    }

    #[test]
    fn a_row_over_the_limit_is_told() {
        let bytes = b"a,b\n1,22222222222222222222222222222222\n3,4\n";
        for input in [stream(bytes), file(bytes)] {
            let (blocks, mut room) = (Blocks::new(input, b',', 4, None).with_limit(16), Room::default());
            let first = blocks.next(&mut room).unwrap();
            assert_eq!((first.bytes, first.too_long), (&b"a,b\n"[..], false));
            let second = blocks.next(&mut room).unwrap();
            assert!(second.too_long && second.bytes.starts_with(b"1,2"));
            assert!(blocks.next(&mut room).is_none());
        }
    }

    #[test]
    fn a_fault_comes_after_the_rows_before_it() {
        struct Torn(Cursor<&'static [u8]>);
        impl Read for Torn {
            fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
                match self.0.read(into)? {
                    0 => Err(io::Error::other("torn")),
                    count => Ok(count),
                }
            }
        }
        for size in [1, 3, 7, 100] {
            let input = Input::Stream(Box::new(Torn(Cursor::new(b"a,b\n1,2\n3,"))));
            let (blocks, mut room, mut all) = (Blocks::new(input, b',', size, None), Room::default(), Vec::new());
            while let Some(block) = blocks.next(&mut room) {
                all.extend_from_slice(block.bytes);
            }
            assert_eq!(all, b"a,b\n1,2\n", "{size}");
            assert_eq!(blocks.finish().unwrap_err().to_string(), "torn");
        }
    }

    #[test]
    fn whoever_waits_is_told_to_stop() {
        let blocks = Blocks::new(file(&b"a,b\n".repeat(100)), b',', 8, None);
        blocks.claimed.fetch_add(1, Ordering::Relaxed); // by one who never comes
        thread::scope(|scope| {
            let waiting =
                [scope.spawn(|| blocks.next(&mut Room::default()).is_none()), scope.spawn(|| blocks.next(&mut Room::default()).is_none())];
            blocks.stop();
            assert!(waiting.into_iter().all(|thread| thread.join().unwrap()));
        });
    }

    #[test]
    fn a_file_that_shrinks_ends_early() {
        let Input::File(file, start, count) = file(&b"a,b\n".repeat(100)) else { unreachable!() };
        let shrinking = file.try_clone().unwrap();
        let (blocks, mut room) = (Blocks::new(Input::File(file, start, count), b',', 40, None), Room::default());
        let mut length = blocks.next(&mut room).unwrap().bytes.len();
        shrinking.set_len(4 + 202).unwrap();
        while let Some(block) = blocks.next(&mut room) {
            length += block.bytes.len();
        }
        assert_eq!(length, 202);
        assert_eq!(blocks.finish().unwrap(), None);
    }

    #[test]
    fn many_quotes_change_nothing() {
        for (row, rows) in [("\"a\",\"b,\n\"\"\"\r\n", 100), ("\"a\",5\",\"\n\"\n", 100), ("\"\",\"\"\r", 700)] {
            for cut in 0..row.len() {
                let mut text = row.repeat(rows);
                text.truncate(text.len() - cut);
                let end = last_row_end(text.as_bytes(), b',');
                // A CR at the very end is not certain to be all of a line end.
                let whole = rows - usize::from(cut > 0 || row.ends_with('\r'));
                assert_eq!(end, Some(whole * row.len()), "{row:?} {cut}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// No byte is lost, and every block ends where a row ends, whoever reads it from wherever.
        #[test]
        fn blocks_are_whole_rows(
            text in "([a,\"\r\n]|\"\"|\r\n|,\"a\"|\"a,\n\"|\u{feff}|\"[a,\n]{0,20}\"\n){0,60}",
            size in 1..40_usize,
            threads in 1..4_usize,
            from_file in any::<bool>(),
        ) {
            let input = if from_file { file(text.as_bytes()) } else { stream(text.as_bytes()) };
            let (all, _) = blocks(input, size, threads);
            prop_assert_eq!(all.concat(), text.as_bytes());
            // The csv crate's rows of the parts are its rows of the whole.
            let rows = |bytes: &[u8]| -> Vec<csv::ByteRecord> {
                let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
                reader.byte_records().map(Result::unwrap).collect()
            };
            if !text.contains('\u{feff}') {
                let parts: Vec<csv::ByteRecord> = all.iter().flat_map(|block| rows(block)).collect();
                prop_assert_eq!(parts, rows(text.as_bytes()));
            }
        }
    }
}
