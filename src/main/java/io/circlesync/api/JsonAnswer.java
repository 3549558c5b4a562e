package io.circlesync.api;

import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Answers an API call with JSON, and with no header that came from elsewhere. */
final class JsonAnswer {

    private JsonAnswer() {}

    static void write(Message message, String json) {
        message.removeHeaders("*");
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setBody(json);
    }

    /** 204. */
    static void nothing(Message message) {
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, 204);
        message.setBody(null);
    }
}
