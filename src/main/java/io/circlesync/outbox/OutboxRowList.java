package io.circlesync.outbox;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/** Joins the rows that single notices gave to one list. */
public final class OutboxRowList implements AggregationStrategy {

    @Override
    public Exchange aggregate(Exchange joined, Exchange next) {
        List<?> rows = next.getMessage().getBody(List.class);
        if (joined == null) {
            next.getMessage().setBody(new ArrayList<>(rows));
            return next;
        }
        @SuppressWarnings("unchecked")
        List<Object> all = joined.getMessage().getBody(List.class);
        all.addAll(rows);
        return joined;
    }
}
