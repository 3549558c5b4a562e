package io.circlesync.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.ServiceTestBase;
import io.circlesync.fixture.StubCircle;
import io.circlesync.json.Json;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.Service;
import org.apache.camel.api.management.mbean.ManagedProcessorMBean;
import org.apache.camel.spi.ManagementAgent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The service's own MBeans as hawtio reads and calls them. */
class OperatorBeansTest extends ServiceTestBase {

    private static final String CAMEL = "org.apache.camel";
    private static final Instant LONG_AGO = Instant.parse("2026-01-22T14:55:35.714Z");
    private static final Instant LATER = Instant.now().plus(Duration.ofDays(30));

    private static Jolokia jolokia;
    private static long nextMember = 7_000_000_001L;

    @BeforeAll
    static void start() {
        startWith(Map.of(RunningService.MBEANS, "Default"));
        jolokia = new Jolokia(service);
    }

    @Test
    void everything_is_described_here_and_in_the_docs() throws IOException {
        String docs = Files.readString(Path.of("docs/operations.md"));
        List<String> wordless = new ArrayList<>();
        List<String> undocumented = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String domain : List.of("circlesync", "hawtio")) {
            beans(domain).fields().forEachRemaining(bean -> {
                check(bean.getKey(), bean.getValue(), wordless);
                bean.getValue().path("attr").fields().forEachRemaining(attribute -> {
                    check(bean.getKey() + " " + attribute.getKey(), attribute.getValue(), wordless);
                    names.add(attribute.getKey());
                });
                bean.getValue().path("op").fields().forEachRemaining(operation -> {
                    check(bean.getKey() + " " + operation.getKey(), operation.getValue(), wordless);
                    names.add(operation.getKey());
                    operation
                            .getValue()
                            .path("args")
                            .forEach(argument -> check(
                                    bean.getKey() + " " + operation.getKey() + " " + argument.path("name"),
                                    argument,
                                    wordless));
                });
            });
        }
        names.stream().filter(name -> !docs.contains("`" + name)).forEach(undocumented::add);

