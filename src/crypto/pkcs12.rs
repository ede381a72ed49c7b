//! PKCS#12.

use super::read::{Item, ReadError};

pub(crate) fn items(_der: &[u8], _passphrase: Option<&str>) -> Result<Vec<Item>, ReadError> {
    Err(ReadError::damaged("not read yet"))
}
