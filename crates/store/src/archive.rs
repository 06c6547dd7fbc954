//! Backup into one file, and back into an empty store of any kind.
//!
//! Lines of JSON, the bytes of documents after the line that names them, and at the end the digest of all that.

use crate::wire::{FORM, Line};
use certmap_app::{Blobs, Broken, Record, Store};
use certmap_base::{Fault, Text, io_reason, text};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;

pub use crate::wire::Counted;

/// Writes everything into a new file, as it stands at one moment, while others write. Documents are listed after that
/// moment, so that none is missing that an event names.
///
/// ```
/// use certmap_store::{Memory, MemoryBlobs, backup, restore};
/// let file = std::env::temp_dir().join(format!("certmap-backup-{}", std::process::id()));
/// let counted = backup(&Memory::default(), &MemoryBlobs::default(), &file)?;
/// assert_eq!(restore(&file, &Memory::default(), &MemoryBlobs::default())?, counted);
/// # std::fs::remove_file(&file).ok();
/// # Ok::<(), certmap_base::Fault>(())
/// ```
///
/// # Errors
/// If the file exists or cannot be written, or a store does not work. Then there is no file.
pub fn backup(store: &dyn Store, blobs: &dyn Blobs, target: &Path) -> Result<Counted, Fault> {
    if target.exists() {
        let target = target.display();
        return Err(Fault::new(text!("`{target}` exists already", "`{target}` 已经存在")).help(text!(
            "name a file that is not there; nothing is overwritten",
            "请指定不存在的文件名；不会覆盖任何文件"
        )));
    }
    let mut name = target.as_os_str().to_owned();
    name.push(".unfinished");
    let unfinished = Path::new(&name);
    let done = write_all(store, blobs, unfinished).and_then(|counted| {
        let renamed = fs::rename(unfinished, target).and_then(|()| sync_folder_of(target));
        renamed.map(|()| counted).map_err(|error| cannot_write(target, io_reason(&error)))
    });
    if done.is_err() {
        let _ = fs::remove_file(unfinished);
    }
    done
}

fn cannot_write(target: &Path, why: Text) -> Fault {
    let target = target.display();
    Fault::new(text!("the backup `{target}` cannot be written: {}", "无法写入备份 `{target}`：{}"; why))
}

