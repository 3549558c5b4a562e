package io.circlesync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.circlesync.fixture.OwnRoutes;
import io.circlesync.fixture.RunningService;
import io.circlesync.settings.SettingsException;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Slips in routes of an integration engineer's own, at the start and before it. */
class StartFailureTest {

    private static final String ROUTE = "- route: {id: %s, from: {uri: 'direct:%s', steps: [%s]}}";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{to: {uri: 'bean:nope'}}|the route own cannot be made: No bean could be found in the registry for: nope",
                "{to: {uri: 'kafka:topic'}}|the route own cannot be made: No endpoint could be found for: kafka://topic",
                "{setBody: {simple: '${body'}}|the route own cannot be made: ",
                "{filter: {simple: '${body} === 1', steps: [{log: x}]}}|the route own cannot be made: ",
            })
    void a_route_that_cannot_be_made_is_told_in_one_line(String steps, String told) throws Exception {
        try (CamelContext context = with(ROUTE.formatted("own", "own", steps))) {
            Throwable failure = catchThrowable(context::start);

            assertThat(StartFailure.words(failure))
                    .get()
                    .asString()
                    .startsWith(told)
                    .hasLineCount(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{setBody: {id: body, simple: '${body'}}|the route own cannot be made: at body, ",
                "{filter: {id: only, simple: '${body} === 1', steps: [{log: x}]}}|the route own cannot be made: at only, ",
                "{choice: {when: [{id: first, simple: '${body} == ', steps: [{log: x}]}]}}|the route own cannot be made: at first, ",
            })
    void an_expression_that_cannot_be_read_is_told_before_the_start(String steps, String told) throws Exception {
        try (CamelContext context = with(ROUTE.formatted("own", "own", steps))) {
            assertThatThrownBy(() -> new RouteTrial(context).require())
                    .isInstanceOf(SettingsException.class)
                    .message()
                    .startsWith(told)
                    .hasLineCount(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- route: [|gap-route.camel.yaml, line ",
                "@gap|gap-route.camel.yaml, line 1 cannot be read",
                "- route:%n    id: gap-route%n    form: x|gap-route.camel.yaml, line 2 cannot be read: Unsupported field: form",
                "- route:%n    id: x%n    from:%n      uri: direct:x%n      steps:%n        - tu: direct:y|gap-route.camel.yaml, line 6",
                "''|gap-route.camel.yaml; expected a file that can be read",
                "# Nothing but words|gap-route",
                "- beans: []|a route from direct:gap-route, which",
            })
    void a_file_of_routes_that_cannot_be_used_is_named(String content, String why) {
        Throwable failure = catchThrowable(() -> RunningService.start(
                OwnRoutes.in(folder).replace("gap-route", content.formatted()).setting()));

        assertThat(StartFailure.words(failure)).get().asString().contains(why).hasLineCount(1);
    }

    private static CamelContext with(String... files) throws Exception {
        CamelContext context = new DefaultCamelContext();
        for (String file : List.of(files)) {
            Resource resource = ResourceHelper.fromString(Integer.toHexString(file.hashCode()) + ".yaml", file);
            PluginHelper.getRoutesLoader(context).loadRoutes(resource);
        }
        return context;
    }
}
