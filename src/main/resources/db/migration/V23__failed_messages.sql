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
