package io.heddle.hardware.trees;

import io.heddle.hardware.Inventory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The trees by name. */
public final class Trees {
    /** Every tree; each is a file of that name beside this class. */
    public static final List<String> NAMES = List.of(
            "aws-ena",
            "bond-active-backup",
            "bond-balance-rr",
            "bond-lacp-one-card",
            "bond-lacp-two-cards",
            "connectx-3",
            "e810",
            "e810-vfs",
            "firecracker",
            "garbage",
            "guest-bond-vlan",
            "guest-igb-vfs",
            "guest-soft-roce",
            "mellanox-ethernet",
            "mellanox-infiniband",
            "mixed-fabric",
            "virtio-vm");

    private Trees() {}

    /** Unpacks a tree into an empty folder, such as one of {@code @TempDir}. */
    public static Path unpack(String name, Path folder) {
        try {
            TreeText.unpack(text(name), folder);
        } catch (IOException failed) {
            throw new IllegalStateException("The tree " + name + " cannot be unpacked.", failed);
        }
        return folder;
    }

    /** Unpacks a tree and reads it. */
    public static Inventory read(String name, Path folder) {
        return Inventory.read(unpack(name, folder));
    }

    /** A tree as its text, for tests that change it before they unpack it. */
    public static String text(String name) {
        try (InputStream in = Trees.class.getResourceAsStream(name + ".tree")) {
            if (in == null) {
                throw new IllegalArgumentException("There is no tree " + name + ".");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new IllegalStateException("The tree " + name + " cannot be read.", failed);
        }
    }
}
