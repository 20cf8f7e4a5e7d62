//! Where bytes come from: a file, standard input, something compressed, a workbook; told by content, never by name.
//!
//! A source can be opened more than once; standard input is written to a temporary file when it will be needed twice.

use super::{Reading, encoding, sheet};
use crate::error::{Cause, Error};
use crate::lang::Text;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

/// So many bytes are looked at to tell how a file is to be read.
pub const HEAD: usize = 256 << 10;
/// So many, where the header is longer than that.
pub const LONG_HEAD: usize = 16 << 20;
/// The container of spreadsheets.
pub const WORKBOOK: &str = "workbook";

/// An input, opened as often as needed.
pub struct Source {
    /// As the user named it.
    pub name: String,
    /// Bytes on disk, where that is known: for the progress of reading.
    pub size: Option<u64>,
    /// What kind of content was found: none for plain text.
    pub container: Option<&'static str>,
    /// What is left of a stream is decompressed already.
    unpacked: bool,
    origin: Origin,
    /// The regular file under it, and its length and time when it was first looked at.
    regular: Option<(PathBuf, (u64, Option<SystemTime>))>,
}

enum Origin {
    File(PathBuf),
    Stream(Mutex<Option<Box<dyn Read + Send>>>),
    Spooled(Mutex<File>),
    /// The sheets of a workbook as text, by name, and which of them is read.
    Workbook(Vec<(String, Vec<u8>)>, usize),
}

/// A stream of the content: decompressed, not yet decoded.
pub type Stream = Box<dyn Read + Send>;

fn cannot_read(file: &str) -> impl Fn(io::Error) -> Error + '_ {
    move |cause| Error::CannotRead { file: file.to_owned(), cause: cause.into() }
}

impl Source {
    /// A file.
    pub fn file(path: &Path, reading: &Reading) -> Result<Source, Error> {
        let name = path.display().to_string();
        let about = std::fs::metadata(path).map_err(cannot_read(&name))?;
        if about.is_dir() {
            return Err(Error::CannotRead { file: name, cause: Cause::Directory });
        }
        if !about.is_file() {
            let stream = File::open(path).map_err(cannot_read(&name))?;
            return Source::stream(name, Box::new(stream), reading, false); // a pipe or a device: once only
        }
        let origin = Origin::File(path.to_owned());
        let regular = Some((path.to_owned(), (about.len(), about.modified().ok())));
        let mut source = Source { name, size: Some(about.len()), container: None, unpacked: false, origin, regular };
        source.look_inside(reading)?;
        Ok(source)
    }

    /// Standard input or another stream; `twice`: it will be opened more than once.
    pub fn stream(name: String, stream: Stream, reading: &Reading, twice: bool) -> Result<Source, Error> {
        let origin = Origin::Stream(Mutex::new(Some(stream)));
        let mut source = Source { name, size: None, container: None, unpacked: false, origin, regular: None };
        if twice {
            source.spool()?;
        }
        source.look_inside(reading)?;
        Ok(source)
    }

    /// Writes a stream to a temporary file, so that it can be opened again. Other origins can be already.
    pub fn spool(&mut self) -> Result<(), Error> {
        if let Origin::Stream(_) = self.origin {
            let name = self.name.clone();
            let mut stream = self.raw()?;
            let mut file = tempfile::tempfile().map_err(cannot_read(&name))?;
            io::copy(&mut stream, &mut file).map_err(cannot_read(&name))?;
            self.origin = Origin::Spooled(Mutex::new(file));
        }
        Ok(())
    }

    /// How many sheets there are to read: none in a file that is no workbook.
    pub fn sheets(&self) -> usize {
        if let Origin::Workbook(sheets, _) = &self.origin { sheets.len() } else { 0 }
    }

    /// Reads this sheet from now on.
    pub fn choose_sheet(&mut self, at: usize) {
        if let Origin::Workbook(_, chosen) = &mut self.origin {
            *chosen = at;
        }
    }

    /// The sheet that is read, and the names of those that are not.
    pub fn sheet(&self) -> Option<(&str, Vec<String>)> {
        let Origin::Workbook(sheets, chosen) = &self.origin else { return None };
        let others = sheets.iter().enumerate().filter(|(at, _)| at != chosen).map(|(_, (name, _))| name.clone()).collect();
        Some((sheets.get(*chosen)?.0.as_str(), others))
    }

    /// What tells that two names mean one file.
    pub fn identity(&self) -> Option<PathBuf> {
        std::fs::canonicalize(self.regular_path()?).ok()
    }

