//! How customers and their value are spread: the R×F grid, the concentration of value, and how often values occur.
//!
//! Each is found in one or two passes over the customers, in memory that does not grow with them, and exactly. How it is
//! drawn is the format's.

pub mod grid;
pub mod histogram;
pub mod lorenz;
