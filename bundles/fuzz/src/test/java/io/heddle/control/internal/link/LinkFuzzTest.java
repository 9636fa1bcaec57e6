package io.heddle.control.internal.link;

import com.code_intelligence.jazzer.junit.FuzzTest;

import java.io.UncheckedIOException;

/** What a member says on a control connection. */
class LinkFuzzTest {
    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldDecodeAMessageOrRefuse(byte[] data) {
        LinkMessage message;
        try {
            message = LinkMessage.decode(data);
        } catch (UncheckedIOException refused) {
            return;
        }
        if (!LinkMessage.decode(message.encode()).equals(message)) {
            throw new AssertionError(message + " is not what it becomes");
        }
    }
}
