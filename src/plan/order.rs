//! Which operation waits for which: what others build on comes first. Removal walks the table backwards.

use crate::{domain::change::Operation, plan::Planned};

/// Sorts changes so that each comes after those it builds on; changes of one kind keep their order.
pub fn sort(items: &mut [Planned]) {
    items.sort_by_key(|item| rank(item.change.operation()));
}

/// The place of an operation in [`Operation::ALL`], which is that table.
fn rank(operation: Operation) -> usize {
    Operation::ALL.iter().position(|known| *known == operation).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_build_on_comes_first() {
        let before = [
            (Operation::PublishApi, Operation::SetApiState),
            (Operation::PublishApi, Operation::Admit),
            (Operation::PublishApi, Operation::EnsureScope),
            (Operation::EnsureScope, Operation::IssueSecret),
            (Operation::TrustIssuer, Operation::EnsureScope),
            (Operation::EnsureScope, Operation::Admit),
            (Operation::TrustIssuer, Operation::LinkSubject),
            (Operation::TrustChain, Operation::BindCertificates),
            (Operation::CreateProfile, Operation::IssueSecret),
            (Operation::CreateProfile, Operation::Assign),
            (Operation::IssueSecret, Operation::RetireSecret),
            (Operation::Assign, Operation::RemoveProfile),
        ];
        for (first, second) in before {
            assert!(rank(first) < rank(second), "{first} before {second}");
        }
    }
}
