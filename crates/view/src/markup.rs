//! Writing HTML and SVG with everything escaped.

use certmap_base::Lang;
use std::fmt::Write;

/// Text with the characters escaped that mean something in markup, and without those that XML forbids.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control()
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}') =>
            {
                out.push(' ')
            }
            c => out.push(c),
        }
    }
    out
}

/// A link that may stand on a page.
pub(crate) fn is_web_link(link: &str) -> bool {
    link.starts_with("https://") || link.starts_with("http://")
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3134f}')
}

/// Markup being written. Text goes in only through [`Html::text`] and the like, which escape it.
pub(crate) struct Html {
    out: String,
    lang: Lang,
    /// Names of regions so far; every region has its own.
    regions: Vec<String>,
}

impl Html {
    pub(crate) fn new(lang: Lang) -> Html {
        Html { out: String::new(), lang, regions: Vec::new() }
    }

    /// Markup that this crate wrote itself.
    pub(crate) fn raw(&mut self, markup: &str) -> &mut Html {
        self.out.push_str(markup);
        self
    }

    /// Text; on an English page Chinese words are marked as such.
    pub(crate) fn text(&mut self, text: &str) -> &mut Html {
        if self.lang == Lang::Zh || !text.chars().any(is_chinese) {
            self.out.push_str(&escape(text));
            return self;
        }
        let mut run = String::new();
        let mut chinese = false;
        for c in text.chars() {
            if is_chinese(c) != chinese {
                self.flush(&run, chinese);
                run.clear();
                chinese = !chinese;
            }
            run.push(c);
        }
        self.flush(&run, chinese);
        self
    }

    fn flush(&mut self, run: &str, chinese: bool) {
        if chinese {
            let _ = write!(self.out, "<span lang=\"zh-Hans\">{}</span>", escape(run));
        } else {
            self.out.push_str(&escape(run));
        }
    }

    /// An element with text in it. `tag` may carry attributes that this crate wrote: `td class="n"`.
    pub(crate) fn el(&mut self, tag: &str, text: &str) -> &mut Html {
        let name = tag.split(' ').next().unwrap_or(tag);
        let _ = write!(self.out, "<{tag}>");
        self.text(text);
        let _ = write!(self.out, "</{name}>");
        self
    }

    /// An element with more markup in it.
    pub(crate) fn wrap(&mut self, tag: &str, inside: impl FnOnce(&mut Html)) -> &mut Html {
        let name = tag.split(' ').next().unwrap_or(tag);
        let _ = write!(self.out, "<{tag}>");
        inside(self);
        let _ = writeln!(self.out, "</{name}>");
        self
    }

    /// A link, or only its text where it does not lead to the web.
    pub(crate) fn link(&mut self, to: Option<&str>, text: &str) -> &mut Html {
        match to.filter(|l| is_web_link(l)) {
            Some(to) => {
                let _ = write!(self.out, "<a href=\"{}\" rel=\"noopener\">", escape(to));
                self.text(text).raw("</a>")
            }
            None => self.text(text),
        }
    }

    /// A wide part that scrolls inside itself and can be reached by keyboard.
    pub(crate) fn scroll(&mut self, label: &str, inside: impl FnOnce(&mut Html)) -> &mut Html {
        let label = self.region(label);
        let _ =
            write!(self.out, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{}\">", escape(&label));
        inside(self);
        self.out.push_str("</div>\n");
        self
    }

    /// The name, with a number where another region has it already.
    fn region(&mut self, label: &str) -> String {
        let earlier = self.regions.iter().filter(|r| *r == label).count();
        self.regions.push(label.to_owned());
        if earlier == 0 { label.to_owned() } else { format!("{label} {}", earlier + 1) }
    }

    pub(crate) fn done(self) -> String {
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_marks_chinese() {
        let mut html = Html::new(Lang::En);
        html.el("p", "a <b> & \"电\u{7}热\" x")
            .link(Some("javascript:alert(1)"), "l")
            .link(Some("https://a/?x=1&y=\"2\""), "m");
        assert_eq!(
            html.done(),
            "<p>a &lt;b&gt; &amp; &quot;<span lang=\"zh-Hans\">电</span> <span lang=\"zh-Hans\">热</span>&quot; x</p>l\
             <a href=\"https://a/?x=1&amp;y=&quot;2&quot;\" rel=\"noopener\">m</a>"
        );
    }
}
