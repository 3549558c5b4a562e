package io.circlesync.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RouteFilesTest {

    private static Schema schema;

    /** Of a later Camel than runs the routes: the first that has it. The build unpacks it, and nothing else of it. */
    private static final Path CANONICAL = Path.of("target/camel-schema/schema/camelYamlDsl-canonical.json");

    @BeforeAll
    static void readCamelsSchema() throws IOException {
        assertThat(CANONICAL).as("unpacked by mvn process-test-resources").exists();
        schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
                .getSchema(new ObjectMapper().readTree(CANONICAL.toFile()));
    }

    static List<RouteFile> files() {
        return Stream.of("routes", "sandbox")
                .flatMap(folder -> RouteFile.in(folder).stream())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("files")
    void eachFileIsInCamelsCanonicalForm(RouteFile file) {
        assertThat(schema.validate(file.entries()))
                .as("%s against Camel's canonical schema", file.path())
                .isEmpty();
    }

    @Test
    void allFilesFollowOurRules() {
        assertThat(files()).isNotEmpty();

        assertThat(RouteRules.violations(files())).isEmpty();
    }

    @Test
    void noStatementReadsAVariableOfARouteByName() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/sql"))) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(file)
                            .content()
                            .as("a statement takes the body, so that it can be run by any route")
                            .doesNotContain("${variable."));
        }
    }

    @Test
    void aFourthBlockInsideThreeOthersIsNamed() {
        String block = """
                filter:
                  id: greeting-%s
                  description: If so
                  steps:
                    - %s
                  expression:
                    simple:
                      expression: ${body}
                """;
        String nested = "log: {id: greeting-log, description: Say so, message: Hello}";
        for (String name : List.of("d", "c", "b", "a")) {
            nested = block.formatted(name, nested.strip().replace("\n", "\n      "));
        }
        String text = """
                - route:
                    id: greeting
                    description: Greets whoever asks
                    from:
                      id: greeting-in
                      description: Take a name
                      uri: direct
                      parameters:
                        name: greeting
                      steps:
                        - %s
                    group: inbound
                """.formatted(nested.strip().replace("\n", "\n          "));

        assertThat(RouteRules.violations(List.of(RouteFile.of(Path.of("routes/greeting.camel.yaml"), text))))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("step 'greeting-d': at most 3 blocks");
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
            group: inbound                     | autoStartup: true                   | as Kaoto saves them
            id: greeting-in                    | id: in                              | id starts with 'greeting-'
            id: greeting-say                   | id: greeting-in                     | is used once
            description: Say hello             | note: Say hello                     | has a description of a few words
            uri: direct                        | uri: direct:greeting                | uri holds a scheme only
            name: greeting                     | name: hello                         | the name of its endpoint, 'hello', is its id
            expression: hello                  | expression: ${bean:java.util.List.of} | names no class of Java
            expression: hello                  | "expression: ${variable.rows[0][id]}" | reads no list by position
            expression: hello                  | expression: ${body.size} > 1        | counts no list
            expression: hello                  | expression: ${camelContext.isStopping} | asks a bean, not Camel's context
            expression: hello                  | expression: ${variable.name}        | its note names the variable "name"
            uri: sql                           | uri: sql?dataSource=x               | uri holds a scheme only
            classpath:sql/greeting.sql         | select 1                            | query starts with classpath:
            uri: sql                           | uri: smtp                           | headers 'mail.smtp*' are removed before
            description: Greets whoever asks   | "description: 'Greets whoever asks'"  | Kaoto saves description as Greets
            group: inbound                     | note: Greets whoever asks, and whoever does not ask but is at home then, all day long | Kaoto saves note as Greets
            "group: inbound"                   | "# group"                           | comments stand above the first entry
            """)
    void aBrokenRuleIsNamed(String canonical, String broken, String rule) {
        assertThat(RouteRules.violations(List.of(greeting(canonical, broken))))
                .anySatisfy(violation -> assertThat(violation).contains("greeting.camel.yaml", rule));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            - route:                                       | - from:
            - setBody:                                     | - log: hello~        - setBody:
            expression:~              constant:~                expression: hello | constant: hello
            constant:~                expression: hello    | constant: hello
            """)
    void aShorthandIsRefused(String canonical, String shorthand) {
        RouteFile file = greeting(canonical.replace('~', '\n'), shorthand.replace('~', '\n'));

        assertThat(schema.validate(file.entries())).isNotEmpty();
    }

    private static RouteFile greeting(String canonical, String broken) {
        String text = """
                # Why this file exists.
                - route:
                    id: greeting
                    description: Greets whoever asks
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
                                expression: hello
                        - to:
                            id: greeting-keep
                            description: Keep the name
                            uri: sql
                            parameters:
                              query: classpath:sql/greeting.sql
                    group: inbound
                """;
        String changed = text.replaceFirst(Pattern.quote(canonical), Matcher.quoteReplacement(broken));
        assertThat(canonical.isEmpty() || !changed.equals(text))
                .as("the sample holds %s", canonical)
                .isTrue();
        return RouteFile.of(Path.of("routes/greeting.camel.yaml"), changed);
    }
}
