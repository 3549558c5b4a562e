-- A member of the community, as the app knows them.
CREATE TABLE profile (
    id                   uuid PRIMARY KEY,
    -- As it is shown; nothing is compared with it.
    email                text NOT NULL,
    -- The form in which addresses are compared, as io.circlesync.profile.EmailAddress makes it. Whoever writes an address writes both.
    email_key            text NOT NULL,
    -- Whether the address is proven to be the person's: by Circle, by WorkOS, or on the app's word.
    email_verified       boolean NOT NULL DEFAULT false,
    workos_user_id       text,
    -- The address of the account when it was linked, or as WorkOS last verified it: only a change of it moves the profile's.
    workos_email         text,
    circle_member_id     bigint,
    -- Circle's address as the last sync saw it: only a change of it moves the profile's.
    circle_email         text,
    -- The WorkOS account that Circle names; whether it is known here says workos_user_id.
    circle_account       text,
    circle_profile_url   text,
    first_name           text,
    last_name            text,
    headline             text,
    bio                  text,
    location             text,
    website              text,
    instagram_url        text,
    linkedin_url         text,
    -- Profile fields of a community's own, by their names here; a field without a value is absent.
    custom               jsonb NOT NULL DEFAULT '{}',
    things_i_can_offer   text[] NOT NULL DEFAULT '{}',
    resume_link          text,
    referral_code        text,
    -- Made from Circle with nothing but an address.
    is_stub              boolean NOT NULL DEFAULT false,
    created_at           timestamptz NOT NULL,
    -- The last local edit; a sync from Circle does not move it.
    updated_at           timestamptz NOT NULL,
    -- Circle's own updated_at as last seen.
    circle_updated_at    timestamptz,
    -- When what apps see changed last, by an edit or by a sync, so that apps that keep a copy can ask for what is new.
    changed_at           timestamptz NOT NULL DEFAULT now(),
    -- Per synced field, what Circle showed when it was last decided what both sides should have; null until that first was.
    base                 jsonb,
    -- What Circle did not keep of what was sent ({field: value}), and how it defined these fields ({field: definition}): once a
    -- definition has changed, the value is sent again.
    push_rejected        jsonb NOT NULL DEFAULT '{}',
    rejected_definitions jsonb NOT NULL DEFAULT '{}',
    left_at              timestamptz,
    -- Has not come to the community yet.
    invited              boolean NOT NULL DEFAULT false
);
CREATE UNIQUE INDEX profile_email_key ON profile (email_key);
CREATE UNIQUE INDEX profile_workos_user_id ON profile (workos_user_id);
CREATE UNIQUE INDEX profile_circle_member_id ON profile (circle_member_id);
CREATE UNIQUE INDEX profile_referral_code ON profile (referral_code);
CREATE INDEX profile_circle_account ON profile (circle_account);
CREATE INDEX profile_changed_at ON profile (changed_at, id);

-- A trigger, because many statements write profiles, those of an earlier version beside this one too. The clock is read when the row
-- is written, shortly before the commit, and not when the transaction began.
CREATE FUNCTION profile_has_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_at := clock_timestamp();
    RETURN NEW;
END
$$;
CREATE TRIGGER profile_is_new BEFORE INSERT ON profile
    FOR EACH ROW EXECUTE FUNCTION profile_has_changed();
CREATE TRIGGER profile_changes BEFORE UPDATE ON profile
    FOR EACH ROW
    WHEN ((OLD.email, OLD.workos_user_id, OLD.circle_member_id, OLD.first_name, OLD.last_name, OLD.headline, OLD.bio,
           OLD.location, OLD.website, OLD.instagram_url, OLD.linkedin_url, OLD.custom, OLD.things_i_can_offer,
           OLD.resume_link, OLD.referral_code, OLD.is_stub, OLD.updated_at, OLD.circle_updated_at)
        IS DISTINCT FROM
          (NEW.email, NEW.workos_user_id, NEW.circle_member_id, NEW.first_name, NEW.last_name, NEW.headline, NEW.bio,
           NEW.location, NEW.website, NEW.instagram_url, NEW.linkedin_url, NEW.custom, NEW.things_i_can_offer,
           NEW.resume_link, NEW.referral_code, NEW.is_stub, NEW.updated_at, NEW.circle_updated_at))
    EXECUTE FUNCTION profile_has_changed();

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
    -- Why that side won.
    rule              text NOT NULL CHECK (rule IN ('most-recent', 'same-instant')),
    event_id          bigint,
    recorded_at       timestamptz NOT NULL
);
-- A sync that runs again over the same two values does not record the same conflict again.
CREATE UNIQUE INDEX conflict_once
    ON conflict (profile_id, field, winner, md5(local_value), md5(circle_value), local_updated_at);

