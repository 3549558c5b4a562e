-- Takes back whom a run has put into the queue and nothing else has, as long as nobody has begun with them: all of its findings, or one.
-- Reads what others have just written, and so is called once the run is locked.
CREATE FUNCTION take_back(run bigint, finding bigint DEFAULT NULL) RETURNS SETOF bigint LANGUAGE plpgsql AS $$
DECLARE
    member bigint;
BEGIN
    FOR member IN
        SELECT m.circle_member_id
        FROM reconciliation_finding AS f, LATERAL (
            SELECT *
            FROM member_sync
            WHERE circle_member_id = f.circle_member_id
            OFFSET 0) AS m
        WHERE f.reconciliation_id = run AND f.state = 'open' AND f.generation = m.generation AND (finding IS NULL OR f.id = finding)
            AND m.quiet_generation = m.generation AND m.synced_generation = m.generation - 1
            AND m.lease_token IS NULL AND m.attempts = 0 AND m.error IS NULL AND m.failed_at IS NULL
        ORDER BY m.circle_member_id
    LOOP
        -- Whom somebody holds locked is just being taken.
        PERFORM FROM member_sync WHERE circle_member_id = member AND lease_token IS NULL FOR UPDATE SKIP LOCKED;
        CONTINUE WHEN NOT FOUND;
        -- Of whom nothing was known before, nothing is.
        DELETE FROM member_sync WHERE circle_member_id = member AND generation = 1;
        UPDATE member_sync
        SET due_at = NULL, synced_generation = generation, snapshot = NULL, quiet_generation = NULL
        WHERE circle_member_id = member;
        RETURN NEXT member;
    END LOOP;
END
$$;

-- What was told of a matter that was over before its end was noticed.
UPDATE gap AS f
SET resolved_at = now()
WHERE kind = 'message-failed' AND resolved_at IS NULL
    AND (
        SELECT every(resolved_at IS NOT NULL)
        FROM gap
        WHERE subject = f.subject AND kind = f.detail ->> 'about');
