//! `unit` and `asset`: departments and branches, machines, services and lines.

use std::fmt::Write as _;
use std::sync::Arc;

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use uuid::Uuid;

use super::answer::{Answer, Reply};
use super::call::Call;
use super::fail::Fail;
use super::seat::Seat;
use crate::domain::command::{AddAsset, AddUnit, ChangeUnit};
use crate::domain::{Asset, AssetId, Command, Records, Unit, UnitId};
use crate::text::{Clean, fold, pad_right};

/// The arguments of `unit`.
#[derive(Debug, Args)]
pub(super) struct UnitArgs {
    #[command(subcommand)]
    pub(super) verb: UnitVerb,
}

/// What is done about units.
#[derive(Debug, Subcommand)]
pub(super) enum UnitVerb {
    /// Add a unit.
    Add {
        /// The name.
        name: String,
        /// A short name.
        #[arg(long, value_name = "SHORT")]
        short: Option<String>,
        /// How many work there; 0 = unknown.
        #[arg(
            long,
            value_name = "N",
            default_value_t = 0,
            allow_negative_numbers = true
        )]
        heads: u32,
        /// Its head.
        #[arg(long, value_name = "PERSON")]
        head: Option<String>,
    },
    /// Change what is known of a unit.
    Change {
        /// The unit.
        name: String,
        /// How many work there; 0 = unknown.
        #[arg(long, value_name = "N", allow_negative_numbers = true)]
        heads: Option<u32>,
        /// Its head.
        #[arg(long, value_name = "PERSON")]
        head: Option<String>,
    },
    /// Every unit.
    List,
}

/// The arguments of `asset`.
#[derive(Debug, Args)]
pub(super) struct AssetArgs {
    #[command(subcommand)]
    pub(super) verb: AssetVerb,
}

