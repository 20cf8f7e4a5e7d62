//! All fields and rows of a block at once: 64 bytes are compared with the marks at a time, and what is found is a bit for each
//! byte, in which the next ends of fields are found without looking at what is between them.
//!
//! Inside and outside of quotes is told by counting quotes. That is the rule of [`Records`](super::records::Records) as
//! long as every quote opens or closes a field or is doubled; a block with any other quote is not indexed.

use wide::u8x16;

/// The control character that is not below the blank.
const DELETE: u8 = 0x7f;

/// Where the fields and rows of a block end; kept between blocks for its room.
#[derive(Debug, Default)]
pub struct Index {
    /// The ends in 64 bytes each, and in nothing at last, so that two of these can always be looked at together.
    ends: Vec<Ends>,
    /// Some byte may be a control character other than tab and line ends.
    pub has_control: bool,
    /// Some quoted field may hold a doubled quote.
    pub has_doubled: bool,
}

/// What ends in 64 bytes outside of quotes, one bit a byte, the first byte in the lowest.
#[derive(Clone, Copy, Debug, Default)]
struct Ends {
    /// Delimiters and line ends.
    fields: u64,
    /// Line ends.
    rows: u64,
}

impl Index {
    /// Looks at a block; false where its quotes, or its size, are not for this.
    pub fn fill(&mut self, bytes: &[u8], delimiter: u8) -> bool {
        self.has_control = false;
        if bytes.len() >= u32::MAX as usize || matches!(delimiter, b'"' | b'\n' | b'\r') {
            return false;
        }
        let (marks, mut quotes) = (Marks::new(delimiter), Quotes::default());
        let (words, rest) = bytes.as_chunks::<64>();
        self.ends.resize(words.len(), Ends::default());
        for (word, ends) in words.iter().zip(&mut self.ends) {
            let found = marks.find(word);
            let is_usual = found.quotes | u64::from(found.controls) == 0 && quotes.is_outside();
            let outside = if is_usual { quotes.none(&found) } else { look_closer(&found, &mut quotes, &mut self.has_control) };
            if outside == 0 && !quotes.is_plain {
                return false;
            }
            *ends = found.ends(outside);
        }
        // The last row may lack its line end, so one more is put behind it; a blank line more is no row.
        let mut last = [b'\n'; 64];
        last[..rest.len()].copy_from_slice(rest);
        let found = marks.find(&last).up_to(rest.len());
        let outside = look_closer(&found, &mut quotes, &mut self.has_control);
        self.ends.extend([found.ends(outside), Ends::default()]);
        self.has_doubled = quotes.has_doubled;
        quotes.is_plain && quotes.inside == 0
    }

    /// What ends in the 64 bytes from here on; none behind the end.
    #[inline(always)]
    fn from(&self, place: usize) -> Option<Ends> {
        let (word, bit) = (place / 64, place % 64);
        let [a, b] = self.ends.get(word..)?.first_chunk()?;
        let together = |low: u64, high: u64| low >> bit | high << 1 << (63 - bit);
        Some(Ends { fields: together(a.fields, b.fields), rows: together(a.rows, b.rows) })
    }

    /// Finds the starts of the fields in the row that starts here, and of what follows it; whether it has one field less than
    /// there is room for.
    #[inline(always)]
    pub fn is_row_of(&self, start: usize, starts: &mut [u32]) -> bool {
        let (Some(ends), Some((first, rest))) = (self.from(start), starts.split_first_mut()) else { return false };
        if ends.rows == 0 {
            return self.is_long_row_of(start, starts);
        }
        *first = start as u32;
        let (mut left, mut last) = (ends.of_row(), 0);
        for place in rest {
            *place = start as u32 + left.trailing_zeros() + 1;
            last = left;
            left &= left.wrapping_sub(1);
        }
        last != 0 && left == 0
    }

    /// The same of a row of more than 64 bytes.
    #[inline(never)]
    fn is_long_row_of(&self, start: usize, starts: &mut [u32]) -> bool {
        let mut room = starts.iter_mut();
        let mut fits = room.next().map(|first| *first = start as u32).is_some();
        let is_row = self.each_start(start, |next| fits &= room.next().map(|place| *place = next).is_some());
        is_row && fits && room.next().is_none()
    }

    /// Finds the starts of the fields in the row that starts here, however many, and of what follows it; whether there is a row.
    pub fn find_row(&self, start: usize, starts: &mut Vec<u32>) -> bool {
        starts.clear();
        starts.push(start as u32);
        self.each_start(start, |next| starts.push(next))
    }

    /// Gives the starts after the ends of all fields in the row that starts here; whether there is one.
    #[inline]
    fn each_start(&self, start: usize, mut give: impl FnMut(u32)) -> bool {
        let mut place = start;
        while let Some(ends) = self.from(place) {
            let mut left = ends.of_row();
            while left != 0 {
                give(place as u32 + left.trailing_zeros() + 1);
                left &= left - 1;
            }
            if ends.rows != 0 {
                return true;
            }
            place += 64;
        }
        false
    }
}

impl Ends {
    /// The ends of fields up to the first end of a row.
    #[inline(always)]
    fn of_row(&self) -> u64 {
        self.fields & (self.rows ^ self.rows.wrapping_sub(1))
    }
}

#[inline(never)]
fn look_closer(found: &Found, quotes: &mut Quotes, has_control: &mut bool) -> u64 {
    *has_control |= found.controls != 0;
    quotes.outside(found)
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
    /// Where a field may end.
    #[inline]
    fn marks(&self) -> u64 {
        self.delimiters | self.lines
    }

    /// What ends here of which these bytes are outside of quotes.
    #[inline]
    fn ends(&self, outside: u64) -> Ends {
        Ends { fields: self.marks() & outside, rows: self.lines & outside }
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
        self.may_open = found.marks() >> 63;
        u64::MAX
    }

    /// Which of the next 64 bytes are outside, none of them once a quote stands elsewhere than around a field. Of a doubled quote the first closes and the second opens.
    fn outside(&mut self, found: &Found) -> u64 {
        let inside = parities(found.quotes) ^ self.inside;
        let (opening, closing, ends) = (found.quotes & inside, found.quotes & !inside, found.marks() & !inside);
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
