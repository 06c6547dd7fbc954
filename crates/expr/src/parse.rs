//! Tokens to syntax tree.

use crate::ast::{Expr, Node, Op, Span};
use crate::token::{KEYWORDS, Token, tokens};
use certmap_base::{Fault, Text, Units, did_you_mean, text};

/// A fault with the span of the words it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpannedFault {
    /// Where in the text.
    pub span: Span,
    /// What is wrong.
    pub fault: Fault,
}

impl SpannedFault {
    pub(crate) fn new(span: Span, fault: Fault) -> SpannedFault {
        SpannedFault { span, fault }
    }
}

type Parsed = Result<Expr, SpannedFault>;

/// The deepest nesting that is read.
const DEPTH_MAX: usize = 48;

/// Reads a condition or value.
///
/// # Errors
/// With the span of the word that is wrong, and what was expected.
///
/// ```
/// use certmap_base::Units;
/// let fault = certmap_expr::parse("rated_power >= 5 v", &Units::builtin()).unwrap_err();
/// assert_eq!(fault.fault.message.en, "unknown unit `v`");
/// assert_eq!(fault.fault.help.unwrap().en, "did you mean `V`?");
/// ```
pub fn parse(text: &str, units: &Units) -> Parsed {
    let tokens = tokens(text, units)?;
    let mut parser = Parser { tokens, at: 0, depth: 0 };
    let expr = parser.expression()?;
    match parser.peek() {
        Token::End => Ok(expr),
        _ => Err(parser.unexpected(&text!("the end, or one of `and`, `or`", "结尾，或 `and`、`or`"))),
    }
}

