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

-- Who wants no mails any more, whatever is found about them later.
CREATE TABLE unsubscribed (
    profile_id uuid PRIMARY KEY REFERENCES profile ON DELETE CASCADE,
    at timestamptz NOT NULL DEFAULT now()
);

CREATE OR REPLACE FUNCTION heard_by_mail(person uuid, what text) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    -- By itself (LIMIT): a join would be planned once, while the tables are small, as a scan of all of them.
    SELECT gap.opened_at
    FROM gap
    WHERE gap.subject = 'profile:' || person AND gap.kind = what AND gap.resolved_at IS NULL AND NOT gap.detail @> '{"quiet": true}'
        AND (SELECT left_at IS NULL AND NOT is_address_in_doubt(circle_member_id) FROM profile WHERE id = gap.profile_id)
        AND NOT EXISTS (SELECT FROM unsubscribed AS u WHERE u.profile_id = gap.profile_id)
    LIMIT 1
$$;
