//! One question at a time, then a page to check the answers, then the result.

use super::{Head, base, head, kind_name, studied, style, typed};
use crate::ask::{Answer, Ask};
use crate::layout::{Layout, Tongue};
use crate::list::in_path;
use crate::reply::Reply;
use askama::Template;
use certmap_app::{AppError, FieldFault, Interview};
use certmap_base::{Lang, Text};
use certmap_pack::{FactType, Value};
use certmap_scope::Question;
use certmap_view::html;
use std::collections::BTreeSet;

/// Most kinds that a search shows.
const HITS: usize = 8;

/// How the answer is given.
enum Input {
    /// One of these: word, text, whether it is the answer now.
    One(Vec<(String, String, bool)>),
    /// Any of these.
    Any(Vec<(String, String, bool)>),
    /// A line with a unit, with its answer now.
    Line(String, String),
    /// A day.
    Day(String),
}

#[derive(Template)]
#[template(path = "product_question.html")]
struct QuestionPage {
    layout: Layout,
    t: Tongue,
    title: String,
    base: String,
    ask: String,
    why: String,
    help: String,
    fact: String,
    input: Input,
    judgement: bool,
    from: String,
    is_kind: bool,
    words: String,
    decided: usize,
    all: usize,
    left: usize,
    skipped: Vec<String>,
    was: Vec<String>,
    back: String,
    faults: Vec<FieldFault>,
    secret: String,
}

#[derive(Template)]
#[template(path = "product_answers.html")]
struct AnswersPage {
    layout: Layout,
    t: Tongue,
    head: Head,
    base: String,
    rows: Vec<(String, String, String)>,
    open: Vec<(String, String)>,
    decided: usize,
    all: usize,
    sheets: String,
}

fn skipped(fields: &crate::ask::Fields) -> BTreeSet<String> {
    fields.all("skip").filter(|s| !s.is_empty() && s.len() < 100).take(200).map(str::to_owned).collect()
}

/// The next question, or the answers where none is left.
pub(super) fn page(ask: &Ask) -> Answer {
    let fact = ask.query.some("fact");
    let interview = match ask.app().interview(ask.actor()?, ask.part("id"), &skipped(&ask.query), fact.as_deref()) {
        Err(AppError::Invalid(_)) => return Ok(Reply::see(format!("{}/file", base(ask)))),
        other => other?,
    };
    match interview.question.clone() {
        Some(question) => shown(ask, &interview, &question, &ask.query, Vec::new()),
        None => Ok(Reply::see(format!("{}/answers", base(ask)))),
    }
}

fn shown(
    ask: &Ask,
    interview: &Interview,
    question: &Question,
    fields: &crate::ask::Fields,
    faults: Vec<FieldFault>,
) -> Answer {
    let t = ask.t();
    let known = ask.app().fact(&question.fact);
    let said = interview.studied.product.facts.get(&question.fact);
    let was: Vec<String> = fields.all("was").filter(|w| w.len() < 100).take(200).map(str::to_owned).collect();
    let skipped: Vec<String> = skipped(fields).into_iter().collect();
    let page = QuestionPage {
        layout: Layout { is_wrong: !faults.is_empty(), ..Layout::new(ask, t.of(&question.ask)) },
        t,
        title: interview.studied.product.name.clone(),
        base: base(ask),
        ask: t.of(&question.ask).to_owned(),
        why: why(ask, interview, question),
        help: if question.fact == "kind" {
            String::new()
        } else {
            question.help.as_ref().map(|h| t.of(h).to_owned()).unwrap_or_default()
        },
        fact: question.fact.clone(),
        input: input(ask, interview, question, fields),
        judgement: known.is_some_and(|f| f.judgement),
        from: fields.some("from").or_else(|| said.and_then(|s| s.from.clone())).unwrap_or_default(),
        is_kind: question.fact == "kind",
        words: fields.get("q").to_owned(),
        decided: interview.decided.0,
        all: interview.decided.1,
        left: interview.left,
        back: back(ask, &was, &skipped),
        skipped,
        was,
        faults,
        secret: ask.form_secret.clone(),
    };
    let status = if page.faults.is_empty() { 200 } else { 422 };
    Ok(Reply::page(&page)?.status(status))
}

/// To the question before, which is asked again; to the product from the first one.
fn back(ask: &Ask, was: &[String], skipped: &[String]) -> String {
    let Some((last, earlier)) = was.split_last() else { return base(ask) };
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("fact", last);
    earlier.iter().for_each(|w| {
        query.append_pair("was", w);
    });
    skipped.iter().filter(|s| *s != last).for_each(|s| {
        query.append_pair("skip", s);
    });
    format!("{}/questions?{}", base(ask), query.finish())
}

fn why(ask: &Ask, interview: &Interview, question: &Question) -> String {
    let titles = ask.app().law.engine.titles();
    let title = |id: &String| titles.get(id).map_or_else(|| id.clone(), |n| n.get(ask.lang).to_owned());
    let mut names: Vec<String> = question.concerns.iter().map(title).collect();
    names.dedup();
    let more = names.len().saturating_sub(3);
    names.truncate(3);
    if names.is_empty() {
        return ask
            .t()
            .say("You have answered this already; here you can change it.", "此问题已回答，您可以在此修改。")
            .to_owned();
    }
    let open = interview.decided.1.saturating_sub(interview.decided.0);
    let list = names.join(ask.t().say(", ", "、"));
    match (question.settles, ask.lang) {
        (0, Lang::En) => {
            format!("It matters for {list}{}.", if more > 0 { format!(" and {more} more") } else { String::new() })
        }
        (0, Lang::Zh) => {
            format!("关系到{list}{}。", if more > 0 { format!("等另外 {more} 项") } else { String::new() })
        }
        (n, Lang::En) => format!(
            "It settles at least {n} of {open} open results: {list}{}.",
            if more > 0 { format!(" and {more} more") } else { String::new() }
        ),
        (n, Lang::Zh) => format!(
            "至少可确定 {open} 项待定结论中的 {n} 项：{list}{}。",
            if more > 0 { format!("等另外 {more} 项") } else { String::new() }
        ),
    }
}

