package io.circlesync.circle;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.circle.CircleAccess.Right;
import io.circlesync.circle.CircleException.Kind;
import io.circlesync.json.Json;
import io.circlesync.profile.EmailAddress;
import io.circlesync.retry.RetryAfter;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Translates what Circle answers about one member: the member, their absence, or a {@link CircleException}. */
public final class CircleAnswers {

    /** Where Circle's errors keep their words. */
    private static final List<String> WORDS = List.of("message", "error_details", "errors");

    /** Statuses below 500 that say nothing of what was asked. */
    private static final Set<Integer> PASSING = Set.of(404, 408, 425, 429);

    private static final Pattern MISSING_RECORD = Pattern.compile("\\bmissing record\\b", Pattern.CASE_INSENSITIVE);

    private final CircleMemberReader reader;
    private final CircleAccess access;
    private final CircleBreaker breaker;
    private final OwnCommunity community;
    private final Clock clock;

    /** @param community nobody else's members are taken as ours */
    public CircleAnswers(
            CircleMemberReader reader,
            CircleAccess access,
            CircleBreaker breaker,
            OwnCommunity community,
            Clock clock) {
        this.reader = reader;
        this.community = community;
        this.access = access;
        this.breaker = breaker;
        this.clock = clock;
    }

    /**
     * Takes the answer out of the message, of which nothing is left over.
     *
     * @throws IOException if the answer breaks off
     * @throws CircleException if it is larger than any member can be
     */
    public CircleAnswer read(CircleRequest request, Exchange exchange) throws IOException {
        Message message = exchange.getMessage();
        CircleAnswer answer = CircleAnswer.of(
                request,
                message.getHeader(Exchange.HTTP_RESPONSE_CODE, int.class),
                Optional.ofNullable(message.getHeader("Retry-After", String.class)),
                message.getBody(InputStream.class));
        message.removeHeaders("*");
        return answer;
    }

    /**
     * The answer to a fetch.
     *
     * @return the member; empty if Circle says that it knows none with this id
     * @throws CircleException if there is no such answer
     */
    public Optional<CircleMember> member(CircleAnswer answer) {
        return sameMember(Right.READ, answer);
    }

    /**
     * The answer to an update.
     *
     * @return the member as they are now; empty if Circle knows none with this id (404)
     * @throws CircleException if there is no such answer
     */
    public Optional<CircleMember> written(CircleAnswer answer) {
        return sameMember(Right.WRITE, answer);
    }

    /**
     * The answer to a search by e-mail.
     *
     * @return the member with that address; empty if Circle knows none, or answered with somebody else
     * @throws CircleException if there is no such answer
     */
    public Optional<CircleMember> found(CircleAnswer answer) {
        String email = answer.request().email().orElseThrow();
        return anyMember(Right.READ, answer)
                .filter(member -> EmailAddress.of(member.email()).isSameAs(email));
    }

    /**
     * The answer to the question for a page of the list of members.
     *
     * @throws CircleException if there is no such answer
     */
    public CirclePage page(CircleAnswer answer) {
        Optional<JsonNode> json = json(answer.body());
        if (answer.status() != 200) {
            throw failure(Right.READ, CircleAccess.NOBODY, refusal(answer, json), isOfCircle(json));
        }
        access.granted(Right.READ, CircleAccess.NOBODY);
        CirclePage page = json.flatMap(node -> CirclePage.read(node, reader, community))
                .orElseThrow(() -> {
                    breaker.failed(Right.READ, CircleAccess.NOBODY);
                    return unavailable("Circle answered 200 with something that is not a list of members");
                });
        breaker.wentThrough();
        return page;
    }

    /**
     * The answer to the question whether Circle is well: any that the API itself gives, as long as it lets us in.
     *
     * @throws CircleException if Circle does not let us in, or is away
     */
    public void community(CircleAnswer answer) {
        Optional<JsonNode> json = json(answer.body()).filter(JsonNode::isObject);
        int status = answer.status();
        if (json.isPresent() && (status == 200 || status == 404)) {
            community
                    .fault(json.flatMap(found -> MemberIds.read(found.path("id"))))
                    .ifPresent(fault -> {
                        throw unavailable("Circle answers for " + fault);
                    });
            access.granted(Right.READ, CircleAccess.NOBODY);
            return;
        }
        if (status == 200) {
            throw unavailable("Circle answered 200 with something that is not the API's");
        }
        RefusedCall refusal = refusal(answer, json);
        if (status == 401 || status == 403) {
            throw new CircleException(Kind.UNAUTHORIZED, refusal);
        }
        throw new CircleException(status == 429 ? Kind.RATE_LIMITED : Kind.UNAVAILABLE, refusal);
    }

