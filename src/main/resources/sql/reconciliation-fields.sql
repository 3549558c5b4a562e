-- In how many findings of a run does each field differ?
SELECT difference ->> 'field' AS field, count(*) AS findings
FROM reconciliation_finding AS f, jsonb_array_elements(f.fields) AS difference
WHERE f.reconciliation_id = CAST(:#run AS bigint)
GROUP BY difference ->> 'field'
ORDER BY count(*) DESC, difference ->> 'field'
