package io.circlesync.edit;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.problem.HttpProblem;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what an app sends to be written into a profile. */
public final class ProfileFormReader {

    private ProfileFormReader() {}

    /**
     * A form. Whatever is null, blank or absent was not typed.
     *
     * @throws HttpProblem 422 that names every wrong field
     */
    public static ProfileForm form(JsonNode object) {
        FieldReader reader = new FieldReader(object);
        Optional<String> email = reader.requiredEmail();
        Optional<String> workosUserId = reader.workosUserId();
        Map<TextField, Optional<String>> typed = new EnumMap<>(reader.texts());
        typed.values().removeIf(Optional::isEmpty);
        Optional<List<String>> offers = reader.thingsICanOffer().filter(list -> !list.isEmpty());
        reader.requireNothingWrong();
        return new ProfileForm(email.orElseThrow(), workosUserId, new ProfileEdit(Optional.empty(), typed, offers));
    }

    /**
     * A JSON merge patch. What is null or blank is cleared, what is absent stays.
     *
     * @throws HttpProblem 422 that names every wrong field
     */
    public static ProfileEdit patch(JsonNode object) {
        FieldReader reader = new FieldReader(object);
        ProfileEdit edit = new ProfileEdit(reader.email(), reader.texts(), reader.thingsICanOffer());
        reader.requireNothingWrong();
        return edit;
    }
}
