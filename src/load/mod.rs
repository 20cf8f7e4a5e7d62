pub mod columns;
pub mod encoding;
pub mod sheet;
pub mod source;
pub mod split;
pub mod status;
