-- When a partner's next call may go out, or it is asked next whether it is well. What lies further ahead than that can be was written
-- while the server's clock was ahead, as before a fail-over, and nobody is to wait until it is there again: the pace puts a call off
-- by two minutes at most, and no partner is waited for longer than the hour that it may ask for.
CREATE OR REPLACE FUNCTION turn_of(p partner) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN p.state = 'closed' AND p.next_at > now() + interval '3 minutes' THEN now()
        WHEN p.next_at > now() + interval '2 hours' AND p.next_at < 'infinity' THEN now()
        ELSE p.next_at
    END
$$;

-- How many bytes of texts a page of a list comes to at most, but for its last row: it is held as a whole while it is written.
CREATE FUNCTION page_bytes() RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT CAST(2 * 1024 * 1024 AS bigint)
$$;
