//! Who evaluates does not review or decide; by person, not by account; for everybody, without exception.

use super::{Check, Desk, Refusal};
use crate::refusal::reasons;
use crate::stored::{Function, Interest, OrganisationId, PersonId};
use std::collections::BTreeSet;

/// Months after the end of an interest in which a person does not judge that client.
pub const COOLING_OFF_MONTHS: i64 = 24;

impl Desk<'_> {
    /// The actor may do that in this case: assigned, where it takes an assignment, and free of everything else.
    pub(super) fn free(&self, function: Function) -> Check {
        let person = &self.given.by.person;
        match self.free_to(person, function).into_iter().next() {
            Some(refusal) => Err(refusal),
            None => Ok(()),
        }
    }

    /// The actor is assigned.
    pub(super) fn assigned(&self, function: Function) -> Check {
        let persons = self.case.assigned.iter().filter(|(_, f)| f.contains(&function)).map(|(p, _)| p);
        if self.given.streams.among(&self.given.by.person, persons) {
            return Ok(());
        }
        let (person, (en, zh)) = (&self.given.by.person, says(function));
        Err(Refusal::new(
            "unassigned",
            format!("`{person}` is not assigned to {en} in this case"),
            format!("`{person}`未被指派在本案中{zh}"),
        )
        .help("the case officer assigns people", "由案件管理员指派"))
    }

    /// Everything that keeps a person from doing that in this case.
    pub(super) fn free_to(&self, person: &PersonId, function: Function) -> Vec<Refusal> {
        let mut refusals = reasons([self.not_both(person, function), self.not_interested(person)]);
        if function != Function::CheckApplication {
            refusals.extend(self.declared(person).err());
        }
        refusals
    }

    /// The person did nothing, and is assigned to nothing, that does not go with it.
    fn not_both(&self, person: &PersonId, function: Function) -> Check {
        let against = |f: Function| -> BTreeSet<PersonId> {
            let assigned = self.case.assigned.iter().filter(|(_, a)| a.contains(&f)).map(|(p, _)| p.clone());
            match f {
                Function::Evaluate => self.case.evaluators(self.given.streams).into_iter().chain(assigned).collect(),
                _ => self.case.who(f).cloned().chain(assigned).collect(),
            }
        };
        for other in bars(function) {
            if self.given.streams.among(person, &against(*other)) {
                return Err(both(person, function, *other));
            }
        }
        if function == Function::HearAppeal && self.given.streams.among(person, &self.case.involved(self.given.streams))
        {
            return Err(Refusal::new(
                "impartiality",
                format!("`{person}` was involved in this case"),
                format!("`{person}`参与过本案"),
            )
            .help("people who were not involved decide on an appeal", "申诉须由未参与的人员处理"));
        }
        Ok(())
    }

    /// The person declared interests in this case, if only that there are none.
    fn declared(&self, person: &PersonId) -> Check {
        if self.given.streams.among(person, self.case.interests.keys()) {
            return Ok(());
        }
        Err(Refusal::new(
            "undeclared",
            format!("`{person}` has not declared interests in this case"),
            format!("`{person}`尚未就本案作利益声明"),
        )
        .help("let the person declare them, or that there are none", "请本人作出声明（包括无利益关系）"))
    }

    /// No interest of the person in the client is recent.
    fn not_interested(&self, person: &PersonId) -> Check {
        let same = self.given.streams.same_person(person);
        let own = self.case.interests.iter().filter(|(p, _)| same.contains(*p)).flat_map(|(_, i)| i);
        let limit = self.given.today().add_months(-COOLING_OFF_MONTHS);
        let clients = self.clients();
        let bars = |i: &&Interest| clients.contains(&i.organisation) && i.until.is_none_or(|until| until > limit);
        match own.into_iter().find(bars) {
            None => Ok(()),
            Some(i) => {
                let (word, whom) = (i.kind.word(), &i.organisation);
                Err(Refusal::new(
                    "interest",
                    format!("`{person}` has an interest in `{whom}`: {word}"),
                    format!("`{person}`与`{whom}`存在利益关系：{word}"),
                )
                .help("somebody else does it; two years must have passed", "请更换人员；须已满两年"))
            }
        }
    }

    /// Holder, manufacturer, agent and owners of the factories.
    pub(super) fn clients(&self) -> BTreeSet<OrganisationId> {
        let Some(opened) = &self.case.opened else { return BTreeSet::new() };
        let s = &opened.subject;
        let factories = s.factories.iter().map(|f| f.organisation.clone());
        [s.holder.clone()].into_iter().chain(s.manufacturer.clone()).chain(s.agent.clone()).chain(factories).collect()
    }

    /// The person is competent for it in this scheme.
    pub(super) fn competent(&self, person: &PersonId, function: Function) -> Check {
        let scheme = self.case.opened.as_ref().map_or("", |o| o.scheme.as_str());
        if self.given.streams.is_competent(person, function, scheme, self.given.today()) {
            return Ok(());
        }
        let (en, zh) = says(function);
        Err(Refusal::new(
            "competence",
            format!("`{person}` is not competent to {en} in `{scheme}`"),
            format!("`{person}`不具备在`{scheme}`中{zh}的能力资格"),
        )
        .help("assign somebody else, or record the competence", "请指派他人，或登记其能力"))
    }
}

/// What does not go with a function in the same case.
fn bars(function: Function) -> &'static [Function] {
    match function {
        Function::Apply => &[],
        Function::CheckApplication => &[Function::Apply],
        Function::Evaluate => &[Function::Review, Function::Decide, Function::Apply, Function::HearAppeal],
        Function::Review | Function::Decide => &[Function::Evaluate, Function::Apply, Function::HearAppeal],
        Function::HearAppeal => {
            &[Function::Evaluate, Function::Review, Function::Decide, Function::Apply, Function::CheckApplication]
        }
    }
}

pub(super) fn both(person: &PersonId, function: Function, other: Function) -> Refusal {
    let ((en, zh), (other_en, other_zh)) = (says(function), says(other));
    Refusal::new(
        "impartiality",
        format!("`{person}` cannot {en} in a case in which the same person is there to {other_en}"),
        format!("`{person}`在本案中已{other_zh}，不得再{zh}"),
    )
    .help("somebody else does it; nobody can waive this", "须由其他人员进行，任何人不得豁免")
}

fn says(function: Function) -> (&'static str, &'static str) {
    match function {
        Function::Apply => ("apply", "代表申请方办理"),
        Function::CheckApplication => ("check the application", "评审申请"),
        Function::Evaluate => ("evaluate", "评价"),
        Function::Review => ("review", "复核"),
        Function::Decide => ("decide", "作认证决定"),
        Function::HearAppeal => ("hear an appeal", "处理申诉"),
    }
}
