#![doc = include_str!("../README.md")]

pub mod amendment;
pub mod attribution;
pub mod book;
pub mod bridge;
pub mod calendar;
pub mod change;
pub mod court;
pub mod cover;
pub mod filing;
pub mod form;
pub mod grade;
pub mod id;
pub mod issuer;
pub mod line;
pub mod market;
mod named;
pub mod note;
pub mod portfolio;
pub mod position;
pub mod price;
pub mod printed;
pub mod repair;
pub mod report_period;
pub mod succession;
pub mod ticker;
pub mod unit;
mod whole;

pub use self::{
    amendment::{AmendmentKind, Role},
    attribution::Attribution,
    book::Book,
    change::Change,
    cover::{Cover, OtherManager, ReportType},
    filing::{Era, Filing, FilingRef, FilingState, Layout},
    form::{Form, FormKind},
    grade::{Checks, Grade, Reason},
    id::{
        Accession, BySecurity, Cik, Cusip, HalfMonth, IssuerId, Period, ReferenceFile, SecurityId,
    },
    line::{AmountType, Discretion, Line, Place, PutCall, Row, Votes},
    note::Note,
    position::{Kind, Position, PositionKey},
    price::Price,
    printed::Printed,
    repair::{Fault, Repair},
    succession::Succession,
    unit::{Confidence, Unit, UnitVerdict},
};
