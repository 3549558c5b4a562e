-- Partners: whether they are called, how fast, and how often they have been.

-- One row for Circle, and one for each channel of messages by its name: mail, slack, slack:members. The state is that of a
-- circuit breaker, for all nodes: closed while calls flow, open while none is made, probing while one call asks whether the
-- partner is well again.
CREATE TABLE partner (
    name         text PRIMARY KEY,
    state        text NOT NULL DEFAULT 'closed' CHECK (state IN ('closed', 'open', 'probing')),
    -- Since when it is closed, or is not; a probe that failed is no new beginning.
    since        timestamptz NOT NULL DEFAULT now(),
    -- Why it is not closed: the partner's status and words, nobody's data.
    reason       text,
    -- Refusals in a row, with which the pauses between probes grow.
    refusals     integer NOT NULL DEFAULT 0,
    -- When the next call may go out. While it is closed, the pace; while it is open, the next probe, and infinity where a person
    -- has opened it; while it is probed, when another node may ask in the place of one that died.
    next_at      timestamptz NOT NULL DEFAULT now(),
    -- When a message went out last.
    sent_at      timestamptz,
    -- Calls of the minute and of the month (UTC) in which they were counted; later ones begin at zero.
    minute       timestamptz NOT NULL DEFAULT '-infinity',
    minute_calls integer NOT NULL DEFAULT 0,
    month        timestamptz NOT NULL DEFAULT '-infinity',
    month_calls  integer NOT NULL DEFAULT 0
);

INSERT INTO partner (name) VALUES ('circle');
-- A node of the version before goes on with its own table, message_channel.
INSERT INTO partner (name, state, since, reason, refusals, next_at, sent_at)
SELECT name, CASE WHEN refused_since IS NULL THEN 'closed' ELSE 'open' END, COALESCE(refused_since, now()), error, refusals, next_at, sent_at
FROM message_channel;

-- Calls that were made in this month.
CREATE FUNCTION calls_of_month(p partner) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p.month = date_trunc('month', now(), 'UTC') THEN p.month_calls ELSE 0 END
$$;

-- Calls that were made in this minute.
CREATE FUNCTION calls_of_minute(p partner) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p.minute = date_trunc('minute', now(), 'UTC') THEN p.minute_calls ELSE 0 END
$$;

-- Refusals in a row: what is well for less than a minute and fails again goes on failing.
CREATE FUNCTION refusals_in_a_row(p partner) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p.state = 'closed' AND p.since <= now() - interval '1 minute' THEN 0 ELSE p.refusals END
$$;

-- How many calls may be made now: none while the partner is not called, else as many as the pace, of which so many may go out
-- at once, and the rest of the month's quota allow. What a node has taken before and not needed is its own.
CREATE FUNCTION calls_free(p partner, own bigint, pause_micros bigint, burst integer, quota integer) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN p.state = 'closed'
        THEN own + LEAST(
            burst - CAST(ceil(GREATEST(extract(epoch FROM p.next_at - now()), 0) * 1000000 / pause_micros) AS bigint),
            quota - calls_of_month(p))
        ELSE 0
    END
$$;

-- What a partner's row is after calls were taken, or given back because they were not needed: the time of the next one and the
-- counts move on with them, or back.
CREATE FUNCTION after_calls(p partner, taken bigint, pause_micros bigint)
RETURNS TABLE (next_at timestamptz, minute timestamptz, minute_calls integer, month timestamptz, month_calls integer)
LANGUAGE sql STABLE AS $$
    SELECT
        CASE
            WHEN p.state = 'closed' THEN GREATEST(p.next_at, now()) + taken * pause_micros * interval '1 microsecond'
            ELSE p.next_at
        END,
        date_trunc('minute', now(), 'UTC'),
        CAST(GREATEST(calls_of_minute(p) + taken, 0) AS integer),
        date_trunc('month', now(), 'UTC'),
        CAST(GREATEST(calls_of_month(p) + taken, 0) AS integer)
$$;

-- Members and searches that wait for another attempt: found by whoever lets them begin a new count.
CREATE INDEX member_sync_tried_again ON member_sync (circle_member_id) WHERE error IS NOT NULL AND failed_at IS NULL;
CREATE INDEX profile_search_tried_again ON profile_search (profile_id) WHERE attempts > 0;
-- Those that were given up, to be counted.
CREATE INDEX member_sync_failed ON member_sync (circle_member_id) WHERE failed_at IS NOT NULL;

-- Lets all that wait for another attempt begin a new count, at once: nobody can tell which of them failed because the partner
-- was away, and none of them is to be given up for it.
CREATE FUNCTION count_attempts_anew() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    members bigint;
BEGIN
    -- Whoever holds one of them writes what becomes of it.
    UPDATE profile_search AS s
    SET attempts = 0, due_at = LEAST(s.due_at, now())
    FROM (
        SELECT profile_id FROM profile_search
        WHERE attempts > 0 AND lease_token IS NULL
        ORDER BY profile_id
        FOR UPDATE SKIP LOCKED) AS waiting
    WHERE s.profile_id = waiting.profile_id;
    UPDATE member_sync AS m
    SET attempts = 0, due_at = LEAST(m.due_at, now())
    FROM (
        SELECT circle_member_id FROM member_sync
        WHERE error IS NOT NULL AND failed_at IS NULL AND lease_token IS NULL
        ORDER BY circle_member_id
        FOR UPDATE SKIP LOCKED) AS waiting
    WHERE m.circle_member_id = waiting.circle_member_id;
    GET DIAGNOSTICS members = ROW_COUNT;
    RETURN members;
END
$$;
