package io.circlesync.routes;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * How Kaoto writes the values of a route file: when it quotes one, and where it breaks a long one. It saves by the {@code yaml}
 * package of npm, whose rules these are (its {@code stringifyString} and {@code foldFlowLines}), as far as values of one line go.
 * {@link KaotoTest} asks Kaoto itself, where it is installed.
 */
final class SavedScalars {

    private static final int WIDTH = 80;
    private static final int LEAST_CONTENT = 20;

    /** What would be read as something else without quotes. */
    private static final Pattern NOT_PLAIN =
            Pattern.compile("^[\\t ,\\[\\]{}#&*!|>'\"%@`]|^[?-]$|^[?-][ \\t]|:[ \\t]|[\\t ]#|[\\t :]$");

    /** An open mapping, with its next key, or a list, in which no key stands. */
    private static final class Level {

        private final boolean isMapping;
        private final int column;
        private boolean isKeyNext = true;
        private String key = "";

        Level(boolean isMapping, int column) {
            this.isMapping = isMapping;
            this.column = column;
        }
    }

    private final String text;
    private final List<String> violations = new ArrayList<>();
    private final Deque<Level> levels = new ArrayDeque<>();

    private SavedScalars(String text) {
        this.text = text;
    }

    /** Each names the line, and what Kaoto would write. */
    static List<String> violations(String text) {
        SavedScalars scalars = new SavedScalars(text);
        new Yaml().parse(new StringReader(text)).forEach(scalars::read);
        return scalars.violations;
    }

    private void read(Event event) {
        if (event instanceof CollectionStartEvent start) {
            value();
            levels.push(new Level(
                    event instanceof MappingStartEvent, start.getStartMark().getColumn()));
        } else if (event instanceof CollectionEndEvent) {
            levels.pop();
        } else if (event instanceof ScalarEvent scalar) {
            Level level = levels.peek();
            if (level != null && level.isMapping && level.isKeyNext) {
                level.key = scalar.getValue();
                level.isKeyNext = false;
            } else if (level != null && level.isMapping) {
                check(scalar, level);
                value();
            }
        }
    }

    private void value() {
        if (!levels.isEmpty()) {
            levels.peek().isKeyNext = true;
        }
    }

    private void check(ScalarEvent scalar, Level level) {
        String value = scalar.getValue();
        boolean isBlock =
                scalar.getScalarStyle() == ScalarStyle.LITERAL || scalar.getScalarStyle() == ScalarStyle.FOLDED;
        if (isBlock || value.indexOf('\n') >= 0) {
            return;
        }
        String saved = folded(written(scalar), level.column + 2, level.key.length() + 2);
        String is = text.substring(
                scalar.getStartMark().getIndex(), scalar.getEndMark().getIndex());
        if (!is.equals(saved)) {
            violations.add(
                    "line " + (scalar.getStartMark().getLine() + 1) + ": Kaoto saves " + level.key + " as " + saved);
        }
    }

    private static String written(ScalarEvent scalar) {
        String value = scalar.getValue();
        boolean isPlain = scalar.getScalarStyle() == ScalarStyle.PLAIN;
        boolean isText = new Resolver().resolve(NodeId.scalar, value, true) == Tag.STR;
        if (!NOT_PLAIN.matcher(value).find() && (isPlain || isText)) {
            return value;
        }
        return value.indexOf('"') >= 0 && value.indexOf('\'') < 0
                ? "'" + value + "'"
                : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** At blanks; the first line is measured without what stands before its key. */
    private static String folded(String written, int indent, int before) {
        int step = Math.max(1 + LEAST_CONTENT, 1 + WIDTH - indent);
        if (written.length() <= step) {
            return written;
        }
        StringBuilder folded = new StringBuilder();
        int from = 0;
        int end = WIDTH - before;
        int split = 0;
        for (int i = 0; i < written.length(); i++) {
            boolean isBlank = written.charAt(i) == ' ';
            if (isBlank
                    && i > 0
                    && i + 1 < written.length()
                    && written.charAt(i - 1) != ' '
                    && written.charAt(i + 1) != ' ') {
                split = i;
            }
            if (i >= end && split > 0) {
                folded.append(written, from, split).append('\n').append(" ".repeat(indent));
                from = split + 1;
                end = split + step;
                split = 0;
            }
        }
        return folded.append(written, from, written.length()).toString();
    }
}
