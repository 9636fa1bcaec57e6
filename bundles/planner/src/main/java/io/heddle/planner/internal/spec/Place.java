package io.heddle.planner.internal.spec;

import io.heddle.planner.SpecException;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A value and where it stands, such as {@code groups[0].nics[1].pci}. */
record Place(String path, Json value) {
    SpecException refused(String wanted) {
        return new SpecException(path, value.shown(), wanted);
    }

    boolean isNull() {
        return value instanceof Json.Null;
    }

    String text() {
        if (value instanceof Json.Text(String text) && !text.isBlank()) {
            return text;
        }
        throw refused("a text that is not empty");
    }

    String text(Pattern pattern, String wanted) {
        if (value instanceof Json.Text(String text) && pattern.matcher(text).matches()) {
            return text;
        }
        throw refused(wanted);
    }

    boolean truth() {
        if (value instanceof Json.Bool(boolean truth)) {
            return truth;
        }
        throw refused("true or false");
    }

    int whole(int least, int most) {
        String wanted = "a whole number from " + least + " to " + most;
        if (!(value instanceof Json.Num(String digits)) || !isWhole(digits)) {
            throw refused(wanted);
        }
        // Eleven digits hold every int; a longer number is out of range in any case.
        if (digits.length() > 11) {
            throw refused(wanted);
        }
        BigInteger number = new BigInteger(digits);
        if (number.compareTo(BigInteger.valueOf(least)) < 0
                || number.compareTo(BigInteger.valueOf(most)) > 0) {
            throw refused(wanted);
        }
        return number.intValue();
    }

    /** JSON's numbers are ASCII; one with a dot or an exponent is not whole. */
    private static boolean isWhole(String digits) {
        return digits.chars().allMatch(c -> c == '-' || c >= '0' && c <= '9');
    }

    /** One of the words of an enum, in lower case. */
    <E extends Enum<E>> E word(Class<E> type) {
        if (value instanceof Json.Text(String text)) {
            for (E constant : type.getEnumConstants()) {
                if (Words.of(constant).equals(text)) {
                    return constant;
                }
            }
        }
        throw refused(Stream.of(type.getEnumConstants())
                .map(constant -> "\"" + Words.of(constant) + "\"")
                .collect(Collectors.joining(" or ")));
    }

    List<Place> list() {
        if (!(value instanceof Json.Arr(List<Json> values))) {
            throw refused("a list");
        }
        List<Place> places = new ArrayList<>(values.size());
        for (Json each : values) {
            places.add(new Place(path + "[" + places.size() + "]", each));
        }
        return places;
    }

    List<String> texts() {
        return list().stream().map(Place::text).toList();
    }

    Fields fields(String... known) {
        if (!(value instanceof Json.Obj(var fields))) {
            throw refused("an object");
        }
        return new Fields(path, fields, List.of(known));
    }
}
