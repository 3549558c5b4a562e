-- What operators do by hand: pause a member, replay events, take changes back, keep the tables small, erase a person.

-- A pause is a lease of a member that nobody holds and that never ends (due_at is infinity): whoever takes, keeps or gives back members
-- leaves it alone, those of an earlier version too, and whoever marks the member due only counts.

-- When an open gap is mentioned again once the pause is over.
ALTER TABLE gap ADD COLUMN remind_after_pause timestamptz;

-- Whether the person or the member is paused.
CREATE FUNCTION is_paused(person uuid, member bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM member_sync
        WHERE due_at = 'infinity'
            AND circle_member_id IN (member, (SELECT circle_member_id FROM profile WHERE id = person)))
$$;

-- What is told of a person, or of a member who has no profile.
CREATE FUNCTION messages_about(person uuid, member bigint) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    SELECT id FROM outbox WHERE profile_id = person
    UNION
    SELECT id FROM outbox WHERE profile_id IS NULL AND payload -> 'gap' ->> 'circleMemberId' = CAST(member AS text)
$$;

-- Pauses a member; answers whether there is one.
CREATE FUNCTION pause_member(member bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    person uuid;
BEGIN
    -- Whoever tells something about somebody locks the profile first, so from here on all of them see the pause.
    SELECT id INTO person FROM profile WHERE circle_member_id = member FOR UPDATE;
    IF person IS NOT NULL THEN
        INSERT INTO member_sync (circle_member_id) VALUES (member) ON CONFLICT DO NOTHING;
    END IF;
    UPDATE member_sync
    SET lease_token = '00000000-0000-0000-0000-000000000000', due_at = 'infinity'
    WHERE circle_member_id = member;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE gap
    SET remind_after_pause = remind_at, remind_at = NULL
    WHERE id = ANY (ARRAY(
        SELECT id FROM gap
        WHERE id = ANY (ARRAY(
                SELECT id FROM gap WHERE profile_id = person
                UNION
                SELECT id FROM gap WHERE circle_member_id = member))
            AND resolved_at IS NULL AND remind_at IS NOT NULL
        ORDER BY id
        FOR UPDATE));
    UPDATE outbox
    SET due_at = 'infinity'
    WHERE id = ANY (ARRAY(
        SELECT id FROM outbox
        WHERE id = ANY (ARRAY(SELECT messages_about(person, member))) AND state = 'pending'
        ORDER BY id
        FOR UPDATE));
    RETURN true;
END
$$;

-- Ends a pause: the member is due, and what was to be told meanwhile goes out where it is still true. Answers whether there is one.
CREATE FUNCTION resume_member(member bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    person uuid;
BEGIN
    SELECT id INTO person FROM profile WHERE circle_member_id = member FOR UPDATE;
    UPDATE member_sync
    SET lease_token = NULL,
        due_at = now(),
        generation = generation + 1,
        -- What an event said is older than this; Circle is to be asked.
        snapshot = NULL,
        attempts = 0,
        failed_at = NULL,
        error = NULL
    WHERE circle_member_id = member AND due_at = 'infinity';
    IF NOT FOUND THEN
        RETURN person IS NOT NULL OR EXISTS (SELECT FROM member_sync WHERE circle_member_id = member);
    END IF;
    UPDATE gap
    SET remind_at = remind_after_pause, remind_after_pause = NULL
    WHERE id = ANY (ARRAY(
        SELECT id FROM gap
        WHERE id = ANY (ARRAY(
                SELECT id FROM gap WHERE profile_id = person
                UNION
                SELECT id FROM gap WHERE circle_member_id = member))
            AND remind_after_pause IS NOT NULL
        ORDER BY id
        FOR UPDATE));
    UPDATE outbox
    SET due_at = now()
    WHERE id = ANY (ARRAY(
        SELECT id FROM outbox
        WHERE id = ANY (ARRAY(SELECT messages_about(person, member))) AND state = 'pending' AND due_at = 'infinity'
        ORDER BY id
        FOR UPDATE));
    RETURN true;
END
$$;

-- Triggers, because several statements open gaps and add messages, those of an earlier version beside this one too. While nobody is
-- paused, that is one look at the end of an index.
CREATE FUNCTION message_waits_for_pause() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM member_sync WHERE due_at = 'infinity')
        AND is_paused(NEW.profile_id, CAST(NEW.payload -> 'gap' ->> 'circleMemberId' AS bigint))
    THEN
        NEW.due_at := 'infinity';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER outbox_waits_for_pause BEFORE INSERT OR UPDATE OF due_at ON outbox
    FOR EACH ROW
    WHEN (NEW.state = 'pending')
    EXECUTE FUNCTION message_waits_for_pause();

CREATE FUNCTION reminder_waits_for_pause() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM member_sync WHERE due_at = 'infinity') AND is_paused(NEW.profile_id, NEW.circle_member_id) THEN
        NEW.remind_after_pause := NEW.remind_at;
        NEW.remind_at := NULL;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER gap_waits_for_pause BEFORE INSERT ON gap
    FOR EACH ROW
    WHEN (NEW.remind_at IS NOT NULL)
    EXECUTE FUNCTION reminder_waits_for_pause();

