-- Up to when a schedule has been looked at: what passes while no node runs is made up for.
CREATE TABLE reconcile_schedule (
    cron      text PRIMARY KEY,
    looked_at timestamptz NOT NULL DEFAULT now()
);

-- When a finding was approved whose run had ended: what it came to is the run's, too.
ALTER TABLE reconciliation_finding ADD COLUMN applied_at timestamptz;
