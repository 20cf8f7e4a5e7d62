//! What differs by system when a file is read: reading at a place, so that several threads can read one file.

use std::fs::File;
use std::io;

/// Reads from this place of the file on, wherever others read; how many bytes came, 0 at the end.
#[cfg(unix)]
pub fn read_at(file: &File, place: u64, into: &mut [u8]) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, into, place)
}

/// Reads from this place of the file on, wherever others read; how many bytes came, 0 at the end.
#[cfg(windows)]
pub fn read_at(file: &File, place: u64, into: &mut [u8]) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, into, place)
}