fn input(ask: &Ask, interview: &Interview, question: &Question, fields: &crate::ask::Fields) -> Input {
    let t = ask.t();
    let product = &interview.studied.product;
    let typed: Vec<&str> = fields.all("value").collect();
    let said = product.facts.get(&question.fact).map(|a| &a.value);
    let is = |word: &str| match said {
        _ if !typed.is_empty() => typed.contains(&word),
        Some(Value::Choice(w)) => w == word,
        Some(Value::List { items, .. }) => items.iter().any(|i| i == word),
        Some(Value::Bool(b)) => (word == "true") == *b,
        _ => false,
    };
    let written =
        || typed.first().map_or_else(|| said.map(ToString::to_string).unwrap_or_default(), |w| (*w).to_owned());
    match ask.app().fact(&question.fact).map(|f| &f.kind) {
        None => Input::One(kinds(ask, interview, fields.get("q"))),
        Some(FactType::Bool) => Input::One(vec![
            ("true".to_owned(), t.say("Yes", "是").to_owned(), is("true")),
            ("false".to_owned(), t.say("No", "否").to_owned(), said.is_some() && is("false")),
        ]),
        Some(FactType::Choice(all)) => {
            Input::One(all.iter().map(|c| (c.id.clone(), t.line(&c.name), is(&c.id))).collect())
        }
        Some(FactType::List(all)) => {
            let mut choices: Vec<_> = all.iter().map(|c| (c.id.clone(), t.line(&c.name), is(&c.id))).collect();
            choices.push(("none".to_owned(), t.say("None of these", "以上均无").to_owned(), false));
            Input::Any(choices)
        }
        Some(FactType::Quantity { unit, .. } | FactType::Range { unit, .. }) => Input::Line(written(), unit.clone()),
        Some(FactType::Date) => Input::Day(written()),
        Some(FactType::Number | FactType::Text | FactType::Code { .. }) => Input::Line(written(), String::new()),
    }
}

/// Kinds that fit the words, or those under the kind that is known so far.
fn kinds(ask: &Ask, interview: &Interview, words: &str) -> Vec<(String, String, bool)> {
    let all = &ask.app().law.library.common.kinds;
    let product = &interview.studied.product;
    let words = if words.is_empty() { product.name.as_str() } else { words };
    let now = product.kind.as_deref().unwrap_or_default();
    let found = all.find(words, HITS).into_iter().map(|h| h.kind.id.clone());
    found.map(|id| (id.clone(), kind_name(ask, &id), id == now)).collect()
}

/// Takes an answer, or that somebody does not know.
pub(super) fn answer(ask: &Ask) -> Answer {
    let fact = ask.form.get("fact").to_owned();
    let mut skip = skipped(&ask.form);
    let mut was: Vec<String> = ask.form.all("was").filter(|w| *w != fact).take(200).map(str::to_owned).collect();
    if ask.form.get("know") == "no" {
        skip.insert(fact.clone());
    } else if let Err(error) = ask.app().answer(ask.actor()?, ask.part("id"), &fact, &typed(&ask.form)) {
        let AppError::Invalid(faults) = error else { return Err(error) };
        let interview = ask.app().interview(ask.actor()?, ask.part("id"), &skip, Some(&fact))?;
        let question = interview.question.clone().ok_or_else(crate::access::nothing_here)?;
        return shown(ask, &interview, &question, &ask.form, faults);
    } else {
        skip.remove(&fact);
    }
    was.push(fact);
    let mut query = form_urlencoded::Serializer::new(String::new());
    was.iter().for_each(|w| {
        query.append_pair("was", w);
    });
    skip.iter().for_each(|s| {
        query.append_pair("skip", s);
    });
    Ok(Reply::see(format!("{}/questions?{}", base(ask), query.finish())))
}

/// Check your answers, and what follows from them.
pub(super) fn answers(ask: &Ask) -> Answer {
    let found = studied(ask)?;
    let interview = ask.app().interview(ask.actor()?, ask.part("id"), &BTreeSet::new(), None)?;
    let t = ask.t();
    let base = base(ask);
    let change = |fact: &str| format!("{base}/questions?fact={}", in_path(fact));
    let mut rows = Vec::new();
    if let Some(kind) = &found.product.kind {
        rows.push((
            t.say("What kind of product is it?", "这是哪一种产品？").to_owned(),
            kind_name(ask, kind),
            change("kind"),
        ));
    }
    rows.extend(found.product.facts.iter().map(|(id, said)| {
        let asked = ask.app().fact(id).map_or_else(|| Text::same(id.as_str()), |f| f.ask.clone());
        (t.of(&asked).to_owned(), super::show::value_shown(ask, id, &said.value), change(id))
    }));
    let mut open: Vec<(String, String)> = Vec::new();
    for q in interview.results.iter().flat_map(|r| &r.questions).filter(|q| q.decisive) {
        let row = (t.of(&q.ask).to_owned(), change(&q.fact));
        if !open.contains(&row) {
            open.push(row);
        }
    }
    let page = AnswersPage {
        layout: Layout::new(ask, t.say("Check your answers", "核对回答")),
        t,
        head: head(ask, &found, "/questions"),
        base: base.clone(),
        rows,
        open,
        decided: interview.decided.0,
        all: interview.decided.1,
        sheets: html::market_sheets(&interview.results, &style(ask)),
    };
    Reply::page(&page)
}
