//! What customers are worth to come: who is still one, how often they will buy, and for how much.
//!
//! [`people`] makes repeat histories of visits, [`purchases`] and [`spend`] are the models, [`fit`] finds their parameters by
//! [`climb`]ing, and [`ahead`] works out a horizon. Floats belong here: a model's parameters are estimates, and money becomes
//! exact again, to the decimals of the data, where it leaves. Nothing here reads files or prints.

pub mod ahead;
pub mod climb;
pub mod fit;
pub mod history;
pub mod people;
pub mod purchases;
pub mod spend;
