package io.circlesync.management.jmx;

import io.circlesync.management.described.Described;
import java.util.Map;

/** Messages that are to be told. */
@Described("The outbox: what is to be told by Slack and mail, by channel; on all nodes, some seconds old at most")
public interface Outbox {

    @Described("Messages that are to go out, now or later, by channel")
    Map<String, Long> getWaiting();

    @Described("Messages that were refused and are tried again, by channel")
    Map<String, Long> getRetrying();

    @Described("Messages that were given up, by channel; retry has one tried again, ignore puts one away")
    Map<String, Long> getFailed();

    @Described("For how many seconds the first message has been due, by channel; 0 while none is")
    Map<String, Long> getOldestDueSeconds();

    @Described("When a message went out last, by channel")
    Map<String, String> getLastSent();

    @Described("Has a message tried again that was given up")
    String retry(@Described(name = "id", value = "The message's id, as GET /api/messages tells it") long id);

    @Described("Puts away a message that was given up and that nothing brings to anybody")
    String ignore(@Described(name = "id", value = "The message's id, as GET /api/messages tells it") long id);
}
