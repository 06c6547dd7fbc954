//! Types and units.

use crate::ast::{Expr, Node, Op, Span};
use crate::parse::SpannedFault;
use certmap_base::{Code, Dimension, Fault, Text, text};

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
    /// A customs code, of which so many digits count.
    Code(usize),
}

impl Type {
    fn describe(&self) -> Text {
        match self {
            Type::Bool => text!("a yes-or-no fact", "是非型事实"),
            Type::Quantity(d) if d.is_none() => text!("a number", "数字"),
            Type::Quantity(d) => Text::new(format!("a quantity ({d})"), format!("量（{}）", d.name().zh)),
            Type::Range(d) => Text::new(format!("a range ({d})"), format!("范围（{}）", d.name().zh)),
            Type::Choice(_) => text!("a choice", "单选项"),
            Type::List(_) => text!("a list", "列表"),
            Type::Text => text!("a text", "文本"),
            Type::Date => text!("a date", "日期"),
            Type::Code(_) => text!("a customs code", "海关编码"),
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
            text!("this is {}, not a condition", "这是{}，不是条件"; other.describe()),
            Some(text!("compare it with something", "请把它与某个值比较")),
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
        Node::Under(n, list) => under(n, list, expr.span, words),
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

fn fault(span: Span, message: Text, help: Option<Text>) -> SpannedFault {
    let mut fault = Fault::new(message);
    if let Some(help) = help {
        fault = fault.help(help);
    }
    SpannedFault::new(span, fault)
}

fn unknown(message: Text, word: &str, known: &[String], span: Span) -> SpannedFault {
    SpannedFault::new(span, Fault::new(message).suggest(word, known.iter().map(String::as_str)))
}

fn no_choice(name: &str, word: &str, known: &[String], span: Span) -> SpannedFault {
    let message = text!("unknown choice of `{name}` `{word}`", "`{name}` 没有选项 `{word}`");
    unknown(message, word, known, span)
}

fn named(name: &str, span: Span, words: &dyn Vocabulary) -> Result<Type, SpannedFault> {
    if name == "product" {
        return Err(fault(
            span,
            text!("`product` alone says nothing", "单独的 `product` 没有意义"),
            Some(text!("write `product is \"kind\"`", "请写 `product is \"kind\"`")),
        ));
    }
    match words.name(name) {
        Some(kind) => Ok(kind.into_type()),
        None => Err(unknown(
            text!("unknown fact or definition `{name}`", "未知的事实或定义 `{name}`"),
            name,
            &words.names(),
            span,
        )),
    }
}

fn is(kinds: &[String], span: Span, words: &dyn Vocabulary) -> Result<Type, SpannedFault> {
    match kinds.iter().find(|k| !words.has_kind(k)) {
        Some(k) => Err(unknown(text!("unknown kind `{k}`", "未知的产品种类 `{k}`"), k, &words.kinds(), span)),
        None => Ok(Type::Bool),
    }
}

fn applies(scheme: &str, span: Span, words: &dyn Vocabulary) -> Result<Type, SpannedFault> {
    if words.has_scheme(scheme) {
        Ok(Type::Bool)
    } else {
        Err(unknown(text!("unknown scheme `{scheme}`", "未知的制度 `{scheme}`"), scheme, &words.schemes(), span))
    }
}

fn choices(name: &str, list: &[String], span: Span, words: &dyn Vocabulary, many: bool) -> Result<Type, SpannedFault> {
    let (known, right) = match (named(name, span, words)?, many) {
        (Type::Choice(known), false) | (Type::List(known), true) => (known, true),
        (Type::Choice(known) | Type::List(known), _) => (known, false),
        (other, _) => return Err(fault(span, text!("`{name}` is {}", "`{name}` 是{}"; other.describe()), None)),
    };
    if !right {
        let (is, write) = if many { (Type::Choice(known), "in") } else { (Type::List(known), "has") };
        let help = text!("write `{name} {write} ...`", "请写 `{name} {write} ...`");
        return Err(fault(span, text!("`{name}` is {}", "`{name}` 是{}"; is.describe()), Some(help)));
    }
    match list.iter().find(|w| !known.contains(w)) {
        Some(w) => Err(no_choice(name, w, &known, span)),
        None => Ok(Type::Bool),
    }
}

fn under(name: &str, codes: &[String], span: Span, words: &dyn Vocabulary) -> Result<Type, SpannedFault> {
    let most = match named(name, span, words)? {
        Type::Code(most) => most,
        other => {
            let help = text!("`under` is asked of a customs code", "`under` 只用于海关编码");
            return Err(fault(span, text!("`{name}` is {}", "`{name}` 是{}"; other.describe()), Some(help)));
        }
    };
    for word in codes {
        let code = Code::parse(word).map_err(|fault| SpannedFault::new(span, fault))?;
        if code.digits().len() > most {
            let message = text!("`{word}` has more than {most} digits", "`{word}` 超过 {most} 位");
            let help = text!(
                "of `{name}` {most} digits count; what a country adds needs a fact of that country's tariff",
                "`{name}` 只计前 {most} 位；各国自行增加的位数须用该国税则编码的事实"
            );
            return Err(fault(span, message, Some(help)));
        }
    }
    Ok(Type::Bool)
}

fn bound(name: &str, span: Span, words: &dyn Vocabulary) -> Result<Type, SpannedFault> {
    match named(name, span, words)? {
        Type::Range(d) => Ok(Type::Quantity(d)),
        other => Err(fault(
            span,
            text!("`{name}` is {}, not a range", "`{name}` 是{}，不是范围"; other.describe()),
            Some(text!("use it without min() or max()", "请不要使用 min() 或 max()")),
        )),
    }
}

fn covers(name: &str, value: &Expr, span: Span, words: &dyn Vocabulary) -> Result<Type, SpannedFault> {
    let Type::Quantity(range) = bound(name, span, words)? else { return Ok(Type::Bool) };
    if !matches!(value.node, Node::Quantity(_)) {
        return Err(fault(
            value.span,
            text!("`covers` is followed by a value", "`covers` 之后应为一个值"),
            Some(text!("for example `covers 220 V`", "例如 `covers 220 V`")),
        ));
    }
    let found = quantity(value, words)?;
    if found == range { Ok(Type::Bool) } else { Err(mismatch(&Type::Range(range), &Type::Quantity(found), span)) }
}

fn quantity(expr: &Expr, words: &dyn Vocabulary) -> Result<Dimension, SpannedFault> {
    match check(expr, words)? {
        Type::Quantity(d) => Ok(d),
        Type::Range(_) => Err(fault(
            expr.span,
            text!("a range is no single value", "范围不是单个值"),
            Some(text!("write min(...) or max(...)", "请写 min(...) 或 max(...)")),
        )),
        other => Err(fault(expr.span, text!("this is {}, not a quantity", "这是{}，不是量"; other.describe()), None)),
    }
}

fn same_quantity(a: &Expr, b: &Expr, span: Span, words: &dyn Vocabulary) -> Result<Type, SpannedFault> {
    let (x, y) = (quantity(a, words)?, quantity(b, words)?);
    if x == y { Ok(Type::Quantity(x)) } else { Err(mismatch(&Type::Quantity(x), &Type::Quantity(y), span)) }
}

fn mismatch(a: &Type, b: &Type, span: Span) -> SpannedFault {
    fault(span, text!("{} cannot be compared with {}", "{}不能与{}比较"; a.describe(), b.describe()), None)
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
                text!("`{printed}` is a range and no single value", "`{printed}` 是范围，不是单个值"),
                Some(text!(
                    "write max({printed}), min({printed}) or `{printed} covers ...`",
                    "请写 max({printed})、min({printed}) 或 `{printed} covers ...`"
                )),
            ))
        }
        (Type::Choice(known), Type::Text) if equality => match &b.node {
            Node::Word(w) if known.contains(w) => Ok(Type::Bool),
            Node::Word(w) => Err(no_choice(&crate::print(a), w, known, b.span)),
            _ => Err(mismatch(&left, &right, span)),
        },
        (Type::Text, Type::Text) if equality => match (&a.node, &b.node) {
            (Node::Name(_), Node::Word(_)) => Ok(Type::Bool),
            _ => Err(fault(span, text!("a text is compared with a word in quotes", "文本只能与带引号的词比较"), None)),
        },
        (Type::Code(_), _) => Err(fault(
            a.span,
            text!("a customs code is not compared", "海关编码不作比较"),
            Some(text!("write `under`", "请用 `under`")),
        )),
        (Type::List(_), _) => Err(fault(
            a.span,
            text!("a list is not compared", "列表不能比较"),
            Some(text!("write `has`", "请用 `has`")),
        )),
        (Type::Bool, Type::Bool) => Err(fault(
            span,
            text!("a yes-or-no fact stands alone", "是非型事实应单独使用"),
            Some(text!("write the fact, or `not` and the fact", "请直接写该事实，或写 `not` 加该事实")),
        )),
        (Type::Choice(_), Type::Text) => Err(fault(
            span,
            text!("`{}` does not order choices", "选项不能用 `{}` 比较大小", op.symbol()),
            Some(text!("use = or != or `in`", "请用 =、!= 或 `in`")),
        )),
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
        return Err(unknown(text!("unknown table `{table}`", "未知的表 `{table}`"), table, &words.tables(), span));
    };
    let given = Type::Quantity(quantity(value, words)?);
    if given != found.input {
        let (wanted, given) = (found.input.describe(), given.describe());
        let message = text!("`{table}` is read by {}, and this is {}", "`{table}` 按{}查找，而这是{}"; wanted, given);
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
        let listed = text!("name one of its columns: {}", "请写明其中一栏：{}", known.join(", "));
        let several = text!("the table `{table}` has several columns", "表 `{table}` 有多栏");
        return if known.is_empty() { Ok(()) } else { Err(fault(span, several, Some(listed))) };
    };
    if known.is_empty() {
        return Err(fault(
            column.span,
            text!("the table `{table}` has one column, without a name", "表 `{table}` 只有一栏，没有栏名"),
            None,
        ));
    }
    match (&column.node, check(column, words)?) {
        (Node::Word(w), _) if known.contains(w) => Ok(()),
        (Node::Word(w), _) => {
            Err(unknown(text!("`{table}` has no column `{w}`", "表 `{table}` 没有 `{w}` 一栏"), w, known, column.span))
        }
        (Node::Name(n), Type::Choice(choices)) => match choices.iter().find(|c| !known.contains(c)) {
            Some(c) => Err(fault(
                column.span,
                text!(
                    "`{table}` has no column for the choice `{c}` of `{n}`",
                    "表 `{table}` 没有与 `{n}` 的选项 `{c}` 对应的栏"
                ),
                None,
            )),
            None => Ok(()),
        },
        (_, other) => Err(fault(
            column.span,
            text!("this is {}, not a column", "这是{}，不是栏"; other.describe()),
            Some(text!("write a column in quotes, or the name of a choice", "请写带引号的栏名，或选项型事实的名称")),
        )),
    }
}
