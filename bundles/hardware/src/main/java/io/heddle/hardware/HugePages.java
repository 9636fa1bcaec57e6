package io.heddle.hardware;

/**
 * One pool of huge pages.
 *
 * @param numaNode the node, or -1 for the pool of the whole machine
 * @param pageBytes the size of a page
 * @param total how many pages the pool has
 * @param free how many of them nobody uses
 */
public record HugePages(int numaNode, long pageBytes, long total, long free) {}
