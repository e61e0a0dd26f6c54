//! Columns that nothing draws but the rows themselves: cells stand one above the other, with
//! blanks between.

use super::{Plan, rows};
use crate::text::{
    bands::{Bands, Profile},
    section::Section,
    sheet::Sheet,
};

/// Whether the columns are the same in all sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::text) enum Over {
    All,
    Each,
}

/// The columns of every section. None where no rows stand one above the other.
pub(in crate::text) fn plan(sheet: &Sheet<'_>, sections: &[Section], over: Over) -> Option<Plan> {
    let mut plan = Plan::default();
    match over {
        Over::All => {
            let lines = sections.iter().flat_map(|section| rows(sheet, section));
            let bands = plan.put(strips(&Profile::of(sheet, lines))?);
            plan.of = vec![Some(bands); sections.len()];
        }
        Over::Each => {
            let mut last = None;
            for section in sections {
                let profile = Profile::of(sheet, rows(sheet, section));
                if let Some(bands) = strips(&profile) {
                    last = Some(plan.put(bands));
                }
                plan.of.push(last);
            }
            last?;
        }
    }
    plan.find_roles(sheet, sections);
    Some(plan)
}

fn strips(profile: &Profile) -> Option<Bands> {
    let strips = profile.strips(profile.lines() / 50);
    (strips.len() >= 4).then(|| Bands::new(strips))
}
