-- That somebody could not be told of a gap does not matter any more once the gap is over, whatever ended it.
CREATE FUNCTION nobody_need_be_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE gap
    SET resolved_at = NEW.resolved_at
    WHERE subject = NEW.subject AND kind = 'message-failed' AND resolved_at IS NULL AND detail ->> 'about' = NEW.kind;
    RETURN NULL;
END
$$;
CREATE TRIGGER gap_is_over AFTER UPDATE OF resolved_at ON gap
    FOR EACH ROW
    WHEN (OLD.resolved_at IS NULL AND NEW.resolved_at IS NOT NULL AND NEW.kind <> 'message-failed')
    EXECUTE FUNCTION nobody_need_be_told();

-- The same of each text as before, in a time that grows with its length: the intake of events waits for the indexes, whatever somebody
-- has written.
CREATE OR REPLACE FUNCTION unescaped(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN position('\' IN given) = 0 THEN given ELSE (
        SELECT regexp_replace(replace(string_agg(
                CASE
                    WHEN place = 1 THEN piece
                    WHEN piece !~ '^[0-9a-fA-F]{4}' THEN '\u' || piece
                    ELSE (
                        SELECT CASE WHEN letter = 0 OR letter BETWEEN 55296 AND 57343 THEN ' ' ELSE chr(letter) END
                        FROM CAST(CAST('x' || left(piece, 4) AS bit(16)) AS integer) AS letter) || substr(piece, 5)
                END, '' ORDER BY place), '\/', '/'), '\\[bfnrt]', ' ', 'g')
        FROM string_to_table(given, '\u') WITH ORDINALITY AS part (piece, place)) END
$$;

CREATE OR REPLACE FUNCTION addresses_in(given text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT AS $$
    SELECT coalesce(array_agg(DISTINCT right(found[1], 100) || '@' || rtrim(left(found[2], 255), '.-')), '{}')
    FROM regexp_matches(lower(unescaped(given) COLLATE "C"), '([a-z0-9._%+-]*)@([a-z0-9.-]*)', 'g') AS found
$$;

-- Whether a node has the profile fields in the same keys of Circle's as the one that was started last. One that has not would take an
-- empty field of a key that is not theirs any more, or not yet, for one that somebody has cleared.
CREATE FUNCTION are_kept_keys(keys jsonb) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (
        SELECT
        FROM jsonb_each_text(keys) AS mine (field, key),
            LATERAL (SELECT key FROM field_key WHERE field = mine.field OFFSET 0) AS kept
        WHERE kept.key <> mine.key)
$$;
