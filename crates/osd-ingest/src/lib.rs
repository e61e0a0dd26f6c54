#![doc = include_str!("../README.md")]

mod alarm;
mod backup;
mod compare;
mod error;
mod follow;
mod given;
mod house;
mod ingest;
mod ledger;
mod link;
mod mend;
mod overrule;
mod presence;
mod progress;
mod rebuild;
mod relate;
mod scheduler;
mod tasks;
mod timetable;
mod traded;
mod verify;
mod worker;

pub use osd_form13f::READER_VERSION;

pub use self::{
    alarm::{
        Alarm, AlarmName, Blocked, Disk, DiskProbe, Facts, Limits, NotALimit, NotTold, Tell, Watch,
        disk_of, evaluate,
    },
    backup::{
        About, BackedUp, BackupError, BackupOrder, BackupScope, LeftOut, Restored, backup,
        backup_in, restore,
    },
    error::IngestError,
    follow::{Following, follow},
    given::{Readings, take_in},
    house::{Clock, House},
    ingest::{IngestRange, ingest},
    link::{Linking, link},
    overrule::{Overruling, overrule},
    presence::Presence,
    progress::{Event, Outcome, Progress, Silent},
    rebuild::{Rebuilt, judge, rebuild},
    relate::{Relating, relate},
    timetable::{NotAPattern, Pattern, Schedule, Timetable},
    verify::{Finding, FindingKind, Severity, Verified, VerifyScope, verify},
};
