package io.heddle.control.internal.trust;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.runtime.StorageException;
import io.heddle.testkit.sim.RecordedEvents;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;

/** The authority, its files, tokens and enrolment, without a network. */
class TrustTest {
    private static final String CLUSTER = "00000000000000aa";
    private static final byte[] CHANNEL = new byte[32];

    @TempDir
    Path data;

    private final RecordedEvents events = new RecordedEvents(() -> 0);
    private final Instant now = Instant.parse("2026-05-01T10:00:00Z");
    private TrustFolder folder;
    private Identity founder;

    @BeforeEach
    void found() {
        folder = new TrustFolder(data, events);
        founder = folder.found(CLUSTER, now);
    }

    @Test
    void shouldMakeCertificatesThatTheJvmValidates() throws Exception {
        var anchor = new java.security.cert.TrustAnchor(founder.authority(), null);
        var parameters = new java.security.cert.PKIXParameters(java.util.Set.of(anchor));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(now));
        var path = java.security.cert.CertificateFactory.getInstance("X.509")
                .generateCertPath(java.util.List.of(founder.own()));
        var validator = java.security.cert.CertPathValidator.getInstance("PKIX");
        validator.validate(path, parameters);
        assertEquals(founder.name(), ProcessName.of(founder.own()));
        assertEquals(CLUSTER, founder.name().cluster());
        assertEquals(-1, founder.own().getBasicConstraints(), "a member signs nobody");
        assertEquals(0, founder.authority().getBasicConstraints());
        parameters.setDate(Date.from(now.plus(Certificates.MEMBER_LIFE).plusSeconds(1)));
        assertThrows(
                java.security.cert.CertPathValidatorException.class,
                () -> validator.validate(path, parameters));
    }

    @Test
    void shouldKeepKeysForTheOwnerOnly() throws IOException {
        for (String key : new String[] {"cluster.key", "process.key"}) {
            Path file = data.resolve("trust").resolve(key);
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
        assertEquals(founder.name(), folder.identity(now).name());
        assertTrue(events.alerts().isEmpty());
        Path key = data.resolve("trust/process.key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        folder.identity(now);
        assertEquals("key-too-open", events.alerts().getFirst().kind());
        assertTrue(events.alerts().getFirst().remedy().contains("chmod 600 " + key));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        folder.identity(now);
        assertTrue(events.alerts().isEmpty());
    }

    @Test
    void shouldSayWhatIsWrongWithAFolder() throws IOException {
        says("before its certificate", () -> folder.identity(now.minus(Duration.ofDays(1))));
        says("ended at", () -> folder.identity(now.plus(Duration.ofDays(4_000))));
        Path key = data.resolve("trust/process.key");
        byte[] good = Files.readAllBytes(key);
        Files.writeString(key, "-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----\n");
        says("is damaged", () -> folder.identity(now));
        Files.write(key, java.util.Arrays.copyOf(good, good.length / 2));
        says("is damaged", () -> folder.identity(now));
        Files.delete(key);
        says("cannot be read", () -> folder.identity(now));
    }

    private static void says(String words, org.junit.jupiter.api.function.Executable what) {
        String text = assertThrows(StorageException.class, what).getMessage();
        assertTrue(text.contains(words), text);
        assertTrue(text.contains(";") && text.endsWith("."), "no remedy: " + text);
    }

    private Enrolment enrolment(Instant at) {
        return new Enrolment(folder, founder, events, Clock.fixed(at, ZoneOffset.UTC));
    }

    private static String refusal(JoinMessage answer) {
        return assertInstanceOf(JoinMessage.Refused.class, answer).why();
    }

    @Test
    void shouldSignOneProcessForOneToken(@TempDir Path elsewhere) {
        var enrolment = enrolment(now);
        var token = JoinToken.decode(
                enrolment.token("10.1.2.3", 4_711, Duration.ofHours(1)).encode());
        assertEquals("10.1.2.3", token.host());
        assertEquals(4_711, token.port());
        var joining = new Joining(token);
        var keys = Certificates.keyPair();
        var request = Enrolment.request(token, keys, CHANNEL);
        var other = new byte[32];
        other[0] = 1;
        assertTrue(refusal(enrolment.answer(request, other, "a:1")).contains("prove its key"));
        var again = (JoinMessage.Request) JoinMessage.decode(request.encode());
        var granted = assertInstanceOf(
                JoinMessage.Granted.class, enrolment.answer(again, CHANNEL, "10.1.2.3:99"));
        assertEquals("10.1.2.3:99", granted.control());
        // The certificate is for the key of the request and for no other.
        says(
                "is no certificate for this process",
                () -> joining.keep(granted, new TrustFolder(elsewhere, events)));
        assertTrue(refusal(enrolment.answer(request, CHANNEL, "a:1")).contains("used before"));
        assertTrue(
                refusal(enrolment(now).answer(request, CHANNEL, "a:1")).contains("used before"),
                "a restart forgets no token");
    }

    @Test
    void shouldRefuseExpiredAndForeignTokens() {
        var token = enrolment(now).token("h", 1, Duration.ofMinutes(10));
        var request = Enrolment.request(token, Certificates.keyPair(), CHANNEL);
        var late = enrolment(now.plus(Duration.ofMinutes(11)));
        assertTrue(refusal(late.answer(request, CHANNEL, "a:1")).contains("expired"));
        assertEquals(Instant.MIN, late.openUntil());
        assertEquals(now.plus(Duration.ofMinutes(10)), enrolment(now).openUntil());
        var foreign = new JoinToken("h", 1, token.fingerprint(), new byte[16]);
        var asked = Enrolment.request(foreign, Certificates.keyPair(), CHANNEL);
        assertTrue(refusal(enrolment(now).answer(asked, CHANNEL, "a:1"))
                .contains("not of this cluster"));
    }

    @Test
    void shouldKeepNoSecretOfATokenOnDisk() throws IOException {
        var token = enrolment(now).token("h", 1, Duration.ofMinutes(10));
        String stored = Files.readString(data.resolve("trust/tokens"));
        String secret = java.util.HexFormat.of().formatHex(token.secret());
        assertTrue(stored.lines().count() == 1 && !stored.contains(secret), stored);
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(data.resolve("trust/tokens"))));
    }

    @Test
    void shouldRefuseWordsThatAreNoTokens() {
        String good = enrolment(now).token("host-1", 80, Duration.ofHours(1)).encode();
        assertArrayEquals(
                JoinToken.decode(good).secret(),
                JoinToken.decode("  " + good + "\n").secret());
        for (String bad : new String[] {
            "", "heddle1-", "heddle2-" + good, good.substring(0, 40), good.replace('A', '*') + "*"
        }) {
            says("The join token", () -> JoinToken.decode(bad));
        }
    }
}
