package io.circlesync.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.json.Json;
import io.circlesync.profile.SyncedField;
import io.circlesync.profile.SyncedFields;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * The OpenAPI document with the fields of this community. In the file it is written from, a mark stands where they belong:
 * {@code x-synced-fields} in a list for the names of all of them, {@code x-fields-of-a-profile} in a list for what a profile
 * has of them, and {@code x-synced-fields} among properties, {@code read} or {@code write}, for what each of them is.
 */
public final class ApiDescription {

    private static final String MARK = "x-synced-fields";
    private static final String MARK_OF_A_PROFILE = "x-fields-of-a-profile";
    private static final String WRITE = "write";
    private static final String CUSTOM = "custom";
    private static final String LINK =
            "An http or https URL; a bare host gets https:// in front. A value that the profile has already is taken as it is.";

    private final SyncedFields fields;
    private final String document;

    /** @param fields those that this community keeps */
    public ApiDescription(SyncedFields fields) {
        this.fields = fields;
        try (InputStream file = ApiDescription.class.getResourceAsStream("/openapi.json")) {
            document = filled(Json.mapper().readTree(file)).toPrettyString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The document as JSON. */
    public String document() {
        return document;
    }

    private JsonNode filled(JsonNode node) {
        if (node.isArray()) {
            ArrayNode list = Json.mapper().createArrayNode();
            node.forEach(element -> {
                switch (element.asText()) {
                    case MARK -> fields.all().forEach(field -> list.add(field.jsonName()));
                    case MARK_OF_A_PROFILE -> namesInProfile().forEach(list::add);
                    default -> list.add(filled(element));
                }
            });
            return list;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode object = Json.mapper().createObjectNode();
        node.properties().forEach(property -> {
            if (property.getKey().equals(MARK)) {
                object.setAll(schemas(property.getValue().textValue().equals(WRITE)));
            } else {
                object.set(property.getKey(), filled(property.getValue()));
            }
        });
        return object;
    }

    private Stream<String> namesInProfile() {
        Stream<String> common = SyncedField.table().stream().map(SyncedField::jsonName);
        return fields.custom().isEmpty() ? common : Stream.concat(common, Stream.of(CUSTOM));
    }

    private ObjectNode schemas(boolean write) {
        ObjectNode schemas = Json.mapper().createObjectNode();
        SyncedField.table().forEach(field -> schemas.set(field.jsonName(), schema(field, write)));
        List<SyncedField> custom = fields.custom();
        if (!custom.isEmpty()) {
            ObjectNode own = schemas.putObject(CUSTOM);
            ArrayNode type = own.putArray("type").add("object");
            own.put("description", "Profile fields of this community's own.");
            ObjectNode properties = own.putObject("properties");
            custom.forEach(field -> properties.set(field.customName(), schema(field, write)));
            if (write) {
                type.add("null");
            } else {
                custom.stream().map(SyncedField::customName).forEach(own.putArray("required")::add);
            }
            own.put("additionalProperties", false);
        }
        return schemas;
    }

    private static ObjectNode schema(SyncedField field, boolean write) {
        ObjectNode schema = Json.mapper().createObjectNode();
        schema.putArray("type").add("string").add("null");
        if (write) {
            schema.put("maxLength", field.maxLength());
        }
        if (write && field.isLink()) {
            schema.put("format", "uri").put("description", LINK);
        }
        return schema;
    }
}
