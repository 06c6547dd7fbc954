//! The plan as an iCalendar file (RFC 5545): steps, milestones and the three dates as events of whole days.

use crate::text_gantt::when;
use crate::{Style, words};
use certmap_base::Date;
use certmap_plan::{Plan, PlanStep};

/// The calendar of a plan. Ids of events stay the same when the plan is drawn again, so that a calendar program moves them.
/// Steps that are done are left out.
#[must_use]
pub fn plan(plan: &Plan, style: &Style<'_>) -> String {
    let mut file = File { out: String::new(), plan, style };
    for line in
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//certmap//plan//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    {
        file.line(line);
    }
    file.line(&format!("X-WR-CALNAME:{}", escape(&plan.product)));
    for (id, label, day) in [
        ("decide-by", style.say("Decide and pay by today", "今天须决定并付款"), plan.decide_by),
        ("last-safe-start", style.say("Last safe start", "最晚稳妥启动日"), plan.last_safe_start),
    ] {
        if let Some(day) = day {
            file.event(id, day, day, label, "");
        }
    }
    for b in &plan.bookings {
        let text = format!("{}: {}", style.say("Book by today", "今天须预约"), style.text(&b.what));
        file.event(&format!("book/{}", b.step), b.by, b.by, &text, "");
    }
    for (i, ship) in plan.ships.iter().enumerate() {
        if let Some(day) = ship.date {
            let text = format!("{} {}", style.say("Shipment", "出运"), style.market_full(&ship.market));
            file.event(&format!("ship/{}", i + 1), day, day, &text, words::verdict(ship.verdict).get(style.lang));
        }
    }
    for step in plan.steps.iter().filter(|s| !s.done) {
        file.step(step);
    }
    file.line("END:VCALENDAR");
    file.out
}

struct File<'a> {
    out: String,
    plan: &'a Plan,
    style: &'a Style<'a>,
}

impl File<'_> {
    /// A content line, folded at 75 octets without cutting a character.
    fn line(&mut self, line: &str) {
        let mut used = 0;
        for c in line.chars() {
            if used + c.len_utf8() > 75 {
                self.out.push_str("\r\n ");
                used = 1;
            }
            self.out.push(c);
            used += c.len_utf8();
        }
        self.out.push_str("\r\n");
    }

    fn step(&mut self, step: &PlanStep) {
        let style = self.style;
        let open = if step.conditional || step.if_in {
            style.say(" (may not be needed)", "（可能不需要）")
        } else {
            ""
        };
        let title = format!("{}: {}{open}", step.market, crate::svg::named(step, style));
        let mut told = vec![
            format!("{} - {}", when(step, style.lang), words::party(step.by).get(style.lang)),
            style.sentence(&step.why),
        ];
        told.push(format!("{}: {}", style.say("Latest start", "最晚开始"), words::day(step.latest_start, style.lang)));
        if step.critical {
            told.push(style.say("On the critical path.", "位于关键路径。").to_owned());
        }
        self.event(&step.id, step.start, step.finish, &title, &told.join("\n"));
    }

    /// An event of whole days; its end is the first day after it.
    fn event(&mut self, id: &str, start: Date, finish: Date, title: &str, told: &str) {
        let stamp = compact(self.plan.today);
        self.line("BEGIN:VEVENT");
        self.line(&format!("UID:{:016x}@certmap", fingerprint(&[&self.plan.product, id])));
        self.line(&format!("DTSTAMP:{stamp}T000000Z"));
        self.line(&format!("DTSTART;VALUE=DATE:{}", compact(start)));
        self.line(&format!("DTEND;VALUE=DATE:{}", compact(finish.max(start).add_days(1))));
        self.line(&format!("SUMMARY:{}", escape(title)));
        if !told.is_empty() {
            self.line(&format!("DESCRIPTION:{}", escape(told)));
        }
        self.line("TRANSP:TRANSPARENT");
        self.line("END:VEVENT");
    }
}

fn compact(day: Date) -> String {
    day.to_string().replace('-', "")
}

/// Text of a property: backslash, semicolon, comma and line ends are escaped, other control characters dropped.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// FNV-1a over the parts; an id, not a protection.
fn fingerprint(parts: &[&str]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in parts.iter().flat_map(|p| p.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash
}
