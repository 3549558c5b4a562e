package io.circlesync.management.logs;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** The last lines of this process's log, for a page that shows them: as many as a screen bears, whatever is logged. */
public final class RecentLog extends AbstractAppender {

    private static final int MOST = 1_000;
    private static final RecentLog OF_THIS_PROCESS = new RecentLog();

    private final Deque<LogLine> lines = new ArrayDeque<>();

    private RecentLog() {
        super("recent", null, null, true, Property.EMPTY_ARRAY);
        start();
    }

    /** Listens from now on, if it does not do so already. */
    public static RecentLog listen() {
        LoggerContext log = (LoggerContext) LogManager.getContext(false);
        if (log.getConfiguration().getAppender(OF_THIS_PROCESS.getName()) == null) {
            log.getConfiguration().addAppender(OF_THIS_PROCESS);
            log.getConfiguration().getRootLogger().addAppender(OF_THIS_PROCESS, null, null);
            log.updateLoggers();
        }
        return OF_THIS_PROCESS;
    }

    @Override
    public void append(LogEvent event) {
        synchronized (lines) {
            long last = lines.isEmpty() ? 0 : lines.getLast().at();
            lines.addLast(LogLine.of(event, Math.max(event.getTimeMillis(), last + 1)));
            if (lines.size() > MOST) {
                lines.removeFirst();
            }
        }
    }

    /** The last lines, the oldest of them first. */
    List<LogLine> last(int count) {
        synchronized (lines) {
            return lines.stream().skip(Math.max(0, lines.size() - (long) count)).toList();
        }
    }

    /** The first lines after a moment, in milliseconds since 1970. */
    List<LogLine> after(long at, int count) {
        synchronized (lines) {
            return lines.stream().filter(line -> line.at() > at).limit(count).toList();
        }
    }
}
