-- Has all messages wait once more that were given up, or those of a channel, or over whose error it says something; or only tells how many they are.
WITH asked AS MATERIALIZED (
    SELECT * FROM jsonb_to_record(CAST(:#${body} AS jsonb)) AS r (channel text, error text, dry_run boolean, operator text)
), meant AS MATERIALIZED (
    SELECT id, profile_id
    FROM outbox
    WHERE state = 'failed'
      AND ((SELECT channel IS NULL FROM asked) OR channel = (SELECT channel FROM asked))
      AND ((SELECT error IS NULL FROM asked) OR position((SELECT error FROM asked) IN error) > 0)
), noted AS MATERIALIZED (
    -- Profiles are locked before messages everywhere, so that two writers never wait for each other.
    SELECT note_act(
        ARRAY(SELECT DISTINCT profile_id FROM meant WHERE profile_id IS NOT NULL), 'send-again', (SELECT operator FROM asked), 'message')
    FROM asked
    WHERE NOT dry_run
), found AS MATERIALIZED (
    SELECT outbox.id
    FROM (SELECT count(*) FROM noted) AS once_it_is_noted,
        LATERAL (SELECT id FROM meant ORDER BY id) AS meant,
        LATERAL (SELECT id FROM outbox WHERE id = meant.id AND state = 'failed' OFFSET 0 FOR UPDATE) AS outbox
    WHERE (SELECT NOT dry_run FROM asked)
), again AS (
    UPDATE outbox
    SET state = 'pending', attempts = 0, due_at = now(), leased_until = NULL
    WHERE id = ANY (ARRAY(SELECT id FROM found))
)
SELECT CASE WHEN (SELECT dry_run FROM asked) THEN (SELECT count(*) FROM meant) ELSE (SELECT count(*) FROM found) END AS messages
