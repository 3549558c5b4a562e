-- When what apps see of a profile changed last, by an edit or by a sync, so that apps that keep a copy can ask for what is new.
ALTER TABLE profile ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now();
UPDATE profile
SET changed_at = GREATEST(
    updated_at,
    (SELECT max(change.changed_at) FROM change WHERE change.profile_id = profile.id));
CREATE INDEX profile_changed_at ON profile (changed_at, id);

-- A trigger, because many statements write profiles, those of an earlier version beside this one too. The clock is read when the row
-- is written, shortly before the commit, and not when the transaction began.
CREATE FUNCTION profile_has_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_at := clock_timestamp();
    RETURN NEW;
END
$$;
CREATE TRIGGER profile_is_new BEFORE INSERT ON profile
    FOR EACH ROW EXECUTE FUNCTION profile_has_changed();
CREATE TRIGGER profile_changes BEFORE UPDATE ON profile
    FOR EACH ROW
    WHEN ((OLD.email, OLD.workos_user_id, OLD.circle_member_id, OLD.first_name, OLD.last_name, OLD.headline, OLD.bio,
           OLD.location, OLD.website, OLD.instagram_url, OLD.linkedin_url, OLD.things_i_can_offer, OLD.resume_link,
           OLD.referral_code, OLD.is_stub, OLD.updated_at, OLD.circle_updated_at)
        IS DISTINCT FROM
          (NEW.email, NEW.workos_user_id, NEW.circle_member_id, NEW.first_name, NEW.last_name, NEW.headline, NEW.bio,
           NEW.location, NEW.website, NEW.instagram_url, NEW.linkedin_url, NEW.things_i_can_offer, NEW.resume_link,
           NEW.referral_code, NEW.is_stub, NEW.updated_at, NEW.circle_updated_at))
    EXECUTE FUNCTION profile_has_changed();
