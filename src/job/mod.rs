//! What users want done: one file each.
