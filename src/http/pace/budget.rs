//! One budget for all runs of this machine against one gateway: its rate in a small file, its places as locks that end with their
//! process. What cannot be read or locked restrains nobody: the gateway itself still does.

use std::{
    fs::File,
    io::{Read as _, Seek as _, SeekFrom, Write as _},
    path::PathBuf,
    sync::{Mutex, OnceLock, PoisonError},
    time::{Duration, SystemTime},
};

use super::rate::Rate;
use crate::files;

/// A folder that runs share.
pub(super) struct Budget {
    state: PathBuf,
    folder: PathBuf,
    rate: OnceLock<Option<Mutex<File>>>,
    places: Mutex<Vec<Option<File>>>,
}

impl Budget {
    /// The budget for one server below a state folder. As long as there is no state folder, nobody is to be shared with.
    pub(super) fn new(state: PathBuf, name: &str) -> Self {
        let folder = state.join("pace").join(name);
        Self { state, folder, rate: OnceLock::new(), places: Mutex::default() }
    }

    /// The rate as the last run left it; `None` when that was long ago.
    pub(super) fn read(&self) -> Option<Rate> {
        let mut file = self.file()?.lock().unwrap_or_else(PoisonError::into_inner);
        read(&mut file)
    }

    /// Changes the rate while no other run does. `own` is what is known where nothing is written.
    pub(super) fn change(&self, own: Rate, change: &dyn Fn(Rate) -> Rate) -> Rate {
        let Some(file) = self.file() else { return change(own) };
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        if file.lock().is_err() {
            return change(own);
        }
        let rate = change(read(&mut file).unwrap_or_default());
        // A rate that cannot be written is known here all the same.
        let _ = file.seek(SeekFrom::Start(0)).and_then(|_| file.write_all(rate.written().as_bytes()));
        let _ = file.unlock();
        rate
    }

    /// Takes a place that no other run has.
    pub(super) fn take(&self, place: usize) -> bool {
        if self.file().is_none() {
            return true;
        }
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if places.len() <= place {
            places.resize_with(place + 1, || None);
        }
        if places[place].is_none() {
            places[place] = files::open_to_lock(&self.folder.join(format!("place-{place:02}"))).ok();
        }
        places[place].as_ref().is_none_or(|file| file.try_lock().is_ok())
    }

    /// Gives a place back.
    pub(super) fn free(&self, place: usize) {
        let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        // A place that cannot be unlocked is free when its process ends.
        let _ = places.get(place).and_then(Option::as_ref).map(File::unlock);
    }

    fn file(&self) -> Option<&Mutex<File>> {
        if self.rate.get().is_none() && !files::exists(&self.state) {
            return None;
        }
        self.rate.get_or_init(|| files::open_to_lock(&self.folder.join("rate")).ok().map(Mutex::new)).as_ref()
    }
}

fn read(file: &mut File) -> Option<Rate> {
    let age = file.metadata().and_then(|about| about.modified()).ok();
    let old = age.and_then(|time| SystemTime::now().duration_since(time).ok()).is_some_and(|age| age > FORGOTTEN);
    let mut text = String::new();
    file.seek(SeekFrom::Start(0)).ok()?;
    file.take(64).read_to_string(&mut text).ok()?;
    Rate::parsed(&text).filter(|_| !old)
}

/// A gateway that was busy so long ago may be so no more.
const FORGOTTEN: Duration = Duration::from_secs(120);
