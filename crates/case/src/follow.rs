//! What an event of a case asks of the certificates.

use crate::CertificateCommand;
use crate::case::Case;
use crate::stored::{CaseEvent, CertificateEvent, CertificateId, CoverLine, Recorded, RunKey};
use crate::{Certificate, Streams};
use certmap_base::Date;

impl Case {
    /// Commands to certificates that follow from an event of this case, in order; `self` is the case after the event. The
    /// same event gives the same commands, so doing it twice is found out by the certificate.
    #[must_use]
    pub fn follows(
        &self,
        recorded: &Recorded<CaseEvent>,
        streams: &Streams,
    ) -> Vec<(CertificateId, CertificateCommand)> {
        match &recorded.event {
            CaseEvent::Issued { run, on, certificate, number, until, replaces } => {
                let granted = self.granted(run, certificate, number, (*on, *until), streams, false);
                let over = replaces.iter().map(|old| (old.clone(), superseded(*on, number)));
                granted.into_iter().chain(over).collect()
            }
            CaseEvent::OutsideAnswered { run, on, certificate: Some(c), .. } => {
                self.granted(run, &c.certificate, &c.number, (*on, None), streams, true).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn granted(
        &self,
        run: &RunKey,
        id: &CertificateId,
        number: &str,
        (from, until): (Date, Option<Date>),
        streams: &Streams,
        elsewhere: bool,
    ) -> Option<(CertificateId, CertificateCommand)> {
        let opened = self.opened.as_ref()?;
        let event = CertificateEvent::Granted {
            certificate: id.clone(),
            case: opened.case.clone(),
            scheme: opened.scheme.clone(),
            number: number.to_owned(),
            holder: opened.subject.holder.clone(),
            lines: self.lines(run),
            from,
            until,
            elsewhere,
            evaluated_by: self.evaluators(streams).into_iter().collect(),
        };
        Some((id.clone(), CertificateCommand(event)))
    }

    /// The models of the unit that the certificate is for, at each factory; or the site itself.
    fn lines(&self, run: &RunKey) -> Vec<CoverLine> {
        let Some(opened) = &self.opened else { return Vec::new() };
        let subject = &opened.subject;
        let factories = subject.factories.iter().filter(|f| {
            let of_one = subject.factories.iter().any(|o| run.of.as_deref() == Some(o.id.as_str()));
            !of_one || run.of.as_deref() == Some(f.id.as_str())
        });
        let units = subject.units.iter().filter(|u| {
            let of_one = subject.units.iter().any(|o| run.of.as_deref() == Some(o.id.as_str()));
            !of_one || run.of.as_deref() == Some(u.id.as_str())
        });
        let models: Vec<&String> = units.flat_map(|u| &u.lines).collect();
        let line = |id: String, model: &str, factory: Option<&str>| CoverLine {
            id,
            model: model.to_owned(),
            factory: factory.map(str::to_owned),
        };
        let at = factories.flat_map(|f| {
            let name = f.id.as_str();
            let each = models.iter().map(move |m| line(format!("{m}@{name}"), m, Some(name)));
            let site = models.is_empty().then(|| line(name.to_owned(), name, Some(name)));
            each.chain(site).collect::<Vec<_>>()
        });
        let lines: Vec<CoverLine> = at.collect();
        if lines.is_empty() { models.iter().map(|m| line((*m).clone(), m, None)).collect() } else { lines }
    }
}

impl Certificate {
    /// Whether the state of a certificate says that a case that rests on it should be looked at again.
    #[must_use]
    pub fn troubles(&self, on: Date) -> bool {
        self.state(on) != Some(crate::stored::CertificateState::Valid)
    }
}

fn superseded(on: Date, by: &str) -> CertificateCommand {
    let reasons = vec![format!("replaced by {by}")];
    CertificateCommand(CertificateEvent::Superseded { on, by: by.to_owned(), reasons })
}
