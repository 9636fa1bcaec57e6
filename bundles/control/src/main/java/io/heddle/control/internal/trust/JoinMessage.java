package io.heddle.control.internal.trust;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What a process that wants to join and the authority say to each other, inside TLS. */
public sealed interface JoinMessage {
    /** The longest one, in bytes; what claims to be longer is not read. */
    int MOST_BYTES = 16 << 10;

    int FORMAT = 1;

    /**
     * Asks for a certificate.
     *
     * @param secret of the token
     * @param key the public key, as X.509 SubjectPublicKeyInfo
     * @param proof signature of {@link Enrolment#request}: who asks has the private key, and asks here
     */
    record Request(byte[] secret, byte[] key, byte[] proof) implements JoinMessage {}

    /**
     * The certificate and where the cluster is controlled.
     *
     * @param certificate of the process, DER
     * @param authority of the cluster, DER
     * @param control host:port of the control connection
     */
    record Granted(byte[] certificate, byte[] authority, String control) implements JoinMessage {}

    /** Why not, as one sentence with the remedy. */
    record Refused(String why) implements JoinMessage {}

    /** Format u8, kind u8, then the components in order with their lengths, big-endian. */
    default byte[] encode() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            switch (this) {
                case Request request -> {
                    out.writeByte(1);
                    write(out, request.secret);
                    write(out, request.key);
                    write(out, request.proof);
                }
                case Granted granted -> {
                    out.writeByte(2);
                    write(out, granted.certificate);
                    write(out, granted.authority);
                    out.writeUTF(granted.control);
                }
                case Refused refused -> {
                    out.writeByte(3);
                    out.writeUTF(refused.why);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws UncheckedIOException if these bytes are no message */
    static JoinMessage decode(byte[] message) {
        try (var in = new DataInputStream(new ByteArrayInputStream(message))) {
            int format = in.readUnsignedByte();
            if (format != FORMAT) {
                throw new IOException("format " + format + " of a join message is not " + FORMAT);
            }
            int kind = in.readUnsignedByte();
            JoinMessage decoded = switch (kind) {
                case 1 -> new Request(bytes(in), bytes(in), bytes(in));
                case 2 -> new Granted(bytes(in), bytes(in), in.readUTF());
                case 3 -> new Refused(in.readUTF());
                default -> throw new IOException("kind " + kind + " of a join message");
            };
            if (in.available() > 0) {
                throw new IOException("a join message is followed by more bytes");
            }
            return decoded;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readUnsignedShort();
        if (length > in.available()) {
            throw new IOException("a join message ends early");
        }
        return in.readNBytes(length);
    }
}
