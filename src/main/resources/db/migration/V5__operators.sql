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
