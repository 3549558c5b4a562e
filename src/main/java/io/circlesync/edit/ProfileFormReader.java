package io.circlesync.edit;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.profile.SyncedFields;
import io.circlesync.profile.TextField;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what an app sends to be written into a profile. */
public final class ProfileFormReader {

    private final SyncedFields fields;

    /** @param fields those that this community keeps */
    public ProfileFormReader(SyncedFields fields) {
        this.fields = fields;
    }

    /**
     * A form. Whatever is null, blank or absent was not typed.
     *
     * @param trustEmails whether an address counts as verified where the form does not say
     * @throws WrongFieldsException that names every wrong field, unless only the profile can tell
     */
    public ProfileForm form(JsonNode object, boolean trustEmails) {
        FieldReader reader = new FieldReader(object, fields);
        Optional<String> email = reader.requiredEmail();
        boolean emailVerified = reader.emailVerified().orElse(trustEmails);
        Optional<String> workosUserId = reader.workosUserId();
        Map<TextField, Optional<String>> typed = reader.texts();
        typed.values().removeIf(Optional::isEmpty);
        Optional<List<String>> offers = reader.thingsICanOffer().filter(list -> !list.isEmpty());
        Doubts doubts = reader.doubts();
        return new ProfileForm(
                // Without an address nobody is found who could have been given it.
                email.orElseThrow(() -> new WrongFieldsException(new EditRefusal.WrongFields(doubts.errors()))),
                emailVerified,
                workosUserId,
                new ProfileEdit(Optional.empty(), Optional.empty(), typed, offers, doubts));
    }

    /**
     * A JSON merge patch. What is null or blank is cleared, what is absent stays.
     *
     * @throws WrongFieldsException that names every wrong field, unless only the profile can tell
     */
    public ProfileEdit patch(JsonNode object) {
        FieldReader reader = new FieldReader(object, fields);
        Optional<String> email = reader.email();
        Optional<Boolean> emailVerified = reader.emailVerified();
        Map<TextField, Optional<String>> texts = reader.texts();
        Optional<List<String>> offers = reader.thingsICanOffer();
        return new ProfileEdit(email, emailVerified, texts, offers, reader.doubts());
    }
}
