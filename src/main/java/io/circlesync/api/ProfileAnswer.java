package io.circlesync.api;

import io.circlesync.json.Json;
import io.circlesync.problem.HttpProblem;
import io.circlesync.profile.Profile;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Answers with a profile, and with the entity tag of what the caller sees of it. */
final class ProfileAnswer {

    private static final String ETAG = "ETag";
    private static final int TAG_BYTES = 15;

    private final ProfileJson json;

    ProfileAnswer(ProfileJson json) {
        this.json = json;
    }

    void write(Message message, Profile profile) {
        String text = text(profile);
        JsonAnswer.write(message, text);
        message.setHeader(ETAG, tag(text));
    }

    /** As {@link #write(Message, Profile)}, or 304 if the caller has the profile as it is. */
    void write(Message message, Profile profile, Preconditions preconditions) {
        write(message, profile);
        if (preconditions.knows(message.getHeader(ETAG, String.class))) {
            message.removeHeader(Exchange.CONTENT_TYPE);
            message.setHeader(Exchange.HTTP_RESPONSE_CODE, 304);
            message.setBody(null);
        }
    }

    /**
     * Stops a call that may not change the profile as it is.
     *
     * @throws HttpProblem 412 if the caller knows it otherwise
     */
    void requireKnown(Preconditions preconditions, Profile profile) {
        if (!preconditions.acceptChangeOf(tag(text(profile)))) {
            throw HttpProblem.preconditionFailed(
                    "The profile has changed; expected the ETag that it has now in If-Match,"
                            + " and another in If-None-Match.");
        }
    }

    private String text(Profile profile) {
        return Json.write(json.of(profile));
    }

    private static String tag(String json) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(json.getBytes(StandardCharsets.UTF_8));
            return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, TAG_BYTES)) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
