//! Cases for programs: opening, looking, doing what the pages can do, and no more.

use super::schema;
use crate::access::Access;
use crate::ask::{Answer, Ask};
use crate::reply::Reply;
use crate::route::{Body, Operation, Route};
use certmap_app::{Action, AppError, CaseFile, Field, FieldKind, ItemKind, OPENING_FIELDS, Scope, Typed, Upload};
use certmap_case::stored::Role;
use serde_json::{Map, Value, json};

const OWN: Access = Access::Party(ItemKind::Case);
const OPENS: Access = Access::Role(&[Role::Applicant, Role::CaseOfficer]);

const FILE: Operation =
    Operation { scope: Scope::Read, query: &[], request: None, answer: schema::case_file, status: 200 };
const ACTIONS: Operation =
    Operation { scope: Scope::Read, query: &[], request: None, answer: schema::actions, status: 200 };
const OPEN: Operation =
    Operation { scope: Scope::Write, query: &[], request: Some(schema::typed), answer: schema::case_file, status: 201 };
const ACT: Operation =
    Operation { scope: Scope::Write, query: &[], request: Some(schema::typed), answer: schema::case_file, status: 200 };

/// Routes of cases.
pub(super) const ROUTES: &[Route] = &[
    Route { body: Body::Form, ..Route::post("api_case_open", "/api/v1/cases", OPENS, ("Open a case", "立案"), open) }
        .api(&OPEN),
    Route::get(
        "api_case_file",
        "/api/v1/cases/{id}/file",
        OWN,
        ("A case with its steps and history", "案件的步骤与记录"),
        file,
    )
    .api(&FILE),
    Route::get(
        "api_case_actions",
        "/api/v1/cases/{id}/actions",
        OWN,
        ("What you can do now in a case", "您在案件中可进行的操作"),
        offers,
    )
    .api(&ACTIONS),
    Route {
        body: Body::Form,
        ..Route::post(
            "api_case_act",
            "/api/v1/cases/{id}/actions/{action}",
            OWN,
            ("Do something in a case; If-Match says which version was looked at", "案件操作；If-Match 为所查看的版本"),
            act,
        )
    }
    .api(&ACT),
];

/// What was sent: texts, lists of texts, and files as objects, under the names of the fields.
fn typed(ask: &Ask) -> Result<Typed, AppError> {
    let sent = ask.json()?;
    let Value::Object(fields) = sent else {
        return Err(AppError::field("", "send a JSON object with the fields", "请提交包含各字段的 JSON 对象"));
    };
    let mut typed = Typed::default();
    for (name, value) in fields {
        match value {
            Value::Array(all) => {
                for one in all {
                    put(ask, &mut typed, &name, one)?;
                }
            }
            one => put(ask, &mut typed, &name, one)?,
        }
    }
    Ok(typed)
}

fn put(ask: &Ask, typed: &mut Typed, name: &str, value: Value) -> Result<(), AppError> {
    let text = match value {
        Value::String(text) => text,
        Value::Bool(flag) => if flag { "yes" } else { "" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Object(file) => {
            let upload = upload(ask, name, &file)?;
            typed.uploads.entry(name.to_owned()).or_default().push(upload);
            return Ok(());
        }
        Value::Null => return Ok(()),
        Value::Array(_) => {
            return Err(AppError::field(name, "a list in a list means nothing here", "此处不接受嵌套列表"));
        }
    };
    typed.values.entry(name.to_owned()).or_default().push(text);
    Ok(())
}

/// A file: its name, and its text, or its bytes in hexadecimal digits.
fn upload(ask: &Ask, field: &str, file: &Map<String, Value>) -> Result<Upload, AppError> {
    let get = |key: &str| file.get(key).and_then(Value::as_str);
    let wrong = || {
        AppError::field(
            field,
            "a file is {\"name\": \"report.pdf\", \"hex\": \"255044...\"}, or with \"text\" instead of \"hex\"",
            "文件的格式为 {\"name\": \"report.pdf\", \"hex\": \"255044...\"}，也可用 \"text\" 代替 \"hex\"",
        )
    };
    let bytes = match (get("hex"), get("text")) {
        (Some(hex), None) => bytes_of(hex).ok_or_else(wrong)?,
        (None, Some(text)) => text.as_bytes().to_vec(),
        _ => return Err(wrong()),
    };
    let name = get("name").filter(|n| !n.trim().is_empty() && n.len() <= 255 && !n.contains('\0')).ok_or_else(wrong)?;
    Ok(Upload { name: name.to_owned(), digest: ask.app().blobs.put(&bytes)? })
}

fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    let pairs = hex.as_bytes().chunks(2);
    pairs.map(|p| if p.len() == 2 { u8::from_str_radix(std::str::from_utf8(p).ok()?, 16).ok() } else { None }).collect()
}

