-- A member of the community, as the app knows them.
CREATE TABLE profile (
    id                 uuid PRIMARY KEY,
    email              text NOT NULL,
    workos_user_id     text,
    circle_member_id   bigint,
    first_name         text,
    last_name          text,
    headline           text,
    bio                text,
    location           text,
    website            text,
    instagram_url      text,
    linkedin_url       text,
    things_i_can_offer text[] NOT NULL DEFAULT '{}',
    resume_link        text,
    referral_code      text,
    is_stub            boolean NOT NULL DEFAULT false,
    created_at         timestamptz NOT NULL,
    updated_at         timestamptz NOT NULL,
    circle_updated_at  timestamptz,
    -- Per synced field, the last value on which both sides agreed; null until they first did.
    base               jsonb,
    circle_profile_url text,
    left_at            timestamptz
);
COMMENT ON COLUMN profile.updated_at IS 'The last local edit; a sync from Circle does not move it.';
COMMENT ON COLUMN profile.circle_updated_at IS 'Circle''s own updated_at as last seen.';
CREATE UNIQUE INDEX profile_email ON profile (lower(email));
CREATE UNIQUE INDEX profile_workos_user_id ON profile (workos_user_id);
CREATE UNIQUE INDEX profile_circle_member_id ON profile (circle_member_id);
CREATE UNIQUE INDEX profile_referral_code ON profile (referral_code);

-- Every webhook that was answered with 200, and those that were refused but came with the right secret.
CREATE TABLE event (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    received_at      timestamptz NOT NULL,
    source           text NOT NULL,
    type             text,
    disposition      text NOT NULL CHECK (disposition IN ('due', 'ignored', 'quarantined')),
    circle_member_id bigint,
    reason           text,
    body             text NOT NULL
);
CREATE INDEX event_circle_member_id ON event (circle_member_id, id);

-- The work queue of member-sync: one row per Circle member that was ever heard of.
CREATE TABLE member_sync (
    circle_member_id bigint PRIMARY KEY,
    -- When to take the member next, which for one being synced is the end of the lease; null when nothing is waiting.
    due_at           timestamptz,
    -- Counts what made the member due, so that an event during a sync leads to another one after it.
    generation       bigint NOT NULL DEFAULT 1,
    -- Who holds the member; null when nobody does.
    lease_token      uuid,
    attempts         integer NOT NULL DEFAULT 0,
    -- A whole member that an event carried, which saves the fetch.
    snapshot         text,
    event_id         bigint,
    failed_at        timestamptz,
    error            text,
    -- When the last sync that succeeded was claimed: every event before it is settled.
    synced_at        timestamptz
);
CREATE INDEX member_sync_due_at ON member_sync (due_at) WHERE due_at IS NOT NULL;

-- Both sides had a value and the values differed.
CREATE TABLE conflict (
    id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    profile_id        uuid NOT NULL REFERENCES profile (id) ON DELETE CASCADE,
    circle_member_id  bigint NOT NULL,
    field             text NOT NULL,
    local_value       text,
    circle_value      text,
    local_updated_at  timestamptz,
    circle_updated_at timestamptz,
    winner            text NOT NULL CHECK (winner IN ('local', 'circle')),
    event_id          bigint,
    recorded_at       timestamptz NOT NULL
);
-- A sync that runs again over the same two values does not record the same conflict again.
CREATE UNIQUE INDEX conflict_once
    ON conflict (profile_id, field, winner, md5(local_value), md5(circle_value), local_updated_at);

-- Something a person should know or do.
CREATE TABLE gap (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind             text NOT NULL,
    -- What the gap is about: 'profile:<id>' or 'member:<circle member id>'.
    subject          text NOT NULL,
    profile_id       uuid REFERENCES profile (id) ON DELETE CASCADE,
    circle_member_id bigint,
    detail           jsonb NOT NULL DEFAULT '{}',
    opened_at        timestamptz NOT NULL,
    reminders        integer NOT NULL DEFAULT 0,
    -- When to remind; null when there is nothing to repeat.
    remind_at        timestamptz,
    resolved_at      timestamptz
);
CREATE UNIQUE INDEX gap_open_once ON gap (subject, kind) WHERE resolved_at IS NULL;
CREATE INDEX gap_profile_id ON gap (profile_id);
CREATE INDEX gap_remind_at ON gap (remind_at) WHERE resolved_at IS NULL;

-- Slack alerts and mails to send, written in the transaction that found the reason.
CREATE TABLE outbox (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Says what the message is about; a second row with the same key is never written.
    key          text NOT NULL UNIQUE,
    channel      text NOT NULL CHECK (channel IN ('slack', 'mail')),
    kind         text NOT NULL,
    profile_id   uuid REFERENCES profile (id) ON DELETE CASCADE,
    payload      jsonb NOT NULL,
    -- Obsolete: not sent, because what it asks for was done before.
    state        text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sent', 'failed', 'obsolete')),
    attempts     integer NOT NULL DEFAULT 0,
    created_at   timestamptz NOT NULL,
    due_at       timestamptz NOT NULL,
    leased_until timestamptz,
    sent_at      timestamptz,
    error        text
);
CREATE INDEX outbox_due_at ON outbox (channel, due_at) WHERE state = 'pending';
CREATE INDEX outbox_slack_sent_at ON outbox (sent_at) WHERE channel = 'slack' AND state = 'sent';
CREATE INDEX outbox_profile_id ON outbox (profile_id);
