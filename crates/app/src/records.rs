//! Records that belong to no case: who is competent for what, which laboratories are approved, which accounts are one person.

use crate::action::ON;
use crate::app::App;
use crate::desk::CaseFile;
use crate::error::AppError;
use crate::form::{Choice, Field, FieldKind, Form, Typed, choice, field};
use crate::secret::short_id;
use crate::who::Actor;
use certmap_case::stored::{DocumentId, Function, OrganisationId, PersonId, RecordEvent, RecordId, RecordKind};

const KINDS: &[Choice] = &[
    choice("competence", "competence of a person", "人员能力"),
    choice("laboratory_approval", "approval of a laboratory", "实验室批准"),
    choice("identity", "one person with several ids", "同一人的多个标识"),
    choice("factory", "factory", "工厂"),
    choice("party", "party", "当事方"),
    choice("power_of_attorney", "power of attorney", "授权委托书"),
    choice("trademark_authorisation", "trademark authorisation", "商标授权"),
    choice("oem_agreement", "OEM agreement", "OEM 协议"),
    choice("odm_agreement", "ODM agreement", "ODM 协议"),
    choice("mandate", "mandate", "授权"),
    choice("resident_representative", "resident representative", "境内代表"),
];
const FUNCTIONS: &[Choice] = &[
    choice("evaluate", "evaluate", "评价"),
    choice("review", "review", "复核"),
    choice("decide", "decide", "认证决定"),
    choice("hear_appeal", "hear appeals", "处理申诉"),
];

/// What a record asks for.
pub const RECORD_FIELDS: &[Field] = &[
    field("kind", FieldKind::Choice(KINDS), "What it is", "种类"),
    field("organisation", FieldKind::Party, "Of which organisation", "所属组织"),
    field("other", FieldKind::Party, "With which other organisation", "对方组织").optional(),
    field("person", FieldKind::Staff, "Of which person", "人员").optional(),
    field("function", FieldKind::Choice(FUNCTIONS), "Competent to do what", "能力范围").optional(),
    field(
        "scope",
        FieldKind::List,
        "Schemes, methods or brands, one a line; all if empty",
        "制度、方法或品牌，每行一个；留空为全部",
    )
    .optional(),
    field("from", FieldKind::Date, "In force from", "生效日期"),
    field("until", FieldKind::Date, "Until", "截止日期").optional(),
    ON,
    field("document", FieldKind::File, "The signed paper", "已签文件"),
];

impl App {
    /// Adds a record and its signature.
    ///
    /// # Errors
    /// If a field is wrong, or the rules stand against it.
    pub fn new_record(&self, actor: &Actor, typed: &Typed) -> Result<CaseFile, AppError> {
        let nothing = CaseFile::default();
        let mut f = Form { app: self, actor, file: &nothing, typed, faults: Vec::new(), added: Vec::new() };
        let record = RecordId::new(short_id("rec", self.chance.as_ref()));
        let kinds: Vec<RecordKind> =
            RecordKind::ALL.iter().copied().filter(|k| KINDS.iter().any(|c| c.word == k.word())).collect();
        let kind = f.word("kind", &kinds, RecordKind::word).unwrap_or(RecordKind::Party);
        let organisation = OrganisationId::new(f.line("organisation"));
        if self.organisation(organisation.as_str())?.is_none() {
            f.wrong(
                "organisation",
                certmap_base::Text::new("there is no such organisation", "没有该组织"),
                certmap_base::Text::new("choose one of the list", "请从列表中选择"),
            );
        }
        let function = match f.typed.get("function") {
            "" => None,
            _ => f.word("function", Function::ALL, Function::word),
        };
        let drafted = RecordEvent::Drafted {
            record: record.clone(),
            kind,
            organisation,
            other: f.maybe("other").map(OrganisationId::new),
            person: f.maybe("person").map(PersonId::new),
            scope: f.list("scope"),
            function,
            duties: Vec::new(),
            from: f.date("from"),
            until: f.maybe_date("until"),
        };
        let on = f.on();
        let _ = f.document("document", kind.word());
        // A paper that belongs to no case is named by its bytes.
        let digest = f.typed.uploads.get("document").and_then(|u| u.first()).map(|u| u.digest.clone());
        let document = DocumentId::new(digest.unwrap_or_default());
        if !f.faults.is_empty() {
            return Err(AppError::Invalid(f.faults));
        }
        self.keep_records(actor, vec![(record.clone(), drafted), (record, RecordEvent::Signed { on, document })])
    }
}
