//! The page of a case: what is to be done, the steps, what happened, and the papers.

use super::{act, words};
use crate::ask::{Answer, Ask};
use crate::form::Form;
use crate::layout::{Layout, Tongue};
use crate::list::in_path;
use crate::reply::Reply;
use askama::Template;
use certmap_app::{AppError, CaseFile, Offer};
use certmap_base::{Lang, Text};
use certmap_case::stored::{Applies, CertificateId, PersonId, RunKey, Turn};
use certmap_case::{Applicable, Case, Sight};
use std::collections::BTreeMap;

/// Something that can be done now.
struct Next {
    id: String,
    sentence: String,
    blockers: Vec<(String, String)>,
    form: Form,
    is_open: bool,
}

struct Step {
    title: String,
    by: String,
    look: &'static str,
    word: &'static str,
    days: String,
}

struct Happened {
    at: String,
    who: String,
    what: String,
}

struct Paper {
    href: String,
    name: String,
    kind: String,
    from: String,
    is_sealed: bool,
    is_old: bool,
}

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage {
    layout: Layout,
    t: Tongue,
    id: String,
    facts: Vec<(&'static str, String)>,
    phase: String,
    turn: &'static str,
    clocks: Vec<(&'static str, u64)>,
    next: Vec<Next>,
    asides: Vec<(String, String)>,
    steps: Vec<Step>,
    happened: Vec<Happened>,
    papers: Vec<Paper>,
    warnings: Vec<String>,
    certificates: Vec<(String, String)>,
    people: Vec<(String, String)>,
}

/// What people call a case: its scheme and models.
pub(super) fn title(ask: &Ask, file: &CaseFile) -> Text {
    let Some(opened) = &file.case.opened else { return Text::default() };
    let scheme = ask.app().law.library.scheme(&opened.scheme).map(|(_, s)| s.title.clone());
    let name = scheme.unwrap_or_else(|| Text::same(opened.scheme.as_str()));
    let models: Vec<&str> = opened.subject.units.iter().flat_map(|u| u.lines.iter().map(String::as_str)).collect();
    let models = models.join(", ");
    Text::new(format!("{}: {models}", name.en), format!("{}：{models}", name.zh))
}

fn step_title(case: &Case, run: &RunKey) -> Text {
    let title = case.step(&run.step).map_or_else(|| Text::same(run.step.as_str()), |s| s.title.clone());
    match &run.of {
        Some(of) => Text::new(format!("{} ({of})", title.en), format!("{}（{of}）", title.zh)),
        None => title,
    }
}

/// Names of persons, asked for once each.
struct Names<'a> {
    ask: &'a Ask,
    known: BTreeMap<String, String>,
}

impl Names<'_> {
    fn of(&mut self, id: &str) -> Result<String, AppError> {
        if let Some(name) = self.known.get(id) {
            return Ok(name.clone());
        }
        let name = self.ask.t().name(&self.ask.app().person(id)?.name);
        self.known.insert(id.to_owned(), name.clone());
        Ok(name)
    }
}

/// The page.
pub(super) fn page(ask: &Ask) -> Answer {
    let actor = ask.actor()?;
    let file = ask.app().case_file(actor, ask.part("id"))?;
    let t = ask.t();
    let offers = ask.app().offers(actor, &file);
    let mut names = Names { ask, known: BTreeMap::new() };
    let (main, asides): (Vec<&Offer>, Vec<&Offer>) = offers.iter().partition(|o| !o.aside);
    let now = ask.app().now();
    let turn = file.case.turn();
    let client = file.sides.iter().any(|s| matches!(s.word(), "holder" | "agent" | "factory"));
    let page = CasePage {
        layout: Layout::new(ask, t.of(&title(ask, &file))),
        t,
        id: file.id.clone(),
        facts: facts(ask, &file)?,
        phase: t.line(&file.case.phase().says()),
        turn: match turn {
            Turn::Body => t.say("the body", "认证机构"),
            Turn::Applicant => t.say("the applicant", "申请人"),
            Turn::Nobody => t.say("nobody", "无"),
        },
        clocks: vec![
            (t.say("Days with the body", "认证机构用时（天）"), file.case.clock.seconds(Turn::Body, now) / 86_400),
            (
                t.say("Days with the applicant", "申请人用时（天）"),
                file.case.clock.seconds(Turn::Applicant, now) / 86_400,
            ),
        ],
        next: next(ask, &file, &main)?,
        asides: asides.iter().map(|o| (aside_href(&file, o), t.line(&o.sentence))).collect(),
        steps: steps(ask, &file.case),
        happened: happened(&file, &mut names, t)?,
        papers: papers(&file, client, t),
        warnings: warnings(ask, &file),
        certificates: certificates(ask, &file),
        people: people(&file, &mut names, t)?,
    };
    Reply::page(&page).map(|r| r.header("etag", format!("\"{}\"", file.case.version)))
}

