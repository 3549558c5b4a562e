package io.circlesync.edit;

import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be written into a profile; what is not named here stays as it is.
 *
 * @param email the new address, trimmed and in lower case
 * @param texts the new values; an empty one clears its field
 * @param thingsICanOffer the new list, as a whole
 */
public record ProfileEdit(
        Optional<String> email, Map<TextField, Optional<String>> texts, Optional<List<String>> thingsICanOffer) {

    public ProfileEdit {
        texts = Map.copyOf(texts);
        thingsICanOffer = thingsICanOffer.map(List::copyOf);
    }

    /** The profile with these values, the address included. */
    Profile applyTo(Profile profile) {
        FieldValues fields = profile.fields();
        for (Map.Entry<TextField, Optional<String>> text : texts.entrySet()) {
            if (text.getKey().synced().isPresent()) {
                fields = fields.with(
                        text.getKey().synced().get(), text.getValue().orElse(null));
            }
        }
        return profile.change()
                .email(email.orElse(profile.email()))
                .fields(fields)
                .thingsICanOffer(thingsICanOffer.orElse(profile.thingsICanOffer()))
                .resumeLink(texts.getOrDefault(TextField.RESUME_LINK, profile.resumeLink()))
                .referralCode(texts.getOrDefault(TextField.REFERRAL_CODE, profile.referralCode()))
                .build();
    }

    /** The code that no other profile may have. */
    public Optional<String> referralCode() {
        return texts.getOrDefault(TextField.REFERRAL_CODE, Optional.empty());
    }

    /** Names nobody: a person's data stay out of logs. */
    @Override
    public String toString() {
        return "ProfileEdit" + texts.keySet();
    }
}
