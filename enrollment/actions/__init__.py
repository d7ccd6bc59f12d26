"""What the office can do: units, cohorts, people, assignments, invitations, rosters."""

from enrollment.actions.assignments import (
    AssignmentChoice,
    enroll_assigned,
    remove_assignment,
    save_assignments,
)
from enrollment.actions.cohorts import ensure_cohorts, save_targets
from enrollment.actions.extensions import (
    ExtensionChoice,
    ExtensionRefused,
    extend_enrollment,
    take_extension_back,
)
from enrollment.actions.invitations import invite_learners, issue_slip
from enrollment.actions.people import (
    ContactTaken,
    change_learner,
    follow_account_name,
    is_name_kept,
)
from enrollment.actions.rosters import apply_roster, discard_roster, upload_roster
from enrollment.actions.rules import (
    RuleChoice,
    SavedRule,
    assign_adopted,
    follow_rules,
    remove_rule,
    save_rule,
)
from enrollment.actions.units import UnitInsideItself, create_unit, edit_unit, save_units

__all__ = [
    "AssignmentChoice",
    "ContactTaken",
    "ExtensionChoice",
    "ExtensionRefused",
    "RuleChoice",
    "SavedRule",
    "UnitInsideItself",
    "apply_roster",
    "assign_adopted",
    "change_learner",
    "create_unit",
    "discard_roster",
    "edit_unit",
    "enroll_assigned",
    "ensure_cohorts",
    "extend_enrollment",
    "follow_account_name",
    "follow_rules",
    "invite_learners",
    "is_name_kept",
    "issue_slip",
    "remove_assignment",
    "remove_rule",
    "save_assignments",
    "save_rule",
    "save_targets",
    "save_units",
    "take_extension_back",
    "upload_roster",
]
