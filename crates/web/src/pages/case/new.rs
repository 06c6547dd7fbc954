//! Opening a case.

use super::act;
use crate::ask::{Answer, Ask};
use crate::form::{Form, Takes};
use crate::list::in_path;
use crate::pages::FormPage;
use crate::reply::Reply;
use certmap_app::{AppError, CaseFile, OPENING_FIELDS, Typed};
use certmap_base::{Text, text};

fn schemes(ask: &Ask) -> Vec<(String, Text)> {
    let mut all: Vec<(String, Text)> = Vec::new();
    for scheme in ask.app().law.library.packs.iter().flat_map(|p| &p.schemes) {
        let has = scheme.procedure.is_some() || scheme.routes.iter().any(|r| r.procedure.is_some());
        if has {
            let name = |title: &str| format!("{title} ({})", scheme.id);
            all.push((scheme.id.clone(), Text::new(name(&scheme.title.en), name(&scheme.title.zh))));
        }
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

fn opening(ask: &Ask, filled: &Typed) -> Result<Form, AppError> {
    let nothing = CaseFile::default();
    let mut form = Form::new(ask, "/cases/new", "Open the case", "立案");
    for asked in OPENING_FIELDS {
        let value = match (asked.name, filled.get(asked.name)) {
            ("holder", "") => ask.actor()?.organisation_id(),
            ("purpose", "") => "initial",
            (_, value) => value,
        };
        if matches!(asked.name, "product" | "concerns") && value.is_empty() {
            continue;
        }
        let mut field = act::field(ask, &nothing, asked, value)?;
        if asked.name == "scheme" {
            field.takes = Takes::One(schemes(ask));
        }
        form = form.field(field);
    }
    Ok(form)
}

fn page(ask: &Ask, form: Form) -> Answer {
    let intro = text!(
        "A case takes units of a product along the steps of a scheme, to the certificate.",
        "案件按认证制度的程序，将产品的认证单元办理至获证。"
    );
    FormPage::answer(
        ask,
        text!("New case", "新建案件"),
        intro,
        form,
        vec![("/cases".to_owned(), text!("All cases", "全部案件"))],
    )
}

/// The form.
pub(super) fn form(ask: &Ask) -> Answer {
    let mut filled = Typed::default();
    for (name, value) in ask.query.iter() {
        filled = filled.with(name, value);
    }
    page(ask, opening(ask, &filled)?)
}

/// Opens it.
pub(super) fn open(ask: &Ask) -> Answer {
    let typed = act::typed(ask)?;
    let product = match typed.get("product") {
        "" => None,
        id => Some(ask.app().studied(ask.actor()?, id)?.product),
    };
    match ask.app().new_case(ask.actor()?, &typed, product.as_ref()) {
        Ok(file) => Ok(Reply::see(format!("/cases/{}?done=saved", in_path(&file.id)))),
        Err(error) => page(ask, opening(ask, &typed)?.kept(&ask.form).refused(error)?),
    }
}
