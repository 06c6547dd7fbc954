//! What states, turns and sorts of lists are called.

use certmap_app::ItemKind;
use certmap_base::Text;

/// Words of states, by kind: word, English, Chinese, look.
type State = (&'static str, &'static str, &'static str, Look);

/// How a state looks: shape and colour, never colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// Being worked on.
    Open,
    /// As it should be.
    Good,
    /// Needs somebody.
    Warn,
    /// Came to a bad end.
    Bad,
    /// Over.
    Quiet,
}

impl Look {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Look::Open => "open",
            Look::Good => "good",
            Look::Warn => "warn",
            Look::Bad => "bad",
            Look::Quiet => "quiet",
        }
    }
}

const CASE: &[State] = &[
    ("draft", "draft", "草稿", Look::Open),
    ("applied", "applied", "已申请", Look::Open),
    ("accepted", "accepted", "已受理", Look::Open),
    ("in_evaluation", "in evaluation", "评价中", Look::Open),
    ("in_review", "in review", "复核中", Look::Open),
    ("returned", "returned by the reviewer", "复核退回", Look::Warn),
    ("granted", "granted", "批准", Look::Good),
    ("attested", "issued", "已出具", Look::Good),
    ("declined", "not accepted", "不予受理", Look::Bad),
    ("refused", "refused", "不予批准", Look::Bad),
    ("reapply", "closed, a new application is needed", "已终止，须重新申请", Look::Bad),
    ("stopped", "application withdrawn", "撤回申请", Look::Quiet),
    ("closed", "closed", "已关闭", Look::Quiet),
];

const CERTIFICATE: &[State] = &[
    ("valid", "valid", "有效", Look::Good),
    ("suspended", "suspended", "暂停", Look::Warn),
    ("withdrawn", "withdrawn", "撤销", Look::Bad),
    ("terminated", "terminated", "注销", Look::Quiet),
    ("expired", "expired", "已过期", Look::Bad),
    ("superseded", "superseded", "已被替代", Look::Quiet),
];

const REPORT: &[State] = &[("issued", "issued", "已出具", Look::Good), ("withdrawn", "withdrawn", "已撤回", Look::Bad)];

const VISIT: &[State] = &[
    ("planned", "planned", "已安排", Look::Open),
    ("begun", "begun", "进行中", Look::Open),
    ("reported", "reported", "已报告", Look::Good),
    ("open_nonconformities", "open nonconformities", "有未关闭的不符合项", Look::Warn),
    ("called_off", "called off", "已取消", Look::Quiet),
];

const SAMPLES: &[State] = &[
    ("prepared", "prepared", "准备中", Look::Open),
    ("packed", "packed", "已装箱", Look::Open),
    ("on_its_way", "on its way", "运输中", Look::Open),
    ("received", "received", "已签收", Look::Good),
    ("held", "held", "被扣留", Look::Warn),
    ("lost", "lost", "遗失", Look::Bad),
    ("refused", "refused", "被拒收", Look::Bad),
    ("returned", "returned", "已退回", Look::Quiet),
];

const RECORD: &[State] = &[("signed", "signed", "已签署", Look::Good), ("draft", "draft", "草稿", Look::Open)];

const PRODUCT: &[State] = &[
    ("banned", "must not be sold somewhere", "部分市场禁止销售", Look::Bad),
    ("conflict", "facts contradict", "信息相互矛盾", Look::Bad),
    ("questions", "questions open", "有待回答的问题", Look::Warn),
    ("missing", "certificates missing", "缺少证书", Look::Warn),
    ("not_covered", "partly not covered", "部分未收录", Look::Open),
    ("settled", "nothing missing", "无缺项", Look::Good),
    ("not_asked", "no market named", "未指定市场", Look::Open),
    ("retired", "retired", "已停用", Look::Quiet),
];

const PLAN: &[State] = &[
    ("on_time", "on time", "按期", Look::Good),
    ("tight", "tight", "紧张", Look::Warn),
    ("late", "late", "延误", Look::Bad),
    ("impossible", "impossible", "无法实现", Look::Bad),
];

/// States that items of a kind can have.
pub(crate) fn states(kind: ItemKind) -> &'static [State] {
    match kind {
        ItemKind::Case => CASE,
        ItemKind::Certificate => CERTIFICATE,
        ItemKind::Report => REPORT,
        ItemKind::Visit => VISIT,
        ItemKind::Samples => SAMPLES,
        ItemKind::Record => RECORD,
        ItemKind::Product => PRODUCT,
        ItemKind::Plan => PLAN,
    }
}

/// A state in words, and how it looks. One that is not known here is shown as it is written.
pub(crate) fn state(kind: ItemKind, word: &str) -> (Text, Look) {
    match states(kind).iter().find(|(w, ..)| *w == word) {
        Some((_, en, zh, look)) => (Text::new(*en, *zh), *look),
        None => (Text::same(word.replace('_', " ")), Look::Open),
    }
}

/// Whose turn it is, in words.
pub(crate) fn turn(word: &str) -> Text {
    match word {
        "body" => Text::new("certification body", "认证机构"),
        "applicant" => Text::new("applicant", "申请人"),
        "nobody" => Text::new("nobody", "无需处理"),
        other => Text::same(other),
    }
}

