-- Profile fields of a community's own, by their names here; a field without a value is absent.
ALTER TABLE profile ADD COLUMN custom jsonb NOT NULL DEFAULT '{}';

DROP TRIGGER profile_changes ON profile;
CREATE TRIGGER profile_changes BEFORE UPDATE ON profile
    FOR EACH ROW
    WHEN ((OLD.email, OLD.workos_user_id, OLD.circle_member_id, OLD.first_name, OLD.last_name, OLD.headline, OLD.bio,
           OLD.location, OLD.website, OLD.instagram_url, OLD.linkedin_url, OLD.custom, OLD.things_i_can_offer,
           OLD.resume_link, OLD.referral_code, OLD.is_stub, OLD.updated_at, OLD.circle_updated_at)
        IS DISTINCT FROM
          (NEW.email, NEW.workos_user_id, NEW.circle_member_id, NEW.first_name, NEW.last_name, NEW.headline, NEW.bio,
           NEW.location, NEW.website, NEW.instagram_url, NEW.linkedin_url, NEW.custom, NEW.things_i_can_offer,
           NEW.resume_link, NEW.referral_code, NEW.is_stub, NEW.updated_at, NEW.circle_updated_at))
    EXECUTE FUNCTION profile_has_changed();
