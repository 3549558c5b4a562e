-- What the last sync saw of Circle's address, and what Circle did not keep of what was pushed ({fieldJsonName: value}).
ALTER TABLE profile ADD COLUMN circle_email text;
ALTER TABLE profile ADD COLUMN push_rejected jsonb NOT NULL DEFAULT '{}';
UPDATE profile SET circle_email = email WHERE circle_member_id IS NOT NULL;

-- The timeline of a profile: every change, written in the transaction that made it.
CREATE TABLE change (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    profile_id uuid NOT NULL REFERENCES profile (id) ON DELETE CASCADE,
    changed_at timestamptz NOT NULL,
    field      text NOT NULL,
    old_value  text,
    new_value  text,
    source     text NOT NULL CHECK (source IN ('circle', 'local', 'workos', 'push')),
    rule       text NOT NULL,
    winner     text CHECK (winner IN ('local', 'circle')),
    event_id   bigint
);
CREATE INDEX change_profile_id ON change (profile_id, id);

-- Profiles made here whose member is to be looked for in Circle by e-mail.
CREATE TABLE profile_search (
    profile_id  uuid PRIMARY KEY REFERENCES profile (id) ON DELETE CASCADE,
    due_at      timestamptz NOT NULL,
    lease_token uuid,
    attempts    integer NOT NULL DEFAULT 0
);
CREATE INDEX profile_search_due_at ON profile_search (due_at);

-- Events that have an id of their own are taken once.
ALTER TABLE event ADD COLUMN external_id text;
CREATE UNIQUE INDEX event_external_id ON event (source, external_id);

-- Applied: what the event came to was written together with it.
ALTER TABLE event DROP CONSTRAINT event_disposition_check;
ALTER TABLE event ADD CHECK (disposition IN ('due', 'applied', 'ignored', 'quarantined'));

-- The account's verified address as WorkOS last gave it, so that only a change of it moves the profile's.
ALTER TABLE profile ADD COLUMN workos_email text;

-- When WorkOS last changed each of its users, as far as we heard; events come in any order.
CREATE TABLE workos_user (
    user_id    text PRIMARY KEY,
    updated_at timestamptz NOT NULL,
    deleted    boolean NOT NULL DEFAULT false
);

-- That somebody's data were erased, and nothing else about them.
CREATE TABLE erasure (
    profile_id uuid PRIMARY KEY,
    erased_at  timestamptz NOT NULL
);
