//! `rfm`: from a CSV of visits or customers to eight segments, and from each segment to what should be done.
//!
//! ```text
//! bytes ─load─▶ rows ─aggregate─▶ customers ─score─▶ scored customers ─summary─▶ segment rows ─report─▶ bytes
//! ```
//!
//! The floors, lowest first; imports point down only:
//! 1. nouns: [`lang`], [`money`], [`date`], [`customer`], [`about`], [`policy`], [`score`], [`segment`], [`rhythm`], [`stage`], [`rating`], [`level`],
//!    [`playbook`], [`accounting`], [`note`], [`error`], [`formula`], [`near`]; and below them what knows nothing of customers:
//!    [`word`], [`dice`], [`digits`], [`pages`], [`threads`]
//! 2. pure analyses: [`aggregate`], [`scored`], [`summary`], [`distribution`], [`explain`], [`alert`], [`task`], [`desk`], [`calendar`], [`plan`],
//!    [`lifecycle`], [`snapshot`], [`compare`], [`effect`], [`clv`], [`sql`],
//!    [`inspect`] (what is found out about files); and [`demo`], which makes data up
//! 3. doors: [`load`] (files in), [`report`] and [`export`] (formats out), [`mod@write`] (files out), [`store`] (SQLite), [`cuts`],
//!    [`own_playbook`], [`kept_model`], [`receipt`], [`lock`]; below them what their Excel workbooks have in common, [`book`]; above them the
//!    pipelines, which open no file but through `load`: [`job`], from files to the scored base, [`look`], which only looks,
//!    [`mod@clean`], which writes a table as it was read, and [`workbook`], the report and the customers in one
//! 4. the shell, `cli`, belongs to the program alone and is not in the library.
//!
//! Below the shell there is no clock and no environment: the as-of date is an argument everywhere.

pub mod about;
pub mod accounting;
pub mod aggregate;
pub mod alert;
pub mod book;
pub mod calendar;
pub mod clean;
pub mod clv;
pub mod compare;
pub mod customer;
pub mod cuts;
pub mod date;
pub mod demo;
pub mod desk;
pub mod dice;
pub mod digits;
pub mod distribution;
pub mod effect;
pub mod error;
pub mod explain;
pub mod export;
#[cfg(test)]
pub(crate) mod fixture;
pub mod formula;
pub mod inspect;
pub mod job;
pub mod kept_model;
pub mod lang;
pub mod level;
pub mod lifecycle;
pub mod load;
pub mod lock;
pub mod look;
pub mod money;
pub mod near;
pub mod note;
pub mod own_playbook;
pub mod pages;
pub mod plan;
pub mod playbook;
pub mod policy;
pub mod rating;
pub mod receipt;
pub mod report;
pub mod rhythm;
pub mod score;
pub mod scored;
pub mod segment;
pub mod snapshot;
pub mod sql;
pub mod stage;
pub mod store;
pub mod summary;
pub mod task;
pub mod threads;
pub mod word;
pub mod workbook;
pub mod write;
