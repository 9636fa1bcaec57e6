package io.heddle.dpdk.guest;

import io.heddle.dpdk.sriov.PciHold;
import io.heddle.dpdk.sriov.RootedSysfs;
import io.heddle.dpdk.sriov.Rtnetlink;
import io.heddle.dpdk.sriov.UndoJournal;

import java.io.IOException;
import java.nio.file.Path;

/** Prints what {@link Machine} sees; with a journal's path, after that was taken back. */
public final class GuestState {
    private GuestState() {}

    /** The journal of a killed process, or nothing. */
    public static void main(String[] args) throws IOException {
        if (args.length == 1) {
            var sys = new RootedSysfs(Path.of("/"));
            PciHold.of(sys, new Rtnetlink(sys), UndoJournal.read(Path.of(args[0]), sys))
                    .close();
        }
        new Machine().lines().forEach(System.out::println);
    }
}