fn sync_folder_of(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn write_all(store: &dyn Store, blobs: &dyn Blobs, target: &Path) -> Result<Counted, Fault> {
    let fault = |broken: Broken| cannot_write(target, Text::same(broken.0));
    let file = make(target).map_err(|error| cannot_write(target, io_reason(&error)))?;
    let mut out = Writer { out: BufWriter::new(file), digest: Sha256::new(), counted: Counted::default() };
    out.line(&Line::CertmapBackup { form: FORM }).map_err(fault)?;
    store.export(&mut |record| out.line(&record.into())).map_err(fault)?;
    for sha256 in blobs.digests().map_err(fault)? {
        let missing = || Broken(format!("the document {sha256} is gone"));
        let bytes = blobs.get(&sha256).map_err(fault)?.ok_or_else(|| fault(missing()))?;
        out.line(&Line::Document { sha256, bytes: bytes.len() as u64 }).map_err(fault)?;
        out.bytes(&bytes).and_then(|()| out.bytes(b"\n")).map_err(fault)?;
    }
    let counted = out.counted;
    let sha256 = crate::hex(&out.digest.clone().finalize());
    out.line(&Line::End { counted, sha256 }).map_err(fault)?;
    let file = out.out.into_inner().map_err(|error| cannot_write(target, io_reason(error.error())))?;
    file.sync_all().map_err(|error| cannot_write(target, io_reason(&error)))?;
    Ok(counted)
}

/// Makes a file that only this user reads: names of persons and hashes of passwords stand in it.
fn make(target: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(target)
}

struct Writer {
    out: BufWriter<File>,
    digest: Sha256,
    counted: Counted,
}

impl Writer {
    fn line(&mut self, line: &Line) -> Result<(), Broken> {
        self.counted.add(line);
        let mut text = serde_json::to_vec(line).map_err(|error| Broken::new("writing a backup", error))?;
        text.push(b'\n');
        self.bytes(&text)
    }

    fn bytes(&mut self, bytes: &[u8]) -> Result<(), Broken> {
        self.digest.update(bytes);
        self.out.write_all(bytes).map_err(|error| Broken::new("writing a backup", error))
    }
}

/// Puts a backup into an empty store. The whole file is checked first.
///
/// # Errors
/// If the file is cut off or altered, or of a newer program, or something is in the store already. Then nothing is written.
pub fn restore(archive: &Path, store: &dyn Store, blobs: &dyn Blobs) -> Result<Counted, Fault> {
    let into = |broken: Broken| cannot_restore(archive, Text::same(broken.0));
    if store.import(&mut std::iter::empty()).is_err() {
        // Broken, or in use: which of the two, the next question tells.
        store.ready().map_err(into)?;
        return Err(Fault::new(text!("there is something in the store already", "数据库中已有数据"))
            .help(text!("restore into an empty one, and keep this one aside", "请恢复到空数据库，并保留现有数据库")));
    }
    let mut counted = Counted::default();
    each(archive, |line, _| {
        if let Line::End { counted: told, .. } = &line {
            counted = *told;
        }
        line.record().map(drop).map_err(|word| Stopped::NotUnderstood(word.clone()))
    })?;
    each(archive, |line, bytes| match line {
        Line::Document { .. } => blobs.put(bytes).map(drop).map_err(Stopped::Broken),
        _ => Ok(()),
    })?;
    let mut reader = Reader::open(archive).map_err(|stopped| stopped.fault(archive))?;
    let mut records = std::iter::from_fn(|| reader.next_record().transpose());
    store.import(&mut records).map_err(into)?;
    Ok(counted)
}

fn cannot_restore(archive: &Path, why: Text) -> Fault {
    let archive = archive.display();
    Fault::new(text!("the backup `{archive}` cannot be restored: {}", "无法恢复备份 `{archive}`：{}"; why))
}

/// Why reading a backup stopped.
#[derive(Debug)]
enum Stopped {
    Io(io::Error),
    Broken(Broken),
    /// The file ends too early.
    CutOff,
    /// A line, or the bytes of a document, are not what they were.
    Altered(u64),
    /// The first line is not ours.
    NoBackup,
    /// Of a newer program.
    Newer(u32),
    /// A word that this program does not know.
    NotUnderstood(String),
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Stopped {
        Stopped::Io(error)
    }
}

impl Stopped {
    fn fault(self, archive: &Path) -> Fault {
        let name = archive.display();
        let another = text!("take another backup; nothing was written", "请使用其他备份；未写入任何内容");
        match self {
            Stopped::Io(error) => Fault::new(
                text!("the backup `{name}` cannot be read: {}", "无法读取备份 `{name}`：{}"; io_reason(&error)),
            ),
            Stopped::Broken(broken) => cannot_restore(archive, Text::same(broken.0)),
            Stopped::CutOff => Fault::new(text!(
                "the backup `{name}` is cut off: its end is missing",
                "备份 `{name}` 不完整：缺少结尾"
            ))
            .help(another),
            Stopped::Altered(line) => Fault::new(text!(
                "the backup `{name}` is not as it was written: line {line} or something before it was altered",
                "备份 `{name}` 与写入时不一致：第 {line} 行或其之前的内容被改动"
            ))
            .help(another),
            Stopped::NoBackup => {
                Fault::new(text!("`{name}` is no backup of certmap", "`{name}` 不是 certmap 的备份")).help(another)
            }
            Stopped::Newer(form) => Fault::new(text!(
                "the backup `{name}` was written by a newer program, in the form {form}",
                "备份 `{name}` 由较新版本的程序写入，格式为 {form}"
            ))
            .help(text!("restore it with that program", "请使用该版本的程序恢复")),
            Stopped::NotUnderstood(word) => Fault::new(text!(
                "the backup `{name}` has the word `{word}`, which this program does not know",
                "备份 `{name}` 中有本程序不认识的词 `{word}`"
            ))
            .help(text!("restore it with the program that wrote it", "请使用写入该备份的程序恢复")),
        }
    }
}

/// Does something with each line of a backup and the bytes after it, and checks the whole file on the way.
fn each(archive: &Path, mut job: impl FnMut(Line, &[u8]) -> Result<(), Stopped>) -> Result<(), Fault> {
    let mut read = || {
        let mut reader = Reader::open(archive)?;
        while let Some((line, bytes)) = reader.next()? {
            job(line, &bytes)?;
        }
        Ok(())
    };
    read().map_err(|stopped: Stopped| stopped.fault(archive))
}

struct Reader {
    from: BufReader<File>,
    digest: Sha256,
    counted: Counted,
    lines: u64,
    is_at_end: bool,
}

impl Reader {
    fn open(archive: &Path) -> Result<Reader, Stopped> {
        let from = BufReader::new(File::open(archive)?);
        let mut reader =
            Reader { from, digest: Sha256::new(), counted: Counted::default(), lines: 0, is_at_end: false };
        match reader.next() {
            Ok(Some((Line::CertmapBackup { form }, _))) if form <= FORM => Ok(reader),
            Ok(Some((Line::CertmapBackup { form }, _))) => Err(Stopped::Newer(form)),
            Err(Stopped::Io(error)) => Err(Stopped::Io(error)),
            _ => Err(Stopped::NoBackup),
        }
    }

    /// The next line and the bytes that belong to it; `None` after a good end.
    fn next(&mut self) -> Result<Option<(Line, Vec<u8>)>, Stopped> {
        let mut text = Vec::new();
        self.from.read_until(b'\n', &mut text)?;
        if self.is_at_end {
            return if text.is_empty() { Ok(None) } else { Err(Stopped::Altered(self.lines + 1)) };
        }
        self.lines += 1;
        if text.last() != Some(&b'\n') {
            return Err(Stopped::CutOff);
        }
        let line: Line = serde_json::from_slice(&text).map_err(|_| Stopped::Altered(self.lines))?;
        if let Line::End { counted, sha256 } = &line {
            let found = crate::hex(&self.digest.clone().finalize());
            if (*counted, sha256) != (self.counted, &found) {
                return Err(Stopped::Altered(self.lines));
            }
            self.is_at_end = true;
        }
        self.digest.update(&text);
        self.counted.add(&line);
        let bytes = match &line {
            Line::Document { sha256, bytes } => self.document(sha256, *bytes)?,
            _ => Vec::new(),
        };
        Ok(Some((line, bytes)))
    }

    fn document(&mut self, sha256: &str, size: u64) -> Result<Vec<u8>, Stopped> {
        let mut bytes = Vec::new();
        let wanted = size.saturating_add(1);
        let read = self.from.by_ref().take(wanted).read_to_end(&mut bytes)?;
        if (read as u64) < wanted {
            return Err(Stopped::CutOff);
        }
        self.digest.update(&bytes);
        let is_whole = bytes.pop() == Some(b'\n') && crate::hex(&Sha256::digest(&bytes)) == sha256;
        if is_whole { Ok(bytes) } else { Err(Stopped::Altered(self.lines)) }
    }

    /// The next record, for a store.
    fn next_record(&mut self) -> Result<Option<Record>, Broken> {
        let broken = |stopped: Stopped| Broken(format!("reading the backup again: {stopped:?}"));
        while let Some((line, _)) = self.next().map_err(broken)? {
            let record = line.record().map_err(|word| broken(Stopped::NotUnderstood(word)))?;
            if record.is_some() {
                return Ok(record);
            }
        }
        Ok(None)
    }
}
