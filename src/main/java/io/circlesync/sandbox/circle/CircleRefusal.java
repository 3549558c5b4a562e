package io.circlesync.sandbox.circle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.json.Json;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Why a call is refused, in the shapes that Circle's Admin API v2 gives its errors. */
public final class CircleRefusal extends RuntimeException {

    private final int status;
    private final transient ObjectNode body;

    private CircleRefusal(int status, ObjectNode body) {
        super(body.path("message").asText());
        this.status = status;
        this.body = body;
    }

    static CircleRefusal noToken() {
        return new CircleRefusal(401, body("API token not found."));
    }

    static CircleRefusal unknownToken() {
        ObjectNode body = body("The API token is invalid.");
        body.putObject("error_details");
        return new CircleRefusal(401, body);
    }

    static CircleRefusal unknownMember() {
        ObjectNode body = body("Oops! Missing record. Please try again later.");
        body.putObject("error_details").put("message", "Missing record: community member");
        return new CircleRefusal(404, body);
    }

    static CircleRefusal blankName() {
        ObjectNode body = body("Validation failed: Name can't be blank");
        body.putObject("error_details");
        return new CircleRefusal(422, body);
    }

    static CircleRefusal notAnObject() {
        return new CircleRefusal(
                400,
                body("There was an error processing the request.")
                        .put("error_details", "The request body is not a JSON object"));
    }

    /** Answers with the refusal that the exchange caught. */
    static void answer(Exchange exchange) {
        CircleRefusal refusal = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, CircleRefusal.class);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, refusal.status);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json; charset=utf-8");
        message.setBody(refusal.body.toString());
    }

    private static ObjectNode body(String message) {
        return Json.mapper().createObjectNode().put("success", false).put("message", message);
    }
}
