package io.heddle.meta.internal;

/**
 * What a server is.
 *
 * @param id its node id
 * @param copies copies of every byte that the cluster wants
 * @param freshProcess whether the process began with this start, so that all clients that the state
 *     knows are gone
 * @param uid owner of the roots of new file systems
 * @param gid and their group
 */
record ShardConfig(int id, int copies, boolean freshProcess, int uid, int gid) {}
