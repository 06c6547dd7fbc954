//! Texts of packs: small ones written in tests, and those of the repository.

use certmap_base::Problem;
use certmap_pack::{Library, Select};
use std::fmt;
use std::fs;
use std::path::Path;

/// Names and texts of files, as [`Library::read`] takes them.
#[derive(Clone, Default)]
pub struct Texts {
    files: Vec<(String, String)>,
}

/// Shows the packs; the shared words are always the same ones.
impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let packs = self.files.iter().filter(|(n, _)| !n.starts_with("packs/common/") && !n.ends_with("sources.toml"));
        packs.into_iter().try_for_each(|(name, text)| write!(f, "\n==== {name}\n{text}"))
    }
}

const SCHEMES: &str = "packs/common/schemes.csv";

impl Texts {
    /// No file at all.
    #[must_use]
    pub fn none() -> Texts {
        Texts::default()
    }

    /// A small dictionary (`src/small/`): a fact of every type, nine kinds, markets XX, YY, ZZ and the group UN.
    #[must_use]
    pub fn small() -> Texts {
        let head = "notation = 1\nid = \"common\"\nversion = \"2026.1\"\ntitle = { en = \"common\", zh = \"公用\" }\n";
        Texts::none()
            .with("packs/common/pack.toml", head)
            .with("packs/common/units.toml", include_str!("small/units.toml"))
            .with("packs/common/markets.toml", include_str!("small/markets.toml"))
            .with("packs/common/facts/all.toml", include_str!("small/facts.toml"))
            .with("packs/common/kinds/all.toml", include_str!("small/kinds.toml"))
            .with(
                SCHEMES,
                "id,markets,name_en,name_zh,binding,attestation,demanded_by,authority_en,authority_zh,legal_basis,register_en,register_zh,source,confidence\n",
            )
            .known("zz-none", "XX")
    }

    /// The packs of the repository.
    #[must_use]
    pub fn repository() -> Texts {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut texts = Texts::none();
        texts.folder(&root.join("packs"), "packs");
        texts.files.sort();
        texts
    }

    fn folder(&mut self, folder: &Path, name: &str) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let leaf = path.file_name().unwrap().to_string_lossy().into_owned();
            let name = format!("{name}/{leaf}");
            if path.is_dir() && leaf != "review" {
                self.folder(&path, &name);
            } else if path.extension().is_some_and(|e| e == "toml" || e == "csv") {
                self.files.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }

    /// Adds a file, or puts it in the place of one with its name.
    #[must_use]
    pub fn with(mut self, name: &str, text: &str) -> Texts {
        self.files.retain(|(n, _)| n != name);
        self.files.push((name.to_owned(), text.to_owned()));
        self
    }

    /// Leaves a file out.
    #[must_use]
    pub fn without(mut self, name: &str) -> Texts {
        self.files.retain(|(n, _)| n != name);
        self
    }

    /// Adds text to the end of a file.
    #[must_use]
    pub fn and(mut self, name: &str, text: &str) -> Texts {
        match self.files.iter_mut().find(|(n, _)| n == name) {
            Some((_, whole)) => whole.push_str(text),
            None => self.files.push((name.to_owned(), text.to_owned())),
        }
        self
    }

    /// Lists a scheme as known to exist.
    #[must_use]
    pub fn known(self, scheme: &str, markets: &str) -> Texts {
        let row = format!(
            "{scheme},{markets},{scheme},{scheme},mandatory,certificate,law,the authority,主管部门,law,,,drawn,official\n"
        );
        self.and(SCHEMES, &row)
    }

    /// Adds a scheme to a pack, and the pack with one source `law` where it is new.
    #[must_use]
    pub fn law(self, pack: &str, law: &Law) -> Texts {
        let (head, sources) = (format!("packs/{pack}/pack.toml"), format!("packs/{pack}/sources.toml"));
        let mut texts = self;
        if texts.files.iter().all(|(n, _)| *n != head) {
            let title = format!("title = {{ en = \"{pack}\", zh = \"{pack}\" }}");
            let text = format!("notation = 1\nid = \"{pack}\"\n{title}\nversion = \"2026.1\"\nmarkets = [\"XX\"]\n");
            texts = texts.with(&head, &text).with(&sources, SOURCE);
        }
        let file = format!("packs/{pack}/schemes/{}/scheme.toml", law.id);
        texts.known(&law.id, "XX").with(&file, &law.text())
    }

