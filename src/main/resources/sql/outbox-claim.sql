-- Claims what a channel's next message tells: the row that waits longest, or all of them where they become a digest.
-- Tens of thousands may wait or have been told: what is looked at here must not grow with their number.
WITH RECURSIVE asked AS MATERIALIZED (
    SELECT channel, personal, pause_millis * 1000 AS pause_micros, threshold,
        silence_millis * interval '1 millisecond' AS silence,
        window_millis * interval '1 millisecond' AS quiet
    FROM jsonb_to_record(CAST(# AS jsonb)) AS r (
        channel text, personal boolean, pause_millis bigint, silence_millis bigint, threshold integer, window_millis bigint)
), channel AS MATERIALIZED (
    SELECT *
    FROM partner AS c
    WHERE name = (SELECT channel FROM asked) AND turn_of(c) <= now()
    FOR UPDATE SKIP LOCKED
), told_at AS (
    -- Messages of one digest share their time; each step goes on to the next one by the index.
    SELECT 0 AS messages, now() - quiet AS sent_at FROM asked
    UNION ALL
    SELECT told_at.messages + 1, later.sent_at
    FROM told_at,
        LATERAL (
            SELECT sent_at FROM outbox
            WHERE channel = (SELECT name FROM channel) AND state = 'sent' AND sent_at > told_at.sent_at
                -- Told while the clock was ahead, they say nothing of the last minute.
                AND sent_at <= now()
            ORDER BY sent_at
            LIMIT 1) AS later
    WHERE told_at.messages < (SELECT threshold FROM asked)
), waiting AS (
    SELECT count(*) AS messages FROM (
        SELECT FROM outbox
        WHERE channel = (SELECT name FROM channel) AND state = 'pending' AND due_at <= now()
            AND (leased_until IS NULL OR leased_until <= now())
        LIMIT (SELECT threshold + 1 FROM asked)) AS counted
), doubtful AS (
    -- One of a digest that was not taken; each goes out alone, so that only the faulty one fails.
    SELECT id, due_at FROM outbox
    WHERE (SELECT threshold FROM asked) IS NOT NULL
        AND channel = (SELECT name FROM channel) AND state = 'pending' AND attempts > 0 AND due_at <= now()
        AND (leased_until IS NULL OR leased_until <= now())
    ORDER BY due_at, id
    LIMIT 1
), claimed AS (
    SELECT id FROM outbox
    WHERE channel = (SELECT name FROM channel) AND state = 'pending' AND due_at <= now()
        AND (leased_until IS NULL OR leased_until <= now())
        AND (id = (SELECT id FROM doubtful) OR NOT EXISTS (SELECT FROM doubtful))
        AND due_at >= COALESCE((SELECT due_at FROM doubtful), '-infinity')
    ORDER BY due_at, id
    LIMIT (
        SELECT CASE
            WHEN threshold IS NULL OR EXISTS (SELECT FROM doubtful) THEN 1
            WHEN (SELECT max(messages) FROM told_at) + (SELECT messages FROM waiting) <= threshold THEN 1
            WHEN (SELECT max(messages) FROM told_at) = 0 THEN 1000
            ELSE 0 END
        FROM asked)
    FOR UPDATE SKIP LOCKED
), next AS (
    -- While the partner refuses all messages, one at a time asks whether it still does.
    UPDATE partner AS c
    SET state = CASE WHEN c.state = 'closed' THEN 'closed' ELSE 'probing' END,
        (next_at, minute, minute_calls, month, month_calls) = (
            SELECT CASE WHEN c.state = 'closed' THEN next.next_at ELSE now() + interval '1 minute' END,
                next.minute, next.minute_calls, next.month, next.month_calls
            FROM after_calls(c, 1, asked.pause_micros) AS next)
    FROM channel, asked
    WHERE c.name = channel.name AND EXISTS (SELECT FROM claimed)
)
UPDATE outbox
SET leased_until = now() + interval '15 minutes'
FROM claimed, channel AS c, asked
WHERE outbox.id = claimed.id
RETURNING
    outbox.id, outbox.key, outbox.channel, outbox.attempts, outbox.profile_id,
    -- It may have waited long: the address that the person had then can be somebody else's by now, and less may be missing.
    CAST(CASE WHEN asked.personal THEN payload
        || COALESCE((
            SELECT jsonb_build_object('person', person_of(p))
            FROM profile AS p
            WHERE p.id = outbox.profile_id), '{}')
        -- Nobody is reminded of what they never heard.
        || CASE WHEN EXISTS (
            SELECT
            FROM outbox AS told
            WHERE told.profile_id = outbox.profile_id AND told.kind = outbox.kind
                AND told.channel = outbox.channel AND told.state = 'sent') THEN CAST('{}' AS jsonb) ELSE '{"reminder": 0}' END
        || jsonb_build_object('missingFields', COALESCE((
            SELECT COALESCE(gap.detail -> 'missing', payload -> 'missingFields')
            FROM gap
            WHERE gap.subject = 'profile:' || outbox.profile_id AND gap.kind = 'incomplete-profile'
                AND gap.resolved_at IS NULL), '[]'))
        ELSE payload END AS text) AS payload,
    -- Once more proves nothing: the channel may be refused a second time, and this be the first to meet it.
    outbox.refused_apart > 0 AND c.state = 'closed' AND COALESCE(c.sent_at > outbox.refused_at, false) AS others_went_out,
    c.refusals,
    CAST(CASE WHEN c.state = 'closed' THEN 0 ELSE extract(epoch FROM now() - c.since) END AS bigint) AS refused_seconds,
    -- When the gap it is about was opened; null if that is over, or the person is not to hear of it any more.
    CASE
        WHEN NOT asked.personal THEN (
            -- By itself (LIMIT): a join would be planned once, while the tables are small, as a scan of all of them.
            SELECT gap.opened_at
            FROM gap
            WHERE gap.subject = outbox.payload -> 'gap' ->> 'subject' AND gap.kind = outbox.kind AND gap.resolved_at IS NULL
            LIMIT 1)
        -- A gap that closes and opens again is told once, until it is time for a reminder.
        WHEN outbox.payload -> 'reminder' <> '0' OR NOT EXISTS (
            SELECT
            FROM outbox AS told
            WHERE told.profile_id = outbox.profile_id AND told.kind = outbox.kind
                AND told.channel = outbox.channel AND told.state = 'sent'
                AND told.sent_at > now() - asked.silence)
        THEN heard_by_mail(outbox.profile_id, outbox.kind)
    END AS gap_opened_at
