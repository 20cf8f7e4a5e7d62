//! `rfm`: from a CSV of visits or customers to eight segments, and from each segment to what should be done.
//!
//! ```text
//! bytes ─load─▶ rows ─aggregate─▶ customers ─score─▶ scored customers ─summary─▶ segment rows ─report─▶ bytes
//! ```
//!
//! The floors, lowest first; imports point down only:
//! 1. nouns: [`lang`], [`money`], [`date`], [`customer`], [`policy`], [`score`], [`segment`]
//! 2. pure analyses: [`aggregate`], [`summary`], and [`demo`], which makes data up
//! 3. doors: `load` (files in), `report` (formats out), `write` (files out)
//! 4. the shell, `cli`, belongs to the program alone and is not in the library.
//!
//! Below the shell there is no clock and no environment: the as-of date is an argument everywhere.

pub mod accounting;
pub mod aggregate;
pub mod customer;
pub mod date;
pub mod demo;
pub mod lang;
pub mod money;
pub mod note;
pub mod policy;
pub mod score;
pub mod scored;
pub mod segment;
pub mod summary;
