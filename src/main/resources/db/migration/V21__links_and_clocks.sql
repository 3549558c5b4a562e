-- Whose profile a member was linked to until a person said otherwise: who is erased is found there, too.
CREATE INDEX change_of_another ON change (old_value) WHERE field = 'circleMemberId' AND rule = 'linked-by-person';

-- When a partner's next call may go out. While it is called, its pace puts that off by two minutes at most: what lies further
-- ahead was written before the server's clock went back, as by a fail-over, and nobody is to wait until it is there again.
CREATE FUNCTION turn_of(p partner) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p.state = 'closed' AND p.next_at > now() + interval '3 minutes' THEN now() ELSE p.next_at END
$$;

CREATE OR REPLACE FUNCTION calls_free(p partner, own bigint, pause_micros bigint, burst integer, quota integer) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN p.state = 'closed'
        THEN own + LEAST(
            burst - CAST(ceil(GREATEST(extract(epoch FROM turn_of(p) - now()), 0) * 1000000 / pause_micros) AS bigint),
            quota - calls_of_month(p))
        ELSE 0
    END
$$;

CREATE OR REPLACE FUNCTION after_calls(p partner, taken bigint, pause_micros bigint)
RETURNS TABLE (next_at timestamptz, minute timestamptz, minute_calls integer, month timestamptz, month_calls integer)
LANGUAGE sql STABLE AS $$
    SELECT
        CASE
            WHEN p.state = 'closed' THEN GREATEST(turn_of(p), now()) + taken * pause_micros * interval '1 microsecond'
            ELSE p.next_at
        END,
        date_trunc('minute', now(), 'UTC'),
        CAST(GREATEST(calls_of_minute(p) + taken, 0) AS integer),
        date_trunc('month', now(), 'UTC'),
        CAST(GREATEST(calls_of_month(p) + taken, 0) AS integer)
$$;
