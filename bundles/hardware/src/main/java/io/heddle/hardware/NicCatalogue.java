package io.heddle.hardware;

import io.heddle.hardware.internal.CatalogueReader;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** What is known of NICs, as data with a source per row. */
public record NicCatalogue(List<NicModel> models) {

    public NicCatalogue {
        models = List.copyOf(models);
    }

    /** The catalogue that this bundle carries. */
    public static NicCatalogue builtIn() {
        return CatalogueReader.builtIn();
    }

    /** A catalogue from its JSON form; what is wrong there is refused by name and place. */
    public static NicCatalogue parse(String json) {
        return CatalogueReader.parse(json);
    }

    /** The row of a PCI function, or null if the catalogue does not know it. */
    public @Nullable NicModel find(PciFunction function) {
        for (NicModel model : models) {
            if (model.vendor() == function.vendor() && model.device() == function.device()) {
                return model;
            }
        }
        return null;
    }
}
