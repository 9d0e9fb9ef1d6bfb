//! What the department's records are and what its rules allow; pure, with no files and no clock.

pub mod site;
