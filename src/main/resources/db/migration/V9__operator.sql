-- Who has done what: each change names who asked for it, and what people do about a member is told in the timeline.

ALTER TABLE change ADD COLUMN operator text;
-- What was written before keeps to the narrower rule, so nothing is looked through.
ALTER TABLE change DROP CONSTRAINT change_source_check;
ALTER TABLE change ADD CONSTRAINT change_source_check
    CHECK (source IN ('circle', 'local', 'workos', 'push', 'operator')) NOT VALID;

-- What the timelines of its members tell of a replay, and who began it.
ALTER TABLE replay ADD COLUMN act text;
ALTER TABLE replay ADD COLUMN operator text;

-- Notes in people's timelines what somebody has done about them that changes no field. It locks their profiles, so it comes before
-- whatever locks their members, messages, events or findings.
CREATE FUNCTION note_act(people uuid[], act text, who text, about text DEFAULT 'sync', what text DEFAULT NULL) RETURNS bigint
LANGUAGE sql AS $$
    WITH noted AS (
        INSERT INTO change (profile_id, changed_at, field, new_value, source, rule, operator)
        SELECT id, date_trunc('milliseconds', now()), about, what, 'operator', act, who
        FROM profile
        WHERE id = ANY (people)
        ORDER BY id
        FOR KEY SHARE
        RETURNING id
    )
    SELECT count(*) FROM noted
$$;
