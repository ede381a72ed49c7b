//! Steps: a flow and what is known give each step a state, and say who must act next. Flows are data, in `templates/flows`.

pub mod flow;
pub mod next;
pub mod state;
