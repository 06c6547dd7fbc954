//! A product: its models, parties and papers, the map of what it needs, and its plans.
//!
//! Routes of products go into [`ROUTES`]; the rule for one product is `Access::Party(ItemKind::Product)`, which looks at
//! `{id}`.

use crate::ask::Ask;
use crate::route::Route;
use certmap_base::Text;

/// Routes of products.
pub(crate) const ROUTES: &[Route] = &[];

/// Where a product is begun.
pub(crate) fn begin(_: &Ask) -> Option<(String, Text)> {
    None
}
