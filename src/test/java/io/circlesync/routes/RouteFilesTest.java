package io.circlesync.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RouteFilesTest {

    private static Schema schema;

    @BeforeAll
    static void readCamelsSchema() throws IOException {
        try (InputStream json = RouteFilesTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
                    .getSchema(new ObjectMapper().readTree(json));
        }
    }

    static List<RouteFile> files() {
        return Stream.of("routes", "sandbox")
                .flatMap(folder -> RouteFile.in(folder).stream())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("files")
    void eachFileFollowsCamelsSchema(RouteFile file) {
        assertThat(schema.validate(file.entries()))
                .as("%s against Camel's YAML schema", file.path())
                .isEmpty();
    }

    @Test
    void allFilesFollowOurRules() {
        assertThat(files()).isNotEmpty();

        assertThat(RouteRules.violations(files())).isEmpty();
    }

    @Test
    void aRouteInCanonicalFormIsFine() {
        assertThat(RouteRules.violations(List.of(greeting("", "")))).isEmpty();
        assertThat(schema.validate(greeting("", "").entries())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            id: greeting                       | id: hello                           | route id is the file's name
            - route                            | - from                              | entry 'from' is one of
            description: Greets whoever asks   | description: Greets whoever asks.   | ends without a full stop
            description: Greets whoever asks   | description: greets whoever asks    | starts with a capital verb
            description: Greets whoever asks   | note: Greets                        | starts with a capital verb
            group: inbound                     | group: hello                        | group 'hello' is one of
            id: greeting-in                    | id: in                              | id starts with 'greeting-'
            id: greeting-say                   | id: greeting-in                     | is used once
            description: Say hello             | note: Say hello                     | has a description of a few words
            uri: direct                        | uri: direct:greeting                | uri holds a scheme only
            uri: sql                           | uri: sql?dataSource=x               | uri holds a scheme only
            classpath:sql/greeting.sql         | select 1                            | query starts with classpath:
            uri: sql                           | uri: smtp                           | headers 'mail.smtp*' are removed before
            "group: inbound"                   | "# group"                           | comments stand above the first entry
            constant:~                         | constant: hi~                       | is written in full
            """)
    void aBrokenRuleIsNamed(String canonical, String broken, String rule) {
        assertThat(RouteRules.violations(List.of(greeting(canonical, broken))))
                .anySatisfy(violation -> assertThat(violation).contains("greeting.camel.yaml", rule));
    }

    @Test
    void shorthandsAreRefused() {
        RouteFile file = RouteFile.of(Path.of("routes/greeting.camel.yaml"), """
                - route:
                    id: greeting
                    description: Greets whoever asks
                    group: inbound
                    from:
                      id: greeting-in
                      description: Take a name
                      uri: direct
                      steps:
                        - log: "hello"
                        - setBody:
                            id: greeting-body
                            description: Say hello
                            simple: "hello ${body}"
                      parameters:
                        name: greeting
                """);

        assertThat(RouteRules.violations(List.of(file)))
                .anySatisfy(violation -> assertThat(violation).contains("greeting: step 'log': is written in full"))
                .anySatisfy(violation -> assertThat(violation).contains("'simple' stands under 'expression:'"))
                .anySatisfy(violation -> assertThat(violation).contains("'parameters' stands before the steps"));
    }

    private static RouteFile greeting(String canonical, String broken) {
        String text = """
                # Why this file exists.
                - route:
                    id: greeting
                    description: Greets whoever asks
                    group: inbound
                    from:
                      id: greeting-in
                      description: Take a name
                      uri: direct
                      parameters:
                        name: greeting
                      steps:
                        - setBody:
                            id: greeting-say
                            description: Say hello
                            expression:
                              constant:
                                expression: "hello"
                        - to:
                            id: greeting-keep
                            description: Keep the name
                            uri: sql
                            parameters:
                              query: classpath:sql/greeting.sql
                """;
        String changed = canonical.equals("constant:~")
                ? text.replaceFirst("constant:\\n +expression: \"hello\"", "constant: hi")
                : text.replaceFirst(java.util.regex.Pattern.quote(canonical), broken);
        assertThat(canonical.isEmpty() || !changed.equals(text))
                .as("the sample holds %s", canonical)
                .isTrue();
        return RouteFile.of(Path.of("routes/greeting.camel.yaml"), changed);
    }
}
