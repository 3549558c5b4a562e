-- Notes of the last conflict about each value that was taken back who has won since: a person has let the other side win, or has not any more.
WITH undone AS (
    -- Of several changes of one field the oldest says what is there now.
    SELECT DISTINCT ON (r."profileId", r.field) r."profileId" AS profile_id, r.field, r."to" AS value
    FROM jsonb_to_recordset(CAST(:#${body.done} AS jsonb)) AS r ("changeId" bigint, "profileId" uuid, field text, "to" text)
    ORDER BY r."profileId", r.field, r."changeId"
), decided AS (
    SELECT latest.id, CASE WHEN latest.winner = 'local' THEN circle_value ELSE local_value END = undone.value AS flipped
    FROM undone,
        LATERAL (
            SELECT id, winner, local_value, circle_value
            FROM (SELECT * FROM conflict WHERE profile_id = undone.profile_id AND conflict.field = undone.field OFFSET 0) AS theirs
            ORDER BY id DESC
            LIMIT 1) AS latest
    WHERE undone.value IN (latest.local_value, latest.circle_value)
)
UPDATE conflict
SET flipped_at = CASE WHEN decided.flipped THEN now() END
FROM decided
WHERE conflict.id = decided.id AND decided.flipped = (conflict.flipped_at IS NULL)
