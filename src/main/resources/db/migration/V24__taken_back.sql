-- Takes back whom a run has put into the queue and nothing else has, as long as nobody has begun with them (who is written here waits
-- for Circle): all of its findings, or one.
-- Reads what others have just written, and so is called once the run is locked.
CREATE FUNCTION take_back(run bigint, finding bigint DEFAULT NULL) RETURNS SETOF bigint LANGUAGE plpgsql AS $$
DECLARE
    marked record;
BEGIN
    FOR marked IN
        SELECT DISTINCT circle_member_id AS member, generation
        FROM reconciliation_finding
        WHERE reconciliation_id = run AND state = 'open' AND generation IS NOT NULL AND (finding IS NULL OR id = finding)
        ORDER BY circle_member_id
    LOOP
        -- Looked at one by one: what makes a member due meanwhile stands, and whom somebody holds locked is just being taken.
        PERFORM
        FROM member_sync
        WHERE circle_member_id = marked.member AND generation = marked.generation
            AND quiet_generation = generation AND synced_generation = generation - 1
            AND lease_token IS NULL AND sent IS NULL AND attempts = 0 AND error IS NULL AND failed_at IS NULL
        FOR UPDATE SKIP LOCKED;
        CONTINUE WHEN NOT FOUND;
        -- Of whom nothing was known before, nothing is.
        DELETE FROM member_sync WHERE circle_member_id = marked.member AND generation = 1;
        UPDATE member_sync
        SET due_at = NULL, synced_generation = generation, snapshot = NULL, quiet_generation = NULL
        WHERE circle_member_id = marked.member;
        RETURN NEXT marked.member;
    END LOOP;
END
$$;

-- How it stands with leaving out a finding, whose run is locked: nobody is in the queue for it ('unmarked'), its member may be taken back
-- ('queued'), or is due for something else, too, or paused ('otherwise'); null once they are being synced, or are.
CREATE FUNCTION to_be_left_out(finding bigint) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN (
        SELECT CASE
            WHEN f.generation IS NULL THEN 'unmarked'
            WHEN m.synced_generation >= f.generation THEN NULL
            WHEN m.due_at = 'infinity' THEN 'otherwise'
            WHEN m.lease_token IS NOT NULL THEN NULL
            WHEN m.generation > f.generation OR m.quiet_generation IS NULL THEN 'otherwise'
            ELSE 'queued' END
        FROM reconciliation_finding AS f LEFT JOIN member_sync AS m ON m.circle_member_id = f.circle_member_id
        WHERE f.id = finding);
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
