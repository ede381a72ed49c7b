//! Steps: flows and evidence give each step a state.