const ACTIONS: &[(&str, &str, &str)] = &[
    ("account.set_up", "made the first administrator", "创建首位管理员"),
    ("account.signed_in", "signed in", "登录"),
    ("account.sign_in", "tried to sign in", "尝试登录"),
    ("account.forgot", "asked for a new password", "申请新密码"),
    ("account.reset", "set a new password by letter", "通过邮件设置新密码"),
    ("account.password_changed", "changed the password", "修改密码"),
    ("session.ended", "signed a browser out", "退出其他浏览器"),
    ("token.made", "made a token", "创建令牌"),
    ("token.ended", "ended a token", "撤销令牌"),
    ("invitation.made", "invited somebody", "邀请人员"),
    ("invitation.accepted", "took up an invitation", "接受邀请"),
    ("roles.changed", "changed roles", "更改角色"),
    ("organisation.made", "made an organisation", "创建组织"),
    ("job.again", "had a letter sent again", "重新发送邮件"),
    ("case.open", "opened a case", "建立案件"),
];

/// An action of the trail in words; one of a case by the name that its button has.
pub(crate) fn action(word: &str) -> Text {
    if let Some((_, en, zh)) = ACTIONS.iter().find(|(w, ..)| *w == word) {
        return Text::new(*en, *zh);
    }
    let of_case = word.strip_prefix("case.").and_then(certmap_app::Action::named);
    of_case.map_or_else(|| Text::same(word), certmap_app::Action::says)
}

/// What came of it, in words.
pub(crate) fn outcome(word: &str) -> Text {
    match word {
        "done" => Text::new("done", "完成"),
        "refused" => Text::new("refused", "被拒绝"),
        other => Text::same(other),
    }
}

/// An order of lists, in words.
pub(crate) fn sort(word: &str) -> Text {
    match word {
        "title" => Text::new("by name", "按名称"),
        "due" => Text::new("due first", "按到期日"),
        _ => Text::new("changed last", "按最近更新"),
    }
}

/// What is to be said of each kind.
pub(crate) struct Kind {
    pub(crate) kind: ItemKind,
    /// Address of the list.
    pub(crate) path: &'static str,
    /// Whether a single one has a page of its own below that address.
    pub(crate) has_page: bool,
    /// Name of one.
    pub(crate) title: (&'static str, &'static str),
    /// What the list is empty for, and how that changes.
    pub(crate) teaches: (&'static str, &'static str),
    /// What the due date is.
    pub(crate) due: (&'static str, &'static str),
    /// Whether schemes, markets and turns are shown.
    pub(crate) has_scheme: bool,
    pub(crate) has_turn: bool,
}

/// All kinds that have lists.
pub(crate) const KINDS: &[Kind] = &[
    Kind {
        kind: ItemKind::Product,
        path: "/products",
        has_page: true,
        title: ("Product", "产品"),
        teaches: (
            "A product holds models, factories, parties and the papers you have. From it certmap finds which certificates each market wants.",
            "产品包含型号、工厂、相关方及已有文件。certmap 据此判断各市场需要哪些证书。",
        ),
        due: ("Next date", "下一日期"),
        has_scheme: false,
        has_turn: false,
    },
    Kind {
        kind: ItemKind::Case,
        path: "/cases",
        has_page: true,
        title: ("Case", "案件"),
        teaches: (
            "A case follows one certificate from application to decision: who has to act, what is owed, by when. It is opened from a product or from a plan.",
            "案件跟踪一张证书从申请到决定的全过程：由谁处理、欠缺什么、何时到期。可从产品或计划中建立案件。",
        ),
        due: ("Owed by", "应于"),
        has_scheme: true,
        has_turn: true,
    },
    Kind {
        kind: ItemKind::Certificate,
        path: "/certificates",
        has_page: true,
        title: ("Certificate", "证书"),
        teaches: (
            "A certificate comes here when its case ends well, or when one that was issued elsewhere is recorded.",
            "案件获批后证书会列在此处；其他机构签发的证书登记后也会列在此处。",
        ),
        due: ("Valid until", "有效期至"),
        has_scheme: true,
        has_turn: false,
    },
    Kind {
        kind: ItemKind::Report,
        path: "/reports",
        has_page: false,
        title: ("Test report", "检测报告"),
        teaches: (
            "Reports come from the laboratory that a case ordered its tests from.",
            "检测报告由案件委托的实验室出具。",
        ),
        due: ("Next date", "下一日期"),
        has_scheme: false,
        has_turn: false,
    },
    Kind {
        kind: ItemKind::Visit,
        path: "/visits",
        has_page: false,
        title: ("Audit visit", "工厂检查"),
        teaches: (
            "A visit is planned in a case whose procedure looks at the factory.",
            "认证程序包含工厂检查的案件会在此安排检查。",
        ),
        due: ("Begins or owed by", "开始或应于"),
        has_scheme: true,
        has_turn: false,
    },
    Kind {
        kind: ItemKind::Samples,
        path: "/samples",
        has_page: false,
        title: ("Set of samples", "样品"),
        teaches: (
            "Samples are sent to a laboratory from the case that asks for them.",
            "样品由需要检测的案件寄送至实验室。",
        ),
        due: ("Next date", "下一日期"),
        has_scheme: false,
        has_turn: false,
    },
    Kind {
        kind: ItemKind::Record,
        path: "/records",
        has_page: true,
        title: ("Agreement or record", "协议与记录"),
        teaches: (
            "Agreements, mandates, authorisations and qualifications stand here with the days on which they end.",
            "协议、委托书、授权书和资质及其到期日列在此处。",
        ),
        due: ("Valid until", "有效期至"),
        has_scheme: false,
        has_turn: false,
    },
];

/// What is to be said of a kind.
pub(crate) fn kind(kind: ItemKind) -> Option<&'static Kind> {
    KINDS.iter().find(|k| k.kind == kind)
}
