-- Where the trace of the last event goes on in the sync that it asked for; null where nothing is traced, or is settled.
ALTER TABLE member_sync ADD COLUMN traceparent text;
