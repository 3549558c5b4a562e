-- Writes down when things went well last; what another node has seen since stays.
INSERT INTO last_success (what, at)
SELECT r.what, max(r.at)
FROM jsonb_to_recordset(CAST(? AS jsonb)) AS r (what text, at timestamptz)
GROUP BY r.what
-- Rows are locked in one order everywhere, so that two writers never wait for each other.
ORDER BY r.what
ON CONFLICT (what) DO UPDATE SET at = GREATEST(last_success.at, excluded.at)
