//! Folders that go away again, and the binary run in them.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fs, thread};

/// The day on which all tests are run.
pub(crate) const TODAY: &str = "2026-11-21";

/// A kettle of which everything is known that Chinese certification asks.
pub(crate) const KETTLE: &str = "name = \"Kettle K1\"\nkind = \"electric-kettle\"\n\n[facts]\nrated_voltage = \"220 V\"\nintended_use = \"household\"\nradio = false\n";

static COUNT: AtomicUsize = AtomicUsize::new(0);

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// An empty folder of one test.
pub(crate) struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Done {
    fn from(o: Output) -> Done {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let done = Done { code: o.status.code(), out: text(&o.stdout), err: text(&o.stderr) };
        assert!(!done.err.contains("panicked"), "{done:#?}");
        done
    }
}

impl Done {
    /// Asserts the exit status.
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Done {
        assert_eq!(self.code, Some(code), "\n{}\n{}", self.out, self.err);
        self
    }

    /// Asserts exactly what was said on standard error.
    #[track_caller]
    pub(crate) fn says(self, expected: &str) -> Done {
        assert_eq!(self.err.trim_end(), expected);
        self
    }

    /// Standard output as one JSON value.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}", self.out))
    }
}

impl Folder {
    pub(crate) fn new() -> Folder {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    /// A folder with one file.
    pub(crate) fn with(name: &str, text: impl AsRef<[u8]>) -> Folder {
        let folder = Folder::new();
        folder.write(name, text);
        folder
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Names of all that lies in it.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(&self.0).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The binary with words and `--today`, ready to start in this folder.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_certmap"));
        command.args(words).current_dir(&self.0).env_remove("NO_COLOR").env_remove("COLUMNS");
        if !words.contains(&"--today") {
            command.args(["--today", TODAY]);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs a line of words that have no spaces in them.
    pub(crate) fn run(&self, line: &str) -> Done {
        self.words(&line.split_whitespace().collect::<Vec<_>>())
    }

    /// Runs a line in both languages: it ends with this status, and says exactly this in English and in Chinese. What the
    /// English run left behind is given back.
    #[track_caller]
    pub(crate) fn told(&self, line: &str, code: i32, en: &str, zh: &str) -> Done {
        let in_chinese = self.run(&format!("{line} --lang zh")).ends(code).says(zh);
        let in_english = self.run(line).ends(code).says(en);
        let problems = |done: &Done| done.err.lines().filter(|l| !l.starts_with("    ")).count();
        assert_eq!(problems(&in_english), problems(&in_chinese), "{line}");
        for message in in_chinese.err.lines() {
            assert!(chinese(message), "no Chinese: {message}");
        }
        in_english
    }

    pub(crate) fn words(&self, words: &[&str]) -> Done {
        self.command(words).output().unwrap().into()
    }

    /// Runs with something on standard input.
    pub(crate) fn fed(&self, line: &str, input: impl Into<Vec<u8>>) -> Done {
        let input = input.into();
        let words: Vec<&str> = line.split_whitespace().collect();
        let mut child = self.command(&words).stdin(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // The program may end before it has read everything.
        let feeder = thread::spawn(move || drop(stdin.write_all(&input)));
        let done = child.wait_with_output().unwrap().into();
        feeder.join().unwrap();
        done
    }
}

/// True if a Chinese character stands in it.
pub(crate) fn chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// Numbers that are the same in every run (xorshift).
pub(crate) struct Drawn(u64);

impl Drawn {
    pub(crate) fn new(seed: u64) -> Drawn {
        Drawn(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}
