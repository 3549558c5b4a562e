-- What was sent to Circle for the member and is not answered yet, by its name in Circle; null when nothing is. It is
-- written before the request, so that after a lost answer, or a crash, our own write is not taken for somebody's edit.
ALTER TABLE member_sync ADD COLUMN sent jsonb;

-- What events said of single profile fields since the member was claimed last: [{"field": …, "value": …}].
ALTER TABLE member_sync ADD COLUMN hints jsonb NOT NULL DEFAULT '[]';
-- The generation that the last sync settled. Hints are the only reasons since then if there are as many of them as
-- generations; so whatever marks a member due for another reason need not know about hints.
ALTER TABLE member_sync ADD COLUMN synced_generation bigint NOT NULL DEFAULT 0;

-- Why one side won.
ALTER TABLE conflict ADD COLUMN rule text CHECK (rule IN ('most-recent', 'same-instant'));
UPDATE conflict
SET rule = CASE WHEN local_updated_at = circle_updated_at THEN 'same-instant' ELSE 'most-recent' END;
ALTER TABLE conflict ALTER COLUMN rule SET NOT NULL;
