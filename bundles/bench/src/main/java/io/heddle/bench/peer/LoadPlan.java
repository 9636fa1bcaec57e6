package io.heddle.bench.peer;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a client does.
 *
 * @param opcode one of {@link Messages}
 * @param bytes of a request, at least {@link Messages#HEAD_BYTES}
 * @param wantedBytes of an answer to {@link Messages#SOURCE}
 * @param outstanding requests on their way at once
 * @param seconds how long, or 0 until it is told to finish
 * @param requests how many at most, or 0 for no bound
 * @param peers whom it asks in turn
 * @param checked whether every byte is compared, here and there
 */
record LoadPlan(
        int opcode,
        int bytes,
        int wantedBytes,
        int outstanding,
        double seconds,
        long requests,
        List<Integer> peers,
        boolean checked) {
    static LoadPlan parse(Answer arguments) {
        int opcode = switch (arguments.text("op")) {
            case "echo" -> Messages.ECHO;
            case "sink" -> Messages.SINK;
            case "source" -> Messages.SOURCE;
            default -> throw new IllegalArgumentException("op is echo, sink or source.");
        };
        int bytes = (int) arguments.number("bytes");
        if (bytes < Messages.HEAD_BYTES) {
            throw new IllegalArgumentException("bytes is at least " + Messages.HEAD_BYTES + ".");
        }
        return new LoadPlan(
                opcode,
                bytes,
                (int) arguments.number("wanted", 0),
                (int) arguments.number("outstanding", 1),
                arguments.real("seconds", 0),
                arguments.number("requests", 0),
                Stream.of(arguments.text("peers").split(","))
                        .map(Integer::valueOf)
                        .toList(),
                arguments.number("check", 0) == 1);
    }

    int replyBytes() {
        return switch (opcode) {
            case Messages.ECHO -> bytes;
            case Messages.SINK -> Long.BYTES;
            default -> wantedBytes;
        };
    }
}
