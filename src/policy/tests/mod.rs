//! The shipped files hold, and a broken one is told with its line and mend.

mod pack;
mod rules;