-- The first event from which on all were received at a time or later, give or take a minute: ids are given in the order in which
-- events come, so that no index of times is needed. Zero for no time.
CREATE FUNCTION first_event_since(since timestamptz) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    low bigint;
    high bigint;
    found record;
BEGIN
    IF since IS NULL THEN
        RETURN 0;
    END IF;
    SELECT coalesce(min(id), 0), coalesce(max(id), 0) + 1 INTO low, high FROM event;
    WHILE low < high LOOP
        SELECT id, received_at INTO found FROM event WHERE id >= (low + high) / 2 ORDER BY id LIMIT 1;
        IF found.received_at >= since - interval '1 minute' THEN
            high := (low + high) / 2;
        ELSE
            low := found.id + 1;
        END IF;
    END LOOP;
    RETURN low;
END
$$;

-- Events whose members are marked due once more, a few at a time.
CREATE TABLE replay (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    state        text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'cancelled')),
    -- How many events it was about when it began, and of how many members they were.
    estimate     bigint NOT NULL,
    members      bigint NOT NULL,
    members_done bigint NOT NULL DEFAULT 0,
    started_at   timestamptz NOT NULL,
    ended_at     timestamptz
);
CREATE INDEX replay_running ON replay (id) WHERE state = 'running';
CREATE INDEX replay_ended_at ON replay (ended_at) WHERE state <> 'running';

-- Those who are still to be marked due.
CREATE TABLE replay_member (
    replay_id        bigint NOT NULL REFERENCES replay (id) ON DELETE CASCADE,
    circle_member_id bigint NOT NULL,
    PRIMARY KEY (replay_id, circle_member_id)
);
CREATE INDEX replay_member_id ON replay_member (circle_member_id);

-- What events of WorkOS have brought about; that of Circle's is found by their members.
CREATE INDEX change_of_workos ON change (event_id) WHERE source = 'workos';

-- Whose turn it is to be looked through for what is too old to be kept, and how far the look has come: the cluster's work, by whichever
-- node is there first.
CREATE TABLE housekeeping (
    name     text PRIMARY KEY,
    due_at   timestamptz NOT NULL DEFAULT now(),
    -- All ids up to here were looked at since the beginning of this round.
    after_id bigint NOT NULL DEFAULT 0
);
CREATE INDEX housekeeping_due_at ON housekeeping (due_at);
INSERT INTO housekeeping (name) VALUES ('events'), ('timeline'), ('conflicts'), ('outbox'), ('replays'), ('findings'), ('runs');

-- Notes how far a round has come, after a look at some rows: it goes on after the last of them, or begins anew in an hour if they were
-- fewer than a batch, or none of them was old.
CREATE FUNCTION looked_through(kept text, looked bigint, old bigint, last bigint, batch bigint) RETURNS void LANGUAGE sql AS $$
    UPDATE housekeeping
    SET after_id = CASE WHEN looked = batch AND old > 0 THEN last ELSE 0 END,
        due_at = now() + CASE WHEN looked = batch AND old > 0 THEN interval '0' ELSE interval '1 hour' END
    WHERE name = kept
$$;

