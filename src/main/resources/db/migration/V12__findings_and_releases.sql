-- When a quarantined event was released: what it says counts from then on, and not from when it came.
ALTER TABLE event ADD COLUMN released_at timestamptz;

CREATE FUNCTION event_status(
    disposition text, received_at timestamptz, released_at timestamptz, synced_at timestamptz, failed_at timestamptz)
    RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT event_status(disposition, coalesce(released_at, received_at), synced_at, failed_at)
$$;

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
