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