-- An event is kept for as long as a conflict tells of it.
CREATE INDEX conflict_event_id ON conflict (event_id) WHERE event_id IS NOT NULL;

-- Text as a person reads it: what JSON writes as an escape stands for itself, so that an address is found in whatever form it came.
-- What JSON can say only by two escapes is left out; no address that is taken here holds it.
CREATE FUNCTION unescaped(given text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    plain text := given;
    code text;
    letter integer;
BEGIN
    IF position('\' IN given) = 0 THEN
        RETURN given;
    END IF;
    FOR code IN SELECT DISTINCT escape[1] FROM regexp_matches(given, '\\u([0-9a-fA-F]{4})', 'g') AS escape LOOP
        letter := CAST(CAST('x' || code AS bit(16)) AS integer);
        plain := replace(plain, '\u' || code, CASE WHEN letter = 0 OR letter BETWEEN 55296 AND 57343 THEN ' ' ELSE chr(letter) END);
    END LOOP;
    RETURN regexp_replace(replace(plain, '\/', '/'), '\\[bfnrt]', ' ', 'g');
END
$$;

-- The addresses in a text, as far as they are plain letters, digits and signs, A to Z folded: enough to find the few texts in which an
-- address may stand by an index. Whoever looks for one makes its key in the same way, and looks at the text itself.
-- No longer than what an index takes. It knows its schema by itself, for an index is made without the session's.
CREATE FUNCTION addresses_in(given text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT AS $$
    SELECT coalesce(array_agg(DISTINCT rtrim(found[1], '.-')), '{}')
    FROM regexp_matches(lower(unescaped(given) COLLATE "C"), '([a-z0-9._%+-]{0,100}@[a-z0-9.-]{0,255})', 'g') AS found
$$;

-- The texts in quotes in which no blank stands: the ids of accounts are among them.
CREATE FUNCTION accounts_in(given text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT found[1]), '{}') FROM regexp_matches(given, '"([^"[:space:]]{1,200})"', 'g') AS found
$$;

-- Most events of Circle hold ids alone: they are found by their member and cost this index nothing but a look for the sign.
CREATE INDEX event_addresses ON event USING gin (addresses_in(body))
    WHERE position('@' IN body) > 0 OR position('\u0040' IN body) > 0;
CREATE INDEX event_accounts ON event USING gin (accounts_in(body)) WHERE source = 'workos';
CREATE INDEX member_sync_searched_for ON member_sync (searched_for) WHERE searched_for IS NOT NULL;
CREATE INDEX gap_account ON gap ((detail ->> 'workosUserId')) WHERE detail ->> 'workosUserId' IS NOT NULL;
-- Messages have the person whom they are about; only few may name somebody else.
CREATE INDEX outbox_subject ON outbox ((payload -> 'gap' ->> 'subject'));
CREATE INDEX outbox_addresses ON outbox USING gin (addresses_in(CAST(payload AS text)))
    WHERE profile_id IS NULL OR kind = 'identity-conflict';
CREATE INDEX outbox_named ON outbox USING gin ((payload -> 'gap' -> 'detail' -> 'profileIds')) WHERE kind = 'identity-conflict';
CREATE INDEX outbox_account ON outbox ((payload -> 'gap' -> 'detail' ->> 'workosUserId')) WHERE kind = 'identity-conflict';

-- What is told about somebody else, without a person who is erased.
CREATE FUNCTION without_person(payload jsonb, person text, accounts text[], addresses text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    told text;
    account text;
BEGIN
    IF jsonb_typeof(payload -> 'gap' -> 'detail' -> 'profileIds') = 'array' THEN
        payload := jsonb_set(payload, '{gap,detail,profileIds}', (payload -> 'gap' -> 'detail' -> 'profileIds') - person);
    END IF;
    told := replace(CAST(payload AS text), person, 'erased');
    FOREACH account IN ARRAY accounts LOOP
        told := replace(told, to_jsonb(account)::text, '"erased"');
    END LOOP;
    RETURN CAST(CASE WHEN addresses IS NULL THEN told ELSE regexp_replace(told, addresses, '\1(erased)', 'gi') END AS jsonb);
END
$$;
