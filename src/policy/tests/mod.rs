//! The shipped files hold, and a broken one is told with its line and mend.

mod broken;
mod pack;
mod rules;
mod site;
