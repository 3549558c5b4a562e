package io.circlesync.message;

import io.circlesync.database.SqlFile;
import io.circlesync.outbox.ChannelKind;
import io.circlesync.outbox.Channels;
import io.circlesync.outbox.OutboxRows;
import io.circlesync.settings.SettingsException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SetVariableDefinition;
import org.apache.camel.model.language.ConstantExpression;
import org.springframework.jdbc.core.JdbcTemplate;

/** Refuses to start where a route sends messages to a channel that is not there, and opens those that are. */
public final class ChannelsInRoutes {

    /** The variable in which a branch of {@code gap-route} says who hears of a gap. */
    private static final String CHANNELS = "channels";

    private static final String GAP_ROUTE = "gap-route";
    private static final Pattern WOKEN = Pattern.compile("seda:(?://)?outbox-([a-z0-9]+)(?:\\?.*)?");
    private static final Pattern SENDER = Pattern.compile("direct:(?://)?outbox-([a-z0-9]+)-send(?:\\?.*)?");

    private final Channels channels;
    private final MessageFiles files;
    private final PlainWords words;
    private final DataSource dataSource;

    ChannelsInRoutes(Channels channels, MessageFiles files, PlainWords words, DataSource dataSource) {
        this.channels = channels;
        this.files = files;
        this.words = words;
        this.dataSource = dataSource;
    }

    /**
     * Looks through the routes, and opens the channels.
     *
     * @throws SettingsException if a channel, its route, its setting or a template is not there, or a file of {@code
     *     messages.folder} is not read
     */
    public void require(CamelContext context) {
        open(look(context));
    }

    /**
     * Looks through the routes.
     *
     * @return the channels that they send to
     * @throws SettingsException if a channel, its route, its setting or a template is not there, or a file of {@code
     *     messages.folder} is not read
     */
    public Set<String> look(CamelContext context) {
        List<RouteDefinition> routes =
                context.getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinitions();
        Set<String> kinds = kinds(routes, WOKEN);
        kinds.retainAll(kinds(routes, SENDER));
        files.requireAllRead(kinds);
        tryOut(kinds);
        Set<String> named = routes.stream()
                .filter(route -> GAP_ROUTE.equals(route.getRouteId()))
                .flatMap(ChannelsInRoutes::named)
                .collect(Collectors.toCollection(TreeSet::new));
        named.forEach(channel -> require(channel, kinds));
        named.addAll(kinds);
        return named;
    }

    private static Set<String> kinds(List<RouteDefinition> routes, Pattern endpoint) {
        return routes.stream()
                .map(route -> endpoint.matcher(route.getInput().getEndpointUri()))
                .filter(Matcher::matches)
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void tryOut(Set<String> kinds) {
        try {
            kinds.stream().filter(kind -> !channels.hasCode(kind)).forEach(words::tryOut);
        } catch (TemplateFaultException e) {
            throw new SettingsException(e.getMessage() + "; expected a template that can be filled in");
        }
    }

    private static Stream<String> named(RouteDefinition route) {
        return ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), SetVariableDefinition.class).stream()
                .filter(step -> CHANNELS.equals(step.getName()))
                .flatMap(step -> {
                    if (step.getExpression() instanceof ConstantExpression constant) {
                        return OutboxRows.names(constant.getExpression()).stream();
                    }
                    throw new SettingsException(GAP_ROUTE + ": " + step.getId() + " works out its channels; expected a"
                            + " constant such as slack, mail");
                });
    }

    private void require(String channel, Set<String> kinds) {
        String kind = ChannelKind.of(channel);
        if (!kinds.contains(kind)) {
            throw new SettingsException(GAP_ROUTE + " sends to '" + channel + "', for which there are no routes outbox-"
                    + kind + " and outbox-" + kind + "-send; expected channels of the kinds " + String.join(", ", kinds)
                    + ", or nobody");
        }
        channels.kind(channel).missing().apply(channel).ifPresent(missing -> {
            throw new SettingsException(GAP_ROUTE + " sends to '" + channel + "', but " + missing);
        });
    }

    private void open(Set<String> named) {
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        named.forEach(channel -> jdbc.update(SqlFile.read("partner-add.sql"), channel));
    }
}