fn facts(ask: &Ask, file: &CaseFile) -> Result<Vec<(&'static str, String)>, AppError> {
    let t = ask.t();
    let Some(opened) = &file.case.opened else { return Ok(Vec::new()) };
    let name = |id: &str| -> Result<String, AppError> {
        let found = ask.app().organisation(id)?;
        Ok(found.map_or_else(|| id.to_owned(), |o| t.name(&o.name)))
    };
    let market = ask.app().law.library.common.markets.name(&opened.market).cloned();
    let mut facts = vec![
        (t.say("Market", "市场"), market.map_or_else(|| opened.market.clone(), |m| t.of(&m).to_owned())),
        (t.say("Holder", "持证人"), name(opened.subject.holder.as_str())?),
    ];
    if let Some(agent) = &opened.subject.agent {
        facts.push((t.say("Agent", "代理人"), name(agent.as_str())?));
    }
    let places: Vec<String> = opened.subject.factories.iter().map(|f| format!("{} ({})", f.id, f.country)).collect();
    if !places.is_empty() {
        facts.push((t.say("Factories", "工厂"), places.join(", ")));
    }
    let units: Vec<String> = opened.subject.units.iter().map(|u| format!("{}: {}", u.id, u.lines.join(", "))).collect();
    facts.push((t.say("Units", "认证单元"), units.join("; ")));
    facts.push((t.say("Rules", "规则包"), format!("{} {}", opened.route.pack.id, opened.route.pack.version)));
    Ok(facts)
}

fn next(ask: &Ask, file: &CaseFile, offers: &[&Offer]) -> Result<Vec<Next>, AppError> {
    let t = ask.t();
    let mut all = Vec::new();
    for (n, offer) in offers.iter().enumerate() {
        let mut form = act::form_of_offer(ask, file, offer)?;
        // Several forms stand on one page: ids of their fields must not be the same.
        form.prefix = format!("f{n}-");
        all.push(Next {
            id: format!("next-{n}"),
            sentence: t.line(&offer.sentence),
            blockers: offer.blockers.iter().map(|r| (t.line(&r.what), t.line(&r.help))).collect(),
            form,
            is_open: n == 0,
        });
    }
    Ok(all)
}

fn aside_href(file: &CaseFile, offer: &Offer) -> String {
    let mut query = String::new();
    for (name, values) in &offer.filled.values {
        for value in values {
            query.push_str(if query.is_empty() { "?" } else { "&" });
            query.push_str(&format!("{name}={}", in_path(value)));
        }
    }
    format!("/cases/{}/do/{}{query}", in_path(&file.id), offer.action.name)
}

