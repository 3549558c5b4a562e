-- Until when one node reads Circle's list for many due members at once: no other begins meanwhile.
ALTER TABLE partner ADD COLUMN burst_until timestamptz NOT NULL DEFAULT '-infinity';
