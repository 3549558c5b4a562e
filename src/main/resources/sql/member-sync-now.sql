-- Makes a member due before all others, whatever they wait for but a pause, with what Circle refused of theirs, unless it is a dry run; answers whether there is one, and whether they are due now, or would be.
WITH known AS MATERIALIZED (
    SELECT CAST(:#memberId AS bigint) AS id
    WHERE EXISTS (SELECT FROM member_sync WHERE circle_member_id = CAST(:#memberId AS bigint))
       OR EXISTS (SELECT FROM profile WHERE circle_member_id = CAST(:#memberId AS bigint))
), wanted AS MATERIALIZED (
    SELECT id FROM known WHERE NOT CAST(:#dryRun AS boolean)
), noted AS MATERIALIZED (
    SELECT note_act(ARRAY(SELECT id FROM profile WHERE circle_member_id = wanted.id), 'sync-now', CAST(:#operator AS text))
    FROM wanted
    WHERE NOT is_paused(NULL, id)
), sent_again AS (
    -- What Circle refused; by now it may take it.
    UPDATE profile AS p
    SET push_rejected = '{}', rejected_definitions = '{}'
    FROM wanted, (SELECT count(*) FROM noted) AS once_it_is_noted
    WHERE p.circle_member_id = wanted.id AND p.push_rejected <> '{}' AND NOT is_paused(NULL, wanted.id)
    RETURNING p.id
), marked AS (
    INSERT INTO member_sync AS m (circle_member_id, due_at, asked_for, traceparent)
    SELECT id, before_all_others(), true, :#traceparent
    FROM wanted, (SELECT count(*) FROM noted) AS once_it_is_noted, (SELECT count(*) FROM sent_again) AS once_profiles_are_locked
    ON CONFLICT (circle_member_id) DO UPDATE
    SET generation = m.generation + 1,
        -- What an event said is older than this; Circle is to be asked.
        snapshot = NULL,
        traceparent = excluded.traceparent,
        -- A sync that is under way is followed by another.
        due_at = CASE WHEN m.lease_token IS NULL THEN excluded.due_at ELSE m.due_at END,
        asked_for = true,
        attempts = 0,
        error = NULL,
        failed_at = NULL
    WHERE m.due_at IS DISTINCT FROM 'infinity'
    RETURNING circle_member_id
)
SELECT EXISTS (SELECT FROM known) AS known,
    EXISTS (SELECT FROM marked)
        OR CAST(:#dryRun AS boolean) AND EXISTS (SELECT FROM known WHERE NOT is_paused(NULL, id)) AS due
