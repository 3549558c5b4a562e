-- How many people have an open gap of a kind and were not written to about it within an interval? Unless it is only asked for, lets their reminders be due one after the other, at the pace of mails.
WITH asked AS MATERIALIZED (
    SELECT
        CAST(:#kind AS text) AS kind,
        CAST(:#dryRun AS boolean) AS dry_run,
        CAST(:#pauseMillis AS bigint) * interval '1 millisecond' AS pause,
        now() - CAST(:#intervalMillis AS bigint) * interval '1 millisecond' AS since
), found AS MATERIALIZED (
    -- A gap that is to be mentioned has its time. One without was found with many others, has been mentioned often enough, or is of
    -- somebody who is to be left in peace.
    SELECT g.id, g.subject
    FROM gap AS g
    WHERE g.kind = (SELECT kind FROM asked) AND g.resolved_at IS NULL AND g.remind_at IS NULL
        AND (NOT g.detail @> '{"quiet": true}' OR g.detail -> 'cause' IS NOT NULL)
        AND EXISTS (
            SELECT
            FROM profile AS p
            WHERE p.id = g.profile_id AND p.left_at IS NULL AND p.email_verified AND NOT is_address_in_doubt(p.circle_member_id))
        AND NOT is_paused(g.profile_id, NULL)
        AND NOT EXISTS (SELECT FROM unsubscribed AS u WHERE u.profile_id = g.profile_id)
        AND NOT EXISTS (
            SELECT FROM outbox AS o
            WHERE o.profile_id = g.profile_id AND o.kind = g.kind AND o.channel = 'mail'
                AND (o.state = 'pending' OR COALESCE(o.sent_at, o.created_at) > (SELECT since FROM asked)))
        -- Whoever has no account hears of both in one mail.
        AND (g.kind = 'missing-workos' OR NOT EXISTS (
            SELECT FROM gap AS other
            WHERE other.subject = g.subject AND other.kind = 'missing-workos' AND other.resolved_at IS NULL))
), mentioned AS MATERIALIZED (
    SELECT id, subject FROM found
    UNION
    -- One by one (OFFSET 0): a join would be planned once, while the table is small, as a scan of all open gaps.
    SELECT other.id, found.subject
    FROM found,
        LATERAL (
            SELECT id FROM gap
            WHERE subject = found.subject AND kind = 'incomplete-profile' AND resolved_at IS NULL
                AND detail @> '{"quiet": true}' AND detail -> 'cause' IS NOT NULL
            OFFSET 0) AS other
), locked AS MATERIALIZED (
    -- Still, once they are locked: another call may have been faster.
    SELECT id, kind, subject
    FROM gap
    WHERE id = ANY (ARRAY(SELECT id FROM mentioned WHERE NOT (SELECT dry_run FROM asked)))
        AND resolved_at IS NULL AND remind_at IS NULL
    ORDER BY id
    FOR UPDATE
), placed AS MATERIALIZED (
    SELECT id, kind, dense_rank() OVER (ORDER BY subject) - 1 AS place FROM locked
), told AS (
    UPDATE gap
    SET detail = gap.detail - 'quiet' - 'cause', remind_at = now() + placed.place * asked.pause
    FROM placed, asked
    WHERE gap.id = placed.id
)
SELECT CASE
        WHEN dry_run THEN (SELECT count(*) FROM found)
        ELSE (SELECT count(*) FROM placed WHERE placed.kind = asked.kind)
    END AS count
FROM asked
