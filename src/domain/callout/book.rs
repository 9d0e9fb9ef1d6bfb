//! The department's runbooks beside the questions at which somebody may want to read one.
//!
//! They are found by what was said at `what`, also while it is typed, else by the ticket that the
//! callout is for. A runbook is shown and read; nothing of it is carried out.

use super::ask::call::affected_of;
use super::walk::{Given, Walk};
use super::{Callout, write};
use crate::domain::site::{Runbook, runbooks_line};
use crate::domain::{Affected, Records, Site, StepName, Ticket};
use crate::text::Clean;
use crate::time::Stamp;

/// The runbooks for what a callout is about, those for the thing itself first; `given` is what is
/// typed at `what` and not sent yet.
pub fn runbooks<'s>(
    records: &dyn Records,
    site: &'s Site,
    callout: &Callout,
    given: &Given,
    now: Stamp,
) -> Vec<&'s Runbook> {
    let Some(walk) = Walk::of(records, site, callout, now) else {
        return Vec::new();
    };
    found(site, &walk.asking(StepName::What, given))
}

/// The runbooks for what a ticket is about.
pub fn runbooks_of<'s>(site: &'s Site, ticket: &Ticket) -> Vec<&'s Runbook> {
    let asset = ticket.asset.as_ref().map(|asset| asset.name.as_str());
    site.policy.runbooks_for(asset, Some(ticket.affected))
}

/// The line that names them; none where there are none.
pub(super) fn line(walk: &Walk<'_>) -> Option<String> {
    runbooks_line(&found(walk.site, walk))
}

fn found<'s>(site: &'s Site, walk: &Walk<'_>) -> Vec<&'s Runbook> {
    let said = walk.value(StepName::What, "which");
    let asset = match &said {
        Some(said) => write::asset_in(walk.records, said).map(|asset| asset.name.clone()),
        None => walk.ticket.asset.as_ref().map(|asset| asset.name.clone()),
    };
    let thing = asset.as_ref().map(Clean::as_str);
    let which = said.as_deref();
    let kind = match walk.kind() {
        Some(kind) => Some(affected_of(&kind, which.unwrap_or_default())),
        // Of a ticket that the callout began nothing is known yet.
        None => Some(walk.ticket.affected).filter(|kind| *kind != Affected::Other),
    };
    site.policy.runbooks_for(thing.or(which), kind)
}
