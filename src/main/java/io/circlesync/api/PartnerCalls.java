package io.circlesync.api;

import io.circlesync.json.Json;
import io.circlesync.partner.PartnerState;
import io.circlesync.partner.PartnerStates;
import io.circlesync.problem.HttpProblem;
import io.circlesync.profile.StorableText;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells how the partners stand. */
public final class PartnerCalls {

    private static final String NAME = "name";
    private static final Pattern PATH = Pattern.compile("/api/partners/([^/]+)/[a-z]+");

    private static final Logger LOG = LoggerFactory.getLogger(PartnerCalls.class);

    private final PartnerStates states;

    /** @param states reads what is to be told */
    public PartnerCalls(PartnerStates states) {
        this.states = states;
    }

    /**
     * Asks for all of them, as {@code partner-list.sql} takes it.
     *
     * @throws HttpProblem 400 if there are query parameters
     */
    public Map<String, Object> all(ApiCall call) {
        call.requireNoQuery();
        return Collections.singletonMap(NAME, null);
    }

    /**
     * Which one the path names, as the statements of partners take it.
     *
     * @throws HttpProblem 404 if it names none, 400 if there are query parameters
     */
    public Map<String, Object> named(ApiCall call) {
        call.requireNoQuery();
        Matcher path = PATH.matcher(call.path());
        if (!path.matches()) {
            throw unknown();
        }
        String name;
        try {
            name = URLDecoder.decode(path.group(1).replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw unknown();
        }
        if (!StorableText.is(name)) {
            throw unknown();
        }
        return Map.of(NAME, name);
    }

    /** Answers with all, as rows of {@code partner-list.sql}. */
    public void answerAll(Exchange exchange, List<Map<String, Object>> rows) {
        JsonAnswer.write(
                exchange.getMessage(), Json.write(rows.stream().map(states::of).toList()));
    }

    /**
     * Answers with one.
     *
     * @throws HttpProblem 404 if there is none
     */
    public void answer(Exchange exchange, List<Map<String, Object>> rows) {
        if (rows.isEmpty()) {
            throw unknown();
        }
        PartnerState partner = states.of(rows.get(0));
        LOG.info("By a person's word calls to {} {}", partner.name(), partner.isAway() ? "are stopped" : "go on");
        JsonAnswer.write(exchange.getMessage(), Json.write(partner));
    }

    private static HttpProblem unknown() {
        return HttpProblem.notFound("There is no such partner; GET /api/partners lists what there is.");
    }
}
