//! Bytes from a fixed seed, for fuzz harnesses and for choosing among too many cases.

/// A small generator of numbers (splitmix64); the same seed gives the same numbers everywhere.
#[derive(Debug, Clone)]
pub struct Noise(u64);

impl Noise {
    /// From a seed.
    #[must_use]
    pub fn new(seed: u64) -> Noise {
        Noise(seed)
    }

    /// The next number.
    #[expect(clippy::should_implement_trait, reason = "it never ends, so it is no iterator to collect from")]
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`; zero where `end` is zero.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end.max(1) as u64)).unwrap()
    }
}

/// How many generated inputs a harness gets: as many as a property test.
#[must_use]
pub fn cases() -> usize {
    std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(256)
}

/// Calls a harness with random bytes, and with samples that have bytes changed, cut, doubled and joined.
pub fn feed(samples: &[Vec<u8>], harness: fn(&[u8])) {
    samples.iter().for_each(|s| harness(s));
    let mut noise = Noise::new(20_261_121);
    for _ in 0..cases() {
        let bytes: Vec<u8> = (0..noise.below(200)).map(|_| noise.next().to_le_bytes()[0]).collect();
        harness(&bytes);
        if !samples.is_empty() {
            harness(&mutated(samples, &mut noise));
        }
    }
}

/// A sample with a few changes.
#[must_use]
pub fn mutated(samples: &[Vec<u8>], noise: &mut Noise) -> Vec<u8> {
    let mut bytes = samples[noise.below(samples.len())].clone();
    for _ in 0..=noise.below(4) {
        let at = noise.below(bytes.len() + 1);
        match noise.below(6) {
            0 => bytes.truncate(at),
            1 if at < bytes.len() => bytes[at] = noise.next().to_le_bytes()[0],
            2 => bytes.insert(at, b" \"'[]{}=,.-0a\n"[noise.below(14)]),
            3 => {
                let other = &samples[noise.below(samples.len())];
                let tail = other[noise.below(other.len() + 1)..].to_vec();
                bytes.truncate(at);
                bytes.extend(tail);
            }
            4 => {
                let mut lines: Vec<&[u8]> = bytes.split_inclusive(|b| *b == b'\n').collect();
                if let Some(line) = lines.get(noise.below(lines.len())).copied() {
                    lines.insert(noise.below(lines.len()), line);
                }
                bytes = lines.concat();
            }
            _ => {
                let mut lines: Vec<&[u8]> = bytes.split_inclusive(|b| *b == b'\n').collect();
                if !lines.is_empty() {
                    lines.remove(noise.below(lines.len()));
                }
                bytes = lines.concat();
            }
        }
    }
    bytes
}

/// The files of a corpus folder, by name; missing folders have none.
#[must_use]
pub fn corpus(folder: &std::path::Path) -> Vec<Vec<u8>> {
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).map(|d| d.map(|e| e.unwrap().path()).collect()).unwrap_or_default();
    paths.sort();
    paths.iter().map(|p| std::fs::read(p).unwrap()).collect()
}
