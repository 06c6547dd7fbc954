//! (being written)
mod product;
mod result;
pub use product::{
    Answer, DoneStep, Factory, Inspection, Line, Mandate, Paper, PartyRecord, Product, Shipment, Shutdown,
};
pub use result::{
    Ahead, EntryResult, HeldResult, Outcome, PackUsed, Question, Reason, RequirementResult, RouteResult, SchemeResult,
    ScopeResult, UnitResult,
};
