//! The plan on a page.

use crate::html::{section, verdict};
use crate::html_map::head;
use crate::markup::Html;
use crate::svg;
use crate::text_plan::{bookings as booked, money, total, warnings};
use crate::timeline::{Bar, Timeline};
use crate::{Style, words};
use certmap_base::{Date, Lang};
use certmap_plan::{Plan, ShipPlan, StepKind};

/// Verdict, the three dates, the shipments.
pub(crate) fn summary(html: &mut Html, plan: &Plan, style: &Style<'_>) {
    section(html, "dates", style);
    html.wrap("p", |h| {
        verdict(h, plan.verdict, true, style);
        h.raw(" ").text(&format!("{} {}", style.say("as of", "截至"), words::day(plan.today, style.lang)));
        if let Some(p) = &plan.probability {
            let percent = (p.on_time * 100.0).round();
            let text = match style.lang {
                Lang::En => format!(" - {percent} % likely on time ({} draws, seed {})", p.samples, p.seed),
                Lang::Zh => format!(" - 按期完成概率{percent}%（抽样{}次，种子{}）", p.samples, p.seed),
            };
            h.text(&text);
        }
    });
    html.wrap("dl class=\"dates\"", |h| {
        for (label, day) in [
            (style.say("Decide and pay by", "最晚决定并付款"), plan.decide_by),
            (style.say("Book by", "最晚预约"), plan.book_by),
            (style.say("Last safe start", "最晚稳妥启动"), plan.last_safe_start),
            (style.say("Earliest shipment", "最早出运"), plan.earliest_shipment),
        ] {
            let day = day.map_or_else(|| style.say("none", "无").to_owned(), |d| words::day(d, style.lang));
            h.wrap("div", |h| {
                h.el("dt", label).el("dd", &day);
            });
        }
    });
    shipments(html, plan, style);
    bookings(html, plan, style);
}

fn day_or(day: Option<Date>, style: &Style<'_>) -> String {
    day.map_or_else(|| style.say("not set", "未定").to_owned(), |d| words::day(d, style.lang))
}

fn shipments(html: &mut Html, plan: &Plan, style: &Style<'_>) {
    if plan.ships.is_empty() {
        return;
    }
    html.scroll(style.say("Shipments", "出运安排"), |h| {
        h.wrap("table", |h| {
            let heads = [
                style.say("Shipment", "出运"),
                style.say("Day", "日期"),
                style.say("Verdict", "结论"),
                style.say("To spare", "余量"),
                style.say("Earliest", "最早"),
                style.say("Decided by", "决定因素"),
            ];
            head(h, &heads);
            h.wrap("tbody", |h| {
                for ship in &plan.ships {
                    h.wrap("tr", |h| shipment(h, ship, style));
                }
            });
        });
    });
}

fn shipment(html: &mut Html, ship: &ShipPlan, style: &Style<'_>) {
    html.el("td", &style.market_full(&ship.market)).el("td class=\"d\"", &day_or(ship.date, style));
    html.wrap("td", |h| verdict(h, ship.verdict, false, style));
    let spare = ship.slack_days.map_or_else(String::new, |d| match style.lang {
        Lang::En => format!("{d} days"),
        Lang::Zh => format!("{d}天"),
    });
    html.el("td class=\"d\"", &spare)
        .el("td class=\"d\"", &day_or(ship.earliest, style))
        .el("td", &ship.binding.join(", "));
}

fn bookings(html: &mut Html, plan: &Plan, style: &Style<'_>) {
    if !plan.bookings.is_empty() {
        html.wrap("ul", |h| {
            for (b, n) in booked(plan) {
                let times = if n > 1 { format!(" ×{n}") } else { String::new() };
                h.el(
                    "li",
                    &format!(
                        "{} {}: {}{times}",
                        style.say("Book by", "最晚预约"),
                        words::day(b.by, style.lang),
                        style.text(&b.what)
                    ),
                );
            }
        });
    }
    for o in &plan.open {
        html.wrap("p class=\"note\"", |h| {
            let by = o.answer_by.map_or_else(String::new, |d| {
                format!("{}{}", style.say("; answer by ", "；最晚答复 "), words::day(d, style.lang))
            });
            h.text(&format!(
                "{} ({}): {}{}{by}",
                o.scheme,
                o.markets.join(" "),
                style.say("not decided, missing ", "尚未确定，缺少："),
                style.facts(&o.needs)
            ));
        });
    }
    if let Some(branch) = &plan.if_out {
        html.wrap("p", |h| {
            h.text(style.say("If nothing undecided applies: ", "若未定项目均不适用："));
            verdict(h, branch.verdict, false, style);
            h.text(&format!(" {} {}", style.say("earliest", "最早"), day_or(branch.earliest_shipment, style)));
        });
    }
}

