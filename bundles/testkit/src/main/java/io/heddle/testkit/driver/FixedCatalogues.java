package io.heddle.testkit.driver;

import io.heddle.hardware.NicCatalogue;
import io.heddle.hardware.NicCatalogues;

import java.util.function.Consumer;

/** One catalogue that nobody changes, for drivers under test. */
public record FixedCatalogues(NicCatalogue current) implements NicCatalogues {
    @Override
    public Listening onChange(Consumer<NicCatalogue> listener) {
        return () -> {};
    }
}