/// What is done about assets.
#[derive(Debug, Subcommand)]
pub(super) enum AssetVerb {
    /// Add a machine, service or line.
    Add {
        /// The name, as on its label.
        name: String,
        /// What it is, such as server, pc, printer.
        #[arg(long, value_name = "KIND")]
        what: String,
        /// Where it stands.
        #[arg(long, value_name = "UNIT")]
        unit: Option<String>,
        /// Anything worth knowing.
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
    /// Every asset.
    List,
    /// One of them.
    Show {
        /// The name.
        name: String,
    },
}

/// Carries out a verb of `unit`.
pub(super) fn unit(call: &mut Call<'_, '_>, verb: &UnitVerb) -> Result<Reply, Fail> {
    let mut seat = call.open()?;
    match verb {
        UnitVerb::List => {
            let mut units = seat.known.units();
            units.sort_by_key(|unit| fold(unit.name.as_str()));
            let mut text = String::new();
            for unit in &units {
                unit_line(&mut text, unit);
            }
            if text.is_empty() {
                text.push_str("no unit is known yet\n");
            }
            let rows: Vec<Value> = units.iter().map(|unit| unit_row(&seat, unit)).collect();
            Ok(Answer::reply(text, json!({ "units": rows })))
        }
        UnitVerb::Add {
            name,
            short,
            heads,
            head,
        } => {
            let id = UnitId(Uuid::now_v7());
            let head = head.as_deref().map(|name| seat.person_or_new(name));
            let command = Command::AddUnit(AddUnit {
                id,
                short: short.as_deref().map(|s| Clean::line(s).into_string()),
                name: Clean::line(name),
                heads: *heads,
                head: head.transpose()?,
            });
            save_unit(&mut seat, id, &command)
        }
        UnitVerb::Change { name, heads, head } => {
            let id = seat.unit(name)?.id;
            let head = head.as_deref().map(|name| seat.person_or_new(name));
            let head = head.transpose()?;
            if heads.is_none() && head.is_none() {
                let says = "say what changes, such as --heads 12";
                return Err(Fail::Usage(says.to_owned()));
            }
            let heads = *heads;
            save_unit(
                &mut seat,
                id,
                &Command::ChangeUnit(ChangeUnit { id, heads, head }),
            )
        }
    }
}

fn save_unit(seat: &mut Seat, id: UnitId, command: &Command) -> Result<Reply, Fail> {
    seat.submit(command)?;
    let unit = seat.known.unit(id).ok_or_else(not_there)?;
    let mut text = String::new();
    unit_line(&mut text, &unit);
    Ok(Answer::reply(text, unit_row(seat, &unit)))
}

fn not_there() -> Fail {
    Fail::Damaged("what was saved is not there".to_owned())
}

fn unit_line(text: &mut String, unit: &Unit) {
    let heads = match unit.heads {
        0 => "head-count unknown".to_owned(),
        heads => format!("{heads} people"),
    };
    let short = unit.short.as_deref().unwrap_or("-");
    let _ = writeln!(
        text,
        "{} {} {heads}",
        pad_right(short, 12),
        pad_right(unit.name.as_str(), 36)
    );
}

fn unit_row(seat: &Seat, unit: &Unit) -> Value {
    let head = unit.head.and_then(|id| seat.known.person(id));
    json!({
        "id": unit.id.uuid().to_string(),
        "short": unit.short,
        "name": unit.name.as_str(),
        "heads": unit.heads,
        "head": head.map(|person| person.name.to_string()),
    })
}

/// Carries out a verb of `asset`.
pub(super) fn asset(call: &mut Call<'_, '_>, verb: &AssetVerb) -> Result<Reply, Fail> {
    let mut seat = call.open()?;
    match verb {
        AssetVerb::List => {
            let mut assets: Vec<&Arc<Asset>> = seat.known.register.assets().collect();
            assets.sort_by_key(|asset| fold(asset.name.as_str()));
            let mut text = String::new();
            for asset in &assets {
                asset_line(&mut text, &seat, asset);
            }
            if text.is_empty() {
                text.push_str("no asset is known yet\n");
            }
            let rows: Vec<Value> = assets.iter().map(|a| asset_row(&seat, a)).collect();
            Ok(Answer::reply(text, json!({ "assets": rows })))
        }
        AssetVerb::Show { name } => {
            let asset = seat.asset(name)?;
            let mut text = String::new();
            asset_line(&mut text, &seat, &asset);
            if let Some(note) = &asset.note {
                let _ = writeln!(text, "  {note}");
            }
            Ok(Answer::reply(text, asset_row(&seat, &asset)))
        }
        AssetVerb::Add {
            name,
            what,
            unit,
            note,
        } => {
            let id = AssetId(Uuid::now_v7());
            let unit = unit.as_deref().map(|name| seat.unit(name)).transpose()?;
            let command = Command::AddAsset(AddAsset {
                id,
                name: Clean::line(name),
                what: Clean::line(call.said(what, "--what")?.as_str()),
                unit: unit.map(|unit| unit.id),
                note: call.maybe_text(note.as_ref())?,
            });
            seat.submit(&command)?;
            let asset = seat.known.asset(id).ok_or_else(not_there)?;
            let mut text = String::new();
            asset_line(&mut text, &seat, &asset);
            Ok(Answer::reply(text, asset_row(&seat, &asset)))
        }
    }
}

fn asset_line(text: &mut String, seat: &Seat, asset: &Asset) {
    let unit = asset.unit.and_then(|id| seat.known.unit(id));
    let line = format!(
        "{} {} {}",
        pad_right(asset.name.as_str(), 24),
        pad_right(asset.what.as_str(), 16),
        unit.map_or_else(String::new, |unit| unit.name.to_string())
    );
    let _ = writeln!(text, "{}", line.trim_end());
}

fn asset_row(seat: &Seat, asset: &Asset) -> Value {
    let unit = asset.unit.and_then(|id| seat.known.unit(id));
    json!({
        "id": asset.id.uuid().to_string(),
        "name": asset.name.as_str(),
        "what": asset.what.as_str(),
        "unit": unit.map(|unit| unit.name.to_string()),
        "note": asset.note.as_ref().map(Clean::as_str),
    })
}
