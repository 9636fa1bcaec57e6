package io.heddle.net;

import java.util.List;

/** Who has to know by which addresses data will go before it does, such as who decides on sealing. */
@FunctionalInterface
public interface NicWatcher {
    /**
     * Called before a port opens on any of these for the first time, on the thread of who adds them;
     * may take as long as it needs.
     *
     * @throws io.heddle.runtime.StorageException the addresses must not be used
     */
    void beforeUse(List<NetAddress> addresses);
}
