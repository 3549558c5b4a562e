-- Whether there is such a run.
SELECT id FROM reconciliation WHERE id = CAST(:#run AS bigint)
