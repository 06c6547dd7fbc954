//! Counting in working days.

use crate::{Answer, Calendar, DayKind, DayStatus, Skipped, Span};
use certmap_base::Date;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Forward,
    Backward,
}

impl Way {
    /// The neighbouring day; none at the end of the days that can be written.
    fn next(self, date: Date) -> Option<Date> {
        let moved = date.add_days(if self == Way::Forward { 1 } else { -1 });
        (moved != date).then_some(moved)
    }
}

/// Looks at days one after the other and keeps what an answer must tell of them.
struct Walk<'a> {
    calendar: &'a Calendar,
    status: DayStatus,
    skipped: Vec<Skipped>,
}

impl<'a> Walk<'a> {
    fn new(calendar: &'a Calendar) -> Walk<'a> {
        Walk { calendar, status: DayStatus::Official, skipped: Vec::new() }
    }

    /// Looks at a day; true if it is worked.
    fn pass(&mut self, date: Date) -> bool {
        let look = self.calendar.look(date);
        self.status = self.status.max(look.status);
        if look.holiday {
            self.skip(date);
        }
        look.works
    }

    fn skip(&mut self, date: Date) {
        let day = self.calendar.day(date);
        let DayKind::Holiday { name } = day.kind else { return };
        if let Some(run) = self.skipped.last_mut().filter(|r| r.name == name && r.status == day.status) {
            if run.last.add_days(1) == date {
                run.last = date;
                return;
            }
            if run.first.add_days(-1) == date {
                run.first = date;
                return;
            }
        }
        self.skipped.push(Skipped { name, first: date, last: date, status: day.status });
    }

    /// The `n`-th working day from `from` on, `from` itself counted; `n` of 0 is taken as 1.
    /// Where the days end, the last one, as unknown.
    fn seek(&mut self, from: Date, way: Way, n: u64) -> Date {
        let mut date = from;
        let mut left = n;
        loop {
            if self.pass(date) {
                left = left.saturating_sub(1);
                if left == 0 {
                    return date;
                }
            }
            match way.next(date) {
                Some(next) => date = next,
                None => return self.beyond(date),
            }
        }
    }

    /// The `n`-th working day after (before) `from`, which is not counted; `from` itself for 0.
    fn seek_beside(&mut self, from: Date, way: Way, n: u64) -> Date {
        match way.next(from) {
            _ if n == 0 => from,
            Some(next) => self.seek(next, way, n),
            None => self.beyond(from),
        }
    }

    fn beyond(&mut self, date: Date) -> Date {
        self.status = DayStatus::Unknown;
        date
    }

    fn holidays(&mut self) -> Vec<Skipped> {
        let mut skipped = std::mem::take(&mut self.skipped);
        skipped.sort_by_key(|s| s.first);
        skipped
    }

    fn answer<T>(mut self, value: T) -> Answer<T> {
        Answer { value, status: self.status, holidays: self.holidays() }
    }

    fn span(mut self, start: Date, finish: Date) -> Span {
        Span { start, finish, status: self.status, holidays: self.holidays() }
    }
}

/// Counting. The rule for all of it: work of `n` working days that starts on working day D finishes on the `n`-th working
/// day counting D; the next work starts on the working day after.
impl Calendar {
    /// The `n`-th working day after `date`, or before it if `n` is negative; `date` itself is never counted.
    ///
    /// For `n` of 0 the date itself if it is worked, else the next working day. Forward and back again from a working day
    /// gives the same day.
    ///
    /// ```
    /// use certmap_base::Date;
    /// use certmap_calendar::Calendar;
    /// let office = Calendar::weekdays("office");
    /// let (friday, saturday) = (Date::parse("2026-11-20")?, Date::parse("2026-11-21")?);
    /// assert_eq!(office.add_working_days(friday, 1).value.to_string(), "2026-11-23");
    /// assert_eq!(office.add_working_days(friday, 0).value, friday);
    /// assert_eq!(office.add_working_days(saturday, 0).value.to_string(), "2026-11-23");
    /// assert_eq!(office.add_working_days(saturday, -1).value, friday);
    /// # Ok::<(), certmap_base::Fault>(())
    /// ```
    #[must_use]
    pub fn add_working_days(&self, date: Date, n: i64) -> Answer<Date> {
        if n == 0 {
            return self.next_working(date);
        }
        let way = if n > 0 { Way::Forward } else { Way::Backward };
        let mut walk = Walk::new(self);
        let value = walk.seek_beside(date, way, n.unsigned_abs());
        walk.answer(value)
    }

