//! One line of a stream: who, when, which place, what.

use super::upcast::lift;
use super::{
    AccountId, CaseEvent, CertificateEvent, OrganisationId, PersonId, RecordEvent, ReportEvent, Role, SamplesEvent,
    VisitEvent,
};
use crate::Moment;
use certmap_base::{Fault, text};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Defines the events of one kind of stream, their words and the versions in which they are written today.
macro_rules! events {
    (
        $(#[$meta:meta])* $name:ident {
            $( $(#[$vmeta:meta])* $variant:ident = $word:tt $version:literal {
                $( $(#[$fmeta:meta])* $field:ident : $type:ty ),* $(,)?
            } )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(tag = "type", content = "data", deny_unknown_fields)]
        pub enum $name {
            $( $(#[$vmeta])* #[serde(rename = $word)] $variant { $( $(#[$fmeta])* $field: $type ),* } ),+
        }

        impl $name {
            /// The word of every event and the version in which it is written today.
            pub const TYPES: &'static [(&'static str, u32)] = &[$(($word, $version)),+];

            /// The word of this event, and its version.
            #[must_use]
            pub fn written_as(&self) -> (&'static str, u32) {
                match self { $($name::$variant { .. } => ($word, $version)),+ }
            }
        }
    };
}
pub(super) use events;

/// Who did something, in which role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct By {
    /// The person; rules on impartiality look at nothing else.
    pub person: PersonId,
    /// The account that was used.
    pub account: AccountId,
    /// For which organisation.
    pub organisation: OrganisationId,
    /// In which role.
    pub role: Role,
}

/// An event in its place: version of its stream, when, who, what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded<E> {
    /// Place in the stream, from 1 without gaps.
    pub version: u64,
    /// When it was recorded; never before the one before it.
    pub at: Moment,
    /// Who did it.
    pub by: By,
    /// What happened.
    pub event: E,
}

macro_rules! streams {
    ($($(#[$meta:meta])* $name:ident = $word:literal $event:ident),+ $(,)?) => {
        /// A kind of stream.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum StreamKind { $($(#[$meta])* $name),+ }

        impl StreamKind {
            /// All of them.
            pub const ALL: &'static [StreamKind] = &[$(StreamKind::$name),+];

            /// The word as it is written.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(StreamKind::$name => $word),+ }
            }

            /// The events of the stream and the versions in which they are written today.
            #[must_use]
            pub fn types(self) -> &'static [(&'static str, u32)] {
                match self { $(StreamKind::$name => $event::TYPES),+ }
            }
        }

        /// An event of any stream.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum AnyEvent { $($(#[$meta])* $name($event)),+ }

        impl AnyEvent {
            /// The kind of its stream.
            #[must_use]
            pub fn stream(&self) -> StreamKind {
                match self { $(AnyEvent::$name(_) => StreamKind::$name),+ }
            }

            /// Its word, and the version in which it is written.
            #[must_use]
            pub fn written_as(&self) -> (&'static str, u32) {
                match self { $(AnyEvent::$name(e) => e.written_as()),+ }
            }

            fn value(&self) -> serde_json::Result<Value> {
                match self { $(AnyEvent::$name(e) => serde_json::to_value(e)),+ }
            }

            fn read(kind: StreamKind, value: Value) -> Result<AnyEvent, Fault> {
                match kind { $(StreamKind::$name => parse(value).map(AnyEvent::$name)),+ }
            }
        }

        $(impl From<$event> for AnyEvent {
            fn from(event: $event) -> AnyEvent {
                AnyEvent::$name(event)
            }
        })+
    };
}

streams!(
    /// A case.
    Case = "case" CaseEvent,
    /// A test report.
    Report = "report" ReportEvent,
    /// An audit visit.
    Visit = "visit" VisitEvent,
    /// A set of samples.
    Samples = "samples" SamplesEvent,
    /// A record with validity.
    Record = "record" RecordEvent,
    /// A certificate.
    Certificate = "certificate" CertificateEvent,
);

/// An event as it is kept: its stream, and itself in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Id of the stream.
    pub id: String,
    /// Place in the stream.
    pub version: u64,
    /// When.
    pub at: Moment,
    /// Who.
    pub by: By,
    /// What.
    pub event: AnyEvent,
}

/// The part of a line that is the same for all events, for all time.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    stream: String,
    id: String,
    version: u64,
    at: Moment,
    by: By,
    r#type: String,
    event_version: u32,
    #[serde(default)]
    data: Value,
}

impl Line {
    /// A line for a recorded event.
    pub fn new<E: Into<AnyEvent> + Clone>(id: impl Into<String>, recorded: &Recorded<E>) -> Line {
        let event = recorded.event.clone().into();
        Line { id: id.into(), version: recorded.version, at: recorded.at, by: recorded.by.clone(), event }
    }

    /// The line as text, without a line break, in the version of today.
    #[must_use]
    pub fn write(&self) -> String {
        let (word, event_version) = self.event.written_as();
        // The event types have only fields that JSON can hold, so writing does not fail; a test writes every one of them.
        let value = self.event.value().unwrap_or_default();
        let envelope = Envelope {
            stream: self.event.stream().word().to_owned(),
            id: self.id.clone(),
            version: self.version,
            at: self.at,
            by: self.by.clone(),
            r#type: word.to_owned(),
            event_version,
            data: value.get("data").cloned().unwrap_or_default(),
        };
        serde_json::to_string(&envelope).unwrap_or_default()
    }

    /// Reads a line of any version that was ever written.
    ///
    /// # Errors
    /// If it is no such line, or newer than this program.
    pub fn read(text: &str) -> Result<Line, Fault> {
        let envelope: Envelope = serde_json::from_str(text).map_err(unreadable)?;
        let kinds = StreamKind::ALL.iter().copied();
        let Some(kind) = kinds.clone().find(|k| k.word() == envelope.stream) else {
            let fault = Fault::new(text!("there is no stream of kind `{}`", "没有 `{}` 类型的事件流", envelope.stream));
            return Err(fault.suggest(&envelope.stream, kinds.map(StreamKind::word)));
        };
        let Some((word, now)) = kind.types().iter().find(|(w, _)| *w == envelope.r#type) else {
            let fault = Fault::new(text!("a {} has no event `{}`", "{} 没有事件 `{}`", kind.word(), envelope.r#type));
            return Err(fault.suggest(&envelope.r#type, kind.types().iter().map(|(w, _)| *w)));
        };
        if envelope.event_version == 0 || envelope.event_version > *now {
            let told = text!(
                "version {} of the event `{word}` is not known",
                "未知的事件 `{word}` 版本 {}",
                envelope.event_version
            );
            return Err(Fault::new(told).help(text!(
                "this program reads versions 1 to {now}; use a newer one",
                "本程序可读版本 1 至 {now}，请使用更新的程序"
            )));
        }
        let data = lift(kind, word, envelope.event_version, *now, envelope.data);
        let value = if data.is_null() {
            serde_json::json!({ "type": word })
        } else {
            serde_json::json!({ "type": word, "data": data })
        };
        let event = AnyEvent::read(kind, value)?;
        Ok(Line { id: envelope.id, version: envelope.version, at: envelope.at, by: envelope.by, event })
    }
}

fn parse<T: DeserializeOwned>(value: Value) -> Result<T, Fault> {
    serde_json::from_value(value).map_err(unreadable)
}

fn unreadable(error: serde_json::Error) -> Fault {
    Fault::new(text!("the stored line cannot be read: {error}", "无法读取存储的事件：{error}"))
}
