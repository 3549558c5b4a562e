package io.circlesync.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.http.MediaTypes;
import io.circlesync.json.Json;
import io.circlesync.profile.StorableText;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a partner has sent, in whatever characters. JSON is UTF-8 (RFC 8259, section 8.1), or one of its like that a parser knows by
 * itself; where it is neither, the content type may still say what it is.
 *
 * @param text as it is kept
 * @param json empty if it is none
 */
public record WebhookBody(String text, Optional<JsonNode> json) {

    /**
     * Reads a body.
     *
     * @param contentType as it was given; null if it was not
     */
    public static WebhookBody read(byte[] body, String contentType) {
        String text = new String(body, StandardCharsets.UTF_8);
        Optional<JsonNode> json = Json.parsed(body);
        if (json.isEmpty()) {
            return MediaTypes.charset(contentType)
                    .filter(charset -> !charset.equals(StandardCharsets.UTF_8))
                    .map(charset -> new String(body, charset))
                    .map(decoded -> new WebhookBody(StorableText.marked(decoded), Json.parsed(decoded)))
                    .filter(decoded -> decoded.json().isPresent())
                    .orElseGet(() -> new WebhookBody(StorableText.marked(text), json));
        }
        // JSON with a raw NUL in it can only be UTF-16 or UTF-32.
        return new WebhookBody(
                text.indexOf('\0') < 0 ? text : StorableText.of(json.get().toString()), json);
    }

    /** Leaves out what a partner has told of somebody. */
    @Override
    public String toString() {
        return "WebhookBody[" + (json.isPresent() ? "JSON" : "no JSON") + "]";
    }
}
