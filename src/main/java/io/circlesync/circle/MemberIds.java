package io.circlesync.circle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** Reads Circle's ids, which come as numbers and, in webhooks, as numeric texts too. */
public final class MemberIds {

    private MemberIds() {}

    /** The id; empty where there is none above zero that fits. */
    public static Optional<Long> read(JsonNode node) {
        if (node.isIntegralNumber() && node.canConvertToLong() && node.longValue() > 0) {
            return Optional.of(node.longValue());
        }
        if (node.isTextual() && node.textValue().strip().matches("[0-9]{1,18}")) {
            long id = Long.parseLong(node.textValue().strip());
            return id > 0 ? Optional.of(id) : Optional.empty();
        }
        return Optional.empty();
    }
}
