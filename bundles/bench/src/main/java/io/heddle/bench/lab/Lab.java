package io.heddle.bench.lab;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Network namespaces of one experiment. Their interfaces live in them alone, so the machine's own
 * network is never touched and nothing is left when they are gone. What a process that died has left
 * is removed when the next lab opens.
 */
public final class Lab implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("hdl-(\\d+)-\\d+-\\w+");
    private static final long PID = ProcessHandle.current().pid();
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String prefix = "hdl-" + PID + "-" + NUMBER.incrementAndGet() + "-";
    private final List<Namespace> namespaces = new ArrayList<>();

    private Lab() {}

    /** Why there can be no lab here, in one sentence with the remedy, or null. */
    public static @Nullable String obstacle() {
        if (!Shell.isRoot()) {
            return "Network namespaces need root: run it as root.";
        }
        if (!Shell.has("ip")) {
            return "The program ip is missing: apt-get install iproute2.";
        }
        String name = "hdl-" + PID + "-0-try";
        try {
            String complaint = Shell.complaint("ip netns add " + name);
            String unused = complaint == null ? Shell.complaint("ip netns del " + name) : null;
            return complaint == null
                    ? null
                    : "This kernel or container makes no network namespace (" + complaint
                            + "): run it on a machine that does.";
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return "It was interrupted: run it again.";
        }
    }

    /** A lab without anything in it. */
    public static Lab open() throws IOException, InterruptedException {
        removeOrphans();
        return new Lab();
    }

    private static void removeOrphans() throws IOException, InterruptedException {
        Matcher names = NAME.matcher(Shell.run("ip netns list"));
        while (names.find()) {
            long pid = Long.parseLong(names.group(1));
            if (pid != PID && ProcessHandle.of(pid).isEmpty()) {
                String unused = Shell.complaint("ip netns del " + names.group());
            }
        }
    }

    /** A namespace with loopback up. */
    public Namespace namespace(String name) throws IOException, InterruptedException {
        var namespace = new Namespace(prefix + name);
        namespaces.add(namespace);
        Shell.run("ip netns add " + namespace.name());
        namespace.ip("link set lo up");
        return namespace;
    }

    /** Connects two namespaces by a pair of interfaces, which are down and without addresses. */
    public void veth(Namespace one, String oneName, Namespace other, String otherName)
            throws IOException, InterruptedException {
        Shell.run("ip link add " + oneName + " netns " + one.name() + " type veth peer name "
                + otherName + " netns " + other.name());
    }

    @Override
    public void close() throws IOException {
        for (Namespace namespace : namespaces.reversed()) {
            try {
                String complaint = Shell.complaint("ip netns del " + namespace.name());
                if (complaint != null && !complaint.contains("No such file")) {
                    throw new IOException("A namespace stays: " + complaint);
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
        namespaces.clear();
    }
}
