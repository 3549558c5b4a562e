package io.circlesync.management.jmx;

import io.circlesync.partner.PartnerState;
import io.circlesync.watch.ServiceState;
import io.circlesync.watch.ServiceState.Channel;
import io.circlesync.watch.ServiceStates;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/** How the service stands, as JMX shows it: what is shown is absent while the database does not tell. */
record Shown(ServiceStates states) {

    /** JMX knows no Optional. */
    <T> T of(Function<ServiceState, T> figure) {
        return now().map(figure).orElse(null);
    }

    /** A figure of each channel, by its name. */
    <T> Map<String, T> byChannel(BiFunction<ServiceState, Channel, T> figure) {
        return of(state -> {
            Map<String, T> figures = new TreeMap<>();
            state.channels().forEach(channel -> figures.put(channel.name(), figure.apply(state, channel)));
            return figures;
        });
    }

    /** When what last went well, by its kind. */
    Map<String, String> successes() {
        return of(state -> {
            Map<String, String> last = new TreeMap<>();
            state.successes().forEach((kind, at) -> last.put(kind, at.toString()));
            return last;
        });
    }

    /** Names of the partners that there are now. */
    List<String> partners() {
        return now().stream()
                .flatMap(state -> state.partners().stream())
                .map(PartnerState::name)
                .toList();
    }

    Optional<ServiceState> now() {
        return states.now();
    }

    static String text(Optional<?> value) {
        return value.map(Object::toString).orElse(null);
    }
}
