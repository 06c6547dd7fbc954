//! A case: its steps, what happened, whose turn it is, and what can be done next.
//!
//! Routes of cases go into [`ROUTES`]; the rule for one case is `Access::Party(ItemKind::Case)`, which looks at `{id}`.

use crate::ask::Ask;
use crate::route::Route;
use certmap_base::Text;

/// Routes of cases.
pub(crate) const ROUTES: &[Route] = &[];

/// Where a case is begun.
pub(crate) fn begin(_: &Ask) -> Option<(String, Text)> {
    None
}
