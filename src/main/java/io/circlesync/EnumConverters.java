package io.circlesync;

import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.LoggingLevel;
import org.apache.camel.component.sql.SqlOutputType;
import org.apache.camel.support.SimpleTypeConverter;

/**
 * Has Camel know the constants of the enumerations that options of steps take. It reads them by itself, too, but for each
 * option of each step it first looks among all converters in vain: a twentieth of a start.
 */
final class EnumConverters {

    private EnumConverters() {}

    /** To be called before the routes are made. */
    static void bind(CamelContext context) {
        bind(context, LoggingLevel.class);
        bind(context, SqlOutputType.class);
    }

    private static <E extends Enum<E>> void bind(CamelContext context, Class<E> type) {
        context.getTypeConverterRegistry()
                .addTypeConverter(
                        type,
                        String.class,
                        new SimpleTypeConverter(
                                false, (wanted, exchange, value) -> constant(type, String.valueOf(value))));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String name) {
        return Stream.of(type.getEnumConstants())
                .filter(constant -> constant.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("'" + name + "' is none of " + List.of(type.getEnumConstants())));
    }
}
