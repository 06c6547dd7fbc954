//! Opening a case: from a scheme of the packs, and for whom.

use crate::app::App;
use crate::desk::CaseFile;
use crate::error::AppError;
use crate::form::{Choice, Field, FieldKind, Form, Typed, choice, field};
use crate::secret::short_id;
use crate::who::{Actor, OrganisationKind};
use certmap_base::{Lang, Text};
use certmap_case::stored::{Applies, CaseId, CertificateId, OrganisationId, Purpose, Route, Site, Subject};
use certmap_case::{CaseCommand, Opening};
use certmap_expr::{Expr, Tri};
use certmap_pack::{Pack, Party, Scheme};
use certmap_scope::{Conditions, Product};
use std::collections::BTreeSet;

const PURPOSES: &[Choice] = &[
    choice("initial", "a first certificate", "初次认证"),
    choice("derived", "a derived (ODM) certificate", "派生（ODM）证书"),
    choice("transfer_of_holder", "transfer to another holder", "持证人变更"),
    choice("factory_move", "move of a factory", "工厂搬迁"),
    choice("change", "a change", "变更"),
    choice("renewal", "renewal", "到期换证"),
];
const WHERE: &[Choice] = &[
    choice("here", "the body works with this service", "认证机构使用本系统办理"),
    choice("outside", "the body is outside; requests and answers are recorded", "认证机构在系统外，登记往来"),
];

/// What opening a case asks for.
pub const OPENING_FIELDS: &[Field] = &[
    field("scheme", FieldKind::Line, "Scheme", "认证制度"),
    field("market", FieldKind::Line, "Market (country code)", "市场（国家代码）"),
    field("purpose", FieldKind::Choice(PURPOSES), "What for", "目的"),
    field("body", FieldKind::Choice(WHERE), "Certification body", "认证机构"),
    field("holder", FieldKind::Party, "Holder", "持证人"),
    field("manufacturer", FieldKind::Party, "Manufacturer (the holder if empty)", "生产者（留空为持证人）").optional(),
    field("factories", FieldKind::List, "Factories, one a line: id, country", "工厂，每行一个：标识, 国家代码")
        .optional(),
    field("units", FieldKind::List, "Units, one a line: name: model, model", "认证单元，每行一个：名称: 型号, 型号"),
    field("product", FieldKind::Id, "Product", "产品").optional(),
    field("concerns", FieldKind::Id, "Certificate that it starts from", "作为依据的证书").optional(),
    field("auditors_travel", FieldKind::Flag, "Auditors travel from abroad", "检查员从境外前往").optional(),
    field(
        "factory_has_valid_inspection",
        FieldKind::Flag,
        "The factory has a valid inspection",
        "工厂已有有效的工厂检查",
    )
    .optional(),
];

impl App {
    /// Opens a case by what was typed; the facts of the product decide which steps happen, where they are known.
    ///
    /// # Errors
    /// If a field is wrong, or the rules stand against it.
    pub fn new_case(&self, actor: &Actor, typed: &Typed, product: Option<&Product>) -> Result<CaseFile, AppError> {
        let id = short_id("c", self.chance.as_ref());
        let empty = CaseFile { id: id.clone(), ..CaseFile::default() };
        let mut form = Form { app: self, actor, file: &empty, typed, faults: Vec::new(), added: Vec::new() };
        let opening = self.opening(&mut form, product)?;
        if !form.faults.is_empty() {
            return Err(AppError::Invalid(form.faults));
        }
        self.open_case(actor, &id, vec![CaseCommand::Open(Box::new(opening)).into()])
    }

    fn opening(&self, f: &mut Form<'_>, product: Option<&Product>) -> Result<Opening, AppError> {
        let (pack, scheme) = self.asked_scheme(&f.line("scheme"))?;
        let market = f.line("market").to_uppercase();
        let purpose = f.word("purpose", Purpose::ALL, Purpose::word).unwrap_or(Purpose::Initial);
        let here = match f.line("body").as_str() {
            "here" => [Party::Applicant, Party::Factory, Party::Body, Party::Auditor, Party::Laboratory].into(),
            _ => BTreeSet::from([Party::Applicant, Party::Factory]),
        };
        let route = self.route(pack, scheme, f, product)?;
        let subject = self.subject(f, &route)?;
        let needs = route.needs_of(&subject, purpose);
        Ok(Opening {
            case: CaseId::new(f.file.id.as_str()),
            scheme: scheme.id.clone(),
            market,
            purpose,
            concerns: f.maybe("concerns").map(CertificateId::new),
            subject,
            route,
            here,
            needs,
            attempts_max: None,
        })
    }

