//! Types and units.

use crate::ast::{Expr, Node, Op, Span};
use crate::parse::SpannedFault;
use certmap_base::{Dimension, Fault};

/// What an expression or a name is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// Yes or no.
    Bool,
    /// A number of some unit; plain numbers have no dimension.
    Quantity(Dimension),
    /// From one quantity to another.
    Range(Dimension),
    /// One of these words.
    Choice(Vec<String>),
    /// Some of these words.
    List(Vec<String>),
    /// Free words.
    Text,
    /// A day.
    Date,
}

impl Type {
    fn describe(&self) -> String {
        match self {
            Type::Bool => "a yes-or-no fact".to_owned(),
            Type::Quantity(d) if d.is_none() => "a number".to_owned(),
            Type::Quantity(d) => format!("a quantity ({d})"),
            Type::Range(d) => format!("a range ({d})"),
            Type::Choice(_) => "a choice".to_owned(),
            Type::List(_) => "a list".to_owned(),
            Type::Text => "a text".to_owned(),
            Type::Date => "a date".to_owned(),
        }
    }
}

/// Whether a name is a fact or a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameKind {
    /// A fact of the dictionary.
    Fact(Type),
    /// A named expression.
    Definition(Type),
}

impl NameKind {
    fn into_type(self) -> Type {
        match self {
            NameKind::Fact(t) | NameKind::Definition(t) => t,
        }
    }
}

/// What a band table takes and gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableType {
    /// What is looked up.
    pub input: Type,
    /// What stands in it.
    pub output: Type,
    /// Ids of its columns; empty where it has one without a name.
    pub columns: Vec<String>,
}

/// What the names in an expression stand for.
pub trait Vocabulary {
    /// The meaning of a fact or definition.
    fn name(&self, name: &str) -> Option<NameKind>;
    /// All facts and definitions, for suggestions.
    fn names(&self) -> Vec<String>;
    /// True if the kind exists.
    fn has_kind(&self, id: &str) -> bool;
    /// All kinds, for suggestions.
    fn kinds(&self) -> Vec<String>;
    /// True if the scheme exists.
    fn has_scheme(&self, id: &str) -> bool;
    /// All schemes, for suggestions.
    fn schemes(&self) -> Vec<String>;
    /// The types of a band table.
    fn table(&self, id: &str) -> Option<TableType>;
    /// All band tables, for suggestions.
    fn tables(&self) -> Vec<String>;
}

/// Checks that an expression is a condition.
///
/// # Errors
/// With the span of the first part that does not fit.
pub fn check_condition(expr: &Expr, words: &dyn Vocabulary) -> Result<(), SpannedFault> {
    match check(expr, words)? {
        Type::Bool => Ok(()),
        other => Err(fault(
            expr.span,
            format!("this is {}, not a condition", other.describe()),
            Some("compare it with something"),
        )),
    }
}

/// The type of an expression.
///
/// # Errors
/// With the span of the first part that does not fit.
pub fn check(expr: &Expr, words: &dyn Vocabulary) -> Result<Type, SpannedFault> {
    match &expr.node {
        Node::Bool(_) => Ok(Type::Bool),
        Node::Quantity(q) => Ok(Type::Quantity(q.dimension().clone())),
        Node::Word(_) => Ok(Type::Text),
        Node::Date(_) => Ok(Type::Date),
        Node::Name(n) => named(n, expr.span, words),
        Node::And(parts) | Node::Or(parts) => {
            parts.iter().try_for_each(|p| check_condition(p, words))?;
            Ok(Type::Bool)
        }
        Node::Not(a) => check_condition(a, words).map(|()| Type::Bool),
        Node::Compare(op, a, b) => compare(*op, a, b, expr.span, words),
        Node::OneOf(n, list) => choices(n, list, expr.span, words, false),
        Node::Has(n, list) => choices(n, list, expr.span, words, true),
        Node::Is(kinds) => is(kinds, expr.span, words),
        Node::Covers(n, v) => covers(n, v, expr.span, words),
        Node::Applies(s) => applies(s, expr.span, words),
        Node::Min(n) | Node::Max(n) => bound(n, expr.span, words),
        Node::Add(a, b) | Node::Sub(a, b) => same_quantity(a, b, expr.span, words),
        Node::Mul(a, b) => Ok(Type::Quantity(quantity(a, words)?.times(&quantity(b, words)?))),
        Node::If(c, a, b) => branch(c, a, b, expr.span, words),
        Node::Lookup(t, v, column) => lookup(t, v, column.as_deref(), expr.span, words),
    }
}

