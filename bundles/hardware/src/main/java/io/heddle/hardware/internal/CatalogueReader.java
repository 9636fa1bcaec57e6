package io.heddle.hardware.internal;

import io.heddle.hardware.CatalogueException;
import io.heddle.hardware.NicCatalogue;
import io.heddle.hardware.NicFact;
import io.heddle.hardware.NicModel;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** The catalogue from its JSON form, {@code nics.schema.json}; nothing is guessed or passed over. */
public final class CatalogueReader {
    private static final String BUILT_IN = "/io/heddle/hardware/nics.json";
    private static final Pattern PCI_ID = Pattern.compile("[0-9a-f]{4}:[0-9a-f]{4}");
    private static final int VERSION = 1;

    private final StrictJson json;
    private final NicCatalogue under;
    private final Map<String, Integer> lineOfId = new HashMap<>();
    private final Set<String> families = new HashSet<>();
    private final Map<String, NicModel> read = new LinkedHashMap<>();

    private CatalogueReader(StrictJson json, NicCatalogue under) {
        this.json = json;
        this.under = under;
    }

    /** Read on the first use, and once. */
    private static final class BuiltIn {
        static final NicCatalogue CATALOGUE = parse(text(), new NicCatalogue(List.of()));
    }

    public static NicCatalogue builtIn() {
        return BuiltIn.CATALOGUE;
    }

    /** The rows of a document over those of another catalogue. */
    public static NicCatalogue parse(String text, NicCatalogue under) {
        try (StrictJson json = new StrictJson(text)) {
            CatalogueReader reader = new CatalogueReader(json, under);
            reader.document();
            List<NicModel> models = new ArrayList<>(under.models());
            models.addAll(reader.read.values());
            return new NicCatalogue(models);
        }
    }

    private void document() {
        json.open("an object with version and families");
        int line = json.line();
        boolean hasVersion = false;
        boolean hasFamilies = false;
        for (String key = json.key(); key != null; key = json.key()) {
            switch (key) {
                case "$schema" -> json.text(key);
                case "version" -> {
                    json.number(key, VERSION);
                    hasVersion = true;
                }
                case "families" -> {
                    json.openArray(key, "an array of families");
                    while (json.nextObject("a family")) {
                        family();
                    }
                    hasFamilies = true;
                }
                default -> throw json.unknown(key, "$schema, version, families");
            }
        }
        json.end();
        require(hasVersion, line, "version is missing, wanted 1");
        require(hasFamilies, line, "families is missing, wanted an array of families");
    }

    private void family() {
        int line = json.line();
        String family = null;
        Ids ids = null;
        Map<NicFact, Cell> cells = new EnumMap<>(NicFact.class);
        for (String key = json.key(); key != null; key = json.key()) {
            NicFact fact = fact(key);
            if (fact != null) {
                cells.put(fact, cell(fact));
            } else if (key.equals("family")) {
                family = json.text(key);
                require(
                        families.add(family),
                        json.line(),
                        "family \"" + family + "\" is there twice, wanted one place for all ids");
            } else if (key.equals("ids")) {
                ids = ids();
            } else {
                throw json.unknown(key, "family, ids, " + factKeys());
            }
        }
        if (family == null || ids == null) {
            throw new CatalogueException(
                    line,
                    (family == null ? "family" : "ids")
                            + " is missing, wanted a family with a name and the ids that it has");
        }
        for (Id id : ids.all()) {
            read.put(id.pci(), model(family, id, ids.source(), cells));
        }
    }

    /** One id of a document, with its line for what is only found later. */
    private record Id(String pci, boolean virtual, int line) {}

    private record Ids(List<Id> all, String source) {}

    private Ids ids() {
        json.open("ids as an object with pf or vf, and source");
        int line = json.line();
        List<Id> all = new ArrayList<>();
        String source = null;
        for (String key = json.key(); key != null; key = json.key()) {
            switch (key) {
                case "pf", "vf" -> {
                    json.openArray(key, "an array of PCI ids");
                    while (json.nextText(key, "a PCI id such as \"15b3:1017\"")) {
                        all.add(id(json.current(), key.equals("vf")));
                    }
                }
                case "source" -> source = json.text(key);
                default -> throw json.unknown(key, "pf, vf, source");
            }
        }
        require(!all.isEmpty(), line, "ids names none, wanted at least one in pf or vf");
        if (source == null) {
            throw new CatalogueException(
                    line, "ids has no source, wanted where it is from that they name the family");
        }
        return new Ids(all, source);
    }