    /// Finds out what the content is. A workbook's sheet is turned into text here and now.
    fn look_inside(&mut self, reading: &Reading) -> Result<(), Error> {
        let mut start = Vec::new();
        let mut stream = self.raw()?;
        stream.by_ref().take(512).read_to_end(&mut start).map_err(cannot_read(&self.name))?;
        self.put_back(&start, stream);
        let not_csv = |what| Err(Error::NotCsv { file: self.name.clone(), what });
        let text_start = String::from_utf8_lossy(&start).trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
        match &start[..] {
            [] => return Err(Error::EmptyInput(self.name.clone())),
            [0x1f, 0x8b, ..] => self.container = Some("gzip"),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => self.container = Some("zstd"),
            [b'P', b'K', 3, 4, ..] | [0xd0, 0xcf, 0x11, 0xe0, ..] => {
                let mut book = Vec::new();
                self.raw()?.read_to_end(&mut book).map_err(cannot_read(&self.name))?;
                let sheets = sheet::read(book, reading, &self.name)?;
                (self.container, self.origin) = (Some(WORKBOOK), Origin::Workbook(sheets, 0));
            }
            [b'%', b'P', b'D', b'F', ..] => return not_csv(Text::new("a PDF", " PDF 文件")),
            [b'P', b'A', b'R', b'1', ..] => return not_csv(Text::new("a Parquet file", " Parquet 文件")),
            [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] => return not_csv(Text::new("a picture", "图片")),
            [b'R', b'a', b'r', b'!', ..] | [b'7', b'z', 0xbc, 0xaf, ..] => return not_csv(Text::new("an archive", "压缩包")),
            _ if text_start.starts_with("<!doctype") || text_start.starts_with("<html") || text_start.starts_with("<?xml") => {
                return not_csv(Text::new("an HTML or XML page", " HTML 或 XML 网页"));
            }
            _ => {}
        }
        Ok(())
    }

    /// Puts back what was read from a stream that cannot be opened again.
    fn put_back(&mut self, read: &[u8], stream: Stream) {
        if let Origin::Stream(place) = &self.origin
            && let Ok(mut place) = place.lock()
        {
            *place = Some(Box::new(Cursor::new(read.to_vec()).chain(stream)));
        }
    }

    /// The bytes as they are stored.
    fn raw(&self) -> Result<Stream, Error> {
        let gone = || Error::CannotRead { file: self.name.clone(), cause: Cause::Other("it can be read only once".into()) };
        match &self.origin {
            Origin::File(path) => Ok(Box::new(File::open(path).map_err(cannot_read(&self.name))?)),
            Origin::Stream(stream) => stream.lock().ok().and_then(|mut place| place.take()).ok_or_else(gone),
            Origin::Spooled(file) => {
                let file = file.lock().map_err(|_| gone())?;
                let mut again = file.try_clone().map_err(cannot_read(&self.name))?;
                again.seek(SeekFrom::Start(0)).map_err(cannot_read(&self.name))?;
                Ok(Box::new(again))
            }
            Origin::Workbook(sheets, at) => Ok(Box::new(Cursor::new(sheets.get(*at).map_or_else(Vec::new, |(_, text)| text.clone())))),
        }
    }

    /// The content, decompressed; bytes read from disk are counted in `progress`.
    pub fn open(&self, progress: &'static AtomicU64) -> Result<Stream, Error> {
        let counted = Counted { input: self.raw()?, count: progress };
        Ok(match self.container.filter(|_| !self.unpacked) {
            Some("gzip") => Box::new(flate2::read::MultiGzDecoder::new(io::BufReader::with_capacity(1 << 17, counted))),
            Some("zstd") => Box::new(zstd::stream::read::Decoder::new(counted).map_err(cannot_read(&self.name))?),
            _ => Box::new(counted),
        })
    }

    /// The file in which the content stands as it is, neither compressed nor behind a pipe: to be read at any place.
    pub fn open_plain(&self) -> Result<Option<File>, Error> {
        if self.container.is_some() && !self.unpacked {
            return Ok(None);
        }
        Ok(match &self.origin {
            Origin::File(path) => Some(File::open(path).map_err(cannot_read(&self.name))?),
            Origin::Spooled(file) => file.lock().ok().and_then(|file| file.try_clone().ok()),
            Origin::Stream(_) | Origin::Workbook(..) => None,
        })
    }