fn shown(file: &CaseFile) -> Value {
    let case = &file.case;
    let opened = case.opened.as_ref();
    let step = |run: &certmap_case::stored::RunKey| {
        let title = case.step(&run.step).map(|s| json!({"en": s.title.en, "zh": s.title.zh}));
        let run_state = case.runs.get(run);
        json!({
            "run": run.to_string(),
            "title": title,
            "state": format!("{:?}", case.applicable(run)).to_lowercase(),
            "started": run_state.and_then(|r| r.started).map(|d| d.to_string()),
            "ended": run_state.and_then(|r| r.ended).map(|d| d.to_string()),
        })
    };
    let happened = |line: &certmap_case::stored::Line| {
        json!({
            "version": line.version,
            "at": line.at.to_string(),
            "person": line.by.person.as_str(),
            "role": line.by.role.word(),
            "what": line.event.written_as().0,
        })
    };
    json!({
        "id": file.id,
        "version": case.version,
        "scheme": opened.map(|o| o.scheme.clone()),
        "market": opened.map(|o| o.market.clone()),
        "phase": case.phase().word(),
        "turn": case.turn().word(),
        "steps": case.all_runs().iter().map(step).collect::<Vec<_>>(),
        "history": file.history.iter().map(happened).collect::<Vec<_>>(),
        "certificates": case.certificates.keys().map(|c| c.as_str()).collect::<Vec<_>>(),
    })
}

fn reply(file: &CaseFile) -> Reply {
    Reply::json(&shown(file)).header("etag", format!("\"{}\"", file.case.version))
}

fn file(ask: &Ask) -> Answer {
    Ok(reply(&ask.app().case_file(ask.actor()?, ask.part("id"))?))
}

fn field(f: &Field) -> Value {
    let choices: Vec<&str> = match f.kind {
        FieldKind::Choice(all) => all.iter().map(|c| c.word).collect(),
        _ => Vec::new(),
    };
    json!({"name": f.name, "optional": f.optional, "choices": choices, "label": {"en": f.en, "zh": f.zh}})
}

fn offers(ask: &Ask) -> Answer {
    let file = ask.app().case_file(ask.actor()?, ask.part("id"))?;
    let offers = ask.app().offers(ask.actor()?, &file);
    let offers = offers.iter().map(|o| {
        json!({
            "action": o.action.name,
            "says": {"en": o.sentence.en, "zh": o.sentence.zh},
            "next": !o.aside,
            "filled": o.filled.values.iter().map(|(n, v)| (n.clone(), json!(v.first()))).collect::<Map<_, _>>(),
            "papers": o.papers.iter().map(|(kind, _)| format!("document:{kind}")).collect::<Vec<_>>(),
            "fields": o.action.fields.iter().map(field).collect::<Vec<_>>(),
        })
    });
    Ok(Reply::json(&json!({"version": file.case.version, "actions": offers.collect::<Vec<_>>()})))
}

fn open(ask: &Ask) -> Answer {
    let typed = typed(ask)?;
    known(&typed, OPENING_FIELDS)?;
    let product = match typed.get("product") {
        "" => None,
        id => Some(ask.app().studied(ask.actor()?, id)?.product),
    };
    Ok(reply(&ask.app().new_case(ask.actor()?, &typed, product.as_ref())?).status(201))
}

/// Words that no field has are refused, so that a wrong spelling is not taken for nothing said.
fn known(typed: &Typed, fields: &[Field]) -> Result<(), AppError> {
    let names = typed.values.keys().chain(typed.uploads.keys());
    for name in names.filter(|n| !n.starts_with("document:") && !matches!(n.as_str(), "record" | "samples")) {
        if !fields.iter().any(|f| f.name == name) {
            let near = certmap_base::nearest(name, fields.iter().map(|f| f.name));
            let hint = |a: &str, b: &str| near.map_or_else(String::new, |n| format!("{a}{n}{b}"));
            return Err(AppError::field(
                name,
                format!("there is no field `{name}`{}", hint("; did you mean `", "`?")),
                format!("没有字段 `{name}`{}", hint("；是否指 `", "`？")),
            ));
        }
    }
    Ok(())
}

fn act(ask: &Ask) -> Answer {
    let typed = typed(ask)?;
    let action = ask.part("action");
    if let Some(found) = Action::named(action) {
        known(&typed, found.fields)?;
    }
    Ok(reply(&ask.app().do_in_case(ask.actor()?, ask.part("id"), action, ask.expected()?, &typed)?))
}
