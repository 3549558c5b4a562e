package io.circlesync.edit;

import io.circlesync.profile.CircleValues;
import io.circlesync.profile.EmailAddress;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import io.circlesync.profile.SyncedField;
import io.circlesync.profile.TextField;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be written into a profile; what is not named here stays as it is.
 *
 * @param email the new address, as it is to be shown
 * @param emailVerified whether the address, the new one or the known one, is proven to be the person's
 * @param texts the new values; an empty one clears its field
 * @param thingsICanOffer the new list, as a whole
 * @param doubts what may be wrong, or not new
 */
public record ProfileEdit(
        Optional<String> email,
        Optional<Boolean> emailVerified,
        Map<TextField, Optional<String>> texts,
        Optional<List<String>> thingsICanOffer,
        Doubts doubts) {

    public ProfileEdit {
        texts = Map.copyOf(texts);
        thingsICanOffer = thingsICanOffer.map(List::copyOf);
    }

    /** Values that the profile had before, so there is nothing to be doubted about them. */
    static ProfileEdit of(Map<TextField, Optional<String>> texts, Optional<List<String>> thingsICanOffer) {
        return new ProfileEdit(Optional.empty(), Optional.empty(), texts, thingsICanOffer, Doubts.none());
    }

    /** What is left of the edit beside the profile it is meant for: no field that is sent as the profile has it. */
    ProfileEdit beside(Optional<Profile> known) {
        Set<String> unchanged = doubts.unchanged(known);
        Map<TextField, Optional<String>> changed = new HashMap<>(texts);
        changed.keySet().removeIf(field -> unchanged.contains(field.jsonName()));
        return new ProfileEdit(
                email.filter(address -> !unchanged.contains(FieldReader.EMAIL)),
                emailVerified,
                changed,
                thingsICanOffer,
                doubts);
    }

    /** Why the call is refused, if it is: fields that are wrong, and not as the profile has them. */
    Optional<EditRefusal> refusal(Optional<Profile> known) {
        return doubts.refusal(doubts.unchanged(known));
    }

    /** The profile with these values, the address included; a new one proves nothing unless it is said to be verified. */
    Profile applyTo(Profile profile) {
        FieldValues fields = profile.fields();
        for (Map.Entry<TextField, Optional<String>> text : texts.entrySet()) {
            if (text.getKey().synced().isPresent()) {
                fields = fields.with(
                        text.getKey().synced().get(), text.getValue().orElse(null));
            }
        }
        boolean moves = email.filter(address -> !EmailAddress.of(address).isSameAs(profile.email()))
                .isPresent();
        return profile.change()
                .email(email.orElse(profile.email()))
                .emailVerified(emailVerified.orElse(profile.emailVerified() && !moves))
                .fields(fields)
                .thingsICanOffer(thingsICanOffer.orElse(profile.thingsICanOffer()))
                .resumeLink(texts.getOrDefault(TextField.RESUME_LINK, profile.resumeLink()))
                .referralCode(texts.getOrDefault(TextField.REFERRAL_CODE, profile.referralCode()))
                .pushRejected(notTyped(profile.pushRejected()))
                .build();
    }

    /** What Circle did not keep and is typed again, be it the same, is to be sent again. */
    private CircleValues notTyped(CircleValues rejected) {
        return rejected.without(doubts.asTyped().keySet().stream()
                .flatMap(name -> SyncedField.named(name).stream())
                .map(CircleValues::nameOf)
                .toList());
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
