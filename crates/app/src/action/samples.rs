//! Sets of samples and their way to the laboratory.

use super::{Action, ON, REASONS, RUN, WHY};
use crate::desk::Command;
use crate::form::{Choice, FieldKind, Form, choice, field};
use crate::secret::short_id;
use certmap_base::Text;
use certmap_case::CaseCommand;
use certmap_case::stored::{OrganisationId, SampleForm, SampleItem, SamplesEvent, SamplesId};

const FORMS: &[Choice] = &[choice("whole", "whole products", "整机"), choice("cut_to_size", "cut to size", "裁切样品")];
const SAMPLES: crate::form::Field = field("samples", FieldKind::Id, "Set of samples", "样品组");
const CONSIGNMENT: crate::form::Field = field("consignment", FieldKind::Id, "Consignment", "寄送批次");

pub(super) const ACTIONS: &[Action] = &[
    Action {
        name: "prepare_samples",
        en: "Prepare the samples",
        zh: "准备样品",
        fields: &[
            RUN,
            field("form", FieldKind::Choice(FORMS), "Form", "样品形式"),
            field(
                "items",
                FieldKind::List,
                "Samples, one a line: tag: model, serial number",
                "样品，每行一个：标签: 型号, 序列号",
            ),
            field("laboratory", FieldKind::Laboratory, "For which laboratory", "送往实验室"),
        ],
        build: prepare,
    },
    Action {
        name: "pack_samples",
        en: "Pack the samples",
        zh: "样品装箱",
        fields: &[
            SAMPLES,
            field("packing_form", FieldKind::File, "Packing form", "装箱单"),
            field("duty", FieldKind::Line, "Duty: exempt, paid, temporary", "关税：免征、已缴、暂时进口").optional(),
        ],
        build: pack,
    },
    Action {
        name: "send_samples",
        en: "Send them",
        zh: "寄出",
        fields: &[
            SAMPLES,
            CONSIGNMENT,
            ON,
            field("carrier", FieldKind::Line, "Carrier", "承运人"),
            field("tracking", FieldKind::Line, "Tracking number", "运单号").optional(),
        ],
        build: |f| {
            let (id, consignment, on) = (set(f), f.line("consignment"), f.on());
            let (carrier, tracking) = (f.line("carrier"), f.maybe("tracking"));
            vec![Command::Samples(id, SamplesEvent::Sent { consignment, on, carrier, tracking })]
        },
    },
    Action {
        name: "hold_samples",
        en: "Held by customs",
        zh: "被海关扣留",
        fields: &[SAMPLES, CONSIGNMENT, ON, WHY],
        build: |f| {
            let (id, consignment, on, why) = (set(f), f.line("consignment"), f.on(), f.prose("why"));
            vec![Command::Samples(id, SamplesEvent::Held { consignment, on, why })]
        },
    },
    Action {
        name: "release_samples",
        en: "Released",
        zh: "已放行",
        fields: &[SAMPLES, CONSIGNMENT, ON],
        build: |f| {
            let (id, consignment, on) = (set(f), f.line("consignment"), f.on());
            vec![Command::Samples(id, SamplesEvent::Released { consignment, on })]
        },
    },
    Action {
        name: "lose_samples",
        en: "Lost",
        zh: "丢失",
        fields: &[SAMPLES, CONSIGNMENT, ON, WHY],
        build: |f| {
            let (id, consignment, on, why) = (set(f), f.line("consignment"), f.on(), f.prose("why"));
            vec![Command::Samples(id, SamplesEvent::Lost { consignment, on, why })]
        },
    },
    Action {
        name: "receive_samples",
        en: "Record their arrival",
        zh: "登记收样",
        fields: &[SAMPLES, CONSIGNMENT, ON, field("condition", FieldKind::Line, "Condition", "样品状态")],
        build: |f| {
            let (id, consignment, on, condition) = (set(f), f.line("consignment"), f.on(), f.line("condition"));
            vec![Command::Samples(id, SamplesEvent::Received { consignment, on, condition })]
        },
    },
    Action {
        name: "refuse_samples",
        en: "Refuse them",
        zh: "拒收",
        fields: &[SAMPLES, CONSIGNMENT, ON, REASONS],
        build: |f| {
            let (id, consignment, on, reasons) = (set(f), f.line("consignment"), f.on(), f.list("reasons"));
            vec![Command::Samples(id, SamplesEvent::Refused { consignment, on, reasons })]
        },
    },
    Action {
        name: "return_samples",
        en: "Send them back",
        zh: "退样",
        fields: &[SAMPLES, CONSIGNMENT, ON],
        build: |f| {
            let (id, consignment, on) = (set(f), f.line("consignment"), f.on());
            vec![Command::Samples(id, SamplesEvent::Returned { consignment, on })]
        },
    },
];

fn set(f: &mut Form<'_>) -> SamplesId {
    SamplesId::new(f.line("samples"))
}

fn prepare(f: &mut Form<'_>) -> Vec<Command> {
    let run = f.run();
    let form = f.word("form", SampleForm::ALL, SampleForm::word).unwrap_or(SampleForm::Whole);
    let mut items = Vec::new();
    for line in f.list("items") {
        let Some((tag, rest)) = line.split_once([':', '：']) else {
            let told = Text::new(format!("`{line}` names no model"), format!("`{line}` 未写明型号"));
            f.wrong("items", told, Text::new("write s-1: M1, 0001", "请写成 s-1: M1, 0001"));
            continue;
        };
        let mut parts = rest.split([',', '，']).map(str::trim);
        let model = parts.next().unwrap_or_default().to_owned();
        items.push(SampleItem { id: tag.trim().to_owned(), model, serial: parts.next().map(str::to_owned) });
    }
    let laboratory = OrganisationId::new(f.line("laboratory"));
    let samples = SamplesId::new(f.new_id("s"));
    let event = SamplesEvent::Prepared { samples: samples.clone(), form, items, laboratory };
    vec![Command::Samples(samples.clone(), event), CaseCommand::BindSamples { run, samples }.into()]
}

fn pack(f: &mut Form<'_>) -> Vec<Command> {
    let id = set(f);
    let items = f.file.streams.samples.get(&id).map(|s| s.items.iter().map(|i| i.id.clone()).collect());
    let packing_form = f.document("packing_form", "packing-form");
    let consignment = short_id("box", f.app.chance.as_ref());
    let duty = f.maybe("duty");
    let event =
        SamplesEvent::Packed { consignment, items: items.unwrap_or_default(), packing_form, papers: Vec::new(), duty };
    vec![Command::Samples(id, event)]
}
