use crate::{golden, library, plans, scopes};
use certmap_base::Lang;
use certmap_plan::Chance;
use certmap_view::{Style, html, json, text, width};

fn widest(text: &str) -> usize {
    text.lines().map(width::of).max().unwrap_or(0)
}

#[test]
fn json_of_scope_and_plan() {
    let pretty = |v: &serde_json::Value| serde_json::to_string_pretty(v).unwrap() + "\n";
    golden("scope.json", &pretty(&json::scope(&scopes::scope())));
    golden("plan.json", &pretty(&json::plan(&plans::plan())));
}

#[test]
fn fields_of_the_contract_stand_in_its_order() {
    let keys = |v: &serde_json::Value| v.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    let scope = json::scope(&scopes::scope());
    assert!(keys(&scope).starts_with("product packs results questions not_looked_at"));
    assert!(keys(&scope["results"][0]).starts_with(
        "market via scheme outcome phase binding attestation demanded_by on governed_by confidence displaced_by routes entries requirements units held needs ahead"
    ));
    assert!(keys(&scope["results"][0]["entries"][0]).starts_with("id title outcome main reasons"));
    assert!(keys(&scope["questions"][0]).starts_with("fact ask settles"));
    let plan = json::plan(&plans::plan());
    assert!(keys(&plan).starts_with(
        "product today ship verdict earliest_shipment decide_by book_by last_safe_start probability steps variants cliffs totals"
    ));
    assert!(keys(&plan["steps"][0]).starts_with(
        "id scheme market kind behaviour by start finish latest_start latest_finish slack_days critical calendar after shared_by documents fees why"
    ));
    assert!(keys(&plan["steps"][1]["fees"][0]).starts_with("amount currency basis"));
}

#[test]
fn terminal_text_in_both_languages() {
    let library = library::library();
    for lang in [Lang::En, Lang::Zh] {
        let style = Style::new(lang).with_library(&library);
        for (name, shown) in [
            ("scope", text::scope(&scopes::scope(), &style)),
            ("map", text::map(&scopes::two(), &style)),
            ("plan", text::plan(&plans::plan(), &scopes::two(), &style)),
        ] {
            golden(&format!("{name}.{lang}.txt"), &shown);
            assert!(widest(&shown) <= 100, "{name} {lang}: {}", widest(&shown));
            assert!(!shown.contains('\u{1b}'));
        }
    }
}

#[test]
fn any_width_is_kept() {
    for width in [60, 80, 132] {
        let style = Style { width, ..Style::new(Lang::Zh) };
        for shown in [
            text::scope(&scopes::scope(), &style),
            text::map(&scopes::two(), &style),
            text::plan(&plans::plan(), &[], &style),
        ] {
            assert!(widest(&shown) <= width, "{width}: {}\n{shown}", widest(&shown));
        }
    }
}

#[test]
fn colour_adds_codes_and_nothing_else() {
    let bare = Style::new(Lang::En);
    let colored = Style { color: true, ..bare };
    let strip = |s: String| {
        ["1", "2", "32", "33", "31", "0"]
            .iter()
            .fold(s, |s, n| s.replace(&format!("\u{1b}[{n}m"), ""))
            .lines()
            .map(str::trim_end)
            .collect::<Vec<_>>()
            .join("\n")
    };
    for show in [
        |s: &Style<'_>| text::scope(&scopes::scope(), s),
        |s: &Style<'_>| text::map(&scopes::two(), s),
        |s: &Style<'_>| text::plan(&plans::plan(), &scopes::two(), s),
    ] {
        assert!(show(&colored).contains('\u{1b}'));
        assert_eq!(strip(show(&colored)), show(&bare).trim_end());
    }
}

/// Chinese holidays as a planner would know them.
struct Days;

impl certmap_view::ClosedDays for Days {
    fn closed(&self, calendar: &str, day: certmap_base::Date) -> Option<certmap_view::Closed> {
        let spring = ("2027-02-05".."2027-02-13").contains(&day.to_string().as_str());
        if calendar == "cn" && spring {
            return Some(certmap_view::Closed { name: Some(certmap_base::Text::new("Spring Festival", "春节")) });
        }
        day.is_weekend().then_some(certmap_view::Closed { name: None })
    }
}

#[test]
fn pages_and_charts() {
    let library = library::library();
    for lang in [Lang::En, Lang::Zh] {
        let style = Style::new(lang).with_library(&library).with_days(&Days);
        let page = certmap_view::html::plan(&plans::plan(), &scopes::two(), &style);
        golden(&format!("plan.{lang}.html"), &page);
        assert!(!page.contains("<b>certain") && !page.contains("<script"));
        golden(&format!("map.{lang}.html"), &certmap_view::html::map(&scopes::two(), &style));
        golden(&format!("plan.{lang}.svg"), &certmap_view::svg::gantt(&plans::plan(), &style));
    }
}

#[test]
fn loaded_calendars_say_which_days_are_closed() {
    use certmap_view::ClosedDays;
    let text = "date,kind,name_en,name_zh,source,status\n2027-01-01,off,New Year,元旦,notice,official\n2027-01-03,work,make-up day,调休上班,notice,official\n";
    let (calendar, problems) = certmap_calendar::Calendar::read("cn", &[("2027.csv", text)]);
    assert!(problems.is_empty(), "{problems:?}");
    let all = std::collections::BTreeMap::from([("cn".to_owned(), calendar.unwrap())]);
    let closed = |id: &str, day: &str| all.closed(id, library::date(day)).map(|c| c.name.map(|n| n.zh));
    assert_eq!(closed("cn-factory", "2027-01-01"), Some(Some("元旦".to_owned())));
    assert_eq!(closed("cn", "2027-01-03"), None);
    assert_eq!(closed("xx", "2027-01-03"), Some(None));
    assert_eq!(closed("always", "2027-01-03"), None);
}

/// The curve on the page: a rising line, the asked day where there is one, an upright line where nothing is uncertain.
#[test]
fn the_curve_is_drawn_for_any_spread() {
    let style = Style::new(Lang::En);
    let mut plan = plans::plan();
    let drawn = |plan: &certmap_plan::Plan| {
        let page = html::plan(plan, &[], &style);
        let (_, from_there) = page.split_once("<div class=\"chance\">").expect("a curve");
        from_there.split("</svg>").next().unwrap_or_default().to_owned()
    };
    let curve = drawn(&plan);
    assert!(curve.contains("asked: 2027-03-01, 83 %") && curve.contains("In half of the draws"), "{curve}");
    assert!(curve.contains("nine of ten by 2027-03-08"), "{curve}");
    plan.ships[0].date = None;
    assert!(!drawn(&plan).contains("asked"));
    let probability = plan.probability.as_mut().expect("probability");
    probability.curve = vec![Chance { date: probability.curve[0].date, probability: 1.0 }];
    probability.ships[0].curve = probability.curve.clone();
    let upright = drawn(&plan);
    assert!(upright.contains("class=\"c-line\" d=\"M205 200L205 34H366\""), "{upright}");
    plan.probability = None;
    assert!(!html::plan(&plan, &[], &style).contains("class=\"chance\""));
}
