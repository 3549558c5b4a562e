-- Accounts of WorkOS that could not be told from profiles, by what their last event said. They are looked at again once one of the
-- profiles has changed, or is gone: whoever had the address before may have left, or another event may only have come too late.
CREATE TABLE account_conflict (
    user_id     text PRIMARY KEY REFERENCES workos_user (user_id) ON DELETE CASCADE,
    event_id    bigint NOT NULL,
    -- When WorkOS had changed the user by then: a node of an earlier version writes down what is newer, and not what it came to.
    updated_at  timestamptz NOT NULL,
    profile_ids uuid[] NOT NULL,
    decided_at  timestamptz NOT NULL
);
CREATE INDEX account_conflict_event_id ON account_conflict (event_id);

-- Whether one of the profiles has changed since, or is gone.
CREATE FUNCTION is_to_be_decided_again(c account_conflict) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CAST(cardinality(c.profile_ids) AS bigint) > (
        SELECT count(*)
        FROM unnest(c.profile_ids) AS met,
            LATERAL (SELECT changed_at FROM profile WHERE id = met OFFSET 0) AS p
        WHERE p.changed_at < c.decided_at)
$$;
