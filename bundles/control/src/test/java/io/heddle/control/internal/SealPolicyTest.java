package io.heddle.control.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.runtime.Instance.Seal;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SealPolicyTest {
    @ParameterizedTest
    @CsvSource({
        "BEYOND_LOOPBACK, 127.0.0.1, false",
        "BEYOND_LOOPBACK, 127.9.0.1, false",
        "BEYOND_LOOPBACK, ::1, false",
        "BEYOND_LOOPBACK, 0.0.0.0, true",
        "BEYOND_LOOPBACK, ::, true",
        "BEYOND_LOOPBACK, 198.18.0.1, true",
        "BEYOND_LOOPBACK, fd00::1, true",
        "BEYOND_LOOPBACK, what.is.this, true",
        "ALWAYS, 127.0.0.1, true",
        "NEVER, 198.18.0.1, false"
    })
    void shouldSealWhateverLeavesTheMachineUnlessToldNotTo(
            Seal wanted, String address, boolean seals) {
        var policy = SealPolicy.of(wanted, address);
        assertEquals(seals, policy.seals());
        assertTrue(policy.sentence().startsWith(seals ? "Sealed" : "Not sealed"));
    }
}
