//! The changes of one partner of many: begun with one sync, written down once, and ended together with those of others.

use crate::{
    domain::change::Change,
    job::{Event, Result, subject},
    plan::Planned,
    store::Ticket,
};

use super::{Work, make::writes_marker};

impl Work<'_> {
    /// Makes the changes of a plan. All stand in the journal before the first is made; what came of them is in the record before
    /// any ends there. A killed command leaves them unfinished, whichever were made: they are observed first.
    pub fn make_all(&mut self, plan: &[Planned]) -> Result<()> {
        let tickets = self.begin_all(plan)?;
        // The application ID is written before the gateway hears of it, and the journal covers the record.
        self.save()?;
        let mut made = Vec::with_capacity(plan.len());
        for (place, (item, ticket)) in plan.iter().zip(&tickets).enumerate() {
            let outcome = self.ctx.check_stop().and_then(|()| self.make_begun(&item.change, *ticket));
            match outcome {
                Ok(open) => made.push((&item.change, (!open).then_some(*ticket))),
                Err(error) => {
                    self.write_down(&made)?;
                    // What comes after it was not begun after all; it stays open itself.
                    tickets.iter().skip(place + 1).try_for_each(|ticket| self.ctx.store.journal().end(*ticket))?;
                    return Err(error);
                }
            }
        }
        self.write_down(&made)
    }

    fn begin_all(&self, plan: &[Planned]) -> Result<Vec<Ticket>> {
        let mut generation = self.record.metadata.generation;
        let begun = plan.iter().map(|item| {
            generation += u64::from(writes_marker(&item.change));
            self.begun(&item.change, generation)
        });
        Ok(self.ctx.store.journal().begin_all(&begun.collect::<Vec<_>>())?)
    }

    /// Writes down what was made, and ends what does not wait for its secret.
    fn write_down(&mut self, made: &[(&Change, Option<Ticket>)]) -> Result<()> {
        self.save()?;
        let (partner, environment) = (Some(&self.key.partner), Some(&self.key.environment));
        let acts: Vec<_> = made.iter().map(|(change, _)| self.ctx.act(partner, environment, change.summary())).collect();
        self.ctx.store.audit().add_later(&acts);
        for (change, ticket) in made {
            if let Some(ticket) = ticket {
                self.ctx.store.journal().end(*ticket)?;
            }
            (self.ctx.tell)(&Event::Changed { key: subject(&self.key), what: change.summary(), at: self.ctx.clock.now() });
        }
        Ok(())
    }
}
