-- The profile for which the member was last looked for, so that its erasure also ends a sync that has not linked them yet.
ALTER TABLE member_sync ADD COLUMN searched_for uuid;