/// The chart, its legend, and a table that says the same.
pub(crate) fn chart(html: &mut Html, plan: &Plan, style: &Style<'_>) {
    if plan.steps.is_empty() {
        return;
    }
    section(html, "chart", style);
    let line = Timeline::of(plan, style);
    let high = svg::head(&line, style).height;
    html.raw("<div class=\"onscreen\">").scroll(style.say("Time plan", "时间计划"), |h| {
        h.wrap("div class=\"plan\"", |h| {
            h.wrap("ol aria-hidden=\"true\"", |h| {
                // As high as the head of the chart, without a style of its own: strict pages take none.
                h.raw(&format!("<li class=\"top\"><svg width=\"1\" height=\"{high}\"></svg></li>"));
                for group in &line.groups {
                    h.el("li class=\"g\"", &group.title);
                    for bar in &group.bars {
                        h.el("li", &bar.name);
                    }
                }
            });
            h.raw(&svg::chart(plan, style, "screen", false));
        });
    });
    legend(html, style);
    html.raw("</div><div class=\"onpaper\">").raw(&svg::chart(plan, style, "paper", true)).raw("</div>\n");
    html.wrap("details", |h| {
        h.el("summary", style.say("The same as a table, with reasons", "以表格显示，并说明日期依据"));
        steps(h, &line, style);
    });
}

fn legend(html: &mut Html, style: &Style<'_>) {
    let items = [
        ("g-step g-critical", style.say("critical path", "关键路径")),
        ("g-step", style.say("step", "步骤")),
        ("g-wait", style.say("wait", "等待")),
        ("g-step g-open", style.say("may not be needed", "可能不需要")),
        ("g-done", style.say("done", "已完成")),
        ("g-closed", style.say("not worked", "非工作日")),
    ];
    html.wrap("ul class=\"legend\"", |h| {
        for (class, word) in items {
            h.wrap("li", |h| {
                h.raw("<svg class=\"gantt\" width=\"30\" height=\"14\" aria-hidden=\"true\"><rect class=\"").raw(class);
                h.raw("\" x=\"1.5\" y=\"1.5\" width=\"27\" height=\"11\" rx=\"2\"/></svg>").text(word);
            });
        }
    });
}

fn steps(html: &mut Html, line: &Timeline<'_>, style: &Style<'_>) {
    html.scroll(style.say("Steps", "步骤"), |h| {
        h.wrap("table", |h| {
            let heads = [
                style.say("Step", "步骤"),
                style.say("By", "负责方"),
                style.say("Start", "开始"),
                style.say("Finish", "结束"),
                style.say("Latest start", "最晚开始"),
                style.say("Slack", "浮动"),
                style.say("Duration", "时长"),
                style.say("Why", "依据"),
            ];
            head(h, &heads);
            for group in &line.groups {
                h.wrap("tbody", |h| {
                    h.wrap("tr", |h| {
                        h.el("th colspan=\"8\" scope=\"rowgroup\"", &group.title);
                    });
                    for bar in &group.bars {
                        h.wrap("tr", |h| step_row(h, bar, style));
                    }
                });
            }
        });
    });
}

fn step_row(html: &mut Html, bar: &Bar<'_>, style: &Style<'_>) {
    let (step, mut name) = (bar.step, bar.name.clone());
    if step.critical {
        name.push_str(style.say(" (critical)", "（关键）"));
    }
    if step.conditional || step.if_in {
        name.push_str(style.say(" (may not be needed)", "（可能不需要）"));
    }
    if step.done {
        name.push_str(style.say(" (done)", "（已完成）"));
    }
    html.el("td class=\"t\"", &name).el("td", words::party(step.by).get(style.lang));
    html.el("td class=\"d\"", &words::day(step.start, style.lang))
        .el("td class=\"d\"", &words::day(step.finish, style.lang));
    html.el("td class=\"d\"", &words::day(step.latest_start, style.lang))
        .el("td class=\"n\"", &step.slack_days.to_string());
    let length = match (step.kind, step.typed) {
        (StepKind::Milestone, _) => String::new(),
        (_, true) => words::durations(step.lasts, style.lang) + &style.aside(style.say("typed", "用户填写")),
        _ => words::durations(step.lasts, style.lang) + &style.aside(words::basis(step.basis).get(style.lang)),
    };
    html.el("td class=\"t\"", &length).el("td class=\"t\"", &style.sentence(&step.why));
}

