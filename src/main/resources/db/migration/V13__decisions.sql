-- Whether a person has approved it: then nobody leaves it out with its whole kind. A second scan approves, too.
ALTER TABLE reconciliation_finding ADD COLUMN by_person boolean NOT NULL DEFAULT false;
-- Until now nothing but who has left was approved by anybody else.
UPDATE reconciliation_finding SET by_person = true WHERE approved AND kind <> 'left';
-- Why it is not plain whose profile it is; nobody's data.
ALTER TABLE reconciliation_finding ADD COLUMN reason text;
-- An erasure finds it by the other member, too, who may see it now.
CREATE INDEX reconciliation_finding_of_other ON reconciliation_finding (other_member_id) WHERE other_member_id IS NOT NULL;

-- What a person may decide about a run as it stands: the names of the calls.
CREATE FUNCTION decisions(r reconciliation) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN r.state = 'waiting' OR r.state = 'planned' AND r.step = 'scan' THEN ARRAY['continue', 'cancel']
        WHEN r.state IN ('planned', 'running') THEN ARRAY['cancel']
        WHEN r.state = 'done' AND r.dry_run AND r.pass = 1 THEN ARRAY['apply']
        ELSE ARRAY[]::text[]
    END
$$;
