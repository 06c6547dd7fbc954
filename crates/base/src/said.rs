//! What the machine says, in both languages.

use crate::{Text, text};
use std::io::{Error, ErrorKind};

/// Why reading or writing failed. The English is the machine's own; in Chinese what happens often is translated, and the
/// rest is quoted.
///
/// ```
/// use std::io::{Error, ErrorKind};
/// let text = certmap_base::io_reason(&Error::from(ErrorKind::StorageFull));
/// assert_eq!((text.en.as_str(), text.zh.as_str()), ("no storage space", "磁盘空间不足"));
/// ```
#[must_use]
pub fn io_reason(error: &Error) -> Text {
    let zh = match error.kind() {
        ErrorKind::NotFound => "不存在",
        ErrorKind::PermissionDenied => "没有权限",
        ErrorKind::AlreadyExists => "已经存在",
        ErrorKind::IsADirectory => "这是文件夹",
        ErrorKind::NotADirectory => "路径中有一段不是文件夹",
        ErrorKind::ReadOnlyFilesystem => "文件系统为只读",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "磁盘空间不足",
        ErrorKind::FileTooLarge => "文件过大",
        ErrorKind::UnexpectedEof => "内容过早结束",
        ErrorKind::BrokenPipe => "管道已关闭",
        ErrorKind::OutOfMemory => "内存不足",
        ErrorKind::InvalidFilename => "文件名无效",
        _ => return text!("{error}", "系统提示：{error}"),
    };
    Text::new(error.to_string(), zh)
}