    /// Adds definitions to a pack: names and what they stand for.
    #[must_use]
    pub fn definitions(self, pack: &str, definitions: &[(&str, &str)]) -> Texts {
        let blocks = definitions.iter().map(|(id, is)| block("definition", id, "is", is, ""));
        self.and(&format!("packs/{pack}/definitions.toml"), &blocks.collect::<String>())
    }

    /// Name and text of each file.
    #[must_use]
    pub fn list(&self) -> Vec<(&str, &str)> {
        self.files.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect()
    }

    /// All problems of reading them.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        Library::read(&self.list(), &Select::everything()).1
    }

    /// The library; a test that needs it fails with every problem where there is none.
    #[must_use]
    pub fn library(&self) -> Library {
        let (library, problems) = Library::read(&self.list(), &Select::everything());
        let told: Vec<String> = problems.iter().map(|p| p.say(certmap_base::Lang::En)).collect();
        library.unwrap_or_else(|| panic!("{}", told.join("\n")))
    }
}

const SOURCE: &str = r#"
[[source]]
id = "law"
number = "No. 1"
title = { en = "Law", zh = "法" }
issuer = { en = "Parliament", zh = "议会" }
lang = "en"

[[source]]
id = "hearsay"
number = "a letter"
title = { en = "Letter", zh = "信函" }
issuer = { en = "somebody", zh = "某人" }
lang = "en"
"#;

/// The text of one scheme, rule by rule.
///
/// ```
/// use certmap_testkit::{Law, Texts};
/// let law = Law::new("xx-law").rule("entry", "fans", r#"product is "fan" and max(voltage) > 36 V"#);
/// assert_eq!(Texts::small().law("pp", &law).library().packs[0].schemes[0].entries[0].id, "fans");
/// ```
#[derive(Debug, Clone)]
pub struct Law {
    id: String,
    head: String,
    governed_by: String,
    rules: String,
}

impl Law {
    /// A mandatory certificate of the market XX, governed by the day of placing on the market.
    #[must_use]
    pub fn new(id: &str) -> Law {
        Law {
            id: id.to_owned(),
            head: String::new(),
            governed_by: "placing_on_market".to_owned(),
            rules: String::new(),
        }
    }

    /// Which date of the goods governs.
    #[must_use]
    pub fn governed_by(mut self, role: &str) -> Law {
        role.clone_into(&mut self.governed_by);
        self
    }

    /// Lines of the `[scheme]` table.
    #[must_use]
    pub fn head(mut self, lines: &str) -> Law {
        self.head.push_str(lines);
        self.head.push('\n');
        self
    }

    /// A rule that holds under a condition.
    #[must_use]
    pub fn rule(self, kind: &str, id: &str, when: &str) -> Law {
        self.rule_with(kind, id, when, "")
    }

    /// A rule with more lines, such as `of = ["fans"]`.
    #[must_use]
    pub fn rule_with(mut self, kind: &str, id: &str, when: &str, lines: &str) -> Law {
        self.rules.push_str(&block(kind, id, "when", when, lines));
        self
    }

    /// Text as it stands.
    #[must_use]
    pub fn raw(mut self, text: &str) -> Law {
        self.rules.push_str(text);
        self
    }

    /// The file.
    #[must_use]
    pub fn text(&self) -> String {
        format!(
            "[scheme]\nid = \"{id}\"\ntitle = {{ en = \"{id}\", zh = \"{id}\" }}\nmarkets = [\"XX\"]\nbinding = \"mandatory\"\n\
             attestation = \"certificate\"\ndemanded_by = \"law\"\ngoverned_by = \"{governed}\"\n\
             fulfil_before = \"placing_on_market\"\n{head}{CITES}\n{rules}",
            id = self.id,
            governed = self.governed_by,
            head = self.head,
            rules = self.rules,
        )
    }
}

const CITES: &str = "cites = [ { source = \"law\", at = \"1\", status = \"official\", checked = 2026-11-20 } ]";

fn block(kind: &str, id: &str, key: &str, condition: &str, lines: &str) -> String {
    let has = |key: &str| lines.lines().any(|l| l.starts_with(key));
    let cites = if has("cites =") { "" } else { CITES };
    let title = if has("title =") || has("what =") {
        String::new()
    } else {
        format!("title = {{ en = \"{id}\", zh = \"{id}\" }}\n")
    };
    format!("\n[[{kind}]]\nid = \"{id}\"\n{title}{key} = '{condition}'\n{lines}\n{cites}\n")
}
