//! Syntax tree to text; reading the text gives the tree again.

use crate::ast::{Expr, Node};

/// Writes an expression with as few parentheses as it needs.
#[must_use]
pub fn print(expr: &Expr) -> String {
    let mut out = String::new();
    write(expr, 0, &mut out);
    out
}

/// Binding strength: 0 if, 1 or, 2 and, 3 not, 4 comparison, 5 sum, 6 product, 7 the rest.
fn strength(node: &Node) -> u8 {
    match node {
        Node::If(..) => 0,
        Node::Or(_) => 1,
        Node::And(_) => 2,
        Node::Not(_) => 3,
        Node::Compare(..) | Node::OneOf(..) | Node::Is(_) | Node::Has(..) | Node::Under(..) | Node::Covers(..) => 4,
        Node::Add(..) | Node::Sub(..) => 5,
        Node::Mul(..) => 6,
        _ => 7,
    }
}

fn write(expr: &Expr, at_least: u8, out: &mut String) {
    let own = strength(&expr.node);
    if own < at_least {
        out.push('(');
        plain(expr, out);
        out.push(')');
    } else {
        plain(expr, out);
    }
}

fn join(parts: &[Expr], word: &str, at_least: u8, out: &mut String) {
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            out.push_str(word);
        }
        write(part, at_least, out);
    }
}

fn words(list: &[String], out: &mut String) {
    let quoted: Vec<String> = list.iter().map(|w| format!("\"{w}\"")).collect();
    match quoted.as_slice() {
        [one] => out.push_str(one),
        many => {
            out.push('[');
            out.push_str(&many.join(", "));
            out.push(']');
        }
    }
}

fn pair(a: &Expr, sign: &str, b: &Expr, left: u8, right: u8, out: &mut String) {
    write(a, left, out);
    out.push_str(sign);
    write(b, right, out);
}

fn plain(expr: &Expr, out: &mut String) {
    match &expr.node {
        Node::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Node::Quantity(q) => out.push_str(&q.to_string()),
        Node::Word(w) => words(std::slice::from_ref(w), out),
        Node::Date(d) => out.push_str(&d.to_string()),
        Node::Name(n) => out.push_str(n),
        Node::And(parts) => join(parts, " and ", 3, out),
        Node::Or(parts) => join(parts, " or ", 2, out),
        Node::Not(a) => {
            out.push_str("not ");
            write(a, 3, out);
        }
        Node::Compare(op, a, b) => pair(a, &format!(" {} ", op.symbol()), b, 5, 5, out),
        Node::OneOf(n, list) => listed(n, " in ", list, out),
        Node::Is(list) => listed("product", " is ", list, out),
        Node::Has(n, list) => listed(n, " has ", list, out),
        Node::Under(n, list) => listed(n, " under ", list, out),
        Node::Covers(n, v) => {
            out.push_str(n);
            out.push_str(" covers ");
            write(v, 5, out);
        }
        Node::Applies(s) => out.push_str(&format!("applies(\"{s}\")")),
        Node::Min(n) => out.push_str(&format!("min({n})")),
        Node::Max(n) => out.push_str(&format!("max({n})")),
        Node::Add(a, b) => pair(a, " + ", b, 5, 6, out),
        Node::Sub(a, b) => pair(a, " - ", b, 5, 6, out),
        Node::Mul(a, b) => pair(a, " * ", b, 6, 7, out),
        Node::If(c, a, b) => {
            out.push_str("if ");
            write(c, 1, out);
            out.push_str(" then ");
            write(a, 0, out);
            out.push_str(" else ");
            write(b, 0, out);
        }
        Node::Lookup(table, v, column) => {
            out.push_str(&format!("lookup(\"{table}\", "));
            write(v, 5, out);
            if let Some(column) = column {
                out.push_str(", ");
                write(column, 7, out);
            }
            out.push(')');
        }
    }
}

fn listed(name: &str, word: &str, list: &[String], out: &mut String) {
    out.push_str(name);
    out.push_str(word);
    words(list, out);
}
