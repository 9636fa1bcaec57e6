package io.heddle.hardware;

import io.heddle.hardware.internal.CatalogueReader;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is known of NICs, as data with a source for each cell; immutable. */
public final class NicCatalogue {
    private final Map<Integer, NicModel> models = new LinkedHashMap<>();

    /** A catalogue of these rows; of two with one PCI id the later one counts. */
    public NicCatalogue(Collection<NicModel> models) {
        for (NicModel model : models) {
            this.models.put(key(model.vendor(), model.device()), model);
        }
    }

    /** The catalogue that this bundle carries; it is read once. */
    public static NicCatalogue builtIn() {
        return CatalogueReader.builtIn();
    }

    /**
     * A catalogue from its JSON form.
     *
     * @throws CatalogueException if something is wrong there, with its line
     */
    public static NicCatalogue parse(String json) {
        return CatalogueReader.parse(json, new NicCatalogue(List.of()));
    }

    /**
     * This catalogue with the rows of a document of the same form over it: a cell that the document
     * states replaces that of the same PCI id here, and an id that is new here is added.
     *
     * @throws CatalogueException if something is wrong there, with its line
     */
    public NicCatalogue withOverrides(String json) {
        return CatalogueReader.parse(json, this);
    }

    /** All rows, in the order of the documents. */
    public List<NicModel> models() {
        return List.copyOf(models.values());
    }

    /** The row of a PCI function, or null if the catalogue does not know it. */
    public @Nullable NicModel find(PciFunction function) {
        return find(function.vendor(), function.device());
    }

    /** The row of a PCI id, or null if the catalogue does not know it. */
    public @Nullable NicModel find(int vendor, int device) {
        return models.get(key(vendor, device));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NicCatalogue that && models.equals(that.models);
    }

    @Override
    public int hashCode() {
        return models.hashCode();
    }

    private static int key(int vendor, int device) {
        return vendor << 16 | device;
    }
}
