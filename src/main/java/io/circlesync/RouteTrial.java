package io.circlesync;

import io.circlesync.settings.SettingsException;
import java.util.Collection;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.ExpressionIllegalSyntaxException;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.language.ExpressionDefinition;
import org.apache.camel.spi.Language;
import org.apache.camel.util.ObjectHelper;

/** Tries what can be tried of routes without making them, for which all that they call would have to be there. */
final class RouteTrial {

    private static final String SIMPLE = "simple";

    private final CamelContext context;

    RouteTrial(CamelContext context) {
        this.context = context;
    }

    /**
     * Looks at what was loaded.
     *
     * @throws SettingsException if an expression cannot be read
     */
    void require() {
        List<RouteDefinition> routes =
                context.getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinitions();
        for (RouteDefinition route : routes) {
            for (ExpressionNode step : steps(route, ExpressionNode.class)) {
                requireReadable(route, step.getId(), step.getExpression(), step instanceof FilterDefinition);
            }
            for (ChoiceDefinition choice : steps(route, ChoiceDefinition.class)) {
                choice.getWhenClauses()
                        .forEach(when -> requireReadable(route, when.getId(), when.getExpression(), true));
            }
        }
    }

    private static <T> Collection<T> steps(RouteDefinition route, Class<T> kind) {
        return ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), kind);
    }

    private void requireReadable(RouteDefinition route, String step, ExpressionDefinition given, boolean isCondition) {
        if (given == null || !SIMPLE.equals(given.getLanguage())) {
            return;
        }
        Language simple = context.resolveLanguage(SIMPLE);
        // What a setting says is looked at where the settings are.
        String text = given.getExpression().replaceAll("\\{\\{[^{}]*}}", "setting");
        try {
            if (isCondition) {
                simple.createPredicate(text);
            } else {
                simple.createExpression(text);
            }
        } catch (ExpressionIllegalSyntaxException e) {
            if (ObjectHelper.getException(NoSuchBeanException.class, e) != null) {
                // The start makes the beans.
                return;
            }
            throw new SettingsException("the route " + route.getRouteId() + " cannot be made: at " + step + ", "
                    + StartFailure.oneLine(e.getMessage()) + "; expected an expression of Camel's simple language");
        }
    }
}
