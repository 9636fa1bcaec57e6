package io.heddle.lab.internal;

import io.heddle.dpdk.Dpdk;
import io.heddle.net.Ledger;
import io.heddle.net.Switchboard;
import io.heddle.net.lab.Lab;
import io.heddle.net.lab.LabLinks;
import io.heddle.net.lab.LabStatus;
import io.heddle.runtime.Events;
import io.heddle.runtime.Instance;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Brings the lab up and down, one at a time, and up again after a restart. */
@Component(service = Lab.class, immediate = true)
public final class LabService implements Lab {
    private static final int EBUSY = 16;
    private static final int ENODEV = 19;
    private static final String ALERT = "lab";
    private static final String SUBJECT = "network";

    private final BundleContext context;
    private final Path data;
    private final Switchboard switchboard;
    private final Events events;
    private final Dpdk dpdk;
    private @Nullable Site site;
    private boolean ending;

    /** Made by the component runtime. */
    @Activate
    public LabService(
            BundleContext context,
            @Reference Instance instance,
            @Reference Switchboard switchboard,
            @Reference Events events,
            @Reference Dpdk dpdk) {
        this.context = context;
        this.switchboard = switchboard;
        this.events = events;
        this.dpdk = dpdk;
        data = instance.data();
        // What an operator brought up in an earlier life; nobody who starts bundles waits for it.
        Thread.ofPlatform().name("heddle-lab-start").daemon().start(this::again);
    }

    private synchronized void again() {
        if (ending || site != null) {
            return;
        }
        try {
            if (LabLinks.of(data).isWanted()) {
                raise();
                events.clear(ALERT, SUBJECT);
            }
        } catch (StorageException refused) {
            events.raise(
                    ALERT,
                    SUBJECT,
                    "The lab of an earlier start cannot be brought up again.",
                    String.valueOf(refused.getMessage()),
                    "Follow it and run `heddle net lab up`, or run `heddle net lab down`.");
        }
    }

    @Override
    public synchronized LabStatus status() {
        Site now = site;
        return now == null
                ? new LabStatus(false, "", "", List.of(), List.of(), "The lab is down.")
                : now.status("The lab is up.");
    }

    @Override
    public synchronized LabStatus up() {
        Site now = site;
        if (now != null) {
            now.make();
            return now.status("The lab is up already; what was missing is there again.");
        }
        Site made = raise();
        events.clear(ALERT, SUBJECT);
        return made.status("The lab is up: `heddle net swap` to one of its drivers uses it.");
    }

    private Site raise() {
        Rights.check();
        LabLinks links = LabLinks.of(data);
        var fresh = new Site(context, switchboard, events, dpdk, data, links);
        String obstacle = fresh.obstacle();
        if (!obstacle.isEmpty()) {
            throw new StorageException(
                    ENODEV, "No driver of the lab could serve here: " + obstacle);
        }
        boolean wanted = links.isWanted();
        links.remove(); // What a killed process has left has rings and addresses of nobody.
        links.wanted(true);
        try {
            fresh.make();
        } catch (RuntimeException failed) {
            fresh.remove();
            links.wanted(wanted);
            throw failed;
        }
        site = fresh;
        events.event(
                "lab",
                "The lab is up: bridge " + fresh.plan().bridge() + ", ports in "
                        + fresh.plan().networkText() + ".");
        return fresh;
    }

    @Override
    public synchronized LabStatus down() {
        LabLinks links = LabLinks.of(data);
        Site now = site;
        if (now == null) {
            if (!links.present().isEmpty()) {
                Rights.check();
            }
            int left = links.remove();
            links.wanted(false);
            events.clear(ALERT, SUBJECT);
            return downWith(
                    left == 0
                            ? "The lab was down."
                            : "The lab was down; " + left + " interfaces of it were left and are"
                                    + " removed.");
        }
        String swapped = leave(now);
        links.wanted(false);
        now.remove();
        site = null;
        events.event("lab", "The lab is down.");
        return downWith(swapped + "The lab is down, and nothing of it is left.");
    }

    private static LabStatus downWith(String said) {
        return new LabStatus(false, "", "", List.of(), List.of(), said);
    }

    /** A driver of the lab that serves gives its lanes to the best other one. */
    private String leave(Site now) {
        String driver = switchboard.current();
        if (!now.isOurs(driver)) {
            return "";
        }
        try {
            Ledger ledger = switchboard.swap(Switchboard.AUTOMATIC);
            if (now.isOurs(ledger.to())) {
                throw new StorageException(
                        EBUSY,
                        "No other driver can serve, so the lab stays up; start one of the UDP"
                                + " drivers first.");
            }
            return String.format(
                    Locale.ROOT,
                    "Swapped from %s to %s first: %d operations, %d lost, %d executed twice,"
                            + " longest stall %.1f ms. ",
                    ledger.from(),
                    ledger.to(),
                    ledger.started(),
                    ledger.lost(),
                    ledger.executedTwice(),
                    ledger.longestStallMs());
        } catch (StorageException refused) {
            throw new StorageException(
                    EBUSY,
                    "The lab stays up, because driver " + driver + " serves and cannot be left: "
                            + refused.getMessage(),
                    refused);
        }
    }

    /** The process or the bundle ends: the links go, and come again with the next start. */
    @Deactivate
    synchronized void stop() {
        ending = true;
        Site now = site;
        if (now != null) {
            site = null;
            now.remove();
        }
    }
}
