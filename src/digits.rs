//! Numbers written as ASCII without allocation and without the formatting machinery: exports write tens of millions.

/// A short text that is written from its end to its beginning.
pub struct Digits {
    bytes: [u8; ROOM],
    start: usize,
}

/// Enough for a number of 128 bits with a sign and a point.
const ROOM: usize = 48;

/// `00` to `99`.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[b'0'; 2]; 100];
    let mut at = 0;
    while at < 100 {
        pairs[at] = [b'0' + at as u8 / 10, b'0' + at as u8 % 10];
        at += 1;
    }
    pairs
};

impl Default for Digits {
    fn default() -> Self {
        Digits { bytes: [0; ROOM], start: ROOM }
    }
}

impl Digits {
    /// A whole number.
    pub fn of(number: u64) -> Self {
        let mut text = Digits::default();
        text.number(number.into());
        text
    }

    /// Puts an ASCII character before what is written.
    pub fn mark(&mut self, mark: u8) {
        debug_assert!(mark.is_ascii());
        self.put([mark]);
    }

    /// Puts a number of two digits before what is written; of a greater number, the last two.
    pub fn two(&mut self, number: u32) {
        self.put(PAIRS[number as usize % 100]);
    }

    /// Puts a number before what is written.
    pub fn number(&mut self, number: u128) {
        let mut rest = number;
        let mut rest = loop {
            match u64::try_from(rest) {
                Ok(rest) => break rest,
                Err(_) => self.two((rest % 100) as u32),
            }
            rest /= 100;
        };
        while rest >= 100 {
            self.two((rest % 100) as u32);
            rest /= 100;
        }
        match PAIRS[rest as usize % 100] {
            [b'0', digit] => self.put([digit]),
            pair => self.put(pair),
        }
    }

    /// What is written.
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }

    /// What is written.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    fn put<const N: usize>(&mut self, bytes: [u8; N]) {
        let start = self.start.saturating_sub(N);
        if let Some(place) = self.bytes.get_mut(start..).and_then(|rest| rest.first_chunk_mut()) {
            *place = bytes;
        }
        self.start = start;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        let lengths = (0..=38).map(|digits| 10_u128.pow(digits)).flat_map(|power| [power - 1, power, power + 1, power / 7 * 5]);
        for number in lengths.chain([u64::MAX.into(), u128::from(u64::MAX) + 1, u128::MAX]) {
            let mut text = Digits::default();
            text.number(number);
            assert_eq!(text.as_str(), number.to_string());
        }
        assert_eq!(Digits::of(1_234_567).as_bytes(), b"1234567");
    }

    #[test]
    fn from_the_end_to_the_beginning() {
        let mut text = Digits::default();
        text.two(7);
        text.mark(b'.');
        text.number(0);
        text.mark(b'-');
        assert_eq!(text.as_str(), "-0.07");
        for _ in 0..ROOM {
            text.mark(b'1'); // more than there is room for is no reason to stop the program
        }
        assert_eq!(text.as_str().len(), ROOM);
    }
}
