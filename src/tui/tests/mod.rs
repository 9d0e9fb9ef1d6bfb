//! Journeys and frames.
