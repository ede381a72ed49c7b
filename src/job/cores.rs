//! The same for each of many, on all cores: for reading and writing files, which waits for no gateway.

use std::thread;

/// Does the same with each of many, on all cores; the answers stand in the order of the questions. For what waits for nobody.
pub(in crate::job) fn all<T: Send, R: Send>(many: Vec<T>, work: &(dyn Fn(T) -> R + Sync)) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, usize::from).min(CORES);
    let share = many.len().div_ceil(cores).max(1);
    let mut many = many.into_iter();
    let parts: Vec<Vec<T>> = (0..cores).map(|_| many.by_ref().take(share).collect()).collect();
    let some = |part: Vec<T>| part.into_iter().map(work).collect::<Vec<R>>();
    thread::scope(|scope| {
        let started: Vec<_> = parts.into_iter().map(|part| scope.spawn(|| some(part))).collect();
        let done = started.into_iter().map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        done.flatten().collect()
    })
}

/// So many cores read files at a time; more would wait for the disk.
const CORES: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_stand_in_the_order_of_the_questions() {
        for many in [0, 1, 7, 100] {
            let doubled = all((0..many).collect(), &|number: usize| number * 2);
            assert_eq!(doubled, (0..many).map(|number| number * 2).collect::<Vec<_>>());
        }
    }
}
