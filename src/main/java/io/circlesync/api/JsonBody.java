package io.circlesync.api;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.circlesync.json.Json;
import io.circlesync.problem.Forms;
import io.circlesync.problem.HttpProblem;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads the body of a call that sends a JSON object. */
final class JsonBody {

    /** Of a name that is given twice nobody knows which value is meant. */
    private static final ObjectReader STRICT =
            Json.mapper().reader().with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private JsonBody() {}

    /**
     * The object.
     *
     * @param body the bytes, which are only asked for if they are no form's
     * @throws HttpProblem 415 for a form, 400 if the body is not a JSON object
     */
    static JsonNode read(String contentType, Supplier<byte[]> body) {
        Forms.refuse(contentType);
        byte[] bytes = Optional.ofNullable(body.get()).orElse(new byte[0]);
        return object(bytes, 0, bytes.length, "body");
    }

    /**
     * The object that a part of some bytes holds.
     *
     * @param what the part is called
     * @throws HttpProblem 400 if it is not a JSON object
     */
    static JsonNode object(byte[] bytes, int offset, int length, String what) {
        JsonNode json;
        try {
            json = STRICT.readTree(bytes, offset, length);
        } catch (IOException e) {
            throw HttpProblem.badRequest("The " + what + " is not JSON; expected a JSON object, each name in it once.");
        }
        if (!json.isObject()) {
            throw HttpProblem.badRequest("The " + what + " is not a JSON object.");
        }
        return json;
    }
}
