package io.heddle.planner.internal.spec;

import io.heddle.planner.Fact;
import io.heddle.planner.SpecException;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The keys of one object; a key that is not known is refused at once. */
final class Fields {
    private final String path;
    private final Map<String, Json> fields;

    Fields(String path, Map<String, Json> fields, List<String> known) {
        this.path = path;
        this.fields = fields;
        for (String key : fields.keySet()) {
            if (!known.contains(key)) {
                throw new SpecException(
                        at(Shown.of(Shown.key(key))),
                        "an unknown key",
                        "one of " + String.join(", ", known));
            }
        }
    }

    Place required(String key) {
        Json value = fields.get(key);
        if (value == null) {
            throw new SpecException(at(key), "no such key", "it, because it is required");
        }
        return new Place(at(key), value);
    }

    /** The value of a key, or null if the key is not there. */
    @Nullable
    Place get(String key) {
        Json value = fields.get(key);
        return value == null ? null : new Place(at(key), value);
    }

    <T> T or(String key, T otherwise, Function<Place, T> read) {
        Place place = get(key);
        return place == null ? otherwise : read.apply(place);
    }

    <T> Fact<T> fact(String key, Function<Place, T> read) {
        Place place = get(key);
        return place == null ? Fact.unstated() : Fact.stated(read.apply(place));
    }

    /** Like {@link #fact}, where null says the same as leaving the key out. */
    <T> Fact<T> factOrNull(String key, Function<Place, T> read) {
        Place place = get(key);
        return place == null || place.isNull() ? Fact.unstated() : Fact.stated(read.apply(place));
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
