-- Until when one node reads Circle's list for many due members at once: no other begins meanwhile.
ALTER TABLE partner ADD COLUMN burst_until timestamptz NOT NULL DEFAULT '-infinity';

-- When somebody is due before all others. Many may have been due at one time.
CREATE FUNCTION before_all_others() RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT LEAST((SELECT min(due_at) FROM member_sync) - interval '1 microsecond', now())
$$;
