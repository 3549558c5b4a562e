-- Up to when a schedule has been looked at: what passes while no node runs is made up for.
CREATE TABLE reconcile_schedule (
    cron      text PRIMARY KEY,
    looked_at timestamptz NOT NULL DEFAULT now()
);

-- When a finding was approved whose run had ended: what it came to is the run's, too.
ALTER TABLE reconciliation_finding ADD COLUMN applied_at timestamptz;

-- What was written to members in Circle for a profile that has been erased, from which a person had told them: what had stood there, and
-- of what was written a digest, by which it is known as long as it is shown there.
CREATE TABLE written_for_erased (
    circle_member_id bigint NOT NULL,
    id               bigint NOT NULL,
    profile_id       uuid NOT NULL,
    changed_at       timestamptz NOT NULL,
    field            text NOT NULL,
    old_value        text,
    new_value        text,
    source           text NOT NULL,
    rule             text NOT NULL,
    PRIMARY KEY (circle_member_id, id)
);

CREATE FUNCTION digest_of(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT 'sha256:' || encode(sha256(convert_to(value, 'UTF8')), 'hex')
$$;

-- Forgets what was heard of members in whom somebody's values stand who is being erased: their next sync asks Circle, and knows what is
-- under way to it by its digest.
CREATE FUNCTION forget_heard(members bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE member_sync
    SET snapshot = NULL,
        hints = '[]',
        sent = (SELECT jsonb_object_agg(name, digest_of(text)) FROM jsonb_each_text(sent) AS under_way (name, text))
    WHERE circle_member_id = ANY (members);
END
$$;

-- A member's changes of another's profile, from which a person has told them, be it erased.
CREATE FUNCTION changes_beside(member bigint, profile uuid) RETURNS TABLE (
    id bigint, profile_id uuid, changed_at timestamptz, field text, old_value text, new_value text, source text, rule text)
LANGUAGE sql STABLE AS $$
    SELECT id, profile_id, changed_at, field, old_value, new_value, source, rule
    FROM (SELECT * FROM change WHERE change.profile_id = profile OFFSET 0) AS theirs
    WHERE source IN ('circle', 'push') OR field = 'circleMemberId'
    UNION ALL
    SELECT id, profile_id, changed_at, field, old_value, new_value, source, rule
    FROM (SELECT * FROM written_for_erased WHERE circle_member_id = member OFFSET 0) AS erased
    WHERE profile_id = profile
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
