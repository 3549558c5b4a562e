package io.circlesync.api;

import io.circlesync.problem.HttpProblem;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;

/** Reads and answers the calls that are about one member of Circle. */
public final class MemberCalls {

    private static final Pattern PATH = Pattern.compile("/api/members/([1-9]\\d{0,17})/[a-z]+");

    /**
     * Which member the path names, as the statements for one take it.
     *
     * @throws HttpProblem 404 if it names none, 400 if there are query parameters
     */
    public Map<String, Object> named(ApiCall call) {
        call.requireNoQuery();
        Matcher path = PATH.matcher(call.path());
        if (!path.matches()) {
            throw unknown();
        }
        return Map.of("memberId", Long.valueOf(path.group(1)));
    }

    /**
     * Answers that it is done.
     *
     * @param known whether there is such a member
     * @throws HttpProblem 404 if there is none
     */
    public void answer(Exchange exchange, boolean known) {
        if (!known) {
            throw unknown();
        }
        JsonAnswer.nothing(exchange.getMessage());
    }

    private static HttpProblem unknown() {
        return HttpProblem.notFound(
                "There is no such member here; expected the circleMemberId of one who was heard of.");
    }
}