fn fault(span: Span, message: String, help: Option<&str>) -> SpannedFault {
    let mut fault = Fault::new(message);
    if let Some(help) = help {
        fault = fault.help(help);
    }
    SpannedFault::new(span, fault)
}

fn unknown(what: &str, word: &str, known: &[String], span: Span) -> SpannedFault {
    let fault = Fault::new(format!("unknown {what} `{word}`")).suggest(word, known.iter().map(String::as_str));
    SpannedFault::new(span, fault)
}

fn named(name: &str, span: Span, words: &dyn Vocabulary) -> Result<Type, SpannedFault> {
    if name == "product" {
        return Err(fault(span, "`product` alone says nothing".to_owned(), Some("write `product is \"kind\"`")));
    }
    match words.name(name) {
        Some(kind) => Ok(kind.into_type()),
        None => Err(unknown("fact or definition", name, &words.names(), span)),
    }
}

fn is(kinds: &[String], span: Span, words: &dyn Vocabulary) -> Result<Type, SpannedFault> {
    match kinds.iter().find(|k| !words.has_kind(k)) {
        Some(k) => Err(unknown("kind", k, &words.kinds(), span)),
        None => Ok(Type::Bool),
    }
}

fn applies(scheme: &str, span: Span, words: &dyn Vocabulary) -> Result<Type, SpannedFault> {
    if words.has_scheme(scheme) { Ok(Type::Bool) } else { Err(unknown("scheme", scheme, &words.schemes(), span)) }
}

fn choices(name: &str, list: &[String], span: Span, words: &dyn Vocabulary, many: bool) -> Result<Type, SpannedFault> {
    let (known, right) = match (named(name, span, words)?, many) {
        (Type::Choice(known), false) | (Type::List(known), true) => (known, true),
        (Type::Choice(known) | Type::List(known), _) => (known, false),
        (other, _) => return Err(fault(span, format!("`{name}` is {}", other.describe()), None)),
    };
    if !right {
        let (is, write) = if many { ("a choice", "in") } else { ("a list", "has") };
        return Err(fault(span, format!("`{name}` is {is}"), Some(&format!("write `{name} {write} ...`"))));
    }
    match list.iter().find(|w| !known.contains(w)) {
        Some(w) => Err(unknown(&format!("choice of `{name}`"), w, &known, span)),
        None => Ok(Type::Bool),
    }
}

fn bound(name: &str, span: Span, words: &dyn Vocabulary) -> Result<Type, SpannedFault> {
    match named(name, span, words)? {
        Type::Range(d) => Ok(Type::Quantity(d)),
        other => Err(fault(
            span,
            format!("`{name}` is {}, not a range", other.describe()),
            Some("use it without min() or max()"),
        )),
    }
}

fn covers(name: &str, value: &Expr, span: Span, words: &dyn Vocabulary) -> Result<Type, SpannedFault> {
    let Type::Quantity(range) = bound(name, span, words)? else { return Ok(Type::Bool) };
    if !matches!(value.node, Node::Quantity(_)) {
        return Err(fault(
            value.span,
            "`covers` is followed by a value".to_owned(),
            Some("for example `covers 220 V`"),
        ));
    }
    let found = quantity(value, words)?;
    if found == range { Ok(Type::Bool) } else { Err(mismatch(&Type::Range(range), &Type::Quantity(found), span)) }
}

fn quantity(expr: &Expr, words: &dyn Vocabulary) -> Result<Dimension, SpannedFault> {
    match check(expr, words)? {
        Type::Quantity(d) => Ok(d),
        Type::Range(_) => {
            Err(fault(expr.span, "a range is no single value".to_owned(), Some("write min(...) or max(...)")))
        }
        other => Err(fault(expr.span, format!("this is {}, not a quantity", other.describe()), None)),
    }
}

fn same_quantity(a: &Expr, b: &Expr, span: Span, words: &dyn Vocabulary) -> Result<Type, SpannedFault> {
    let (x, y) = (quantity(a, words)?, quantity(b, words)?);
    if x == y { Ok(Type::Quantity(x)) } else { Err(mismatch(&Type::Quantity(x), &Type::Quantity(y), span)) }
}

