package io.circlesync.management;

import io.circlesync.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A form that a page without a script sends, as {@code text/plain} (HTML Standard, section 4.10.21.8): a line {@code
 * name=value} for each field. The other two ways of sending a form are refused at the door, where the server would read them
 * by itself. Names and values are words of this service's own pages, so nothing in them stands for anything else.
 */
record PageForm(Map<String, List<String>> fields) {

    private static final String TYPE = "text/plain";

    /** What a request sends; empty if it is no form. */
    static Optional<PageForm> of(RoutingContext call) {
        return TYPE.equals(call.request().getHeader("Content-Type"))
                ? Optional.of(read(Optional.ofNullable(call.body().asString(StandardCharsets.UTF_8.name()))
                        .orElse("")))
                : Optional.empty();
    }

    /** Reads a form's lines; whatever is no field is left out. */
    static PageForm read(String body) {
        return new PageForm(body.lines()
                .map(line -> line.split("=", 2))
                .filter(field -> field.length == 2)
                .collect(Collectors.groupingBy(
                        field -> field[0], Collectors.mapping(field -> field[1], Collectors.toList()))));
    }

    /** As the API takes it: a JSON object with a list for each field, or nothing where no field is filled in. */
    Buffer json() {
        return fields.isEmpty() ? Buffer.buffer() : Buffer.buffer(Json.write(fields));
    }
}
