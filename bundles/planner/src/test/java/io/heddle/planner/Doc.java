package io.heddle.planner;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.heddle.hardware.NicCatalogue;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/** A description as a tree of JSON in which all holds, and edits of it: each gives a new one. */
final class Doc {
    static final String CX3 = "15b3:1003";
    static final String CX4 = "15b3:1013";
    static final String CX5 = "15b3:1017";
    static final String CX6 = "15b3:101b";
    static final String E810 = "8086:1592";
    static final String ENA = "1d0f:ec20";
    /** An 82599: a NIC of the many others. */
    static final String OTHER = "8086:10fb";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode tree;

    private Doc(JsonNode tree) {
        this.tree = tree;
    }

    /** Eight servers of ten I/O processes. */
    static Doc backends(String pci) {
        return empty().group("backends", "backend", 8, "\"ioProcesses\": 10", pci);
    }

    /** Ten clients of one frontend. */
    static Doc clients(String pci) {
        return empty().group("clients", "client", 10, "\"frontends\": 1", pci);
    }

    /** Group 0 are backends, group 1 clients. */
    static Doc both(String pci) {
        return backends(pci).client(pci);
    }

    /** This and ten clients of one frontend as last group. */
    Doc client(String pci) {
        return group("clients", "client", 10, "\"frontends\": 1", pci);
    }

    private static Doc empty() {
        return new Doc(read("""
                {"version": 1, "filesystems": [{"name": "train"}], "groups": []}"""));
    }

    private Doc group(String name, String role, int count, String processes, String pci) {
        Doc copy = new Doc(tree.deepCopy());
        ((ArrayNode) copy.tree.path("groups"))
                .add(read("""
                {"name": "%s", "role": "%s", "count": %d, %s, "managementNic": "eno1", "nics": [%s]}
                """.formatted(name, role, count, processes, nic("ens1f0", pci))));
        return copy;
    }

    private static String nic(String name, String pci) {
        String own = pci.startsWith("15b3") ? """
                "kernelDriver": "mlx5_core", "ofed": {"version": "5.4-1.0.3.0", "loaded": true,
                "options": ["--upstream-libs", "--dpdk"]}""" : """
                "kernelDriver": "%s", "sriov": {"bios": true, "nic": true, "vfs": 16}""";
        String driver = pci.startsWith("8086") ? "ixgbe" : "ena";
        return """
                {"name": "%s", "pci": "%s", "link": "ethernet", "address": "0000:3b:00.0",
                "numa": 0, "mtu": 9000, "switch": "A", %s}""".formatted(name, pci, own.formatted(driver));
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException wrong) {
            throw new IllegalArgumentException(json, wrong);
        }
    }

    /** Sets a value, such as {@code set("groups/0/ha", "dual")}; text in braces is JSON. */
    Doc set(String path, @Nullable Object value) {
        Doc copy = new Doc(tree.deepCopy());
        boolean json =
                value instanceof String text && (text.startsWith("{") || text.startsWith("["));
        JsonNode node = json ? read((String) value) : JSON.valueToTree(value);
        copy.parent(path).set(last(path), node);
        return copy;
    }

    /** Sets a value of the first NIC of the last group. */
    Doc nic(String key, @Nullable Object value) {
        return set(lastGroup() + "/nics/0/" + key, value);
    }

    /** Sets a value of the last group. */
    Doc group(String key, @Nullable Object value) {
        return set(lastGroup() + "/" + key, value);
    }

    Doc without(String path) {
        Doc copy = new Doc(tree.deepCopy());
        copy.parent(path).remove(last(path));
        return copy;
    }

    /** A second NIC for the last group: the other port of the card, on node 1 and switch B. */
    Doc twoNics() {
        Doc copy = new Doc(tree.deepCopy());
        ArrayNode nics = (ArrayNode) copy.tree.at("/" + lastGroup() + "/nics");
        ObjectNode second = nics.get(0).deepCopy();
        second.put("name", "ens1f1").put("address", "0000:3b:00.1").put("numa", 1);
        nics.add(second.put("switch", "B"));
        return copy;
    }

    private String lastGroup() {
        return "groups/" + (tree.path("groups").size() - 1);
    }

    private ObjectNode parent(String path) {
        return (ObjectNode) tree.at(JsonPointer.compile("/" + path).head());
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    String json() {
        return tree.toPrettyString();
    }

    ClusterSpec spec() {
        return SpecReader.parse(json());
    }

    Plan plan() {
        return plan(Set.of());
    }

    Plan plan(Set<String> off) {
        return new Planner(off).plan(spec(), NicCatalogue.builtIn());
    }
}
