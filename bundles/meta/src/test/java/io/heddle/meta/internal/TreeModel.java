package io.heddle.meta.internal;

import io.heddle.foreign.linux.Errno;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What POSIX says about names, for one client at a time. */
final class TreeModel {
    static final class Node {
        final boolean directory;
        long inode;
        int links;
        final TreeMap<String, Node> entries = new TreeMap<>();

        Node(boolean directory) {
            this.directory = directory;
        }

        @Override
        public String toString() {
            return Long.toHexString(inode);
        }
    }

    final Node root = new Node(true);
    final List<Node> directories = new ArrayList<>(List.of(root));

    int make(Node parent, String name, boolean directory) {
        if (parent.entries.containsKey(name)) {
            return -Errno.EEXIST;
        }
        var node = new Node(directory);
        node.links = 1;
        parent.entries.put(name, node);
        if (directory) {
            directories.add(node);
        }
        return 0;
    }

    int unlink(Node parent, String name) {
        Node node = parent.entries.get(name);
        if (node == null) {
            return -Errno.ENOENT;
        }
        if (node.directory) {
            return -Errno.EISDIR;
        }
        node.links--;
        parent.entries.remove(name);
        return 0;
    }

    int removeDirectory(Node parent, String name) {
        Node node = parent.entries.get(name);
        if (node == null) {
            return -Errno.ENOENT;
        }
        if (!node.directory) {
            return -Errno.ENOTDIR;
        }
        if (!node.entries.isEmpty()) {
            return -Errno.ENOTEMPTY;
        }
        parent.entries.remove(name);
        directories.remove(node);
        return 0;
    }

    int link(Node file, Node parent, String name) {
        if (parent.entries.containsKey(name)) {
            return -Errno.EEXIST;
        }
        file.links++;
        parent.entries.put(name, file);
        return 0;
    }

    int rename(Node from, String name, Node to, String newName, int flags) {
        Node node = from.entries.get(name);
        if (node == null) {
            return -Errno.ENOENT;
        }
        Node target = to.entries.get(newName);
        if (target != null && flags == RenamePlan.NO_REPLACE) {
            return -Errno.EEXIST;
        }
        if (target == null && flags == RenamePlan.EXCHANGE) {
            return -Errno.ENOENT;
        }
        if (target == node) {
            return 0;
        }
        if (flags == RenamePlan.EXCHANGE) {
            if (from != to && (isBelow(node, to) || isBelow(target, from))) {
                return -Errno.EINVAL;
            }
            from.entries.put(name, target);
            to.entries.put(newName, node);
            return 0;
        }
        if (target != null && target.directory != node.directory) {
            return target.directory ? -Errno.EISDIR : -Errno.ENOTDIR;
        }
        boolean full = target != null && !target.entries.isEmpty();
        boolean cycle = from != to && isBelow(node, to);
        if (full || cycle) {
            // Either may be said when both are true.
            return full ? -Errno.ENOTEMPTY : -Errno.EINVAL;
        }
        from.entries.remove(name);
        to.entries.put(newName, node);
        if (target != null) {
            target.links--;
            directories.remove(target);
        }
        return 0;
    }

    static boolean isBelow(Node directory, Node wanted) {
        if (directory == wanted) {
            return true;
        }
        return directory.directory
                && directory.entries.values().stream().anyMatch(child -> isBelow(child, wanted));
    }
}
