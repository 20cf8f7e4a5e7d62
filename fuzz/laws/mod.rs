//! What must hold whatever the bytes: the laws that the fuzz targets try to break, one file for each target.
//!
//! They are used twice: by the targets, with new bytes all the time, and by `cargo test`, with the seeds and with every
//! input that has ever broken one (`tests/fuzz_seeds.rs`). What is expected never comes from the way that is tested: it is
//! counted by hand here, known from how the input was built, or the answer to the same question put another way.

#![allow(dead_code, missing_docs, unreachable_pub, clippy::unwrap_used, clippy::expect_used)]

pub mod amount;
pub mod date;
pub mod encoding;
pub mod lists;
pub mod pipeline;
pub mod playbook;
pub mod rows;
pub mod settings;
mod split;
mod ways;

/// Takes decisions from the first bytes of an input; when there are no more, zeros.
pub struct Choices<'d> {
    rest: &'d [u8],
}

impl<'d> Choices<'d> {
    pub fn new(data: &'d [u8]) -> Self {
        Choices { rest: data }
    }

    pub fn byte(&mut self) -> u8 {
        let (first, rest) = self.rest.split_first().unwrap_or((&0, &[]));
        self.rest = rest;
        *first
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        usize::from(self.byte()) % n
    }

    pub fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    pub fn rest(&self) -> &'d [u8] {
        self.rest
    }

    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }
}

/// The same text in full-width forms, which cells may be written in.
pub fn full_width(text: &str) -> String {
    text.chars().map(|c| if ('!'..='~').contains(&c) { char::from_u32(c as u32 + 0xfee0).unwrap() } else { c }).collect()
}
