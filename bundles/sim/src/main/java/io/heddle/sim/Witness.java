package io.heddle.sim;

import io.heddle.transport.InboundRequest;
import io.heddle.transport.Session;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Knows every operation and sees every execution and every answer. It stands at the callers' and the
 * handlers' side of the transport's interface, so nothing that it says is the transport's own word.
 */
final class Witness {
    private final Violations violations;
    private final Payload payload;
    private final List<Operation> operations = new ArrayList<>();
    private final List<Attempt> attempts = new ArrayList<>();
    private int open;
    private int answered;
    private int abandoned;

    Witness(Violations violations, Payload payload) {
        this.violations = violations;
        this.payload = payload;
    }

    Operation operation(
            Operation.Kind kind,
            int caller,
            int server,
            int requestBytes,
            int replyBytes,
            Runnable onEnd) {
        var operation = new Operation(
                operations.size() + 1, kind, caller, server, requestBytes, replyBytes, onEnd);
        operations.add(operation);
        open++;
        return operation;
    }

    Attempt attempt(Operation operation) {
        operation.attempts++;
        var attempt = new Attempt(attempts.size() + 1, operation);
        attempts.add(attempt);
        return attempt;
    }

    /** The call was refused: this number was never on its way. */
    void refused(Attempt attempt) {
        attempt.operation.attempts--;
        attempt.ended = true;
    }

    /** A handler got a request; the answer is whose it is, or null if it is nobody's. */
    @Nullable
    Attempt executed(int server, InboundRequest request) {
        int number = request.epoch();
        if (number < 1 || number > attempts.size()) {
            violations.add(
                    Invariant.INTEGRITY,
                    "server " + server + " got a request that nobody" + " made, number " + number);
            return null;
        }
        var attempt = attempts.get(number - 1);
        var operation = attempt.operation;
        if (++attempt.executions > 1) {
            violations.add(
                    Invariant.AT_MOST_ONCE,
                    attempt + " is executed for the " + attempt.executions + "th time");
        }
        if (request.peer() != operation.caller
                || server != operation.server
                || request.opcode() != operation.kind.ordinal() + 1
                || request.bodyBytes() != operation.requestBytes) {
            violations.add(
                    Invariant.INTEGRITY,
                    attempt + " arrives at server " + server
                            + " as opcode " + request.opcode() + " of node " + request.peer()
                            + " with "
                            + request.bodyBytes() + " bytes");
        }
        unchanged(attempt, request);
        return attempt;
    }

    /** Checks the body of a request: when it comes, and before it is answered. */
    void unchanged(Attempt attempt, InboundRequest request) {
        if (!payload.isAt(
                payload.request(attempt.number),
                request.body(),
                request.bodyOffset(),
                request.bodyBytes())) {
            violations.add(Invariant.INTEGRITY, "the body of " + attempt + " is not what was sent");
        }
    }

    /** A caller was told the end of an attempt; true if it was answered. */
    boolean ended(Attempt attempt, int status, MemorySegment body, long offset, int bytes) {
        if (attempt.ended) {
            violations.add(Invariant.ANSWER, attempt + " ends twice, now with " + status);
            return false;
        }
        attempt.ended = true;
        if (status == Session.PEER_LOST) {
            return false;
        }
        int wanted = payload.status(attempt.number);
        if (status != wanted) {
            violations.add(
                    Invariant.ANSWER,
                    attempt + " was answered with " + status + ", its own answer is " + wanted);
        }
        if (bytes != attempt.operation.replyBytes
                || !payload.isAt(payload.reply(attempt.number), body, offset, bytes)) {
            violations.add(
                    Invariant.INTEGRITY,
                    "the answer of " + attempt + " has " + bytes + " bytes that begin with "
                            + Payload.start(body, offset, bytes));
        }
        if (attempt.executions != 1) {
            violations.add(
                    Invariant.ANSWER,
                    attempt + " was answered and executed " + attempt.executions + " times");
        }
        answered(attempt.operation);
        return true;
    }

    private void answered(Operation operation) {
        if (operation.isOver()) {
            violations.add(Invariant.ANSWER, operation + " is answered again");
            return;
        }
        operation.answered = true;
        answered++;
        open--;
        operation.onEnd.run();
    }

    void abandon(Operation operation) {
        if (!operation.isOver()) {
            operation.abandoned = true;
            abandoned++;
            open--;
            operation.onEnd.run();
        }
    }

    /** Operations that have not ended. */
    int open() {
        return open;
    }

    int answered() {
        return answered;
    }

    int abandoned() {
        return abandoned;
    }

    List<Operation> operations() {
        return operations;
    }

    /** Some of what has not ended, for people. */
    String stuck() {
        var text = new StringBuilder();
        operations.stream()
                .filter(operation -> !operation.isOver())
                .limit(3)
                .forEach(operation -> text.append("; ").append(operation));
        return open + " operations are not answered" + text;
    }
}
