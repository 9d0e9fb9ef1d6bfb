//! The shipped files hold, and a broken one is told with its line and mend.

mod broken;
mod hostile;
mod pack;
mod rules;
mod runbook;
mod sample;
mod site;
