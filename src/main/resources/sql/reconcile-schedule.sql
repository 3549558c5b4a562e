-- Begins the run of a time of the schedule, once for all nodes, and not while another is open.
INSERT INTO reconciliation (dry_run, scheduled_for)
VALUES (false, CAST(:#${body} AS timestamptz))
ON CONFLICT DO NOTHING