    private Id id(String pci, boolean virtual) {
        int line = json.line();
        require(
                PCI_ID.matcher(pci).matches(),
                line,
                "\"" + pci + "\" is no PCI id, wanted one such as \"15b3:1017\" in lower case");
        Integer before = lineOfId.putIfAbsent(pci, line);
        require(
                before == null,
                line,
                pci + " is there twice, wanted it once, and line " + before + " has it");
        return new Id(pci, virtual, line);
    }

    /** A stated cell; without a source only where it states what holds anyway. */
    private record Cell(@Nullable Object is, @Nullable String source) {}

    private Cell cell(NicFact fact) {
        String name = fact.key();
        json.open(name + " as {\"is\": ..., \"source\": \"...\"}");
        int line = json.line();
        boolean hasValue = false;
        Object is = null;
        String source = null;
        for (String key = json.key(); key != null; key = json.key()) {
            switch (key) {
                case "is" -> {
                    is = fact.isBoolean() ? (Object) json.bool(name) : json.textOrNull(name);
                    hasValue = true;
                }
                case "source" -> source = json.text(key);
                default -> throw json.unknown(key, "is, source");
            }
        }
        require(hasValue, line, name + " has no value, wanted the key is");
        require(
                source != null || Objects.equals(is, fact.unstated()),
                line,
                name + " is " + is + " without a source, wanted where that is from");
        return new Cell(is, source);
    }

    private NicModel model(String family, Id id, String idSource, Map<NicFact, Cell> stated) {
        int vendor = Integer.parseInt(id.pci(), 0, 4, 16);
        int device = Integer.parseInt(id.pci(), 5, 9, 16);
        NicModel below = under.find(vendor, device);
        Map<NicFact, Object> values = new EnumMap<>(NicFact.class);
        Map<NicFact, String> sources = new EnumMap<>(NicFact.class);
        if (below != null) {
            sources.putAll(below.sources());
        }
        for (NicFact fact : NicFact.values()) {
            Cell cell = stated.get(fact);
            Object value =
                    cell != null ? cell.is() : below != null ? of(below, fact) : fact.unstated();
            if (value != null) {
                values.put(fact, value);
            }
            if (cell != null) {
                sources.remove(fact);
                if (cell.source() != null) {
                    sources.put(fact, cell.source());
                }
            }
        }
        boolean rxInterrupt = isTrue(values, NicFact.RX_INTERRUPT);
        String dpdkDriver = (String) values.get(NicFact.DPDK_DRIVER);
        require(
                dpdkDriver != null || !rxInterrupt,
                id.line(),
                id.pci() + " has rxInterrupt without a dpdkDriver, wanted the driver or"
                        + " {\"is\": false}");
        return new NicModel(
                family,
                vendor,
                device,
                id.virtual(),
                dpdkDriver,
                rxInterrupt,
                isTrue(values, NicFact.RDMA),
                isTrue(values, NicFact.NEEDS_SRIOV),
                isTrue(values, NicFact.SHARED_IP),
                idSource,
                sources);
    }

    private static boolean isTrue(Map<NicFact, Object> values, NicFact fact) {
        return Boolean.TRUE.equals(values.get(fact));
    }

    private static @Nullable Object of(NicModel model, NicFact fact) {
        return switch (fact) {
            case DPDK_DRIVER -> model.dpdkDriver();
            case RX_INTERRUPT -> model.rxInterrupt();
            case RDMA -> model.rdma();
            case NEEDS_SRIOV -> model.needsSriov();
            case SHARED_IP -> model.sharedIp();
        };
    }

    private static @Nullable NicFact fact(String key) {
        for (NicFact fact : NicFact.values()) {
            if (fact.key().equals(key)) {
                return fact;
            }
        }
        return null;
    }

    private static String factKeys() {
        StringBuilder keys = new StringBuilder();
        for (NicFact fact : NicFact.values()) {
            keys.append(keys.isEmpty() ? "" : ", ").append(fact.key());
        }
        return keys.toString();
    }

    private static void require(boolean holds, int line, String why) {
        if (!holds) {
            throw new CatalogueException(line, why);
        }
    }

    private static String text() {
        try (InputStream in = CatalogueReader.class.getResourceAsStream(BUILT_IN)) {
            if (in == null) {
                throw new IllegalStateException("The bundle lacks its own " + BUILT_IN);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The bundle's " + BUILT_IN, unreadable);
        }
    }
}
