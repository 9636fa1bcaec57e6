package io.heddle.rest.internal;

import com.fasterxml.jackson.databind.JsonNode;

import io.heddle.foreign.linux.Errno;
import io.heddle.net.DataNic;
import io.heddle.net.LanePort;
import io.heddle.net.NetAddress;
import io.heddle.net.PathStatus;
import io.heddle.net.Switchboard;
import io.heddle.runtime.StorageException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The data NICs of the containers of this process, which share them: listed, added, removed. */
record DataNicViews(Switchboard switchboard) {
    List<Views.DataNic> rows() {
        var nics = new HashMap<String, DataNic>();
        switchboard.nics().forEach(nic -> nics.put(nic.name(), nic));
        var rows = new ArrayList<Views.DataNic>();
        for (LanePort port : switchboard.ports()) {
            DataNic nic = nics.get(port.nic());
            if (nic != null) { // Else it was removed between the two questions.
                rows.add(row(port, nic));
            }
        }
        return rows;
    }

    private static Views.DataNic row(LanePort port, DataNic nic) {
        NetAddress local = port.local();
        return new Views.DataNic(
                container(port.lane()),
                nic.name(),
                local == null ? hosts(nic) : List.of(local.host()),
                nic.label(),
                port.driver(),
                nic.link().name().toLowerCase(Locale.ROOT),
                state(port),
                meanNs(port.paths()),
                port.stats().txDatagrams(),
                port.stats().txBytes(),
                port.stats().rxDatagrams(),
                port.stats().rxBytes(),
                port.stats().rxDropped(),
                port.paths().stream()
                        .mapToLong(PathStatus::retransmittedFragments)
                        .sum(),
                port.paths().stream().map(DataNicViews::path).toList());
    }

    private static List<String> hosts(DataNic nic) {
        return nic.addresses().stream().map(NetAddress::host).toList();
    }

    private static String state(LanePort port) {
        if (port.local() == null) {
            return "no port";
        }
        var counts = new TreeMap<String, Integer>();
        port.paths().forEach(path -> counts.merge(path.state(), 1, Integer::sum));
        return counts.isEmpty()
                ? "no peer yet"
                : counts.entrySet().stream()
                        .map(one -> one.getValue() + " " + one.getKey())
                        .collect(Collectors.joining(", "));
    }

    private static long meanNs(List<PathStatus> paths) {
        return (long) paths.stream()
                .mapToLong(PathStatus::roundTripNs)
                .filter(ns -> ns > 0)
                .average()
                .orElse(0);
    }

    private static Views.Path path(PathStatus path) {
        return new Views.Path(
                path.peer(),
                path.state(),
                path.roundTripNs(),
                path.windowBytes(),
                path.sentBytes(),
                path.retransmittedFragments(),
                path.remote(),
                path.label());
    }

    /** As the table of processes calls it: "server 3" is the container server3. */
    private static String container(String lane) {
        return lane.replace(" ", "");
    }

    /** Every container of this process, since they share their NICs. */
    private List<String> containers(String wanted) {
        List<String> all =
                switchboard.lanes().stream().map(DataNicViews::container).toList();
        if (!all.contains(container(wanted))) {
            throw new StorageException(
                    Errno.ENOENT,
                    "There is no container '" + wanted + "'; "
                            + (all.isEmpty()
                                    ? "none runs here now."
                                    : "choose one of " + String.join(", ", all) + "."));
        }
        return all;
    }

    Views.NicChange add(Map<String, String> parameters, RequestBody body) {
        List<String> containers = containers(parameters.getOrDefault("container", ""));
        String nic = body.text("nic");
        String label = body.json().path("label").asText("");
        switchboard.addNic(nic, texts(body.json().path("ips")), label);
        List<String> ips = switchboard.nics().stream()
                .filter(one -> one.name().equals(nic))
                .flatMap(one -> hosts(one).stream())
                .toList();
        return new Views.NicChange(nic, ips, label, containers, "added");
    }

    private static List<String> texts(JsonNode ips) {
        if (!ips.isMissingNode() && !ips.isArray()) {
            throw new StorageException(
                    Errno.EINVAL,
                    "The request body has 'ips' that is no list; see /api/v1/openapi.json.");
        }
        var texts = new ArrayList<String>();
        ips.forEach(ip -> texts.add(ip.asText()));
        return texts;
    }

    /** The drill; 10 s where nothing else is said. */
    Views.Drill unplug(Map<String, String> parameters, RequestBody body) {
        String nic = parameters.getOrDefault("nic", "");
        int seconds = body.json().path("seconds").asInt(10);
        switchboard.unplugNic(nic, seconds);
        return new Views.Drill(nic, seconds);
    }

    Views.NicChange remove(Map<String, String> parameters) {
        List<String> containers = containers(parameters.getOrDefault("container", ""));
        String nic = parameters.getOrDefault("nic", "");
        switchboard.removeNic(nic);
        return new Views.NicChange(nic, List.of(), "", containers, "removed");
    }
}
