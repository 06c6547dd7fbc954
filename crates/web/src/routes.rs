//! The table of routes: everything that can be asked for, and who may.

use crate::access::Access;
use crate::route::Route;
use crate::{api, asset, pages};
use certmap_app::{ItemKind, OrganisationKind};

const MANAGES: Access = Access::Any(&[Access::Administrator, Access::Operator]);
const MAKES: Access = Access::Any(&[Access::Operator, Access::Kind(&[OrganisationKind::Consultant])]);

/// What is asked for where no route is.
pub(crate) static STRAY: Route =
    Route::get("stray", "", Access::Public, ("Nothing here", "此处没有内容"), |_| {
        Err(crate::access::nothing_here())
    });

macro_rules! lists {
    ($($name:literal, $path:literal, $kind:ident, $en:literal, $zh:literal, $csv:literal);+ $(;)?) => {
        /// Lists of items, as pages and as files.
        const LISTS: &[Route] = &[$(
            Route::get($name, $path, Access::Member, ($en, $zh), |ask| crate::list::page(ask, ItemKind::$kind)),
            Route::get($csv, concat!($path, ".csv"), Access::Member, (concat!($en, " as CSV"), concat!($zh, "（CSV）")), |ask| {
                crate::list::export(ask, ItemKind::$kind)
            }),
        )+];
    };
}

lists!(
    "products", "/products", Product, "Products", "产品", "products_csv";
    "cases", "/cases", Case, "Cases", "案件", "cases_csv";
    "certificates", "/certificates", Certificate, "Certificates", "证书", "certificates_csv";
    "reports", "/reports", Report, "Test reports", "检测报告", "reports_csv";
    "visits", "/visits", Visit, "Audits", "工厂检查", "visits_csv";
    "samples", "/samples", Samples, "Samples", "样品", "samples_csv";
    "records", "/records", Record, "Records", "协议与记录", "records_csv";
);

/// Signing in, and the own account.
const ACCOUNT: &[Route] = &[
    Route::get("set_up", "/set-up", Access::Public, ("Set up this service", "初始化本服务"), pages::door::set_up),
    Route::post(
        "set_up_do",
        "/set-up",
        Access::Public,
        ("Make the first administrator", "创建首位管理员"),
        pages::door::set_up_do,
    ),
    Route::get("sign_in", "/sign-in", Access::Public, ("Sign in", "登录"), pages::door::sign_in),
    Route::post("sign_in_do", "/sign-in", Access::Public, ("Sign in", "登录"), pages::door::sign_in_do),
    Route::post("sign_out", "/sign-out", Access::SignedIn, ("Sign out", "退出登录"), pages::door::sign_out),
    Route::get(
        "invitation",
        "/invitation/{secret}",
        Access::Public,
        ("Take up an invitation", "接受邀请"),
        pages::door::invitation,
    ),
    Route::post(
        "invitation_do",
        "/invitation/{secret}",
        Access::Public,
        ("Take up an invitation", "接受邀请"),
        pages::door::invitation_do,
    ),
    Route::get("forgot", "/forgot", Access::Public, ("Forgotten password", "忘记密码"), pages::door::forgot),
    Route::post(
        "forgot_do",
        "/forgot",
        Access::Public,
        ("Ask for a new password", "申请新密码"),
        pages::door::forgot_do,
    ),
    Route::get("reset", "/reset/{secret}", Access::Public, ("New password", "设置新密码"), pages::door::reset),
    Route::post(
        "reset_do",
        "/reset/{secret}",
        Access::Public,
        ("Set a new password", "设置新密码"),
        pages::door::reset_do,
    ),
    Route::get("account", "/account", Access::SignedIn, ("Your account", "我的账户"), pages::account::show),
    Route::post(
        "account_password",
        "/account/password",
        Access::SignedIn,
        ("Change the password", "修改密码"),
        pages::account::password,
    ),
    Route::post(
        "account_language",
        "/account/language",
        Access::SignedIn,
        ("Choose the language", "选择语言"),
        pages::account::language,
    ),
    Route::post(
        "account_token",
        "/account/tokens",
        Access::SignedIn,
        ("Make a token", "创建令牌"),
        pages::account::make_token,
    ),
    Route::post(
        "account_token_end",
        "/account/tokens/end",
        Access::SignedIn,
        ("End a token", "撤销令牌"),
        pages::account::end_token,
    ),
    Route::post(
        "account_session_end",
        "/account/sessions/end",
        Access::SignedIn,
        ("Sign a browser out", "退出其他浏览器"),
        pages::account::end_session,
    ),
    Route::post(
        "act_for",
        "/account/organisation",
        Access::SignedIn,
        ("Act for another organisation", "切换组织"),
        pages::account::act_for,
    ),
];

