package io.heddle.command.up;

import io.heddle.command.CommandException;
import io.heddle.command.Exit;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 4096}, {@code 512M}, {@code 10GiB}, in powers of 1,024. */
final class ByteSize {
    private static final Pattern SIZE =
            Pattern.compile("([0-9]{1,18})\\s*([KMGTP]?)(?:I?B)?", Pattern.CASE_INSENSITIVE);

    private ByteSize() {}

    static long parse(String option, String text) {
        Matcher matcher = SIZE.matcher(text.trim());
        if (matcher.matches()) {
            String unit = matcher.group(2).toUpperCase(Locale.ROOT);
            int shift = unit.isEmpty() ? 0 : ("KMGTP".indexOf(unit) + 1) * 10;
            long number = Long.parseLong(matcher.group(1));
            if (number <= Long.MAX_VALUE >> shift) {
                return number << shift;
            }
        }
        throw new CommandException(
                Exit.WRONG_USE, option + " should be a size such as 10G and is " + text + ".");
    }
}
