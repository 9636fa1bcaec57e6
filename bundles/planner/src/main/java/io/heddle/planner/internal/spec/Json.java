package io.heddle.planner.internal.spec;

import java.util.List;
import java.util.Map;

/** A JSON value. Numbers keep their text, so that nothing is rounded before it is checked. */
sealed interface Json {
    record Obj(Map<String, Json> fields) implements Json {}

    record Arr(List<Json> values) implements Json {}

    record Text(String value) implements Json {}

    record Num(String digits) implements Json {}

    record Bool(boolean value) implements Json {}

    record Null() implements Json {}

    /** How a message names it, shortened. */
    default String shown() {
        return switch (this) {
            case Obj _ -> "an object";
            case Arr _ -> "a list";
            case Text(String value) -> "\"" + Shown.of(value) + "\"";
            case Num(String digits) -> Shown.of(digits);
            case Bool(boolean value) -> Boolean.toString(value);
            case Null _ -> "null";
        };
    }
}