/// Documents and fees.
pub(crate) fn papers(html: &mut Html, plan: &Plan, style: &Style<'_>) {
    if !plan.documents.is_empty() {
        section(html, "documents", style);
        html.scroll(style.say("Documents", "文件"), |h| {
            h.wrap("table", |h| {
                let heads = [
                    style.say("Needed by", "最晚备齐"),
                    style.say("Document", "文件"),
                    style.say("From", "提供方"),
                    style.say("Language", "语言"),
                    style.say("For", "用于"),
                ];
                head(h, &heads);
                h.wrap("tbody", |h| {
                    for d in &plan.documents {
                        h.wrap("tr", |h| {
                            let open = if d.conditional {
                                style.say(" (may not be needed)", "（可能不需要）")
                            } else {
                                ""
                            };
                            h.el("td class=\"d\"", &words::day(d.needed_by, style.lang))
                                .el("td class=\"t\"", &format!("{}{open}", style.text(&d.title)));
                            h.el("td", words::party(d.by).get(style.lang))
                                .el("td", d.language.as_deref().unwrap_or(""))
                                .el("td", &d.scheme);
                        });
                    }
                });
            });
        });
    }
    if plan.steps.iter().any(|s| !s.fees.is_empty()) {
        fees(html, plan, style);
    }
}

fn fees(html: &mut Html, plan: &Plan, style: &Style<'_>) {
    section(html, "fees", style);
    html.scroll(style.say("Fees", "费用"), |h| {
        h.wrap("table", |h| {
            let heads = [
                style.say("Fee", "费用"),
                style.say("How it comes about", "计费方式"),
                style.say("Scheme", "制度"),
                style.say("Founded on", "来源"),
                style.say("Amount", "金额"),
            ];
            head(h, &heads);
            h.wrap("tbody", |h| {
                for step in &plan.steps {
                    for fee in &step.fees {
                        h.wrap("tr", |h| {
                            let open = if fee.open { style.say(" (not sure)", "（不确定）") } else { "" };
                            h.el("td class=\"t\"", &format!("{}{open}", style.text(&fee.title)))
                                .el("td", style.text(&fee.basis));
                            h.el("td", step.scheme.as_deref().unwrap_or(""))
                                .el("td", words::confidence(fee.confidence).get(style.lang));
                            h.el("td class=\"n\"", &money(fee.min, fee.max, &fee.currency));
                        });
                    }
                }
            });
            h.wrap("tfoot", |h| {
                let together = plan.totals.iter().chain(&plan.total).map(|t| (t, style.say("Together", "合计")));
                let more = plan
                    .totals_if_in
                    .iter()
                    .map(|t| (t, style.say("More, if what is undecided applies", "若未定项目适用，另加")));
                for (t, label) in together.chain(more) {
                    h.wrap("tr", |h| {
                        h.el("th colspan=\"4\" scope=\"row\"", label).el("td class=\"n\"", &total(t, style));
                    });
                }
            });
        });
    });
}

/// Variants, changes of law, past shipments, warnings, assumptions.
pub(crate) fn notes(html: &mut Html, plan: &Plan, style: &Style<'_>) {
    if !plan.variants.is_empty() || !plan.cliffs.is_empty() {
        section(html, "whatif", style);
        html.wrap("ul", |h| {
            for v in &plan.variants {
                h.wrap("li", |h| {
                    h.el("strong", style.text(&v.title)).text(&match style.lang {
                        Lang::En => format!(": {:+} days ", v.days),
                        Lang::Zh => format!("：{:+}天 ", v.days),
                    });
                    verdict(h, v.verdict, false, style);
                    let cost: Vec<String> = v.cost.iter().map(|t| total(t, style)).collect();
                    h.text(&format!(" {} {}", cost.join(", "), style.sentence(&v.says)));
                });
            }
            for c in &plan.cliffs {
                let mark = if c.passed { "! " } else { "" };
                h.el(
                    "li",
                    &format!(
                        "{mark}{} {} {}: {}",
                        words::day(c.on, style.lang),
                        c.market,
                        c.scheme,
                        style.sentence(&c.says)
                    ),
                );
            }
        });
    }
    let assumed: Vec<_> = plan.assumptions.iter().chain(plan.probability.iter().flat_map(|p| &p.assumptions)).collect();
    if plan.warnings.is_empty() && assumed.is_empty() && plan.past.is_empty() {
        return;
    }
    section(html, "notes", style);
    for p in &plan.past {
        html.el(
            "h3",
            &format!("{} {}: {} {}", style.say("Shipment", "出运"), p.ship, p.market, words::day(p.date, style.lang)),
        );
        html.wrap("ul", |h| {
            for text in p.binds.iter().chain(&p.can_do) {
                h.el("li", &style.sentence(text));
            }
        });
        html.el(
            "p",
            &format!("{}: {}", style.say("Earliest lawful release", "最早合法放行"), day_or(p.earliest_release, style)),
        );
    }
    for w in warnings(plan) {
        html.wrap("p class=\"note\"", |h| {
            h.el("strong", words::warning(w.kind).get(style.lang))
                .text(style.say(". ", "。"))
                .text(&style.sentence(&w.says));
        });
    }
    if !assumed.is_empty() {
        html.el("h3", style.say("Assumed", "假定"));
        html.wrap("ul", |h| {
            for text in assumed {
                h.el("li", &style.sentence(text));
            }
        });
    }
}
