-- Takes back whom a run has put into the queue and nothing else has, as long as nobody has begun with them: all of its findings, or one.
-- Reads what others have just written, and so is called once the run is locked.
CREATE FUNCTION take_back(run bigint, finding bigint DEFAULT NULL) RETURNS SETOF bigint LANGUAGE plpgsql AS $$
DECLARE
    found_at record;
BEGIN
    FOR found_at IN
        SELECT DISTINCT circle_member_id AS member, generation
        FROM reconciliation_finding
        WHERE reconciliation_id = run AND state = 'open' AND generation IS NOT NULL AND (finding IS NULL OR id = finding)
        ORDER BY circle_member_id
    LOOP
        -- Looked at one by one: what makes a member due meanwhile stands, and whom somebody holds locked is just being taken.
        PERFORM
        FROM member_sync
        WHERE circle_member_id = found_at.member AND generation = found_at.generation
            AND quiet_generation = generation AND synced_generation = generation - 1
            AND lease_token IS NULL AND attempts = 0 AND error IS NULL AND failed_at IS NULL
        FOR UPDATE SKIP LOCKED;
        CONTINUE WHEN NOT FOUND;
        -- Of whom nothing was known before, nothing is.
        DELETE FROM member_sync WHERE circle_member_id = found_at.member AND generation = 1;
        UPDATE member_sync
        SET due_at = NULL, synced_generation = generation, snapshot = NULL, quiet_generation = NULL
        WHERE circle_member_id = found_at.member;
        RETURN NEXT found_at.member;
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