struct Parser {
    tokens: Vec<(Token, Span)>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens.get(self.at).map_or(&Token::End, |(t, _)| t)
    }

    fn span(&self) -> Span {
        self.tokens.get(self.at).or(self.tokens.last()).map_or(Span::default(), |(_, s)| *s)
    }

    fn last_end(&self) -> usize {
        self.at.checked_sub(1).and_then(|i| self.tokens.get(i)).map_or(0, |(_, s)| s.end)
    }

    fn word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Token::Word(w) if w == word);
        self.at += usize::from(found);
        found
    }

    fn sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Token::Sign(s) if *s == sign);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, sign: &'static str) -> Result<(), SpannedFault> {
        if self.sign(sign) { Ok(()) } else { Err(self.unexpected(&Text::same(format!("`{sign}`")))) }
    }

    fn unexpected(&self, wanted: &Text) -> SpannedFault {
        let found = match self.peek() {
            Token::End => text!("the condition ends here", "条件到此结束"),
            Token::Word(w) => text!("found `{w}`", "此处是 `{w}`"),
            Token::Text(w) => text!("found \"{w}\"", "此处是 \"{w}\""),
            Token::Quantity(q) => text!("found `{q}`", "此处是 `{q}`"),
            Token::Date(d) => text!("found `{d}`", "此处是 `{d}`"),
            Token::Sign(s) => text!("found `{s}`", "此处是 `{s}`"),
        };
        let mut fault = Fault::new(text!("{}, expected {}", "{}；应为：{}"; found, wanted));
        if let Token::Word(w) = self.peek()
            && let Some(hint) = did_you_mean(w, KEYWORDS)
        {
            fault = fault.help(hint);
        }
        SpannedFault::new(self.span(), fault)
    }

    fn finish(&self, start: usize, node: Node) -> Expr {
        Expr { node, span: Span { start, end: self.last_end() } }
    }

    /// One level down; every way to nest goes through here.
    fn deeper(&mut self) -> Result<(), SpannedFault> {
        self.depth += 1;
        if self.depth <= DEPTH_MAX {
            return Ok(());
        }
        let fault = Fault::new(text!("the condition is nested too deeply", "条件嵌套过深"))
            .help(text!("name parts of it by definitions", "请用定义为其中的部分命名"));
        Err(SpannedFault::new(self.span(), fault))
    }

    fn expression(&mut self) -> Parsed {
        self.deeper()?;
        let start = self.span().start;
        let expr = if self.word("if") { self.branch(start) } else { self.any() };
        self.depth -= 1;
        expr
    }

    fn branch(&mut self, start: usize) -> Parsed {
        let condition = self.any()?;
        if !self.word("then") {
            return Err(self.unexpected(&Text::same("`then`")));
        }
        let yes = self.expression()?;
        if !self.word("else") {
            return Err(self.unexpected(&Text::same("`else`")));
        }
        let no = self.expression()?;
        Ok(self.finish(start, Node::If(Box::new(condition), Box::new(yes), Box::new(no))))
    }

    fn any(&mut self) -> Parsed {
        let mut parts = vec![self.all()?];
        while self.word("or") {
            parts.push(self.all()?);
        }
        Ok(Expr::any(parts))
    }

    fn all(&mut self) -> Parsed {
        let mut parts = vec![self.negation()?];
        while self.word("and") {
            parts.push(self.negation()?);
        }
        Ok(Expr::all(parts))
    }

    fn negation(&mut self) -> Parsed {
        let start = self.span().start;
        if !self.word("not") {
            return self.comparison();
        }
        self.deeper()?;
        let inner = self.negation()?;
        self.depth -= 1;
        Ok(self.finish(start, Node::Not(Box::new(inner))))
    }

    fn comparison(&mut self) -> Parsed {
        let start = self.span().start;
        let left = self.sum()?;
        if let Some(node) = self.after_name(&left)? {
            return Ok(self.finish(start, node));
        }
        let op = match self.peek() {
            Token::Sign("=") => Op::Eq,
            Token::Sign("!=") => Op::Ne,
            Token::Sign("<") => Op::Lt,
            Token::Sign("<=") => Op::Le,
            Token::Sign(">") => Op::Gt,
            Token::Sign(">=") => Op::Ge,
            _ => return Ok(left),
        };
        self.at += 1;
        let right = self.sum()?;
        Ok(self.finish(start, Node::Compare(op, Box::new(left), Box::new(right))))
    }

    /// `in`, `is`, `has`, `under`, `covers` after a bare name.
    fn after_name(&mut self, left: &Expr) -> Result<Option<Node>, SpannedFault> {
        let Node::Name(name) = &left.node else { return Ok(None) };
        if self.word("is") {
            if name != "product" {
                return Err(SpannedFault::new(
                    left.span,
                    Fault::new(text!("`{name} is` has no meaning", "`{name} is` 没有意义")).help(text!(
                        "only `product is \"kind\"`; compare facts with `=`",
                        "只能写 `product is \"kind\"`；比较事实请用 `=`"
                    )),
                ));
            }
            return Ok(Some(Node::Is(self.words()?)));
        }
        if self.word("in") {
            return Ok(Some(Node::OneOf(name.clone(), self.words()?)));
        }
        if self.word("has") {
            return Ok(Some(Node::Has(name.clone(), self.words()?)));
        }
        if self.word("under") {
            return Ok(Some(Node::Under(name.clone(), self.words()?)));
        }
        if self.word("covers") {
            return Ok(Some(Node::Covers(name.clone(), Box::new(self.sum()?))));
        }
        Ok(None)
    }

    /// One word in quotes, or a list of them in brackets.
    fn words(&mut self) -> Result<Vec<String>, SpannedFault> {
        if !self.sign("[") {
            return Ok(vec![self.quoted()?]);
        }
        let mut words = vec![self.quoted()?];
        while self.sign(",") {
            words.push(self.quoted()?);
        }
        self.expect("]")?;
        Ok(words)
    }

    fn quoted(&mut self) -> Result<String, SpannedFault> {
        if let Token::Text(w) = self.peek() {
            let w = w.clone();
            self.at += 1;
            return Ok(w);
        }
        Err(self.unexpected(&text!("a word in quotes", "带引号的词")))
    }

    fn sum(&mut self) -> Parsed {
        let start = self.span().start;
        let mut left = self.product()?;
        loop {
            let add = self.sign("+");
            if !add && !self.sign("-") {
                return Ok(left);
            }
            let (a, b) = (Box::new(left), Box::new(self.product()?));
            left = self.finish(start, if add { Node::Add(a, b) } else { Node::Sub(a, b) });
        }
    }

    fn product(&mut self) -> Parsed {
        let start = self.span().start;
        let mut left = self.primary()?;
        while self.sign("*") {
            let right = self.primary()?;
            left = self.finish(start, Node::Mul(Box::new(left), Box::new(right)));
        }
        Ok(left)
    }

    fn primary(&mut self) -> Parsed {
        let start = self.span().start;
        if self.sign("(") {
            let inner = self.expression()?;
            self.expect(")")?;
            return Ok(Expr { node: inner.node, span: Span { start, end: self.last_end() } });
        }
        let node = match self.peek().clone() {
            Token::Quantity(q) => Node::Quantity(q),
            Token::Date(d) => Node::Date(d),
            Token::Text(w) => Node::Word(w),
            Token::Word(w) => return self.named(start, &w),
            _ => return Err(self.unexpected(&text!("a fact, a value or `(`", "事实、值或 `(`"))),
        };
        self.at += 1;
        Ok(self.finish(start, node))
    }

    fn named(&mut self, start: usize, word: &str) -> Parsed {
        match word {
            "true" | "false" => {
                self.at += 1;
                return Ok(self.finish(start, Node::Bool(word == "true")));
            }
            "min" | "max" => {
                self.at += 1;
                self.expect("(")?;
                let Token::Word(name) = self.peek().clone() else {
                    return Err(self.unexpected(&text!("the name of a range", "范围的名称")));
                };
                self.at += 1;
                self.expect(")")?;
                return Ok(self.finish(start, if word == "min" { Node::Min(name) } else { Node::Max(name) }));
            }
            _ if KEYWORDS.contains(&word) => {
                return Err(self.unexpected(&text!("a fact, a value or `(`", "事实、值或 `(`")));
            }
            _ => self.at += 1,
        }
        if !self.sign("(") {
            return Ok(self.finish(start, Node::Name(word.to_owned())));
        }
        let node = match word {
            "applies" => Node::Applies(self.quoted()?),
            "lookup" => {
                let table = self.quoted()?;
                self.expect(",")?;
                self.deeper()?;
                let value = self.sum()?;
                let column = if self.sign(",") { Some(Box::new(self.primary()?)) } else { None };
                self.depth -= 1;
                Node::Lookup(table, Box::new(value), column)
            }
            _ => {
                let known = ["applies", "lookup", "min", "max"];
                let fault = Fault::new(text!("unknown function `{word}`", "未知的函数 `{word}`"))
                    .help(text!("known: applies, lookup, min, max", "可用的函数：applies、lookup、min、max"))
                    .suggest(word, known);
                return Err(SpannedFault::new(Span { start, end: start + word.len() }, fault));
            }
        };
        self.expect(")")?;
        Ok(self.finish(start, node))
    }
}
