-- Whose profile a member was linked to until a person said otherwise: who is erased is found there, too.
CREATE INDEX change_of_another ON change (old_value) WHERE field = 'circleMemberId' AND rule = 'linked-by-person';
