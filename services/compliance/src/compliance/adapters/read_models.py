"""The read models: each a pure fold of this service's own events into rows."""

from compliance.adapters.assessed import ObligationProjection
from compliance.adapters.duty_models import (
    fold_period,
    period_keys,
)
from compliance.adapters.issued import ConsequenceProjection
from compliance.adapters.people_models import (
    agency_keys,
    draft_keys,
    fold_agency,
    fold_draft,
    fold_import,
    fold_institution,
    fold_member,
    fold_policy,
    import_keys,
    institution_keys,
    member_keys,
    policy_keys,
)
from compliance.adapters.purchase_models import (
    fold_purchase,
    fold_spend,
    place_changes,
    purchase_keys,
    spend_keys,
    turnover_changes,
)
from compliance.adapters.tables import (
    agencies,
    institutions,
    member_imports,
    members,
    periods,
    place_months,
    policies,
    policy_drafts,
    purchases,
    seller_months,
    spends,
)
from kernel.adapters.projections import AddingProjection, RowProjection

PROJECTIONS = (
    RowProjection("institutions", institutions, keys=institution_keys, fold=fold_institution),
    RowProjection("agencies", agencies, keys=agency_keys, fold=fold_agency),
    RowProjection("members", members, keys=member_keys, fold=fold_member),
    RowProjection("member_imports", member_imports, keys=import_keys, fold=fold_import),
    RowProjection("policies", policies, keys=policy_keys, fold=fold_policy),
    RowProjection("policy_drafts", policy_drafts, keys=draft_keys, fold=fold_draft),
    RowProjection("periods", periods, keys=period_keys, fold=fold_period),
    ObligationProjection(),
    RowProjection("purchases", purchases, keys=purchase_keys, fold=fold_purchase),
    RowProjection("spends", spends, keys=spend_keys, fold=fold_spend),
    ConsequenceProjection(),
    AddingProjection("seller_months", seller_months, changes=turnover_changes),
    AddingProjection("place_months", place_months, changes=place_changes),
)
