package io.circlesync.circle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.circlesync.fixture.Breakers;
import io.circlesync.fixture.Fields;
import io.circlesync.profile.CircleValues;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpMethods;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CircleRequestsTest {

    private static final Hold HOLD = new Hold(UUID.randomUUID(), UUID.randomUUID());

    private final CircleRequests requests = new CircleRequests(
            "a-token",
            new CircleWriter(Fields.with(), Set.of("text"), new CommunityFields(Fields.with(), Clock.systemUTC())),
            Breakers.closed());

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void an_id_that_would_list_all_members_is_refused(long id) {
        assertThatThrownBy(() -> requests.member(id)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothing_but_the_request_is_sent() {
        Exchange sent = dressed(requests.member(43391391));

        assertThat(sent.getMessage().getHeaders())
                .containsOnly(
                        Map.entry(Exchange.HTTP_METHOD, HttpMethods.GET),
                        Map.entry(Exchange.HTTP_PATH, "/community_members/43391391"),
                        Map.entry("Authorization", "Bearer a-token"));
        assertThat(sent.getMessage().getBody()).isEqualTo("");
    }

    @Test
    void an_address_is_searched_for_as_it_is() {
        Exchange sent = dressed(requests.search(new MemberSearch("ada+x&y@example.org", HOLD)));

        assertThat(sent.getMessage().getHeaders())
                .containsEntry(Exchange.HTTP_PATH, "/community_members/search")
                .containsEntry(Exchange.HTTP_QUERY, "email=ada%2Bx%26y%40example.org");
    }

    @Test
    void an_update_says_only_what_differs() throws Exception {
        CircleRequest request =
                requests.update(new CircleUpdate(5, CircleValues.of(Map.of("headline", "Analyst")), HOLD));
        Exchange sent = dressed(request);

        assertThat(sent.getMessage().getHeaders())
                .containsEntry(Exchange.HTTP_METHOD, HttpMethods.PUT)
                .containsEntry(Exchange.CONTENT_TYPE, "application/json");
        assertThat(sent.getMessage().getBody()).isEqualTo("{\"headline\":\"Analyst\"}");
        assertThat(request.hold()).hasValue(HOLD);
    }

    @Test
    void neither_the_token_nor_anybodys_data_are_printed() throws Exception {
        assertThat(requests + " " + requests.search(new MemberSearch("ada@example.org", HOLD))
                        + requests.update(new CircleUpdate(5, CircleValues.of(Map.of("headline", "Analyst")), HOLD)))
                .doesNotContain("a-token", "ada@", "Analyst");
    }

    private Exchange dressed(CircleRequest request) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setHeader("X-Left-Over", "of an earlier step");
        requests.dress(request, exchange);
        return exchange;
    }
}
