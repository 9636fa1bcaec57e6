package io.heddle.hardware;

import java.util.function.Consumer;

/** The catalogue that counts now, as a service: the operator may override it while all runs. */
public interface NicCatalogues {

    /** The built-in catalogue with the operator's rows over it. */
    NicCatalogue current();

    /**
     * Calls {@code listener} with each catalogue that takes the place of another, on a thread of
     * the service, so it is to be short.
     *
     * @return what ends the calls
     */
    Listening onChange(Consumer<NicCatalogue> listener);

    /** A listener that is being called. */
    interface Listening extends AutoCloseable {
        @Override
        void close();
    }
}
