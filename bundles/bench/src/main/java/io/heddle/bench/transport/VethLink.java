package io.heddle.bench.transport;

import io.heddle.bench.lab.Lab;
import io.heddle.bench.lab.Namespace;

import java.io.IOException;

/** Two namespaces with pairs of interfaces between them: the link of all comparisons beyond loopback. */
final class VethLink implements AutoCloseable {
    final Lab lab;
    final Namespace server;
    final Namespace client;

    private VethLink(Lab lab, Namespace server, Namespace client) {
        this.lab = lab;
        this.server = server;
        this.client = client;
    }

    /** Makes it with some parallel links, named e0, e1 and so on at both ends. */
    static VethLink make(int mtuBytes, int links) throws IOException, InterruptedException {
        Lab lab = Lab.open();
        try {
            var made = new VethLink(lab, lab.namespace("server"), lab.namespace("client"));
            for (int link = 0; link < links; link++) {
                lab.veth(made.server, "e" + link, made.client, "e" + link);
                made.server.up("e" + link, mtuBytes, address(link, true) + "/24");
                made.client.up("e" + link, mtuBytes, address(link, false) + "/24");
            }
            return made;
        } catch (IOException | InterruptedException failed) {
            lab.close();
            throw failed;
        }
    }

    /** The address of an end of a link, out of the block for benchmarks (RFC 2544). */
    static String address(int link, boolean server) {
        return "198.18." + link + (server ? ".1" : ".2");
    }

    Pair.Place serverPlace() {
        return new Pair.Place(server, address(0, true));
    }

    Pair.Place clientPlace() {
        return new Pair.Place(client, address(0, false));
    }

    @Override
    public void close() throws IOException {
        lab.close();
    }
}