fn steps(ask: &Ask, case: &Case) -> Vec<Step> {
    let t = ask.t();
    let runs = case.all_runs();
    let step = |run: &RunKey| {
        let found = case.step(&run.step);
        let open = found.is_some_and(|s| s.applies == Applies::Open);
        let (look, word) = match case.applicable(run) {
            _ if open => ("warn", t.say("to be settled", "待确认")),
            Applicable::Done => ("good", t.say("done", "已完成")),
            Applicable::Running => ("open", t.say("running", "进行中")),
            Applicable::Ready | Applicable::ReadyAhead => ("open", t.say("can begin", "可开始")),
            Applicable::Failed => ("bad", t.say("failed", "未通过")),
            Applicable::Waits => ("quiet", t.say("waits", "等待")),
        };
        let days = case.runs.get(run).map(|r| match (r.started, r.ended) {
            (Some(a), Some(b)) if a != b => format!("{a} – {b}"),
            (_, Some(day)) | (Some(day), None) => day.to_string(),
            (None, None) => String::new(),
        });
        let by = found.map(|s| certmap_view::words::party(s.by).get(ask.lang).to_owned());
        Step {
            title: step_title(case, run).get(ask.lang).to_owned(),
            by: by.unwrap_or_default(),
            look,
            word,
            days: days.unwrap_or_default(),
        }
    };
    runs.iter().map(step).collect()
}

fn happened(file: &CaseFile, names: &mut Names<'_>, t: Tongue) -> Result<Vec<Happened>, AppError> {
    let step = |run: &RunKey| step_title(&file.case, run);
    let mut all = Vec::new();
    for line in file.history.iter().rev() {
        all.push(Happened {
            at: line.at.to_string().replace('T', " ").trim_end_matches('Z').to_owned(),
            who: names.of(line.by.person.as_str())?,
            what: t.of(&words::event(&line.event, &step)).to_owned(),
        });
    }
    Ok(all)
}

fn papers(file: &CaseFile, _client: bool, t: Tongue) -> Vec<Paper> {
    let paper = |note: &certmap_case::stored::FileNote| {
        let sight = Case::sight(note, &file.sides);
        let base = format!("/cases/{}/documents/{}", in_path(&file.id), in_path(note.document.as_str()));
        let name = if sight == Sight::Open {
            note.name.clone()
        } else {
            t.say("(closed to you)", "（不可查看）").to_owned()
        };
        (sight != Sight::Nothing).then(|| Paper {
            href: if sight == Sight::Open { base } else { String::new() },
            name,
            kind: note.kind.replace('-', " "),
            from: note.from.word().to_owned(),
            is_sealed: note.sealed,
            is_old: !file.case.is_current(&note.document),
        })
    };
    file.case.files.values().filter_map(paper).collect()
}

fn warnings(ask: &Ask, file: &CaseFile) -> Vec<String> {
    let all = file.case.warnings(&file.streams, ask.app().today());
    all.iter().map(|w| ask.t().line(&w.what)).collect()
}

fn certificates(ask: &Ask, file: &CaseFile) -> Vec<(String, String)> {
    let number = |id: &CertificateId| {
        let state = file.streams.certificates.get(id);
        state.and_then(|c| c.versions.last().map(|(number, _)| number.clone()))
    };
    let _ = ask;
    file.case
        .certificates
        .keys()
        .filter_map(|id| number(id).map(|n| (format!("/certificates/{}", in_path(id.as_str())), n)))
        .collect()
}

fn people(file: &CaseFile, names: &mut Names<'_>, t: Tongue) -> Result<Vec<(String, String)>, AppError> {
    let mut all = Vec::new();
    let mut persons: Vec<&PersonId> = file.case.assigned.keys().collect();
    persons.extend(file.case.did.keys().filter(|p| !file.case.assigned.contains_key(*p)));
    for person in persons {
        let functions = file.case.assigned.get(person).into_iter().chain(file.case.did.get(person)).flatten();
        let mut words: Vec<&str> = functions.map(|f| function(f.word(), t)).collect();
        words.sort_unstable();
        words.dedup();
        all.push((names.of(person.as_str())?, words.join(t.say(", ", "、"))));
    }
    Ok(all)
}

fn function(word: &'static str, t: Tongue) -> &'static str {
    let (en, zh) = match word {
        "apply" => ("applies", "申请"),
        "check_application" => ("checks the application", "申请评审"),
        "evaluate" => ("evaluates", "评价"),
        "review" => ("reviews", "复核"),
        "decide" => ("decides", "认证决定"),
        _ => ("hears the appeal", "处理申诉"),
    };
    if t.0 == Lang::En { en } else { zh }
}
