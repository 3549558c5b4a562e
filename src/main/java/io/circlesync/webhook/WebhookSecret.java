package io.circlesync.webhook;

import io.circlesync.count.Counts;
import io.circlesync.http.CallerCheck;
import io.circlesync.http.Query;
import io.circlesync.http.Secret;
import io.circlesync.problem.HttpProblem;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/**
 * Decides whether a webhook comes from somebody who knows the secret. Circle signs nothing, so the secret is all there
 * is; it may come as bearer token, as {@code X-Webhook-Secret} or as {@code ?secret=}.
 */
public final class WebhookSecret implements CallerCheck {

    private static final String BEARER = "bearer ";
    private static final String PARAMETER = "secret";

    private final Optional<Secret> expected;
    private final Counts counts;

    /** @param secret the secret; every caller passes when it is empty, which only the sandbox allows */
    public WebhookSecret(Optional<String> secret, Counts counts) {
        this.expected = secret.map(Secret::new);
        this.counts = counts;
    }

    @Override
    public String path() {
        return "/webhooks/circle";
    }

    @Override
    public boolean refusesEmptyForms() {
        return true;
    }

    /**
     * {@inheritDoc} Whoever shows nothing may still be a set-up probe, which only a short body can tell.
     *
     * @throws HttpProblem as {@link #check}
     */
    @Override
    public boolean isKnown(HttpServerRequest request) {
        if (expected.isEmpty() || !request.method().equals(HttpMethod.POST)) {
            return true;
        }
        Shown shown = Shown.by(request);
        if (shown.isNothing() && WebhookReader.maySayNothing(request.getHeader("Content-Length"))) {
            return false;
        }
        require(shown);
        return true;
    }

    /** {@inheritDoc} An event that was not taken, for whatever reason of ours, is counted. */
    @Override
    public void answered(HttpServerRequest request, int status) {
        if (status >= 500 && request.method().equals(HttpMethod.POST)) {
            counts.eventNotTaken("circle");
        }
    }

    /**
     * Lets a caller pass or not. A set-up probe that says nothing and shows nothing passes: Circle's carries no secret,
     * and nothing comes of it. One that shows a wrong secret does not, so that whoever sets the webhook up learns of it.
     *
     * @throws HttpProblem 401 if the secret is wrong or missing
     */
    public void check(Exchange exchange) {
        HttpMessage message = exchange.getMessage(HttpMessage.class);
        Shown shown = Shown.by(message.getRequest());
        boolean bareProbe = shown.isNothing() && WebhookReader.saysNothing(message.getBody(byte[].class));
        if (expected.isPresent() && !bareProbe) {
            require(shown);
        }
    }

    private void require(Shown shown) {
        if (!expected.orElseThrow().matchesAny(shown.secrets())) {
            HttpProblem refusal = HttpProblem.unauthorized("The webhook secret is wrong or missing; expected it as"
                    + " 'Authorization: Bearer', as 'X-Webhook-Secret' or as ?secret=, where a plus sign is best written"
                    + " as %2B and an ampersand must be written as %26.");
            counts.secretRefused("circle-webhook", refusal);
            throw refusal;
        }
    }

    /**
     * What a caller shows, wherever it stands.
     *
     * @param isNothing whether there is nothing at all, be it of a form that holds no secret
     */
    private record Shown(boolean isNothing, List<String> secrets) {

        static Shown by(HttpServerRequest request) {
            String authorization = request.getHeader("Authorization");
            String header = request.getHeader("X-Webhook-Secret");
            Query query = Query.of(request.query());
            boolean isNothing = Stream.concat(Stream.of(authorization, header), query.values(PARAMETER).stream())
                    .allMatch(value -> value == null || value.isBlank());
            return new Shown(
                    isNothing,
                    Stream.of(bearer(authorization), Stream.ofNullable(header), parameter(query))
                            .flatMap(Function.identity())
                            .map(String::strip)
                            .toList());
        }

        /** A secret is compared and not looked for, so both readings of a plus sign may be tried. */
        private static Stream<String> parameter(Query query) {
            return query.values(PARAMETER).size() == 1
                    ? Stream.of(query.values(PARAMETER), query.literalValues(PARAMETER))
                            .flatMap(List::stream)
                    : Stream.empty();
        }

        private static Stream<String> bearer(String authorization) {
            return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                    ? Stream.of(authorization.substring(BEARER.length()))
                    : Stream.empty();
        }
    }
}
