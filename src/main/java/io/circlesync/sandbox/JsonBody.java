package io.circlesync.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.json.Json;
import java.util.Optional;

/** Request bodies that should hold one JSON object. */
final class JsonBody {

    private JsonBody() {}

    /** The object; empty if the body is absent, no JSON, or JSON of another kind. */
    static Optional<JsonNode> object(String body) {
        if (body == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.mapper().readTree(body)).filter(JsonNode::isObject);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
