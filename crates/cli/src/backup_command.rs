//! `certmap backup` and `certmap restore`: everything that the service keeps, as one file.

use crate::output::tell;
use crate::problems::{Ended, typed};
use certmap_app::{Blobs, Store};
use certmap_base::{Fault, Lang, Problem, Text, io_reason, text};
use certmap_store::{Counted, Folder, backup, restore};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// Where the service keeps everything.
#[derive(Debug, Args)]
pub(crate) struct KeptArgs {
    /// The path of a file, or postgres://USER:PASSWORD@HOST:PORT/DATABASE; also in CERTMAP_DATABASE.
    #[arg(long, value_name = "URL")]
    pub(crate) database: Option<String>,
    /// Folder for the database file and for papers.
    #[arg(long, value_name = "DIR", default_value = "certmap-data")]
    pub(crate) data: PathBuf,
}

/// Options of `certmap backup` and `certmap restore`.
#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    /// The file with the backup.
    file: PathBuf,
    #[command(flatten)]
    kept: KeptArgs,
}

/// Where everything is kept, and the papers.
pub(crate) type Keeping = (Arc<dyn Store>, Arc<dyn Blobs>);

impl KeptArgs {
    /// Opens the store and the papers; both are made where they are not there.
    pub(crate) fn open(&self) -> Result<Keeping, Vec<Problem>> {
        let shown = self.data.display().to_string();
        std::fs::create_dir_all(&self.data).map_err(|e| {
            let why = io_reason(&e);
            let (en, zh) = (
                format!("the folder `{shown}` cannot be made: {}", why.en),
                format!("无法创建文件夹 `{shown}`：{}", why.zh),
            );
            refused(Fault::new(Text::new(en, zh)))
        })?;
        let told = self.database.clone().or_else(|| std::env::var("CERTMAP_DATABASE").ok());
        let address = told.unwrap_or_else(|| self.data.join("certmap.db").display().to_string());
        let store = certmap_store::open(&address).map_err(refused)?;
        let papers = Folder::open(&self.data.join("papers")).map_err(refused)?;
        Ok((store, Arc::new(papers)))
    }
}

/// A problem with what was typed.
pub(crate) fn refused(fault: Fault) -> Vec<Problem> {
    vec![typed(fault)]
}

/// Writes a backup while the service may go on.
pub(crate) fn write(args: &BackupArgs, lang: Lang) -> Ended {
    let (store, papers) = args.kept.open()?;
    let counted = backup(store.as_ref(), papers.as_ref(), &args.file).map_err(refused)?;
    Ok(told(&counted, lang))
}

/// Puts a backup into an empty store.
pub(crate) fn read(args: &BackupArgs, lang: Lang) -> Ended {
    let (store, papers) = args.kept.open()?;
    let counted = restore(&args.file, store.as_ref(), papers.as_ref()).map_err(refused)?;
    Ok(told(&counted, lang))
}

fn told(counted: &Counted, lang: Lang) -> ExitCode {
    let Counted { events, rows, documents, jobs, traces, .. } = counted;
    let said = text!(
        "{events} events, {rows} rows, {documents} papers, {jobs} jobs, {traces} lines of the trail",
        "事件 {events} 条，记录 {rows} 条，文件 {documents} 份，任务 {jobs} 项，审计记录 {traces} 条"
    );
    tell(said.get(lang));
    ExitCode::SUCCESS
}
