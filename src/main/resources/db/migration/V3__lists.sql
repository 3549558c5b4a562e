-- What operators list is found by an index, however much there is.

-- Whoever looks a row up by its id must not find these fit for it (+ 0): while a table is empty, one index is as good as another.
CREATE INDEX event_type ON event (type, (id + 0));
CREATE INDEX gap_kind ON gap (kind, (id + 0));
CREATE INDEX conflict_field ON conflict (field, (id + 0));

-- All that is not one of the many that mark a member due.
CREATE INDEX event_disposition ON event (disposition, id) WHERE disposition <> 'due';
-- Whoever asks for open gaps by anything else must not find this index fit for it.
CREATE INDEX gap_open ON gap (id) WHERE resolved_at IS NULL AND id > 0;
CREATE INDEX gap_circle_member_id ON gap (circle_member_id);
CREATE INDEX conflict_circle_member_id ON conflict (circle_member_id);

-- What has become of an event: of one that marked a member due, what has become of the member since.
CREATE FUNCTION event_status(
    disposition text, received_at timestamptz, synced_at timestamptz, failed_at timestamptz) RETURNS text
    LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN disposition = 'applied' THEN 'processed'
        WHEN disposition <> 'due' THEN disposition
        WHEN synced_at >= received_at THEN 'processed'
        WHEN failed_at IS NOT NULL THEN 'failed'
        ELSE 'pending'
    END
$$;
