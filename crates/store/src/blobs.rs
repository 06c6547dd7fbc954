//! Papers: files that are named by the digest of their bytes.

use crate::hex;
use certmap_app::{Blobs, Broken};
use certmap_base::{Fault, io_reason, text};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Papers in a folder: `ab/cd/abcd...` for the digest `abcd...`.
///
/// ```
/// use certmap_app::Blobs;
/// let path = std::env::temp_dir().join(format!("certmap-papers-{}", std::process::id()));
/// let papers = certmap_store::Folder::open(&path).map_err(|fault| fault.say(certmap_base::Lang::En))?;
/// let digest = papers.put(b"report").map_err(|broken| broken.to_string())?;
/// assert_eq!(papers.get(&digest), Ok(Some(b"report".to_vec())));
/// assert_eq!(papers.get("no digest"), Ok(None));
/// # std::fs::remove_dir_all(&path).map_err(|e| e.to_string())?;
/// # Ok::<(), String>(())
/// ```
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
}

/// Files that are being written stand here, under names of their own.
const UNFINISHED: &str = "unfinished";

impl Folder {
    /// Opens a folder, or makes it.
    ///
    /// # Errors
    /// If it cannot be made or written to.
    pub fn open(path: &Path) -> Result<Folder, Fault> {
        fs::create_dir_all(path.join(UNFINISHED)).map_err(|error| {
            let (path, why) = (path.display(), io_reason(&error));
            Fault::new(text!(
                "the folder `{path}` for papers cannot be made: {}",
                "无法创建存放文件的文件夹 `{path}`：{}";
                why
            ))
            .help(text!("choose a folder that this user may write to", "请选择当前用户可写的文件夹"))
        })?;
        Ok(Folder { path: path.to_owned() })
    }

    /// Where a paper lies; `None` if this is no digest.
    fn place(&self, digest: &str) -> Option<PathBuf> {
        if !is_digest(digest) {
            return None;
        }
        Some(self.path.join(digest.get(..2)?).join(digest.get(2..4)?).join(digest))
    }

    /// Writes a file that is complete wherever it can be seen, and safe on the disk.
    fn write(&self, place: &Path, bytes: &[u8]) -> io::Result<()> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let folder = place.parent().unwrap_or(&self.path);
        self.make_folders(folder)?;
        let name = format!("{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let unfinished = self.path.join(UNFINISHED).join(name);
        let written = File::create(&unfinished).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        let done = written.and_then(|()| fs::rename(&unfinished, place)).and_then(|()| sync_folder(folder));
        if done.is_err() {
            // It may be there or not; the error that is told is the one above.
            let _ = fs::remove_file(&unfinished);
        }
        done
    }

    fn make_folders(&self, folder: &Path) -> io::Result<()> {
        if folder.is_dir() {
            return Ok(());
        }
        fs::create_dir_all(folder)?;
        folder.ancestors().skip(1).take_while(|up| up.starts_with(&self.path)).try_for_each(sync_folder)
    }
}

/// So that the names in it outlive a loss of power.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn is_digest(word: &str) -> bool {
    word.len() == 64 && word.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

fn digest_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn checked(digest: &str, bytes: Vec<u8>) -> Result<Vec<u8>, Broken> {
    let found = digest_of(&bytes);
    if found == digest {
        return Ok(bytes);
    }
    Err(Broken(format!("the paper {digest} is damaged: its bytes now have the digest {found}")))
}

impl Blobs for Folder {
    fn put(&self, bytes: &[u8]) -> Result<String, Broken> {
        let digest = digest_of(bytes);
        let broken = |error: io::Error| Broken::new(&format!("keeping the paper {digest}"), error);
        let place = self.place(&digest).ok_or_else(|| Broken(format!("{digest} is no digest")))?;
        // One that is there and whole stays; a damaged one is written again.
        if fs::read(&place).is_ok_and(|kept| kept == bytes) {
            return Ok(digest);
        }
        self.write(&place, bytes).map_err(broken)?;
        Ok(digest)
    }

    fn get(&self, digest: &str) -> Result<Option<Vec<u8>>, Broken> {
        let Some(place) = self.place(digest) else { return Ok(None) };
        match fs::read(place) {
            Ok(bytes) => checked(digest, bytes).map(Some),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Broken::new(&format!("reading the paper {digest}"), error)),
        }
    }

    fn digests(&self) -> Result<Vec<String>, Broken> {
        let mut found = Vec::new();
        let broken = |error| Broken::new("listing papers", error);
        for first in names(&self.path).map_err(broken)? {
            for second in names(&self.path.join(&first)).map_err(broken)? {
                let papers = names(&self.path.join(&first).join(second)).map_err(broken)?;
                found.extend(papers.into_iter().filter(|name| is_digest(name)));
            }
        }
        found.sort();
        Ok(found)
    }
}

/// What is in a folder; nothing if it is a file.
fn names(folder: &Path) -> io::Result<Vec<String>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect(),
        Err(error) if error.kind() == ErrorKind::NotADirectory => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Papers in memory, for tests and demonstrations.
///
/// ```
/// use certmap_app::Blobs;
/// let papers = certmap_store::MemoryBlobs::default();
/// let digest = papers.put(b"report").map_err(|broken| broken.to_string())?;
/// assert_eq!(papers.get(&digest), Ok(Some(b"report".to_vec())));
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Default)]
pub struct MemoryBlobs {
    kept: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl Blobs for MemoryBlobs {
    fn put(&self, bytes: &[u8]) -> Result<String, Broken> {
        let digest = digest_of(bytes);
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).insert(digest.clone(), bytes.to_vec());
        Ok(digest)
    }

    fn get(&self, digest: &str) -> Result<Option<Vec<u8>>, Broken> {
        Ok(self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(digest).cloned())
    }

    fn digests(&self) -> Result<Vec<String>, Broken> {
        Ok(self.kept.lock().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect())
    }
}
