"""The provincial office: units, targets, people, rosters, assignments, invitations."""
