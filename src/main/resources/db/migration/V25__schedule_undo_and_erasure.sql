-- Up to when a schedule has been looked at: what passes while no node runs is made up for.
CREATE TABLE reconcile_schedule (
    cron      text PRIMARY KEY,
    looked_at timestamptz NOT NULL DEFAULT now()
);

-- When a finding was approved whose run had ended: what it came to is the run's, too.
ALTER TABLE reconciliation_finding ADD COLUMN applied_at timestamptz;

-- What was written to a member in Circle for profiles from which a person has told them, and may still stand there, by its name in
-- Circle: {"texts": [{"by": profile, "fingerprint": …}], "before": what had stood there}; null where nothing ever was.
ALTER TABLE member_sync ADD COLUMN for_others jsonb;

-- Notes that at members who are locked: [{"member_id": …, "for_others": …}]
CREATE FUNCTION note_for_others(notes jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE member_sync
    SET for_others = coalesce(nullif(note.for_others, '{}'), CASE WHEN member_sync.for_others IS NOT NULL THEN note.for_others END)
    FROM jsonb_to_recordset(notes) AS note (member_id bigint, for_others jsonb)
    WHERE circle_member_id = note.member_id;
END
$$;

-- Forgets what was heard of members in whom somebody's values may stand who is being erased, and whose values they are: their next
-- sync asks Circle.
CREATE FUNCTION forget_heard(members bigint[], person uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE member_sync
    SET snapshot = NULL,
        hints = '[]',
        sent = NULL,
        for_others = CAST(replace(CAST(for_others AS text), CAST(person AS text), '00000000-0000-0000-0000-000000000000') AS jsonb)
    WHERE circle_member_id = ANY (members);
END
$$;

-- The texts that are values in a JSON document; null if it is none that the database takes.
CREATE FUNCTION texts_in(given text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
    RETURN ARRAY(
        SELECT value #>> '{}' FROM jsonb_path_query(CAST(given AS jsonb), 'strict $.**') AS value WHERE jsonb_typeof(value) = 'string');
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
    RETURN NULL;
END
$$;

-- A document with nothing in the place of values that are one of these texts.
CREATE FUNCTION without_texts(given jsonb, texts text[]) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
    rest text := CAST(given AS text);
    one text;
BEGIN
    FOREACH one IN ARRAY texts LOOP
        rest := replace(rest, ': ' || CAST(to_jsonb(one) AS text), ': ""');
    END LOOP;
    RETURN CAST(rest AS jsonb);
END
$$;

-- When that was found of which a person is to hear by a mail; null if it is over, or they are not to hear of it any more.
CREATE FUNCTION heard_by_mail(person uuid, what text) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    -- By itself (LIMIT): a join would be planned once, while the tables are small, as a scan of all of them.
    SELECT gap.opened_at
    FROM gap
    WHERE gap.subject = 'profile:' || person AND gap.kind = what AND gap.resolved_at IS NULL AND NOT gap.detail @> '{"quiet": true}'
        AND (SELECT left_at IS NULL AND NOT is_address_in_doubt(circle_member_id) FROM profile WHERE id = gap.profile_id)
    LIMIT 1
$$;