-- That somebody's data were erased, and nothing else about them.
CREATE TABLE erasure (
    profile_id uuid PRIMARY KEY,
    erased_at  timestamptz NOT NULL
);

-- Every webhook that was answered with 200, and those that were refused but came with the right secret.
CREATE TABLE event (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    received_at      timestamptz NOT NULL,
    source           text NOT NULL,
    -- Events that have an id of their own are taken once.
    external_id      text,
    type             text,
    -- Applied: what the event came to was written together with it.
    disposition      text NOT NULL CHECK (disposition IN ('due', 'applied', 'ignored', 'quarantined')),
    circle_member_id bigint,
    reason           text,
    body             text NOT NULL
);
CREATE INDEX event_circle_member_id ON event (circle_member_id, id);
CREATE UNIQUE INDEX event_external_id ON event (source, external_id);

-- When WorkOS last changed each of its users, as far as we heard; events come in any order.
CREATE TABLE workos_user (
    user_id    text PRIMARY KEY,
    updated_at timestamptz NOT NULL,
    deleted    boolean NOT NULL DEFAULT false
);

-- The work queue of member-sync: one row per Circle member that was ever heard of.
CREATE TABLE member_sync (
    circle_member_id  bigint PRIMARY KEY,
    -- When to take the member next, which for one being synced is the end of the lease; null when nothing is waiting.
    due_at            timestamptz,
    -- Counts what made the member due, so that an event during a sync leads to another one after it.
    generation        bigint NOT NULL DEFAULT 1,
    -- The generation that the last sync settled. Hints are the only reasons since then if there are as many of them as
    -- generations; so whatever marks a member due for another reason need not know about hints.
    synced_generation bigint NOT NULL DEFAULT 0,
    -- When the last sync that succeeded was claimed: every event before it is settled.
    synced_at         timestamptz,
    -- Who holds the member; null when nobody does.
    lease_token       uuid,
    attempts          integer NOT NULL DEFAULT 0,
    failed_at         timestamptz,
    error             text,
    -- A whole member that an event carried, which saves the fetch.
    snapshot          text,
    event_id          bigint,
    -- What events said of single profile fields since the member was claimed last: [{"field": …, "value": …}].
    hints             jsonb NOT NULL DEFAULT '[]',
    -- What was sent to Circle and is not answered yet, by its name in Circle; null when nothing is. It is written before the
    -- request, so that after a lost answer, or a crash, our own write is not taken for somebody's edit.
    sent              jsonb,
    -- The profile for which the member was last looked for, so that its erasure also ends a sync that has not linked them yet.
    searched_for      uuid
);
CREATE INDEX member_sync_due_at ON member_sync (due_at) WHERE due_at IS NOT NULL;

-- Marks members due for a reason that is no event: an edit, a search, or that somebody can be told from them now.
CREATE FUNCTION mark_due(members bigint[], searching uuid DEFAULT NULL) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    marked bigint;
BEGIN
    INSERT INTO member_sync AS m (circle_member_id, due_at, searched_for)
    SELECT member, now(), searching
    FROM unnest(members) AS member
    -- Locked in one order everywhere, so that two writers never wait for each other.
    ORDER BY member
    ON CONFLICT (circle_member_id) DO UPDATE
    SET generation = m.generation + 1,
        -- What an event said is older than this; Circle is to be asked.
        snapshot = NULL,
        searched_for = COALESCE(excluded.searched_for, m.searched_for),
        -- The end of a lease and the end of a back-off stand.
        due_at = CASE
            WHEN m.lease_token IS NOT NULL OR (m.error IS NOT NULL AND m.failed_at IS NULL) THEN m.due_at
            ELSE LEAST(m.due_at, excluded.due_at)
        END,
        error = CASE WHEN m.failed_at IS NULL THEN m.error END,
        attempts = 0,
        failed_at = NULL;
    GET DIAGNOSTICS marked = ROW_COUNT;
    RETURN marked;
END
$$;

-- Profiles made here whose member is to be looked for in Circle by e-mail.
CREATE TABLE profile_search (
    profile_id  uuid PRIMARY KEY REFERENCES profile (id) ON DELETE CASCADE,
    due_at      timestamptz NOT NULL,
    lease_token uuid,
    attempts    integer NOT NULL DEFAULT 0
);
CREATE INDEX profile_search_due_at ON profile_search (due_at);

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
-- Whoever asks for open gaps by anything else must not find this index fit for it (IS NOT NULL): planned while the table was small,
-- that would read all open gaps ever after.
CREATE INDEX gap_remind_at ON gap (remind_at) WHERE resolved_at IS NULL AND remind_at IS NOT NULL;
-- Whoever changes or erases a profile looks for the members who could not be told from it. The few open conflicts lie apart, however
-- many gaps there are.
CREATE INDEX gap_identity_conflict ON gap (circle_member_id) WHERE kind = 'identity-conflict' AND resolved_at IS NULL;

