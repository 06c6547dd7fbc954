//! Invented organisations and people, to look at the service without any set-up.

use certmap_app::{Actor, App, AppError, NewAccount, Organisation, OrganisationKind, SignedIn, Typed, role_says};
use certmap_base::{Lang, Text};
use certmap_case::stored::Role;

/// Somebody of the demonstration: name in English and Chinese, address, organisation, roles.
struct Somebody {
    name: (&'static str, &'static str),
    email: &'static str,
    organisation: &'static str,
    roles: &'static [Role],
}

const ORGANISATIONS: &[(&str, OrganisationKind, &str, &str, &str)] = &[
    ("exporter", OrganisationKind::Exporter, "Rote Laterne Spielwaren GmbH", "红灯笼玩具有限公司", "DE"),
    ("consultant", OrganisationKind::Consultant, "Bridge Certification Services Ltd", "桥梁认证咨询有限公司", "CN"),
    ("factory", OrganisationKind::Factory, "Ningbo Morning Light Toys Factory", "宁波晨光玩具厂", "CN"),
    ("laboratory", OrganisationKind::Laboratory, "East Lake Testing Laboratory", "东湖检测实验室", "CN"),
    ("body", OrganisationKind::Body, "Demonstration Certification Body", "示范认证中心", "CN"),
];

const PEOPLE: &[Somebody] = &[
    Somebody {
        name: ("Anna Weber", "韦安娜"),
        email: "anna@exporter.example",
        organisation: "exporter",
        roles: &[Role::Applicant, Role::Administrator],
    },
    Somebody {
        name: ("Chen Si", "陈思"),
        email: "chen@consultant.example",
        organisation: "consultant",
        roles: &[Role::Applicant, Role::Administrator],
    },
    Somebody {
        name: ("Gu Ming", "顾明"),
        email: "gu@factory.example",
        organisation: "factory",
        roles: &[Role::Applicant, Role::Administrator],
    },
    Somebody {
        name: ("Lin Yue", "林月"),
        email: "lin@laboratory.example",
        organisation: "laboratory",
        roles: &[Role::Laboratory, Role::Administrator],
    },
    Somebody {
        name: ("Wang Fang", "王芳"),
        email: "wang@body.example",
        organisation: "body",
        roles: &[Role::CaseOfficer, Role::Administrator],
    },
    Somebody {
        name: ("Zhao Lei", "赵磊"), email: "zhao@body.example", organisation: "body", roles: &[Role::Auditor]
    },
    Somebody { name: ("Sun Li", "孙丽"), email: "sun@body.example", organisation: "body", roles: &[Role::Reviewer] },
    Somebody {
        name: ("Zhou Jun", "周军"),
        email: "zhou@body.example",
        organisation: "body",
        roles: &[Role::DecisionMaker],
    },
    Somebody {
        name: ("Xu Na", "徐娜"),
        email: "xu@body.example",
        organisation: "body",
        roles: &[Role::RegisterKeeper],
    },
];

/// Most cases.
const CASES_MAX: usize = 70;
const OPERATOR: &str = "olga@service.example";

/// Makes the demonstration; all of its people have one password.
pub(crate) fn make(app: &App, password: &str, base_url: &str) -> Result<Vec<(&'static str, Text)>, AppError> {
    let account = |name: (&str, &str), email: &str| NewAccount {
        email: email.to_owned(),
        name: Text::new(name.0, name.1),
        password: password.to_owned(),
        chinese: false,
    };
    let operator: SignedIn = app.set_up(&app.setup_code, &account(("Olga Marsh", "马奥加"), OPERATOR))?;
    app.sign_out(&operator.secret)?;
    let mut told = vec![(OPERATOR, Text::new("runs the service", "负责运营本服务"))];
    let mut applicant = None;
    for (id, kind, en, zh, country) in ORGANISATIONS {
        let organisation = app.make_organisation(&operator.actor, *kind, &Text::new(*en, *zh), country)?;
        for somebody in PEOPLE.iter().filter(|p| p.organisation == *id) {
            let signed =
                join(app, &operator, &organisation, somebody, account(somebody.name, somebody.email), base_url)?;
            if *kind == OrganisationKind::Exporter {
                applicant = Some(signed.actor);
            }
            told.push((somebody.email, what(*kind, somebody.roles)));
        }
    }
    if let Some(applicant) = applicant {
        cases(app, &applicant);
    }
    Ok(told)
}

/// What somebody is: organisation and roles.
fn what(kind: OrganisationKind, roles: &[Role]) -> Text {
    let of = |lang| roles.iter().map(|r| role_says(*r).get(lang).to_owned()).collect::<Vec<_>>();
    let (en, zh) = (of(Lang::En).join(", "), of(Lang::Zh).join("、"));
    Text::new(format!("{}: {en}", kind.says().en), format!("{}：{zh}", kind.says().zh))
}

/// Opens cases for schemes whose procedures the packs know; what needs more than these words is left out.
fn cases(app: &App, applicant: &Actor) {
    const MODELS: [&str; 6] =
        ["toy train TT-100", "night lamp NL-20", "kettle WK-17", "speaker SP-5", "drill CD-9", "scooter ES-3"];
    let schemes = app.law.library.packs.iter().flat_map(|p| &p.schemes);
    let with_procedure = schemes.filter(|s| s.procedure.is_some()).filter_map(|s| Some((s, s.markets.first()?)));
    for (index, (scheme, market)) in with_procedure.take(CASES_MAX).enumerate() {
        let model = MODELS.get(index % MODELS.len()).copied().unwrap_or_default();
        let body = if index % 2 == 0 { "here" } else { "outside" };
        let typed = Typed::default()
            .with("scheme", scheme.id.as_str())
            .with("market", market.as_str())
            .with("purpose", "initial")
            .with("body", body)
            .with("holder", applicant.organisation_id())
            .with("units", format!("1: {model}"));
        let _ = app.new_case(applicant, &typed, None);
    }
}

fn join(
    app: &App,
    operator: &SignedIn,
    organisation: &Organisation,
    somebody: &Somebody,
    new: NewAccount,
    base_url: &str,
) -> Result<SignedIn, AppError> {
    let roles = somebody.roles.iter().copied().collect();
    let secret = app.invite(&operator.actor, &organisation.id, somebody.email, roles, base_url)?;
    let signed = app.accept_invitation(&secret, &new)?;
    app.sign_out(&signed.secret)?;
    Ok(signed)
}
