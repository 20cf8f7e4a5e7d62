//! All fields and rows of a block at once: 64 bytes are compared with the marks at a time, and what is found is a list of
//! places, so that any field of a row is found without looking at those before it.
//!
//! Inside and outside of quotes is told by counting quotes. That is the rule of [`Records`](super::records::Records) as
//! long as every quote opens or closes a field or is doubled; a block with any other quote is not indexed.

use wide::u8x16;

/// The control character that is not below the blank.
const DELETE: u8 = 0x7f;

/// Where the fields and rows of a block are; kept between blocks for its room.
#[derive(Debug, Default)]
pub struct Index {
    /// Where fields start, those of all rows one after the other. Each start but the first is one byte after the delimiter
    /// or line end before it, so a field ends one byte before the next start.
    pub starts: Vec<u32>,
    /// For each line end the start after it, which is in `starts` too: what is between two of them is a row.
    pub rows: Vec<u32>,
    /// Some byte may be a control character other than tab and line ends.
    pub has_control: bool,
    /// Some quoted field may hold a doubled quote.
    pub has_doubled: bool,
}

impl Index {
    /// Looks at a block; false where its quotes, or its size, are not for this.
    pub fn fill(&mut self, bytes: &[u8], delimiter: u8) -> bool {
        self.has_control = false;
        if bytes.len() >= u32::MAX as usize || matches!(delimiter, b'"' | b'\n' | b'\r') {
            return false;
        }
        let (marks, mut quotes) = (Marks::new(delimiter), Quotes::default());
        self.starts.resize(self.starts.len().max(1), 0);
        self.starts[0] = 0;
        let (mut starts, mut rows) = (Filling::after(1, &mut self.starts), Filling::after(0, &mut self.rows));
        let (words, rest) = bytes.as_chunks::<64>();
        for (at, word) in words.iter().enumerate() {
            let found = marks.find(word);
            let is_usual = found.quotes | u64::from(found.controls) == 0 && quotes.is_outside();
            let outside = if is_usual { quotes.none(&found) } else { look_closer(&found, &mut quotes, &mut self.has_control) };
            if outside == 0 && !quotes.is_plain {
                return false;
            }
            starts.add::<4>(at * 64, found.ends() & outside);
            rows.add::<2>(at * 64, found.lines & outside);
        }
        // The last row may lack its line end, so one more is put behind it; a blank line more is no row.
        let mut last = [b'\n'; 64];
        last[..rest.len()].copy_from_slice(rest);
        let found = marks.find(&last).up_to(rest.len());
        let outside = look_closer(&found, &mut quotes, &mut self.has_control);
        starts.add::<4>(words.len() * 64, found.ends() & outside);
        rows.add::<2>(words.len() * 64, found.lines & outside);
        starts.end();
        rows.end();
        self.has_doubled = quotes.has_doubled;
        quotes.is_plain && quotes.inside == 0
    }

    /// The place in `starts` of a line end's start after it, for a row that begins at place `first` and most likely has so
    /// many fields.
    #[inline(always)]
    pub fn end_of_row(&self, first: usize, fields: usize, next: u32) -> usize {
        let likely = first + fields;
        if self.starts.get(likely) == Some(&next) { likely } else { self.find_end_of_row(first, next) }
    }

    #[cold]
    fn find_end_of_row(&self, first: usize, next: u32) -> usize {
        let rest = self.starts.get(first..).unwrap_or_default();
        // Near by nearly always: twice as far with each look.
        let mut within = 8;
        while rest.get(within).is_some_and(|start| *start < next) {
            within *= 2;
        }
        let rest = rest.get(..rest.len().min(within + 1)).unwrap_or_default();
        first + rest.partition_point(|start| *start < next)
    }
}

#[inline(never)]
fn look_closer(found: &Found, quotes: &mut Quotes, has_control: &mut bool) -> u64 {
    *has_control |= found.controls != 0;
    quotes.outside(found)
}

/// A list of places grows by so many.
const MORE: usize = 1 << 10;

/// A list of places that is being filled. More is written than is there, in groups: how many places 64 bytes hold is
/// foreseen badly, whether they fill one group or two is not.
struct Filling<'a> {
    places: &'a mut Vec<u32>,
    used: usize,
}

impl<'a> Filling<'a> {
    /// After the first few; what else stands in the list is written over.
    fn after(used: usize, places: &'a mut Vec<u32>) -> Self {
        Filling { places, used }
    }

    /// Adds the places after those of these bits, of which the lowest stands at `base`.
    #[inline(always)]
    fn add<const GROUP: usize>(&mut self, base: usize, bits: u64) {
        if self.places.len() < self.used + 64 {
            self.places.resize(self.used + MORE, 0);
        }
        let Some(room) = self.places.get_mut(self.used..).and_then(|rest| rest.first_chunk_mut::<64>()) else { return };
        let mut left = bits;
        for group in room.as_chunks_mut::<GROUP>().0 {
            for place in group {
                *place = base as u32 + left.trailing_zeros() + 1;
                left &= left.wrapping_sub(1);
            }
            if left == 0 {
                break;
            }
        }
        self.used += bits.count_ones() as usize;
    }

    /// Leaves what was added and no more.
    fn end(self) {
        self.places.truncate(self.used);
    }
}

