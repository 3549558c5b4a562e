-- The gaps that have a reminder ahead. Whoever asks for open gaps by anything else must not find this index fit for it:
-- planned while the table was small, that would read all open gaps ever after.
DROP INDEX gap_remind_at;
CREATE INDEX gap_remind_at ON gap (remind_at) WHERE resolved_at IS NULL AND remind_at IS NOT NULL;