    private Optional<CircleMember> sameMember(Right right, CircleAnswer answer) {
        long memberId = answer.request().memberId();
        Optional<CircleMember> member = anyMember(right, answer);
        member.filter(found -> found.id() != memberId).ifPresent(found -> {
            throw unavailable("Circle answered with member " + found.id() + " instead of " + memberId);
        });
        return member;
    }

    private Optional<CircleMember> anyMember(Right right, CircleAnswer answer) {
        Optional<JsonNode> json = json(answer.body());
        if (answer.status() == 200) {
            access.granted(right, answer.request().memberId());
            json.flatMap(found -> community.fault(OwnCommunity.of(found))).ifPresent(fault -> {
                breaker.failed(right, answer.request().memberId());
                throw unavailable("Circle answered with a member of " + fault);
            });
            CircleMember member = json.flatMap(reader::read).orElseThrow(() -> {
                breaker.failed(right, answer.request().memberId());
                return unavailable("Circle answered 200 with something that is not a member");
            });
            breaker.wentThrough();
            return Optional.of(member);
        }
        if (answer.status() == 404
                && json.filter(CircleAnswers::saysMissingRecord).isPresent()) {
            breaker.wentThrough();
            return Optional.empty();
        }
        throw failure(right, answer.request().memberId(), refusal(answer, json), isOfCircle(json));
    }

    private RefusedCall refusal(CircleAnswer answer, Optional<JsonNode> json) {
        return new RefusedCall(
                answer.status(),
                json.map(CircleAnswers::words).orElse(""),
                answer.retryAfter().flatMap(header -> RetryAfter.read(header, clock)));
    }

    /**
     * Whether an error says in Circle's own words that there is no such record: {@code "success":false}, and a missing
     * record named in the message or in the details, whatever form those have. Any other 404 is of something on the way,
     * such as a gateway that has lost its route, and must not make anybody look as if they had left.
     */
    private static boolean saysMissingRecord(JsonNode error) {
        return error.path("success").isBoolean()
                && !error.get("success").booleanValue()
                && MISSING_RECORD.matcher(words(error)).find();
    }

    /** What an error of Circle's says, wherever it keeps its words; it may quote people's data. Empty if it says nothing. */
    public static String words(JsonNode error) {
        return WORDS.stream()
                .flatMap(name -> texts(error.path(name)))
                .filter(text -> !text.isBlank())
                .distinct()
                .collect(Collectors.joining("; "));
    }

    private static Stream<String> texts(JsonNode node) {
        return node.isContainerNode()
                ? StreamSupport.stream(node.spliterator(), false).flatMap(CircleAnswers::texts)
                : Stream.of(node).filter(value -> !value.isNull()).map(JsonNode::asText);
    }

    private CircleException failure(Right right, long memberId, RefusedCall refusal, boolean isOfCircle) {
        int status = refusal.status();
        if (status == 401 || status == 403) {
            CircleException refused = refusal.isAboutTheAccount()
                    ? access.accountRefused(right, memberId, refusal)
                    : access.refused(right, memberId, refusal);
            if (right == Right.READ) {
                breaker.failed(right, memberId);
            }
            return refused;
        }
        // A firewall may refuse what is sent for what is in it, and would again; it has nothing against a question.
        boolean isUnderstood = isOfCircle || right == Right.WRITE;
        if (isUnderstood && status >= 400 && status < 500 && !PASSING.contains(status)) {
            // Nothing is wrong with a question about somebody: it is they whom Circle does not show, or Circle is not
            // well.
            if (right == Right.READ && memberId != CircleAccess.NOBODY) {
                breaker.failed(right, memberId);
                return new CircleException(Kind.FORBIDDEN, refusal);
            }
            access.granted(right, memberId);
            breaker.wentThrough();
            return new CircleException(Kind.REJECTED, refusal);
        }
        breaker.failed(right, memberId);
        return new CircleException(status == 429 ? Kind.RATE_LIMITED : Kind.UNAVAILABLE, refusal);
    }

    /** Its errors are objects; a firewall's or a gateway's are pages. */
    private static boolean isOfCircle(Optional<JsonNode> json) {
        return json.filter(JsonNode::isObject).isPresent();
    }

    private static CircleException unavailable(String message) {
        return new CircleException(Kind.UNAVAILABLE, message);
    }

    private static Optional<JsonNode> json(byte[] body) {
        return Json.parsed(body).filter(node -> !node.isMissingNode());
    }
}