/// The place after the last line end outside of quotes, of bytes that begin a row: none where there is none. The outer none
/// where the quotes are not for this.
pub fn last_line_end(bytes: &[u8], delimiter: u8) -> Option<Option<usize>> {
    let (marks, mut quotes) = (Marks::new(delimiter), Quotes::default());
    let (words, rest) = bytes.as_chunks::<64>();
    let mut last = (0, 0);
    for (at, word) in words.iter().enumerate() {
        let found = marks.find(word);
        let lines = found.lines & quotes.outside(&found);
        if lines != 0 {
            last = (at, lines);
        }
        if !quotes.is_plain {
            return None;
        }
    }
    // What follows is not known yet, so it may as well be a line end; but it is none.
    let mut tail = [b'\n'; 64];
    tail[..rest.len()].copy_from_slice(rest);
    let found = marks.find(&tail).up_to(rest.len());
    let lines = found.lines & quotes.outside(&found) & !(1 << rest.len());
    if lines != 0 {
        last = (words.len(), lines);
    }
    let (at, lines) = last;
    let place = lines.checked_ilog2().map(|bit| at * 64 + bit as usize + 1);
    (quotes.is_plain && !matches!(delimiter, b'"' | b'\n' | b'\r')).then_some(place)
}

/// What 64 bytes hold, one bit a byte, the first byte in the lowest.
struct Found {
    delimiters: u64,
    /// LF and CR.
    lines: u64,
    quotes: u64,
    /// Not zero where there is a control character that is no line end and not the delimiter.
    controls: u32,
}

impl Found {
    /// Where a field ends that is not quoted.
    #[inline]
    fn ends(&self) -> u64 {
        self.delimiters | self.lines
    }

    /// Without what is beyond this place.
    fn up_to(self, place: usize) -> Found {
        let within = u64::MAX >> (63 - place);
        Found { delimiters: self.delimiters & within, lines: self.lines & within, quotes: self.quotes & within, ..self }
    }
}

/// What is looked for.
struct Marks {
    delimiter: u8x16,
    /// All ones where the delimiter is a tab.
    tab: u8x16,
}

impl Marks {
    fn new(delimiter: u8) -> Self {
        let tab = u8x16::splat(if delimiter == b'\t' { u8::MAX } else { 0 });
        Marks { delimiter: u8x16::splat(delimiter), tab }
    }

    #[inline]
    fn find(&self, bytes: &[u8; 64]) -> Found {
        let mut found = Found { delimiters: 0, lines: 0, quotes: 0, controls: 0 };
        let mut controls = u8x16::ZERO;
        for (at, part) in bytes.as_chunks::<16>().0.iter().enumerate() {
            let part = u8x16::new(*part);
            let is = |byte| part.simd_eq(u8x16::splat(byte));
            let (delimiters, lines) = (part.simd_eq(self.delimiter), is(b'\n') | is(b'\r'));
            let below_blank = part.min(u8x16::splat(b' ' - 1)).simd_eq(part);
            controls |= (below_blank ^ (lines | delimiters & self.tab)) | is(DELETE);
            let bits = |mask: u8x16| u64::from(mask.to_bitmask() as u16) << (16 * at);
            found.delimiters |= bits(delimiters);
            found.lines |= bits(lines);
            found.quotes |= bits(is(b'"'));
        }
        found.controls = controls.to_bitmask();
        found
    }
}

/// Tells inside and outside of quotes, from the beginning of a row on.
struct Quotes {
    /// All ones where the next byte is inside.
    inside: u64,
    /// The next byte may be an opening quote: the last was an end or a closing quote.
    may_open: u64,
    /// The next byte must be an end or an opening quote: the last was a closing one.
    is_due: u64,
    /// All quotes so far stand around fields or are doubled.
    is_plain: bool,
    has_doubled: bool,
}

impl Default for Quotes {
    fn default() -> Self {
        Quotes { inside: 0, may_open: 1, is_due: 0, is_plain: true, has_doubled: false }
    }
}

impl Quotes {
    /// The next byte is outside, whatever it is.
    #[inline]
    fn is_outside(&self) -> bool {
        self.inside | self.is_due == 0
    }

    /// The next 64 bytes are all outside, and none of them is a quote.
    #[inline]
    fn none(&mut self, found: &Found) -> u64 {
        self.may_open = found.ends() >> 63;
        u64::MAX
    }

    /// Which of the next 64 bytes are outside, none of them once a quote stands elsewhere than around a field. Of a doubled quote the first closes and the second opens.
    fn outside(&mut self, found: &Found) -> u64 {
        let inside = parities(found.quotes) ^ self.inside;
        let (opening, closing, ends) = (found.quotes & inside, found.quotes & !inside, found.ends() & !inside);
        let may_open = (ends | closing) << 1 | self.may_open;
        let is_due = closing << 1 | self.is_due;
        self.is_plain &= opening & !may_open == 0 && is_due & !(ends | opening) == 0;
        self.has_doubled |= is_due & opening != 0;
        self.inside = if inside >> 63 == 1 { u64::MAX } else { 0 };
        (self.may_open, self.is_due) = ((ends | closing) >> 63, closing >> 63);
        if self.is_plain { !inside } else { 0 }
    }
}

/// For each bit, whether an odd number is set up to it.
fn parities(bits: u64) -> u64 {
    (0..6).fold(bits, |bits, step| bits ^ bits << (1 << step))
}
