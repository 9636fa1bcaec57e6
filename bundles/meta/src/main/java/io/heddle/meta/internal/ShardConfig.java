package io.heddle.meta.internal;

/**
 * What a server is.
 *
 * @param id its node id
 * @param copies copies of every byte that the cluster wants
 * @param freshProcess whether the process began with this start, so that all clients that the state
 *     knows are gone
 */
record ShardConfig(int id, int copies, boolean freshProcess) {}