        assertThat(names).hasSizeGreaterThan(50).contains("Due", "sync", "getLogResults");
        assertThat(wordless).isEmpty();
        assertThat(undocumented).as("missing in docs/operations.md").isEmpty();
    }

    @Test
    void every_attribute_is_read_and_shows_how_the_service_stands() {
        rows().member(member(), "failed_at", LONG_AGO, "attempts", 10, "error", "circle-member: 422");
        rows().member(member(), "due_at", LATER, "attempts", 3, "error", "circle-member: 503");
        UUID profile = rows().profile("gap" + member() + "@example.org");
        rows().gap("missing-workos", profile, "remind_at", LATER);
        rows().event("x", "disposition", "quarantined", "body", "{");
        rows().message("mail", "missing-workos", "profile_id", profile, "state", "failed");

        await().untilAsserted(() -> {
            assertThat(read("members").path("Failed").asLong()).isPositive();
            assertThat(read("members").path("Troubles").toString()).contains("circle-member: 422");
            assertThat(read("events").path("Quarantined").asLong()).isPositive();
            assertThat(read("gaps").at("/OpenByKind/missing-workos").asLong()).isPositive();
            assertThat(read("outbox").at("/Failed/mail").asLong()).isPositive();
        });
        JsonNode circlePartner = read("partner", "circle");
        assertThat(circlePartner.path("State").asText()).isEqualTo("closed");
        assertThat(circlePartner.path("BudgetPerMinute").asLong()).isEqualTo(60_000);
        assertThat(circlePartner.path("MonthlyQuota").asLong()).isEqualTo(1_000_000);
        assertThat(circlePartner.path("UsedPercent").isInt()).isTrue();
        assertThat(read("partner", "mail").path("State").asText()).isEqualTo("closed");
        for (JsonNode name : jolokia.search("circlesync:*").path("value")) {
            JsonNode all = jolokia.readAll(name.asText());
            assertThat(all.path("status").asInt()).as("%s", all).isEqualTo(200);
            assertThat(all.path("value").toString()).doesNotContain("ERROR:");
        }
    }

    @Test
    void steps_of_a_kind_share_one_description_and_show_their_own_values() throws Exception {
        MBeanServer server = service.beans();
        Set<ObjectName> steps = server.queryNames(new ObjectName("org.apache.camel:type=processors,*"), null);
        Set<Object> kinds = new HashSet<>();
        Set<MBeanAttributeInfo> descriptions = Collections.newSetFromMap(new IdentityHashMap<>());
        for (ObjectName step : steps) {
            kinds.add(server.getAttribute(step, "ProcessorName"));
            descriptions.addAll(List.of(server.getMBeanInfo(step).getAttributes()));
            assertThat(ObjectName.quote((String) server.getAttribute(step, "ProcessorId")))
                    .isEqualTo(step.getKeyProperty("name"));
        }

        assertThat(steps).hasSizeGreaterThan(20 * kinds.size());
        // At most a hundred attributes of each kind, and not of each step.
        assertThat(descriptions).hasSizeLessThan(100 * kinds.size());
    }

    /** What hawtio asks for first, and what its browser is busy with. */
    @Test
    void camels_beans_of_a_kind_are_listed_once_and_as_each_would_be() {
        ObjectNode plain = Json.mapper().createObjectNode().put("type", "list").put("path", CAMEL);
        ObjectNode once = Json.mapper().createObjectNode().put("type", "list");
        once.putObject("config").put("listCache", true);
        JsonNode each = jolokia.ask(plain).path("value");
        JsonNode told = jolokia.ask(once).path("value");

        Map<String, JsonNode> different = new HashMap<>();
        told.path("domains").path(CAMEL).fields().forEachRemaining(bean -> {
            JsonNode description = bean.getValue().isTextual()
                    ? told.path("cache").path(bean.getValue().asText())
                    : bean.getValue();
            if (!description.equals(each.path(bean.getKey()))) {
                different.put(bean.getKey(), description);
            }
        });
        assertThat(told.path("domains").path(CAMEL)).hasSameSizeAs(each);
        assertThat(different.keySet()).isEmpty();
        assertThat(told.toString().length()).isLessThan(each.toString().length() / 5);
    }

    /** What hawtio asks for every few seconds. */
    @Test
    void counters_of_all_steps_are_told_without_a_way_through_jmx_for_each() throws Exception {
        ManagementAgent agent = service.camel().getManagementStrategy().getManagementAgent();
        Set<ObjectName> steps = agent.getMBeanServer().queryNames(new ObjectName(CAMEL + ":type=processors,*"), null);
        JsonNode told = jolokia.exec(Jolokia.camel("context", "circle-sync"), "dumpRoutesStatsAsXml", true, true);

        List<String> asked = new ArrayList<>();
        for (ObjectName step : steps) {
            ManagedProcessorMBean bean = agent.newProxyClient(step, ManagedProcessorMBean.class);
            assertThat(Proxy.isProxyClass(bean.getClass())).isFalse();
            asked.add(bean.getProcessorId());
        }

        assertThat(Pattern.compile("<processorStat id=\"([^\"]+)\"")
                        .matcher(told.path("value").asText())
                        .results()
                        .map(each -> each.group(1)))
                .doesNotHaveDuplicates()
                .containsAll(asked);
        assertThat(steps).hasSizeGreaterThan(500);
    }

    @Test
    void a_member_is_synced_paused_resumed_and_previewed() {
        long member = member();
        circle.put(StubCircle.member(member, "sync" + member + "@example.org", "Ada Lovelace", Instant.EPOCH));
        rows().member(member, "due_at", LATER, "attempts", 7, "error", "circle-member: 503");

        assertThat(done("members", "preview", member)).contains("sync" + member + "@example.org");
        assertThat(done("members", "sync", member)).isEqualTo("Done");
        await().until(() -> count("profile WHERE circle_member_id = ?", member) == 1);
        await().until(() -> count("member_sync WHERE circle_member_id = ? AND due_at IS NULL", member) == 1);
        done("members", "pause", member);
        assertThat(refused("members", "sync", member)).contains("409: ", "paused");
        await().untilAsserted(() ->
                assertThat(read("members").path("Paused").asLong()).isPositive());
        assertThat(service.jdbc()
                        .queryForList(
                                "SELECT rule || ' ' || operator FROM change"
                                        + " WHERE profile_id = (SELECT id FROM profile WHERE circle_member_id = ?)"
                                        + " AND source = 'operator'",
                                String.class,
                                member))
                .containsExactly("pause operator");
        done("members", "resume", member);
        await().until(() -> count("member_sync WHERE circle_member_id = ? AND due_at IS NULL", member) == 1);
    }

    @Test
    void whoever_was_given_up_is_tried_again_all_or_by_error() {
        long member = member();
        circle.put(StubCircle.member(member, "retry" + member + "@example.org", "Ada Lovelace", Instant.EPOCH));
        rows().member(member, "failed_at", LONG_AGO, "attempts", 10, "error", "circle-member: 418");

        assertThat(done("members", "retryFailed", "418", true)).contains("\"estimate\":1", "\"id\":null");
        assertThat(done("members", "retryFailed", "no such error", true)).contains("\"estimate\":0");
        assertThat(done("members", "retryFailed", "", true))
                .contains("\"estimate\":" + count("member_sync WHERE failed_at IS NOT NULL") + ",", "\"id\":null");
        done("members", "retryFailed", "418", false);

        await().until(() -> count("profile WHERE circle_member_id = ?", member) == 1);
    }

    @Test
    void an_event_is_released_and_replayed() {
        long member = member();
        circle.put(StubCircle.member(member, "event" + member + "@example.org", "Ada Lovelace", Instant.EPOCH));
        long event = rows().event("x", "disposition", "quarantined", "body", "{");
        String right = "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":" + member + "}}";

        assertThat(refused("events", "release", event, "")).contains("400: The body is not JSON.");
        assertThat(done("events", "release", event, right)).contains("\"circleMemberId\":" + member);
        await().until(() -> count("profile WHERE circle_member_id = ?", member) == 1);
        assertThat(done("events", "replay", "{\"ids\":[" + event + "],\"dryRun\":true}"))
                .contains("\"estimate\":1");
        assertThat(refused("events", "replay", "{\"ids\":[]}")).contains("422: ", "ids");
        assertThat(refused("events", "cancelReplay", 999_999_999)).contains("404: ");
    }

    @Test
    void a_partner_is_opened_and_closed() {
        assertThat(done("partner", "mail", "open")).contains("\"state\":\"open\"");
        await().untilAsserted(() ->
                assertThat(read("partner", "mail").path("State").asText()).isEqualTo("open"));

        assertThat(done("partner", "mail", "close")).contains("\"state\":\"closed\"");
    }

    @Test
    void a_message_that_was_given_up_is_tried_again() {
        assertThat(refused("outbox", "retry", 999_999_999)).contains("404: ");
    }

    @Test
    void a_run_is_begun_and_ended() {
        long member = member();
        circle.put(StubCircle.member(member, "run" + member + "@example.org", "Ada Lovelace", Instant.EPOCH));

        String run = done("reconciliation", "begin", true);

        await().untilAsserted(() -> {
            JsonNode shown = read("reconciliation");
            assertThat(shown.path("Run").asText()).isEqualTo(run);
            assertThat(shown.path("State").asText()).isEqualTo("done");
            assertThat(shown.path("DryRun").asBoolean()).isTrue();
        });
        assertThat(refused("reconciliation", "proceed", Long.valueOf(run), "left, emptied"))
                .contains("409: ");
        assertThat(refused("reconciliation", "cancel", Long.valueOf(run))).contains("409: ");
        assertThat(done("reconciliation", "apply", Long.valueOf(run))).contains("\"id\":" + run);
        // It takes up whoever was given up.
        await().until(() -> count("reconciliation WHERE state IN ('planned', 'running')") == 0);
    }

    @Test
    void a_group_is_stopped_and_started_while_intake_goes_on() {
        long member = member();
        circle.put(StubCircle.member(member, "group" + member + "@example.org", "Ada Lovelace", Instant.EPOCH));

        done("group", "sync", "pause");
        try {
            assertThat(read("group", "sync").path("State").asText()).isEqualTo("Stopped");
            assertThat(read("group", "inbound").path("State").asText()).isEqualTo("Started");
            assertThat(service.post(
                                    "/webhooks/circle",
                                    "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":" + member + "}}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(count("event WHERE circle_member_id = ?", member)).isEqualTo(1);
        } finally {
            done("group", "sync", "resume");
        }

        await().until(() -> count("profile WHERE circle_member_id = ?", member) == 1);
        JsonNode group = read("group", "sync");
        assertThat(group.path("RoutesStarted").asInt())
                .isEqualTo(group.path("Routes").asInt())
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"inbound", "profiles", "sync", "gaps", "reconcile"})
    void all_goes_on_after_a_group_was_stopped_and_started(String group) {
        long member = member();
        circle.put(StubCircle.member(member, "group" + member + "@example.org", "Ada Lovelace", Instant.EPOCH));

        done("group", group, "pause");
        done("group", group, "resume");

        assertThat(service.post(
                                "/webhooks/circle",
                                "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":" + member + "}}")
                        .statusCode())
                .isEqualTo(200);
        await().until(() -> count("profile WHERE circle_member_id = ?", member) == 1);
        await().until(() -> count(
                        "outbox WHERE state = 'sent' AND profile_id IN (SELECT id FROM profile WHERE circle_member_id = ?)",
                        member)
                > 0);
    }

    /** Camel ends a service with the first route that calls it, and does not begin it again with the route. */
    @Test
    void no_bean_that_a_route_calls_is_a_service() throws Exception {
        Set<String> called = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/routes"))) {
            for (Path file : files.toList()) {
                Matcher named =
                        Pattern.compile("\\bref: \"?#?(\\w+)|\\{bean:(\\w+)").matcher(Files.readString(file));
                while (named.find()) {
                    called.add(named.group(1) == null ? named.group(2) : named.group(1));
                }
            }
        }
        assertThat(called).contains("eventInbox", "confirmedMessages", "databaseOutage", "databaseFailure");
        assertThat(called)
                .doesNotContainAnyElementsOf(service.camel()
                        .getRegistry()
                        .findByTypeWithName(Service.class)
                        .keySet());
    }

    @Test
    void the_last_lines_of_the_log_are_told_oldest_first_and_none_twice() {
        long member = member();
        rows().member(member, "due_at", LATER);
        done("members", "pause", member);
        String name = jolokia.search("hawtio:type=LogQuery,*").at("/value/0").asText();

        JsonNode last = jolokia.exec(name, "getLogResults(int)", 500).path("value");

        assertThat(last.path("events")).isNotEmpty().hasSizeLessThanOrEqualTo(500);
        assertThat(last.path("events").findValuesAsText("message"))
                .as("what was done")
                .anySatisfy(message -> assertThat(message)
                        .startsWith("operator: pause of circlesync:")
                        .endsWith(" with " + member));
        JsonNode newest = last.path("events").get(last.path("events").size() - 1);
        assertThat(newest.path("seq").asLong())
                .isEqualTo(last.path("toTimestamp").asLong());
        assertThat(newest.path("level").asText()).isNotEmpty();
        assertThat(newest.path("properties").isObject()).isTrue();
        long before = last.at("/events/0/seq").asLong();
        JsonNode next = jolokia.exec(
                        name,
                        "jsonQueryLogResults(java.lang.String)",
                        "{\"afterTimestamp\":" + before + ",\"count\":3}")
                .path("value");
        assertThat(next.path("events").findValuesAsText("seq"))
                .isEqualTo(last.path("events").findValuesAsText("seq").subList(1, 4));
    }

    private static long member() {
        return nextMember++;
    }

    private static JsonNode beans(String domain) {
        ObjectNode request = Jolokia.request("list", "").put("path", domain);
        JsonNode beans = jolokia.ask(request).path("value");
        assertThat(beans).as(domain).isNotEmpty();
        return beans;
    }

    private static void check(String what, JsonNode described, List<String> wordless) {
        if (described.path("desc").asText().length() < 5) {
            wordless.add(what);
        }
    }

    private static JsonNode read(String type) {
        return jolokia.readAll(name(type, "")).path("value");
    }

    private static JsonNode read(String type, String name) {
        return jolokia.readAll(name(type, name)).path("value");
    }

    /** Does what has a result; the name of a partner or group is given before the operation. */
    private static String done(String type, Object... call) {
        JsonNode answer = exec(type, call);
        assertThat(answer.path("status").asInt()).as("%s", answer).isEqualTo(200);
        return answer.path("value").asText();
    }

    private static String refused(String type, Object... call) {
        JsonNode answer = exec(type, call);
        assertThat(answer.path("status").asInt()).as("%s", answer).isEqualTo(500);
        return answer.path("error").asText();
    }

    private static JsonNode exec(String type, Object... call) {
        boolean named = List.of("partner", "group").contains(type);
        int operation = named ? 1 : 0;
        Object[] arguments = List.of(call).subList(operation + 1, call.length).toArray();
        return jolokia.exec(name(type, named ? (String) call[0] : ""), (String) call[operation], arguments);
    }

    private static String name(String type, String name) {
        String end = name.isEmpty() ? "" : ",name=\"" + name + "\"";
        return jolokia.search("circlesync:type=" + type + end + ",*")
                .at("/value/0")
                .asText();
    }
}
