package io.circlesync.management.login;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.json.Json;
import io.circlesync.problem.HttpProblem;
import io.circlesync.problem.ProblemResponse;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.jolokia.server.core.restrictor.policy.PolicyRestrictor;

/**
 * What is posted to Jolokia: acts are kept from those who may only watch, and logged. What the rest may do is in {@code
 * jolokia-access.xml}, and what of it is no act in {@code jolokia-access-watch.xml}.
 */
final class JolokiaCalls {

    private static final String WATCH = "/jolokia-access-watch.xml";
    private static final long LARGEST_BODY = 1 << 20;
    private static final Set<String> READS = Set.of("read", "list", "search", "version");

    /** Told in the log: ids, numbers and names of settings; not what may be a text about somebody. */
    private static final Pattern PLAIN = Pattern.compile("[\\w.:-]{1,40}");

    private static final Pattern OPERATION = Pattern.compile("[\\w.,()\\[\\];$ ]{1,200}");

    /** An object with one name twice would be one thing here and another to Jolokia. */
    private static final ObjectReader STRICT =
            Json.mapper().reader().with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

    private final String path;
    private final PolicyRestrictor harmless;

    JolokiaCalls(String path) {
        this.path = path;
        try (InputStream policy = JolokiaCalls.class.getResourceAsStream(WATCH)) {
            this.harmless = new PolicyRestrictor(policy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param order of its handlers: this one and the next */
    void guard(Router router, int order) {
        BodyHandler body = BodyHandler.create(false).setBodyLimit(LARGEST_BODY);
        router.route().order(order).handler(call -> {
            if (concerns(call)) {
                body.handle(call);
            } else {
                call.next();
            }
        });
        router.route().order(order + 1).handler(call -> {
            if (concerns(call)) {
                judge(call);
            } else {
                call.next();
            }
        });
    }

    /** Jolokia answers to whatever begins so. */
    private boolean concerns(RoutingContext call) {
        return call.request().method().equals(HttpMethod.POST)
                && call.normalizedPath().startsWith(path);
    }

    private void judge(RoutingContext call) {
        Operator operator = Operator.of(call);
        Optional<JsonNode> asked = parsed(call.body().buffer());
        if (asked.isEmpty()) {
            ProblemResponse.end(
                    call.response(),
                    HttpProblem.badRequest(
                            "The body is malformed; expected one request of Jolokia's or an array of them,"
                                    + " with each name once."));
        } else if (operator.mayAct()) {
            each(asked.get()).filter(this::isAct).forEach(act -> Acts.log(operator, words(act)));
            handOn(call, asked.get());
        } else if (each(asked.get()).anyMatch(this::isAct)) {
            call.response().putHeader("Content-Type", "application/json").end(refused(asked.get()));
        } else {
            handOn(call, asked.get());
        }
    }

    /** What was judged and nothing else, for Jolokia reads more leniently, and need not take bytes as we do. */
    private static void handOn(RoutingContext call, JsonNode asked) {
        call.setBody(Buffer.buffer(asked.toString()));
        call.next();
    }

    /** Whatever charset the caller names: Jolokia asks for none either. */
    private static Optional<JsonNode> parsed(Buffer body) {
        try {
            return Optional.ofNullable(body == null ? null : STRICT.readTree(body.toString(StandardCharsets.UTF_8)))
                    .filter(asked -> asked.isObject() || asked.isArray())
                    .filter(asked -> each(asked).allMatch(JsonNode::isObject));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static Stream<JsonNode> each(JsonNode asked) {
        return asked.isArray() ? StreamSupport.stream(asked.spliterator(), false) : Stream.of(asked);
    }

    private boolean isAct(JsonNode request) {
        String type = request.path("type").asText().toLowerCase(Locale.ROOT);
        return !READS.contains(type) && !(type.equals("exec") && isHarmless(request));
    }

    private boolean isHarmless(JsonNode request) {
        return name(request)
                .filter(name -> harmless.isOperationAllowed(
                        name, request.path("operation").asText()))
                .isPresent();
    }

    private static Optional<ObjectName> name(JsonNode request) {
        try {
            return Optional.of(new ObjectName(request.path("mbean").asText()));
        } catch (MalformedObjectNameException e) {
            return Optional.empty();
        }
    }

    /** One that is refused has none of them done, for they come as one. */
    private static String refused(JsonNode asked) {
        if (asked.isArray()) {
            ArrayNode answers = Json.mapper().createArrayNode();
            asked.forEach(request -> answers.add(refusal(request)));
            return answers.toString();
        }
        return refusal(asked).toString();
    }

    private static ObjectNode refusal(JsonNode request) {
        ObjectNode answer = Json.mapper().createObjectNode();
        answer.set("request", request);
        answer.put("error_type", SecurityException.class.getName());
        answer.put("error", SecurityException.class.getName() + " : Your role is watch; expected act for this");
        answer.put("status", 403);
        return answer;
    }

    private static String words(JsonNode act) {
        String what = act.path("operation").asText(act.path("attribute").asText());
        return act.path("type").asText().equals("write")
                ? "writes " + plain(OPERATION, what) + " of " + where(act)
                : plain(OPERATION, what) + " of " + where(act) + arguments(act.path("arguments"));
    }

    private static String where(JsonNode act) {
        return name(act).map(ObjectName::getCanonicalName).orElse("…");
    }

    private static String arguments(JsonNode arguments) {
        return arguments.isEmpty()
                ? ""
                : StreamSupport.stream(arguments.spliterator(), false)
                        .map(argument -> plain(PLAIN, argument.asText()))
                        .collect(Collectors.joining(", ", " with ", ""));
    }

    private static String plain(Pattern form, String text) {
        return form.matcher(text).matches() ? text : "…";
    }
}
