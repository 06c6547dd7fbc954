//! What is wrong with how the program was called, told like everything else: in both languages, with what to do.

use crate::output::tell;
use crate::problems::typed;
use certmap_base::{Fault, Lang, Text, text};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::error::Error;
use std::ffi::OsString;
use std::fmt;
use std::process::ExitCode;

/// A value that a reader of the house refused, on its way through the parser of arguments.
#[derive(Debug)]
pub(crate) struct Refused(pub(crate) Fault);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.say(Lang::En))
    }
}

impl Error for Refused {}

/// Tells the error, or prints the help that was asked for.
pub(crate) fn end(error: &clap::Error, arguments: impl Iterator<Item = OsString>) -> ExitCode {
    match fault(error) {
        None => {
            let _ = error.print();
        }
        Some(fault) => tell(&typed(fault).say(language(arguments))),
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

/// The language asked for, as far as that can be seen in arguments that do not fit together.
fn language(arguments: impl Iterator<Item = OsString>) -> Lang {
    let words: Vec<String> = arguments.map(|a| a.to_string_lossy().into_owned()).collect();
    let after = words.iter().zip(words.iter().skip(1)).find(|(a, _)| *a == "--lang").map(|(_, b)| b.as_str());
    let joined = words.iter().find_map(|w| w.strip_prefix("--lang="));
    after.or(joined).and_then(Lang::parse).unwrap_or_default()
}

/// What is wrong; nothing where help or the version was asked for.
fn fault(error: &clap::Error) -> Option<Fault> {
    let said = |kind| error.get(kind).map(shown).unwrap_or_default();
    let (option, value) = (said(ContextKind::InvalidArg), said(ContextKind::InvalidValue));
    let fault = match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        | ErrorKind::Io
        | ErrorKind::Format => return None,
        ErrorKind::UnknownArgument if option.starts_with('-') => {
            Fault::new(text!("unknown option `{option}`", "未知的选项 `{option}`"))
        }
        ErrorKind::UnknownArgument => Fault::new(text!("`{option}` is one word too many", "多出了 `{option}`")),
        ErrorKind::InvalidSubcommand => {
            let word = said(ContextKind::InvalidSubcommand);
            Fault::new(text!("unknown command `{word}`", "未知的命令 `{word}`"))
        }
        ErrorKind::MissingSubcommand => Fault::new(text!("the command is missing", "缺少命令")),
        ErrorKind::MissingRequiredArgument => Fault::new(text!("`{option}` is missing", "缺少 `{option}`")),
        ErrorKind::InvalidValue if value.is_empty() => {
            Fault::new(text!("the value of `{option}` is missing", "`{option}` 缺少值"))
        }
        ErrorKind::InvalidValue => {
            Fault::new(text!("`{value}` is no value of `{option}`", "`{value}` 不是 `{option}` 的值"))
        }
        ErrorKind::ValueValidation => refused(error, &option, &value),
        ErrorKind::ArgumentConflict if said(ContextKind::PriorArg) == option => {
            Fault::new(text!("`{option}` is given twice", "`{option}` 重复给出"))
        }
        ErrorKind::ArgumentConflict => {
            let other = said(ContextKind::PriorArg);
            Fault::new(text!("`{option}` and `{other}` exclude each other", "`{option}` 与 `{other}` 不能同时使用"))
        }
        ErrorKind::TooManyValues => {
            Fault::new(text!("`{value}` is one value too many for `{option}`", "`{option}` 多出了值 `{value}`"))
        }
        _ => {
            let line = error.to_string().lines().next().unwrap_or_default().replace("error: ", "");
            Fault::new(text!("{line}", "参数有误（解析器原文：{line}）"))
        }
    };
    let explained = fault.help.is_some() || error.source().is_some_and(|s| s.is::<Refused>());
    let help = if explained { fault.help } else { help(error).map(Box::new) };
    Some(Fault { message: fault.message, help })
}

/// A value that could not be read, with the reason where a reader of the house gave one.
fn refused(error: &clap::Error, option: &str, value: &str) -> Fault {
    match error.source().and_then(|s| s.downcast_ref::<Refused>()) {
        Some(Refused(fault)) => {
            let message = text!("option `{option}`: {}", "选项 `{option}`：{}"; fault.message);
            Fault { message, help: fault.help.clone() }
        }
        None => Fault::new(text!("`{value}` is no value of `{option}`", "`{value}` 不是 `{option}` 的值")),
    }
}

/// The word that was meant, the words that would do, or where to read on.
fn help(error: &clap::Error) -> Option<Text> {
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    if let Some(near) = near.into_iter().find_map(|k| error.get(k)).map(shown).filter(|n| !n.is_empty()) {
        return Some(text!("did you mean `{near}`?", "是否想写 `{near}`？"));
    }
    let known = [ContextKind::ValidValue, ContextKind::ValidSubcommand];
    if let Some(known) = known.into_iter().find_map(|k| error.get(k)).map(shown).filter(|n| !n.is_empty()) {
        return Some(text!("write one of {known}", "请写以下之一：{known}"));
    }
    let usage = error.get(ContextKind::Usage).map(shown).unwrap_or_default();
    let usage = usage.split_whitespace().skip(1).collect::<Vec<_>>().join(" ");
    Some(match usage.as_str() {
        "" => text!("see certmap --help", "见 certmap --help"),
        usage => text!("usage: {usage}", "用法：{usage}"),
    })
}

fn shown(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(words) => words.join(", "),
        // What is suggested may be several; the first is the nearest.
        ContextValue::StyledStrs(words) => words.first().map(ToString::to_string).unwrap_or_default(),
        other => other.to_string(),
    }
}
