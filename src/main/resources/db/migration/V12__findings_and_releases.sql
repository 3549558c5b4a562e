-- When a quarantined event was released: what it says counts from then on, and not from when it came.
ALTER TABLE event ADD COLUMN released_at timestamptz;

-- Marks a member due for a reconciliation: nobody is written to, unless somebody else has made the member due, too.
CREATE FUNCTION mark_due_quietly(member bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    is_alone boolean;
    marked bigint;
BEGIN
    SELECT due_at IS NULL OR failed_at IS NOT NULL INTO is_alone
    FROM member_sync
    WHERE circle_member_id = member
    FOR UPDATE;
    marked := mark_due(ARRAY[member]);
    UPDATE member_sync
    SET quiet_generation = CASE WHEN is_alone IS NOT FALSE THEN generation END
    WHERE circle_member_id = member;
    RETURN marked;
END
$$;