    fn asked_scheme(&self, id: &str) -> Result<(&'static Pack, &'static Scheme), AppError> {
        self.law.library.scheme(id).ok_or_else(|| {
            let known = self.law.library.packs.iter().flat_map(|p| &p.schemes).map(|s| s.id.as_str());
            let near = certmap_base::nearest(id, known);
            let hint = |before: &str, after: &str| near.map_or_else(String::new, |n| format!("{before}{n}{after}"));
            AppError::field(
                "scheme",
                format!("there is no scheme `{id}`{}", hint("; did you mean `", "`?")),
                format!("没有制度 `{id}`{}", hint("；是否指 `", "`？")),
            )
        })
    }

    fn route(
        &self,
        pack: &'static Pack,
        scheme: &'static Scheme,
        f: &mut Form<'_>,
        product: Option<&Product>,
    ) -> Result<Route, AppError> {
        let routes = scheme.routes.iter().filter_map(|r| r.procedure.as_deref());
        let Some(procedure) = scheme.procedure.as_deref().or_else(|| routes.clone().next()) else {
            return Err(AppError::field(
                "scheme",
                format!("the packs have no procedure for `{}`", scheme.id),
                format!("规则包中没有 `{}` 的程序", scheme.id),
            ));
        };
        let nothing = Product::default();
        let conditions = Conditions::new(&self.law.engine, pack, product.unwrap_or(&nothing), self.today());
        let extra = [
            ("auditors_travel", f.flag("auditors_travel")),
            ("factory_has_valid_inspection", f.flag("factory_has_valid_inspection")),
        ];
        let applies = |when: &Expr| match conditions.holds(when, &extra) {
            Tri::True => Applies::Yes,
            Tri::False => Applies::No,
            Tri::Unknown => Applies::Open,
        };
        Route::of(pack, scheme, procedure, |s| applies(&s.when), |d| applies(&d.when))
            .map_err(|fault| AppError::field("scheme", fault.say(Lang::En), fault.say(Lang::Zh)))
    }

    fn subject(&self, f: &mut Form<'_>, route: &Route) -> Result<Subject, AppError> {
        let holder = self.known_organisation(f, "holder")?;
        let manufacturer = match f.typed.get("manufacturer") {
            "" => holder.clone(),
            _ => self.known_organisation(f, "manufacturer")?,
        };
        let agent = match f.actor.kind() {
            Some(OrganisationKind::Consultant) => Some(OrganisationId::new(f.actor.organisation_id())),
            _ => None,
        };
        let mut factories = Vec::new();
        for line in f.list("factories") {
            let mut parts = line.split([',', '，']).map(|p| p.trim().to_owned());
            let id = parts.next().unwrap_or_default();
            let country = parts.next().unwrap_or_default().to_uppercase();
            // A factory with people of its own here is named by its organisation; another one belongs to the manufacturer.
            let own = self.organisation(&id)?;
            let organisation = own.map_or_else(|| manufacturer.clone(), |o| OrganisationId::new(o.id));
            if self.law.library.common.markets.market(&country).is_none() {
                let told = Text::new(format!("`{country}` is not a country code"), format!("`{country}` 不是国家代码"));
                f.wrong("factories", told, Text::new("write factory-1, CN", "请写成 factory-1, CN"));
            }
            factories.push(Site { id, organisation, country });
        }
        let units = crate::action::units(f, &route.identified_by);
        let product = f.maybe("product");
        Ok(Subject {
            holder,
            manufacturer: Some(manufacturer),
            agent,
            factories,
            units,
            product,
            shipments: Vec::new(),
        })
    }

    /// An organisation that the actor may apply for: its own, or a client.
    fn known_organisation(&self, f: &mut Form<'_>, name: &str) -> Result<OrganisationId, AppError> {
        let id = f.line(name);
        let found = self.organisation(&id)?;
        let own = id == f.actor.organisation_id();
        let client = found.as_ref().is_some_and(|o| o.agent.as_deref() == Some(f.actor.organisation_id()));
        let open = f.actor.kind() == Some(OrganisationKind::Body) || name == "manufacturer";
        if found.is_none() || !(own || client || open) {
            let told =
                Text::new(format!("`{id}` is no organisation that you act for"), format!("`{id}` 不是您可代表的组织"));
            f.wrong(name, told, Text::new("choose one of the list", "请从列表中选择"));
        }
        Ok(OrganisationId::new(id))
    }
}
