-- What was sent to Circle for the member and is not answered yet, by its name in Circle; null when nothing is. It is
-- written before the request, so that after a lost answer, or a crash, our own write is not taken for somebody's edit.
ALTER TABLE member_sync ADD COLUMN sent jsonb;
