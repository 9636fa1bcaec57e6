package io.heddle.hardware;

import java.util.List;

/**
 * What hardware and kernel offer, read from a directory tree, live or recorded.
 *
 * @param root the tree that was read
 * @param unread what could not be read or understood, and why
 */
public record Inventory(String root, List<String> unread) {}
