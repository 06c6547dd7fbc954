//! Opening a store by its address.

use crate::{Postgres, Sqlite};
use certmap_app::Store;
use certmap_base::{Fault, text};
use std::path::Path;
use std::sync::Arc;

/// Opens the store of an address: `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, `sqlite:PATH`, or the path of a file, which
/// is made if it is not there.
///
/// ```
/// let folder = std::env::temp_dir().join(format!("certmap-open-{}", std::process::id()));
/// std::fs::create_dir_all(&folder)?;
/// let store = certmap_store::open(&format!("sqlite:{}/certmap.db", folder.display()));
/// assert_eq!(store.map(|s| s.name()), Ok("sqlite"));
/// assert!(certmap_store::open("mysql://localhost/certmap").is_err());
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// If the address is none, or the store cannot be used: what to do is told, a password never.
pub fn open(url: &str) -> Result<Arc<dyn Store>, Fault> {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme);
    match scheme {
        Some("postgres" | "postgresql") => Ok(Arc::new(Postgres::open(url)?)),
        None | Some("sqlite") => {
            let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")).unwrap_or(url);
            if path.trim().is_empty() {
                return Err(Fault::new(text!("the address of the database is empty", "数据库地址为空")).help(how()));
            }
            Ok(Arc::new(Sqlite::open(Path::new(path))?))
        }
        Some(other) => Err(Fault::new(text!(
            "there is no store for addresses with `{other}://`",
            "不支持 `{other}://` 形式的数据库地址"
        ))
        .help(how())
        .suggest(other, ["postgres", "sqlite"])),
    }
}

fn how() -> certmap_base::Text {
    text!(
        "write the path of a file, or postgres://USER:PASSWORD@HOST:PORT/DATABASE",
        "请写文件路径，或 postgres://用户:密码@主机:端口/数据库"
    )
}