/// Running the service and its organisations.
const ADMINISTRATION: &[Route] = &[
    Route::get("organisations", "/organisations", MAKES, ("Organisations", "组织"), pages::organisations::show),
    Route::post(
        "organisations_make",
        "/organisations",
        MAKES,
        ("Make an organisation", "创建组织"),
        pages::organisations::make,
    ),
    Route::get(
        "organisation",
        "/organisations/{id}",
        Access::Operator,
        ("Organisation", "组织"),
        pages::organisations::one,
    ),
    Route::post(
        "organisation_invite",
        "/organisations/{id}/invite",
        Access::Operator,
        ("Invite somebody", "邀请人员"),
        pages::organisations::invite,
    ),
    Route::get("people", "/people", Access::Administrator, ("People", "人员"), pages::people::show),
    Route::post(
        "people_invite",
        "/people",
        Access::Administrator,
        ("Invite somebody", "邀请人员"),
        pages::people::invite,
    ),
    Route::get("person", "/people/{account}", Access::Administrator, ("Roles", "角色"), pages::people::one),
    Route::post(
        "person_roles",
        "/people/{account}",
        Access::Administrator,
        ("Change roles", "更改角色"),
        pages::people::set_roles,
    ),
    Route::get("trail", "/trail", MANAGES, ("Audit trail", "审计记录"), pages::trail::show),
    Route::get("outbox", "/outbox", Access::Operator, ("Outbox", "发件箱"), pages::outbox::show),
    Route::post(
        "outbox_again",
        "/outbox/again",
        Access::Operator,
        ("Try a letter again", "重新发送"),
        pages::outbox::again,
    ),
    Route::get("packs", "/packs", Access::SignedIn, ("Rules", "规则"), pages::packs::show),
    Route::get(
        "pack",
        "/packs/{pack}",
        Access::SignedIn,
        ("Rules of one publisher", "某发布方的规则"),
        pages::packs::one,
    ),
];

/// What is not for one person alone.
const COMMON: &[Route] = &[
    Route::get("today", "/", Access::SignedIn, ("Today", "今日"), pages::today::show),
    Route::get("static", "/static/{name}", Access::Public, ("Style and script", "样式与脚本"), asset::file),
    Route::get(
        "health",
        "/healthz",
        Access::Public,
        ("Whether the service lives", "服务是否存活"),
        pages::watch::health,
    )
    .watch(),
    Route::get(
        "ready",
        "/readyz",
        Access::Public,
        ("Whether the service can work", "服务是否就绪"),
        pages::watch::ready,
    )
    .watch(),
    Route::get("metrics", "/metrics", Access::Public, ("Measures", "运行指标"), pages::watch::metrics).watch(),
];

static PARTS: [&[Route]; 9] = {
    let [api, items, api_products] = api::ROUTES;
    [COMMON, ACCOUNT, LISTS, pages::case::ROUTES, pages::product::ROUTES, ADMINISTRATION, api, items, api_products]
};

/// All routes.
pub fn routes() -> impl Iterator<Item = &'static Route> {
    PARTS.iter().flat_map(|part| part.iter())
}

/// The route with a name.
pub(crate) fn named(name: &str) -> Option<&'static Route> {
    routes().find(|r| r.name == name)
}
