package io.circlesync.management;

import static io.circlesync.management.Jolokia.camel;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JolokiaPolicyTest {

    private static final String CONTEXT = camel("context", "circle-sync");
    private static final String ROUTE = camel("routes", "own-route");
    private static final String GROUP = camel("routegroups", "console");

    private static StubCircle circle;
    private static RunningService service;
    private static Jolokia jolokia;

    @BeforeAll
    static void start() throws Exception {
        circle = new StubCircle();
        Map<String, String> settings = RunningService.with(circle);
        settings.put("circle.api-token", "hidden-circle-token");
        settings.put("circle.webhook-secret", "hidden-webhook-secret");
        settings.put("api.token", "hidden-api-token");
        settings.put("slack.webhook-url", circle.url() + "/services/hidden-slack-path");
        settings.put("mail.host", "localhost");
        settings.put("mail.from", "hello@community.example");
        settings.put("links.signup-url", "https://app.example/sign-up");
        settings.put("links.profile-url", "https://app.example/profile");
        settings.put("mail.username", "postman");
        settings.put("mail.password", "hidden-mail-password");
        settings.put(
                "camel.main.routes-include-pattern",
                "classpath:routes/*.camel.yaml,file:"
                        + Path.of("src/test/resources/outside").toAbsolutePath() + "/*.camel.yaml");
        settings.put(RunningService.MBEANS, "Default");
        service = RunningService.start(settings);
        service.camel().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:leaky")
                        .routeId("leaky")
                        .to("slack:alerts?webhookUrl={{slack.webhook-url}}")
                        .to("http:localhost/?authorization={{circle.api-token}}&token={{api.token}}")
                        .to("smtp:{{mail.host}}?username={{mail.username}}&password={{mail.password}}");
            }
        });
        jolokia = new Jolokia(service);
    }

    @AfterAll
    static void stop() {
        service.close();
        circle.close();
    }

    @Test
    void routesAndTheirCountersAreShown() {
        assertThat(jolokia.exec(CONTEXT, "dumpRoutesAsXml()").path("value").asText())
                .contains("id=\"own-route\"", "description=\"Stands for", "group=\"console\"");
        assertThat(jolokia.exec(CONTEXT, "dumpRoutesStatsAsXml", true, true)
                        .path("value")
                        .asText())
                .contains("own-route-log");
        assertThat(jolokia.read(ROUTE, "Description").path("value").asText()).startsWith("Stands for");
        assertThat(jolokia.read(GROUP, "State").path("value").asText()).isEqualTo("Started");
        assertThat(jolokia.read("java.lang:type=Memory", "HeapMemoryUsage")
                        .at("/value/used")
                        .asLong())
                .isPositive();
        assertThat(jolokia.read("com.zaxxer.hikari:type=Pool (database)", "ActiveConnections")
                        .path("status")
                        .asInt())
                .isEqualTo(200);
    }

    @Test
    void thePartnersCanBeCheckedAndNoSecretIsTold() {
        JsonNode answer = jolokia.exec("circlesync:type=check,context=\"circle-sync\"", "run()");

        allowed(answer);
        assertThat(answer.path("value").toString())
                .contains("not ok   circle    circle.api-token is wrong (401 The API token is invalid.)")
                .contains("ok       database  PostgreSQL")
                .doesNotContain("hidden-");
    }

    @Test
    void aRouteAndAGroupCanBeStoppedAndStarted() {
        allowed(jolokia.exec(ROUTE, "stop()"));
        assertThat(state()).isEqualTo(ServiceStatus.Stopped);
        allowed(jolokia.exec(ROUTE, "start()"));
        assertThat(state()).isEqualTo(ServiceStatus.Started);
        allowed(jolokia.exec(ROUTE, "suspend()"));
        assertThat(state()).isEqualTo(ServiceStatus.Suspended);
        allowed(jolokia.exec(ROUTE, "resume()"));
        assertThat(state()).isEqualTo(ServiceStatus.Started);
        allowed(jolokia.exec(GROUP, "stop()"));
        assertThat(state()).isEqualTo(ServiceStatus.Stopped);
        allowed(jolokia.exec(GROUP, "start()"));
        assertThat(state()).isEqualTo(ServiceStatus.Started);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            routes      | own-route   | updateRouteFromXml | <route/>
            routes      | own-route   | remove()           |
            routes      | own-route   | stopAndFail        |
            routes      | own-route   | dumpRouteAsXml(boolean)  | true
            context     | circle-sync | dumpRoutesAsXml(boolean) | true
            context     | circle-sync | dumpRoutesAsYaml(boolean) | true
            context     | circle-sync | sendBody           | direct:own-route
            context     | circle-sync | sendStringBody     | direct:own-route
            context     | circle-sync | requestBody(java.lang.String,java.lang.Object) | direct:own-route
            context     | circle-sync | createEndpoint     | file:/tmp
            context     | circle-sync | removeEndpoints    | *
            context     | circle-sync | stop               |
            context     | circle-sync | setGlobalOption    | a
            context     | circle-sync | setTracing         | true
            processors  | own-route-log | disable          |
            processors  | own-route-log | stop             |
            """)
    void nothingElseMayBeDoneToCamel(String type, String name, String operation, String argument) {
        Object[] arguments = argument == null ? new Object[0] : new Object[] {argument};

        refused(jolokia.exec(camel(type, name), operation, arguments));
        assertThat(state()).isEqualTo(ServiceStatus.Started);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            com.sun.management:type=DiagnosticCommand      | vmSystemProperties
            com.sun.management:type=DiagnosticCommand      | gcClassHistogram
            com.sun.management:type=DiagnosticCommand      | jvmtiAgentLoad
            com.sun.management:type=HotSpotDiagnostic      | dumpHeap
            com.sun.management:type=HotSpotDiagnostic      | getVMOption
            jdk.management.jfr:type=FlightRecorder         | newRecording
            java.util.logging:type=Logging                 | setLoggerLevel
            java.lang:type=Memory                          | gc
            java.lang:type=Threading                       | dumpAllThreads(boolean,boolean)
            com.zaxxer.hikari:type=Pool (database)         | softEvictConnections
            org.apache.camel:context=circle-sync,type=services,name=ManagementHttpServer | stop
            org.apache.camel:context=circle-sync,type=health,name=DefaultHealthCheck     | disableById
            jolokia:type=Config,*                          | resetDebugInfo
            """)
    void nothingMayBeDoneToTheJvm(String mbean, String operation) {
        refused(jolokia.exec(mbean, operation, "x"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            java.lang:type=Runtime                         | SystemProperties
            java.lang:type=Runtime                         | InputArguments
            java.lang:type=Runtime                         | ClassPath
            com.zaxxer.hikari:type=PoolConfig (database)   | Username
            com.sun.management:type=HotSpotDiagnostic      | DiagnosticOptions
            java.util.logging:type=Logging                 | LoggerNames
            """)
    void settingsAreNotShown(String mbean, String attribute) {
        refused(jolokia.read(mbean, attribute));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Tracing", "StatisticsEnabled", "LogMask"})
    void noAttributeIsWritten(String attribute) {
        refused(jolokia.ask(
                Jolokia.request("write", ROUTE).put("attribute", attribute).put("value", true)));
        refused(jolokia.ask(
                Jolokia.request("write", CONTEXT).put("attribute", attribute).put("value", true)));
    }

    @Test
    void jolokiaSpeaksToThisJvmOnlyAndCallsNobody() {
        ObjectNode proxied = Jolokia.request("read", "java.lang:type=Runtime").put("attribute", "Name");
        proxied.putObject("target").put("url", "service:jmx:rmi:///jndi/rmi://localhost:1/jmxrmi");
        assertThat(jolokia.ask(proxied).path("value").asText())
                .as("the target is ignored")
                .isEqualTo(ManagementFactory.getRuntimeMXBean().getName());

        ObjectNode notifications =
                Jolokia.request("notification", "java.lang:type=Memory").put("command", "register");
        assertThat(jolokia.ask(notifications).at("/value/backend"))
                .as("ways to be notified")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            version                                              | version
            version/                                             | version
            version/exec/java.lang:type=Memory/gc                | version
            version?maxDepth=3                                   | version
            list                                                 | list
            list/java.lang                                       | list
            search/java.lang:*                                   | search
            read/java.lang:type=Memory/HeapMemoryUsage           | read
            read/java.lang:type=Memory/HeapMemoryUsage/used      | read
            read/java.lang:type=Memory/HeapMemoryUsage/x!//exec  | read
            read/java.lang:type=Memory/NoSuch | read
            read/java.lang:type=Memory/..x | read
            read/java.lang:type=Memory/%2fexec | read
            read/java.lang:type=Memory/%252e%252e%252f%252e%252e%252fexec | read
            read/java.lang:type=Memory/%252e%252e/exec!// | read
            read/java.lang:type=Memory/HeapMemoryUsage/NoSuch | read
            """)
    void anAddressMayRead(String path, String type) throws IOException {
        String answer = jolokia.byAddress("/jolokia/" + path);

        assertThat(answer).startsWith("HTTP/1.1 200");
        assertThat(answer).contains("\"type\":\"" + type + "\"");
    }

    @Test
    void anAddressReadsNoMoreThanTheRest() throws IOException {
        assertThat(jolokia.byAddress("/jolokia/read/java.lang:type=Memory/HeapMemoryUsage"))
                .contains("\"used\":", "\"status\":200");
        assertThat(jolokia.byAddress("/jolokia/read/java.lang:type=Runtime/SystemProperties"))
                .contains("\"status\":403")
                .doesNotContain("java.version");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/jolokia/exec/%s/stop()",
                "/jolokia/exec/%s/stop()/",
                "/jolokia//exec/%s/stop()",
                "//jolokia/exec/%s/stop()",
                "/jolokia/EXEC/%s/stop()",
                "/jolokia/%%65xec/%s/stop()",
                "/jolokia/e%%78ec/%s/stop()",
                "/jolokia/%%2fexec/%s/stop()",
                "/jolokia%%2fexec/%s/stop()",
                "/jolokiaexec/%s/stop()",
                "/%%6aolokia/exec/%s/stop()",
                "/jolokia/!exec/%s/stop()",
                "/jolokia/./exec/%s/stop()",
                "/jolokia/read/../exec/%s/stop()",
                "/jolokia/read/%%2e%%2e/exec/%s/stop()",
                "/jolokia/version/.%%2e/exec/%s/stop()",
                "/jolokia/read/..%%2fexec/%s/stop()",
                "/jolokia/read/%%2e%%2e%%2fexec/%s/stop()",
                "/jolokia/read/..%%5cexec/%s/stop()",
                "/jolokia/read/x/..%%2f../exec/%s/stop()",
                "/jolokia/read%%2f../exec/%s/stop()",
                "/jolokia/read/%%2e%%2e%%5cexec/%s/stop()",
                "/jolokia/read/x%%2f..%%2f..%%2fexec/%s/stop()",
                "/jolokia/read/.%%2f..%%2fexec/%s/stop()",
                "/jolokia/read/..\\exec/%s/stop()",
                "/jolokia/read!/../exec/%s/stop()",
                "/read/../jolokia/exec/%s/stop()?x!//",
                "/jolokia/;/exec/%s/stop()",
                "/jolokia;read/exec/%s/stop()",
                "http://localhost/jolokia/exec/%s/stop()",
                "/jolokia?p=exec/%s/stop()",
                "/jolokia/?p=/exec/%s/stop()",
                "/jolokia/?%%70=exec/%s/stop()",
                "/jolokia/?P=exec/%s/stop()",
                "/jolokia/?maxDepth=1&p=exec/%s/stop()",
                "/jolokia/?maxDepth=1;p=exec/%s/stop()",
                "/jolokia/version?p=exec/%s/stop()",
                "/jolokia/version?%%70=exec/%s/stop()",
                "/jolokia/version?%%zz&p=exec/%s/stop()",
                "/jolokia/write/%s/Tracing/true",
                "/jolokia/%%77rite/%s/Tracing/true",
                "/jolokia/read/../write/%s/Tracing/true",
                "/jolokia/version?p=write/%s/Tracing/true",
                "/jolokia/notification/register?x=%s",
                "/jolokia/config/%s",
                "/jolokia/re%%61d/%s/State",
                "/jolokia/reads/%s/State",
            })
    void anAddressDoesNothing(String address) throws IOException {
        String answer = jolokia.byAddress(address.formatted(ROUTE.replace("\"", "%22")));

        assertThat(answer).startsWith("HTTP/1.1 40").doesNotContain("\"type\":\"exec\"", "\"type\":\"write\"");
        assertThat(state()).isEqualTo(ServiceStatus.Started);
    }

    @Test
    void aPatternOpensNoOtherWay() {
        refused(jolokia.exec("org.apache.camel:*", "start()"));
        refused(jolokia.exec("*:*", "stop"));
    }

    @Test
    void noSecretIsReadAnywhere() {
        List<String> answers = new ArrayList<>();
        JsonNode names = jolokia.search("*:*").path("value");
        assertThat(names).hasSizeGreaterThan(50);
        names.forEach(name -> answers.add(jolokia.readAll(name.asText()).toString()));
        answers.add(names.toString());
        answers.add(jolokia.ask(Jolokia.request("list", "")).toString());
        answers.add(jolokia.exec(CONTEXT, "dumpRoutesAsXml()").toString());
        answers.add(jolokia.exec(camel("routes", "leaky"), "dumpRouteAsXml()").toString());

        assertThat(answers).anySatisfy(answer -> assertThat(answer).contains("leaky"));
        assertThat(answers).filteredOn(answer -> answer.contains("hidden-")).isEmpty();
    }

    private static ServiceStatus state() {
        return service.camel().getRouteController().getRouteStatus("own-route");
    }

    private static void allowed(JsonNode answer) {
        assertThat(answer.path("status").asInt()).as("%s", answer).isEqualTo(200);
    }

    private static void refused(JsonNode answer) {
        assertThat(answer.path("status").asInt()).as("%s", answer).isEqualTo(403);
    }
}
