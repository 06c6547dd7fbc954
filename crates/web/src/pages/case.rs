//! A case: its steps, what happened, whose turn it is, and what can be done next.

mod act;
mod new;
mod paper;
mod record;
mod show;
mod words;

use crate::access::Access;
use crate::ask::Ask;
use crate::route::Route;
use certmap_app::ItemKind;
use certmap_base::{Text, text};
use certmap_case::stored::Role;

const OWN: Access = Access::Party(ItemKind::Case);
const OPENS: Access = Access::Role(&[Role::Applicant, Role::CaseOfficer]);
const KEEPS: Access = Access::Role(&[Role::Applicant, Role::CaseOfficer, Role::Administrator]);

/// Routes of cases, and of what serves them.
pub(crate) const ROUTES: &[Route] = &[
    Route::get("case_new", "/cases/new", OPENS, ("New case", "新建案件"), new::form),
    Route::post("case_new_do", "/cases/new", OPENS, ("Open a case", "立案"), new::open),
    Route::get("case", "/cases/{id}", OWN, ("Case", "案件"), show::page),
    Route::get("case_action", "/cases/{id}/do/{action}", OWN, ("Do something in a case", "案件操作"), act::form),
    Route::post("case_action_do", "/cases/{id}/do/{action}", OWN, ("Do it", "提交案件操作"), act::act).with_files(),
    Route::get(
        "case_paper",
        "/cases/{id}/documents/{document}",
        OWN,
        ("A paper of a case", "案件文件"),
        paper::download,
    ),
    Route::get(
        "certificate",
        "/certificates/{id}",
        Access::Party(ItemKind::Certificate),
        ("Certificate", "证书"),
        paper::certificate,
    ),
    Route::get("record_new", "/records/new", KEEPS, ("New record", "新建记录"), record::form),
    Route::post("record_new_do", "/records/new", KEEPS, ("Keep a record", "保存记录"), record::keep).with_files(),
    Route::get("record", "/records/{id}", Access::Party(ItemKind::Record), ("Record", "记录"), record::show),
];

/// Where a case is begun.
pub(crate) fn begin(ask: &Ask) -> Option<(String, Text)> {
    let may = ask.actor.as_ref().is_some_and(|a| OPENS.welcomes(a));
    may.then(|| ("/cases/new".to_owned(), text!("New case", "新建案件")))
}

/// Where a record is begun.
pub(crate) fn begin_record(ask: &Ask) -> Option<(String, Text)> {
    let may = ask.actor.as_ref().is_some_and(|a| KEEPS.welcomes(a));
    may.then(|| ("/records/new".to_owned(), text!("New record", "新建记录")))
}
