package io.circlesync.management;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.RunningService;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;

/** Asks the service's Jolokia as hawtio does. */
record Jolokia(RunningService service) {

    private static final ObjectMapper JSON = new ObjectMapper();

    JsonNode read(String mbean, String attribute) {
        return ask(request("read", mbean).put("attribute", attribute));
    }

    JsonNode readAll(String mbean) {
        ObjectNode request = request("read", mbean);
        request.putObject("config").put("ignoreErrors", true);
        return ask(request);
    }

    JsonNode exec(String mbean, String operation, Object... arguments) {
        ObjectNode request = request("exec", mbean).put("operation", operation);
        request.set("arguments", JSON.valueToTree(arguments));
        return ask(request);
    }

    JsonNode search(String pattern) {
        return ask(request("search", pattern));
    }

    JsonNode ask(ObjectNode request) {
        try {
            return JSON.readTree(
                    RunningService.send(HttpRequest.newBuilder(URI.create(service.managementUrl() + "/jolokia"))
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString(request.toString())))
                            .body());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The whole answer to a GET, whose address is sent just as it is given. */
    String byAddress(String address) throws IOException {
        int port = URI.create(service.managementUrl()).getPort();
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("GET " + address + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static ObjectNode request(String type, String mbean) {
        return JSON.createObjectNode().put("type", type).put("mbean", mbean);
    }

    /** The name of one of Camel's MBeans. */
    static String camel(String type, String name) {
        return "org.apache.camel:context=circle-sync,type=" + type + ",name=\"" + name + "\"";
    }
}