-- Members who cannot be told from one of these profiles. Whoever changes what tells people apart marks them due.
CREATE FUNCTION members_in_conflict(profiles uuid[]) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    SELECT DISTINCT circle_member_id
    FROM gap
    WHERE kind = 'identity-conflict' AND resolved_at IS NULL AND subject = 'member:' || circle_member_id
      AND detail -> 'profileIds' ?| CAST(profiles AS text[])
$$;

-- Alerts and mails to send, written in the transaction that found the reason.
CREATE TABLE outbox (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Says what the message is about; a second row with the same key is never written.
    key          text NOT NULL UNIQUE,
    -- Any number of channels of any kind, by name: mail, slack, slack:members. A kind is what stands before the colon.
    channel      text NOT NULL,
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
    -- When the channel, and not the message, was refused last. If others have gone out since, the message was meant after all.
    refused_at   timestamptz,
    error        text
);
CREATE INDEX outbox_due_at ON outbox (channel, due_at) WHERE state = 'pending';
-- The few that are tried again, found without a look at all that wait.
CREATE INDEX outbox_tried_again ON outbox (channel, due_at) WHERE state = 'pending' AND attempts > 0;
CREATE INDEX outbox_sent_at ON outbox (channel, sent_at) WHERE state = 'sent';
CREATE INDEX outbox_profile_id ON outbox (profile_id);

-- How each channel of messages stands. While a partner refuses our account, nothing is wrong with the messages that wait.
CREATE TABLE message_channel (
    name          text PRIMARY KEY,
    -- Since when the channel takes nothing; null while messages go out.
    refused_since timestamptz,
    -- Refusals since then.
    refusals      integer NOT NULL DEFAULT 0,
    error         text,
    -- When the last message went out.
    sent_at       timestamptz,
    -- When the channel's next message may go out: after the pause between two messages, when its partner has asked to wait, or
    -- when one message asks again whether the partner takes any.
    next_at       timestamptz NOT NULL DEFAULT now()
);
INSERT INTO message_channel (name) VALUES ('slack'), ('mail');

-- Whom a message is about, as the outbox's payloads have it. Whoever owns an address that somebody else may have typed is not
-- greeted with the name that was typed beside it.
CREATE FUNCTION person_of(p profile) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'profileId', p.id,
        'email', p.email,
        'firstName', CASE WHEN p.email_verified THEN p.first_name END,
        'name', NULLIF(concat_ws(' ', p.first_name, p.last_name), ''),
        'circleProfileUrl', p.circle_profile_url)
$$;

-- Opens the gaps of a document and adds what is to be told about them; a gap that was open before has been told.
-- Where a notice names nobody, whoever has the gap's profile or member is looked up: who reads of a member wants to know who it is.
CREATE FUNCTION open_gaps(document jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    news bigint;
BEGIN
    WITH opened AS (
        INSERT INTO gap (kind, subject, profile_id, circle_member_id, detail, opened_at, remind_at)
        SELECT r.kind, r.subject,
            CASE
                WHEN r.named OR r.profile_id IS NOT NULL THEN r.profile_id
                ELSE (SELECT p.id FROM profile AS p WHERE p.circle_member_id = r.circle_member_id)
            END,
            r.circle_member_id, r.detail, r.opened_at, r.remind_at
        FROM jsonb_to_recordset(document -> 'opened') AS r (
            kind text, subject text, profile_id uuid, circle_member_id bigint, detail jsonb, opened_at timestamptz,
            remind_at timestamptz, named boolean)
        ON CONFLICT (subject, kind) WHERE resolved_at IS NULL DO NOTHING
        RETURNING kind, subject, profile_id
    ), messages AS (
        INSERT INTO outbox (key, channel, kind, profile_id, payload, created_at, due_at)
        SELECT r.key, r.channel, r.kind, opened.profile_id,
            CASE
                WHEN p.id IS NULL THEN r.payload
                ELSE jsonb_set(r.payload, '{gap,profileId}', to_jsonb(p.id)) || jsonb_build_object('person', person_of(p))
            END,
            r.created_at, r.due_at
        FROM opened
            JOIN jsonb_to_recordset(document -> 'outbox') AS r (
                key text, channel text, kind text, payload jsonb, created_at timestamptz, due_at timestamptz)
                ON r.kind = opened.kind AND r.payload -> 'gap' ->> 'subject' = opened.subject
            LEFT JOIN profile AS p ON p.id = opened.profile_id AND r.payload ->> 'person' IS NULL
        ON CONFLICT (key) DO NOTHING
    )
    SELECT count(*) INTO news FROM opened;
    RETURN news;
END
$$;

-- Where an address is looked for in other text: A to Z folded and nothing else, as in an address's key.
CREATE FUNCTION lower_ascii(given text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT lower(given COLLATE "C") COLLATE "default"
$$;
