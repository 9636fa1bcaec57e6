package io.heddle.control.internal.trust;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.heddle.runtime.StorageException;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a stranger says to join, and what an operator pastes as a token. */
class JoinFuzzTest {
    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldDecodeAMessageOrRefuse(byte[] data) {
        JoinMessage message;
        try {
            message = JoinMessage.decode(data);
        } catch (UncheckedIOException refused) {
            return;
        }
        byte[] once = message.encode();
        if (!Arrays.equals(JoinMessage.decode(once).encode(), once)) {
            throw new AssertionError("a message is not what it becomes");
        }
    }

    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldReadATokenOrSayWhatIsWrong(byte[] data) {
        String word = new String(data, StandardCharsets.UTF_8);
        JoinToken token;
        try {
            token = JoinToken.decode(word);
        } catch (StorageException refused) {
            return;
        }
        if (token.port() < 1 || !JoinToken.decode(token.encode()).host().equals(token.host())) {
            throw new AssertionError(token + " is not what it becomes");
        }
    }
}
