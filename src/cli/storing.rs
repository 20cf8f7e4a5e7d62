//! Where the store is, and who is at work: for every command that keeps something.

use super::failure::usage;
use anyhow::Result;
use chrono::Utc;
use etcetera::BaseStrategy;
use rfm::lang::Text;
use rfm::store::tasks::Stamp;
use rfm::store::{Store, StoreError};
use std::path::PathBuf;

/// The store's place, and who opens it.
pub struct Place {
    /// The file.
    pub path: PathBuf,
    /// It is where nobody said.
    is_default: bool,
    /// The time and the actor.
    pub stamp: Stamp,
}

impl Place {
    /// As typed: the file, else the usual one; the actor, else the user of this machine.
    pub fn new(store: Option<&PathBuf>, actor: Option<&String>) -> Result<Place> {
        let nowhere = Text::new("nobody knows where the user's data folder is; name a file", "找不到用户数据目录；请指定文件");
        let path = store.cloned().or_else(usual_store).ok_or_else(|| usage("--store", "", nowhere))?;
        let user = || ["USER", "USERNAME", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok().filter(|user| !user.is_empty()));
        let actor = actor.cloned().or_else(user).unwrap_or_else(|| "unknown".to_owned());
        let at = Utc::now().format("%Y-%m-%dT%H:%M:%SZ").to_string();
        Ok(Place { path, is_default: store.is_none(), stamp: Stamp { at, actor } })
    }

    /// The store, which must be there, to be read only.
    pub fn look(&self) -> Result<Store, StoreError> {
        Store::look(&self.path)
    }

    /// The store, which must be there.
    pub fn open(&self) -> Result<Store, StoreError> {
        Store::open(&self.path)
    }

    /// The store, made where there is none; its folder too, where it is the default one.
    pub fn create(&self) -> Result<Store, StoreError> {
        if let Some(folder) = self.path.parent().filter(|_| self.is_default) {
            _ = std::fs::create_dir_all(folder); // what is wrong with it shows when the store is opened
        }
        Store::create(&self.path)
    }
}

/// Where the store is when nobody says; none where no data folder is known.
pub fn usual_store() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.data_dir().join("rfm").join("rfm.db"))
}
