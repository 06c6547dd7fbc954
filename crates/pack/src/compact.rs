//! A library that was checked before, as bytes: read at start instead of the texts it was made from.
//!
//! The bytes belong to one build of the program: another version of the model does not read them.

use crate::read_pack::{Reach, Select};
use crate::{Common, Library, Pack};
use certmap_base::Problem;
use serde::de::DeserializeOwned;

/// A checked library without worked examples, in parts that can be left out by market.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compact {
    /// The shared words.
    pub common: Vec<u8>,
    /// One part for each pack: what decides whether it is read, then the pack.
    pub packs: Vec<Vec<u8>>,
}

impl Compact {
    /// Checks the texts of packs and writes them down as bytes.
    ///
    /// # Errors
    /// The problems of the texts, if there is an error among them.
    ///
    /// ```
    /// assert!(certmap_pack::Compact::write(&[]).is_err());
    /// ```
    pub fn write(files: &[(&str, &str)]) -> Result<Compact, Vec<Problem>> {
        let (library, problems) = Library::read(files, &Select::default());
        let Some(library) = library else { return Err(problems) };
        // The types have no map with keys that are not strings and no sequence of unknown length: writing cannot fail.
        let part = |pack: &Pack| {
            let reach = Reach::new(pack, Reach::uses(&pack.id, files));
            let mut bytes = postcard::to_stdvec(&reach).unwrap_or_default();
            bytes.extend(postcard::to_stdvec(pack).unwrap_or_default());
            bytes
        };
        Ok(Compact {
            common: postcard::to_stdvec(&library.common).unwrap_or_default(),
            packs: library.packs.iter().map(part).collect(),
        })
    }
}

impl Library {
    /// Reads what [`Compact::write`] wrote; `None` if another build wrote it, or worked examples are asked for.
    #[must_use]
    pub fn from_compact(common: &[u8], packs: &[&[u8]], select: &Select) -> Option<Library> {
        if select.tests {
            return None;
        }
        let (common, _): (Common, _) = taken(common)?;
        let parts: Vec<(Reach, &[u8])> = packs.iter().map(|part| taken(part)).collect::<Option<_>>()?;
        let (reach, rest): (Vec<Reach>, Vec<&[u8]>) = parts.into_iter().unzip();
        let chosen = Reach::chosen(&reach, select, &common);
        let mut read = Vec::new();
        for (rest, _) in rest.into_iter().zip(chosen).filter(|(_, chosen)| *chosen) {
            read.push(taken::<Pack>(rest)?.0);
        }
        Some(Library { common, packs: read })
    }
}

fn taken<T: DeserializeOwned>(bytes: &[u8]) -> Option<(T, &[u8])> {
    postcard::take_from_bytes(bytes).ok()
}
