//! Acts as the partner: gets tokens and calls APIs.