    /// The date itself if it is worked, else the first working day after it.
    ///
    /// ```
    /// use certmap_base::Date;
    /// use certmap_calendar::Calendar;
    /// let saturday = Date::parse("2026-11-21")?;
    /// assert_eq!(Calendar::weekdays("office").next_working(saturday).value.to_string(), "2026-11-23");
    /// # Ok::<(), certmap_base::Fault>(())
    /// ```
    #[must_use]
    pub fn next_working(&self, date: Date) -> Answer<Date> {
        let mut walk = Walk::new(self);
        let value = walk.seek(date, Way::Forward, 1);
        walk.answer(value)
    }

    /// The date itself if it is worked, else the last working day before it.
    ///
    /// ```
    /// use certmap_base::Date;
    /// use certmap_calendar::Calendar;
    /// let saturday = Date::parse("2026-11-21")?;
    /// assert_eq!(Calendar::weekdays("office").previous_working(saturday).value.to_string(), "2026-11-20");
    /// # Ok::<(), certmap_base::Fault>(())
    /// ```
    #[must_use]
    pub fn previous_working(&self, date: Date) -> Answer<Date> {
        let mut walk = Walk::new(self);
        let value = walk.seek(date, Way::Backward, 1);
        walk.answer(value)
    }

    /// The number of working days from `a` on and before `b`: `a` counts, `b` does not. Negative if `b` lies before `a`.
    ///
    /// From a working day `a`, it undoes [`Calendar::add_working_days`].
    ///
    /// ```
    /// use certmap_base::Date;
    /// use certmap_calendar::Calendar;
    /// let (friday, monday) = (Date::parse("2026-11-20")?, Date::parse("2026-11-23")?);
    /// let office = Calendar::weekdays("office");
    /// assert_eq!(office.working_days_between(friday, monday).value, 1);
    /// assert_eq!(office.working_days_between(monday, friday).value, -1);
    /// # Ok::<(), certmap_base::Fault>(())
    /// ```
    #[must_use]
    pub fn working_days_between(&self, a: Date, b: Date) -> Answer<i64> {
        let (first, end, sign) = if a <= b { (a, b, 1) } else { (b, a, -1) };
        let mut walk = Walk::new(self);
        let mut count = 0;
        let mut date = first;
        while date < end {
            count += i64::from(walk.pass(date));
            date = date.add_days(1);
        }
        walk.answer(sign * count)
    }

    /// Work of `n` working days that can start on `start` at the earliest.
    ///
    /// It starts on the first working day from `start` on. Work of 0 days is a moment: it starts and finishes on `start`
    /// itself, worked or not.
    ///
    /// ```
    /// use certmap_base::Date;
    /// use certmap_calendar::Calendar;
    /// let span = Calendar::weekdays("office").finish_for_start(Date::parse("2026-11-20")?, 2);
    /// assert_eq!(span.finish.to_string(), "2026-11-23");
    /// # Ok::<(), certmap_base::Fault>(())
    /// ```
    #[must_use]
    pub fn finish_for_start(&self, start: Date, n: u32) -> Span {
        let (start, finish, walk) = self.run(start, Way::Forward, n);
        walk.span(start, finish)
    }

    /// Work of `n` working days that must be finished on `finish` at the latest.
    ///
    /// It finishes on the last working day up to `finish`. Work of 0 days is a moment: it starts and finishes on `finish`
    /// itself, worked or not.
    ///
    /// ```
    /// use certmap_base::Date;
    /// use certmap_calendar::Calendar;
    /// // Finished on a Sunday at the latest: Thursday and Friday.
    /// let span = Calendar::weekdays("office").start_for_finish(Date::parse("2026-11-22")?, 2);
    /// assert_eq!((span.start.to_string(), span.finish.to_string()), ("2026-11-19".into(), "2026-11-20".into()));
    /// # Ok::<(), certmap_base::Fault>(())
    /// ```
    #[must_use]
    pub fn start_for_finish(&self, finish: Date, n: u32) -> Span {
        let (finish, start, walk) = self.run(finish, Way::Backward, n);
        walk.span(start, finish)
    }

    /// The working day at which `n` days of work begin on this way, and the one where they end.
    fn run(&self, from: Date, way: Way, n: u32) -> (Date, Date, Walk<'_>) {
        let mut walk = Walk::new(self);
        if n == 0 {
            walk.pass(from);
            return (from, from, walk);
        }
        let near = walk.seek(from, way, 1);
        let far = walk.seek_beside(near, way, u64::from(n) - 1);
        (near, far, walk)
    }
}
