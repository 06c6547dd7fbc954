//! Forms: fields with label, hint and fault; they keep what was typed, and what is wrong stands on top with links.

use crate::ask::{Ask, Fields};
use crate::layout::Tongue;
use askama::Template;
use askama::filters::HtmlSafe;
use certmap_app::{AppError, FieldFault};
use certmap_base::Text;

/// What a field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Takes {
    /// A line.
    Line,
    /// Several lines.
    Lines,
    /// An e-mail address.
    Email,
    /// A password; it is never shown again.
    Password,
    /// A whole number.
    Number,
    /// A date.
    Date,
    /// A file.
    File,
    /// One of some, shown as a list that opens.
    One(Vec<(String, Text)>),
    /// One of few, all of them shown.
    OneShown(Vec<(String, Text)>),
    /// Any of some.
    Any(Vec<(String, Text)>),
    /// Nothing from people.
    Hidden,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Name.
    pub name: String,
    /// Label.
    pub label: Text,
    /// What helps to fill it in; empty if nothing is needed.
    pub hint: Text,
    /// What it takes.
    pub takes: Takes,
    /// Values.
    pub values: Vec<String>,
    /// Whether it may be left empty.
    pub optional: bool,
    /// What browsers fill in by themselves, as HTML calls it.
    pub autocomplete: &'static str,
    /// What is wrong.
    pub faults: Vec<FieldFault>,
}

impl Field {
    /// A field.
    pub fn new(name: &str, takes: Takes, en: impl Into<String>, zh: impl Into<String>) -> Field {
        Field {
            name: name.to_owned(),
            label: Text::new(en, zh),
            hint: Text::default(),
            takes,
            values: Vec::new(),
            optional: false,
            autocomplete: "off",
            faults: Vec::new(),
        }
    }

    /// With a hint.
    #[must_use]
    pub fn hint(self, en: impl Into<String>, zh: impl Into<String>) -> Field {
        Field { hint: Text::new(en, zh), ..self }
    }

    /// May be left empty.
    #[must_use]
    pub fn optional(self) -> Field {
        Field { optional: true, ..self }
    }

    /// Filled in by browsers.
    #[must_use]
    pub fn autocomplete(self, autocomplete: &'static str) -> Field {
        Field { autocomplete, ..self }
    }

    /// With a value.
    #[must_use]
    pub fn value(self, value: impl Into<String>) -> Field {
        Field { values: vec![value.into()], ..self }
    }

    /// With values.
    #[must_use]
    pub fn values(self, values: impl IntoIterator<Item = String>) -> Field {
        Field { values: values.into_iter().collect(), ..self }
    }

    /// The first value.
    #[must_use]
    pub fn first(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }

    fn has(&self, value: &str) -> bool {
        self.values.iter().any(|v| v == value)
    }

    /// Ids of what describes the field, for readers of screens.
    fn described(&self, prefix: &str) -> String {
        let hint = (!self.hint.is_empty()).then(|| format!("{prefix}{}-hint", self.name));
        let fault = (!self.faults.is_empty()).then(|| format!("{prefix}{}-fault", self.name));
        hint.into_iter().chain(fault).collect::<Vec<_>>().join(" ")
    }

    /// How HTML calls the input.
    fn kind(&self) -> &'static str {
        match self.takes {
            Takes::Email => "email",
            Takes::Password => "password",
            Takes::Date => "date",
            Takes::File => "file",
            Takes::Hidden => "hidden",
            _ => "text",
        }
    }

    fn choices(&self) -> &[(String, Text)] {
        match &self.takes {
            Takes::One(choices) | Takes::OneShown(choices) | Takes::Any(choices) => choices,
            _ => &[],
        }
    }

    fn choice_kind(&self) -> &'static str {
        if matches!(self.takes, Takes::Any(_)) { "checkbox" } else { "radio" }
    }

    /// Passwords and files are never given back.
    fn shows_value(&self) -> bool {
        !matches!(self.takes, Takes::Password | Takes::File)
    }

    fn is_group(&self) -> bool {
        matches!(self.takes, Takes::OneShown(_) | Takes::Any(_))
    }

    /// Where a link from the list of faults leads: the first thing of the field that takes the focus.
    fn anchor(&self) -> String {
        match self.choices().first() {
            Some((value, _)) if self.is_group() => format!("{}-{value}", self.name),
            _ => self.name.clone(),
        }
    }
}

/// A form.
#[derive(Debug, Clone, Template)]
#[template(path = "form.html")]
pub struct Form {
    t: Tongue,
    /// Where it goes.
    pub action: String,
    /// Fields.
    pub fields: Vec<Field>,
    /// What the button says.
    pub submit: Text,
    /// Whether the button warns.
    pub warns: bool,
    /// What is wrong with the whole of it.
    pub faults: Vec<FieldFault>,
    /// What the ids of its fields begin with, where several forms stand on one page.
    pub prefix: String,
    secret: String,
}

impl HtmlSafe for Form {}

impl Form {
    /// A form that goes somewhere, with what its button says.
    pub fn new(ask: &Ask, action: impl Into<String>, en: impl Into<String>, zh: impl Into<String>) -> Form {
        Form {
            t: ask.t(),
            action: action.into(),
            fields: Vec::new(),
            submit: Text::new(en, zh),
            warns: false,
            faults: Vec::new(),
            prefix: String::new(),
            secret: ask.form_secret.clone(),
        }
    }

    /// With a field.
    #[must_use]
    pub fn field(mut self, field: Field) -> Form {
        self.fields.push(field);
        self
    }

    /// With a value that people do not see.
    #[must_use]
    pub fn carrying(self, name: &str, value: impl Into<String>) -> Form {
        self.field(Field::new(name, Takes::Hidden, "", "").value(value))
    }

    /// With a button that warns.
    #[must_use]
    pub fn warning(self) -> Form {
        Form { warns: true, ..self }
    }

    /// With what was typed.
    #[must_use]
    pub fn kept(mut self, typed: &Fields) -> Form {
        for field in &mut self.fields {
            if !matches!(field.takes, Takes::Password | Takes::File) {
                field.values = typed.all(&field.name).map(str::to_owned).collect();
            }
        }
        self
    }

    /// With what is wrong; a fault of a field that the form does not have is one of the whole.
    ///
    /// # Errors
    /// The error itself, if the person cannot mend it in the form.
    pub fn refused(mut self, error: AppError) -> Result<Form, AppError> {
        let faults = match error {
            AppError::Invalid(faults) => faults,
            AppError::Refused(refusals) => {
                refusals.into_iter().map(|r| FieldFault { field: String::new(), what: r.what, help: r.help }).collect()
            }
            other => return Err(other),
        };
        for fault in faults {
            match self.fields.iter_mut().find(|f| f.name == fault.field && f.takes != Takes::Hidden) {
                Some(field) => field.faults.push(fault),
                None => self.faults.push(fault),
            }
        }
        Ok(self)
    }

    /// Whether something is wrong.
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        !self.faults.is_empty() || self.fields.iter().any(|f| !f.faults.is_empty())
    }

    fn has_files(&self) -> bool {
        self.fields.iter().any(|f| f.takes == Takes::File)
    }
}