fn mismatch(a: &Type, b: &Type, span: Span) -> SpannedFault {
    fault(span, format!("{} cannot be compared with {}", a.describe(), b.describe()), None)
}

fn compare(op: Op, a: &Expr, b: &Expr, span: Span, words: &dyn Vocabulary) -> Result<Type, SpannedFault> {
    let (left, right) = (check(a, words)?, check(b, words)?);
    let equality = matches!(op, Op::Eq | Op::Ne);
    match (&left, &right) {
        (Type::Quantity(x), Type::Quantity(y)) if x == y => Ok(Type::Bool),
        (Type::Date, Type::Date) => Ok(Type::Bool),
        (Type::Range(_), _) | (_, Type::Range(_)) => {
            let name = if matches!(left, Type::Range(_)) { a } else { b };
            let printed = crate::print(name);
            Err(fault(
                name.span,
                format!("`{printed}` is a range and no single value"),
                Some(&format!("write max({printed}), min({printed}) or `{printed} covers ...`")),
            ))
        }
        (Type::Choice(known), Type::Text) if equality => match &b.node {
            Node::Word(w) if known.contains(w) => Ok(Type::Bool),
            Node::Word(w) => Err(unknown(&format!("choice of `{}`", crate::print(a)), w, known, b.span)),
            _ => Err(mismatch(&left, &right, span)),
        },
        (Type::Text, Type::Text) if equality => match (&a.node, &b.node) {
            (Node::Name(_), Node::Word(_)) => Ok(Type::Bool),
            _ => Err(fault(span, "a text is compared with a word in quotes".to_owned(), None)),
        },
        (Type::List(_), _) => Err(fault(a.span, "a list is not compared".to_owned(), Some("write `has`"))),
        (Type::Bool, Type::Bool) => {
            Err(fault(span, "a yes-or-no fact stands alone".to_owned(), Some("write the fact, or `not` and the fact")))
        }
        (Type::Choice(_), Type::Text) => {
            Err(fault(span, format!("`{}` does not order choices", op.symbol()), Some("use = or != or `in`")))
        }
        _ => Err(mismatch(&left, &right, span)),
    }
}

fn branch(c: &Expr, a: &Expr, b: &Expr, span: Span, words: &dyn Vocabulary) -> Result<Type, SpannedFault> {
    check_condition(c, words)?;
    let (x, y) = (check(a, words)?, check(b, words)?);
    if x == y { Ok(x) } else { Err(mismatch(&x, &y, span)) }
}

fn lookup(
    table: &str,
    value: &Expr,
    column: Option<&Expr>,
    span: Span,
    words: &dyn Vocabulary,
) -> Result<Type, SpannedFault> {
    let Some(found) = words.table(table) else {
        return Err(unknown("table", table, &words.tables(), span));
    };
    let given = Type::Quantity(quantity(value, words)?);
    if given != found.input {
        let message = format!("`{table}` is read by {}, and this is {}", found.input.describe(), given.describe());
        return Err(fault(value.span, message, None));
    }
    self::column(table, &found.columns, column, span, words)?;
    Ok(found.output)
}

/// The column is one of the table's, or a choice for each of whose words there is one.
fn column(
    table: &str,
    known: &[String],
    column: Option<&Expr>,
    span: Span,
    words: &dyn Vocabulary,
) -> Result<(), SpannedFault> {
    let Some(column) = column else {
        let listed = format!("name one of its columns: {}", known.join(", "));
        let several = format!("the table `{table}` has several columns");
        return if known.is_empty() { Ok(()) } else { Err(fault(span, several, Some(&listed))) };
    };
    if known.is_empty() {
        return Err(fault(column.span, format!("the table `{table}` has one column, without a name"), None));
    }
    match (&column.node, check(column, words)?) {
        (Node::Word(w), _) if known.contains(w) => Ok(()),
        (Node::Word(w), _) => Err(unknown(&format!("column of `{table}`"), w, known, column.span)),
        (Node::Name(n), Type::Choice(choices)) => match choices.iter().find(|c| !known.contains(c)) {
            Some(c) => Err(fault(column.span, format!("`{table}` has no column for the choice `{c}` of `{n}`"), None)),
            None => Ok(()),
        },
        (_, other) => Err(fault(
            column.span,
            format!("this is {}, not a column", other.describe()),
            Some("write a column in quotes, or the name of a choice"),
        )),
    }
}
