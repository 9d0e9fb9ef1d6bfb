//! The command line, as scripts use it: through the library in memory, and a few times through the
//! program itself.

mod attachments;
mod binary;
mod calls;
mod follow;
mod hostile;
mod imports;
mod life;
mod lines;
mod night;
mod options;
mod page;
mod paid;
mod profile;
mod rig;
mod roster;
mod secrets;
mod shapes;
mod statuses;
mod times;