    /// The first bytes of the content and whether they are all of it. A stream keeps them for the next opening. Bytes that
    /// look like an encoding without its mark are an error, unless the encoding was said.
    pub fn head(&mut self, most: usize, encoding_said: bool) -> Result<(Vec<u8>, bool), Error> {
        static UNCOUNTED: AtomicU64 = AtomicU64::new(0);
        let mut stream = self.open(&UNCOUNTED)?;
        let mut head = Vec::new();
        stream.by_ref().take(most as u64).read_to_end(&mut head).map_err(|cause| self.read_error(cause))?;
        let complete = head.len() < most;
        if matches!(self.origin, Origin::Stream(_)) {
            self.unpacked = true; // what is put back is decompressed
            self.put_back(&head, stream);
        }
        if head.is_empty() {
            return Err(Error::EmptyInput(self.name.clone()));
        }
        if !encoding_said && encoding::by_mark(&head).is_none() && encoding::looks_like_utf16(&head) {
            return Err(Error::NulBytes(self.name.clone()));
        }
        Ok((head, complete))
    }

    /// The error for a fault met while reading the content.
    pub fn read_error(&self, cause: io::Error) -> Error {
        let file = self.name.clone();
        match self.container {
            Some("gzip" | "zstd") => Error::Truncated { file, cause: cause.to_string() },
            _ => Error::CannotRead { file, cause: cause.into() },
        }
    }

    /// The file under it, if that is one whose bytes can be had once more: no pipe, device or standard input.
    pub fn regular_path(&self) -> Option<&Path> {
        self.regular.as_ref().map(|(path, _)| path.as_path())
    }

    /// An error when the file is no longer what it was when it was first looked at.
    pub fn check_unchanged(&self) -> Result<(), Error> {
        if let Some((path, seen)) = &self.regular {
            let now = std::fs::metadata(path).map_err(cannot_read(&self.name))?;
            if (now.len(), now.modified().ok()) != *seen {
                return Err(Error::InputChanged(self.name.clone()));
            }
        }
        Ok(())
    }
}

/// Counts the bytes that pass.
struct Counted<R> {
    input: R,
    count: &'static AtomicU64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(out)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    static COUNT: AtomicU64 = AtomicU64::new(0);

    fn stream(bytes: &[u8]) -> Result<Source, Error> {
        Source::stream("f".into(), Box::new(Cursor::new(bytes.to_vec())), &Reading::default(), false)
    }

    fn content(bytes: &[u8]) -> Result<String, String> {
        let source = stream(bytes).map_err(|e| e.code().to_owned())?;
        let mut text = String::new();
        let mut reader = source.open(&COUNT).map_err(|e| e.code().to_owned())?;
        reader.read_to_string(&mut text).map_err(|e| source.read_error(e).code().to_owned())?;
        Ok(text)
    }

    fn gzip(text: &str) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn compression_is_told_by_content() {
        assert_eq!(content(b"a,b\n"), Ok("a,b\n".into()));
        assert_eq!(content(&gzip("a,b\n")), Ok("a,b\n".into()));
        assert_eq!(content(&[gzip("a,b\n"), gzip("1,2\n")].concat()), Ok("a,b\n1,2\n".into()));
        assert_eq!(content(&zstd::encode_all(&b"a,b\n"[..], 1).unwrap()), Ok("a,b\n".into()));
    }

    #[test]
    fn damaged_and_foreign_files_are_refused() {
        let whole = gzip(&"a,b\n".repeat(1000));
        for cut in [1, 4, 8, 9] {
            assert_eq!(content(&whole[..whole.len() - cut]), Err("truncated".into()), "without the last {cut}");
        }
        let zst = zstd::encode_all(&b"a,b\n".repeat(1000)[..], 1).unwrap();
        assert_eq!(content(&zst[..zst.len() - 1]), Err("truncated".into()));
        assert_eq!(content(&[whole, b"garbage".to_vec()].concat()), Err("truncated".into()));
        assert_eq!(content(b""), Err("empty_input".into()));
        for foreign in [&b"%PDF-1.7"[..], b"PAR1..", b"<html><table>", b"\xef\xbb\xbf<?xml version"] {
            assert_eq!(content(foreign), Err("not_csv".into()));
        }
    }

    #[test]
    fn the_head_of_a_stream_is_kept_for_reading() {
        for bytes in [b"a,b\n1,2\n".to_vec(), gzip("a,b\n1,2\n")] {
            let mut source = stream(&bytes).unwrap();
            assert_eq!(source.head(HEAD, false).unwrap(), (b"a,b\n1,2\n".to_vec(), true));
            let mut text = String::new();
            source.open(&COUNT).unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, "a,b\n1,2\n");
        }
    }
}
