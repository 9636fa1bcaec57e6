package io.heddle.rest.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

/** What a request carries: its text, for readers that name places in it, or as JSON. */
record RequestBody(String text) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The JSON value; an empty object when there is no body. */
    JsonNode json() {
        if (text.isBlank()) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new StorageException(
                    Errno.EINVAL,
                    "The request body is not JSON: " + malformed.getOriginalMessage() + ".",
                    malformed);
        }
    }

    /** A text of the JSON object, which must be there. */
    String text(String key) {
        JsonNode value = json().path(key);
        if (!value.isTextual() || value.asText().isBlank()) {
            throw new StorageException(
                    Errno.EINVAL,
                    "The request body has no text '" + key + "'; see /api/v1/openapi.json.");
        }
        return value.asText();
    }
}
